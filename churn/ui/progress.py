"""A fit under way, on whatever page: its place in the sidebar, the thin line on top, and what is announced of it.

The place is always there and always of one height, so that nothing moves when a fit begins or ends. Where the sidebar
is closed, as on a phone, the style sheet shows the line instead.
"""

import html
import json
from functools import cached_property, partial
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from churn.quality import fit_words
from churn.show import formats
from churn.ui import pacing, shared, state
from churn.ui.background import watch
from churn.ui.pacing import Later
from churn.ui.view import View, look_again, stop
from churn.work.job import FitJob

# A region has to be there before its text changes, else a screen reader says nothing: so the text is put into it.
REGION: Final = '<div id="announcement" role="status" aria-live="polite"></div>'
SAY: Final = '<script>document.getElementById("announcement")?.replaceChildren({})</script>'


def every(job: FitJob | None) -> float | None:
    """Return the seconds between two looks at a fit; None if there is none."""
    return min(pacing.FIT_TICK * (1 + job.position), pacing.MAX_FIT_TICK) if job is not None else None


class Above:
    """What stands above every page without taking room: the line, and the region whose text is read out."""

    def __init__(self) -> None:
        """Draw its place; what is in it comes later, for nobody waits for it."""
        self._place = st.container(key="above")

    @cached_property
    def _parts(self) -> tuple[DeltaGenerator, DeltaGenerator]:
        """What is read out, and the line."""
        with self._place:
            st.html(REGION)
            parts = st.empty(), st.empty()
        parts[0].html(_script(state.announced().text), unsafe_allow_javascript=True)
        return parts

    @property
    def line(self) -> DeltaGenerator:
        """The place of the line."""
        return self._parts[1]

    def announce(self, view: View) -> None:
        """Read out that a fit has begun, or what has come of it, once."""
        before = state.announced()
        job, run = view.job, view.run
        text = before.text
        if job is not None:
            if job.key != before.job:
                text = fit_words.begun(formats.settings(job.spec))
        elif run is not None and run.key != before.run:
            text = fit_words.ended(formats.settings(run.spec), run.evaluation.scores(view.threshold)["test"])
        elif before.job is not None:
            followed = shared.trainer().find(before.job)
            if followed is not None:
                text = fit_words.without_results(formats.settings(followed.spec), failed=followed.state == "failed")
        said, _ = self._parts
        state.announced.set(state.Announced(job.key if job else None, run.key if run else None, text))
        if text != before.text:
            said.html(_script(text), unsafe_allow_javascript=True)


def _script(text: str) -> str:
    literal = json.dumps(text).replace("<", "\\u003c")
    return SAY.format(literal)


def stay_with_new(view: View, said: DeltaGenerator, above: Above) -> View:
    """Stay for a moment with a fit that has just begun; returns what there is to see then."""
    if not view.begun or view.job is None:
        return view
    above.announce(view)
    job, bar, due = view.job, None, pacing.UNSEEN
    for past in pacing.steps(job.wait, pacing.PATIENCE):
        if past >= due:
            due = past + pacing.FIT_TICK
            _draw_line(job, above.line)
            if bar is None:
                with said.container():
                    bar = _how_far(job, key="stop_early")
            else:
                bar.progress(min(1.0, job.fraction), text=words(job))
    return look_again(view)


def follow(view: View, place: DeltaGenerator, said: DeltaGenerator, above: Above) -> None:
    """Draw how far the fit is that the viewer waits for; without one, whose numbers these are."""
    above.announce(view)

    def draw(job: FitJob) -> None:
        _how_far(job, key="stop")
        _draw_line(job, above.line)

    if view.job is None:
        state.said_of_fit.set(_whose_numbers(view))
        said.caption(state.said_of_fit())
        above.line.empty()
    else:
        state.said_of_fit.set("")
        said.empty()
    with place:
        watch(view.job, draw, every(view.job))


def _whose_numbers(view: View) -> str:
    settings = formats.settings(view.spec, markdown=True)
    if view.run is None or view.outdated:
        return fit_words.not_trained(settings)
    return fit_words.up_to_date(settings)


def note_other_settings(view: View, later: Later | None = None) -> None:
    """Keep a line for saying that the sidebar says something else; the style sheet shows it where that is closed."""
    place, draw = st.container(key="other_settings"), partial(_note_other_settings, view)
    if later is not None:
        later.draw(place, draw)
        return
    with place:
        draw()


def _note_other_settings(view: View) -> None:
    elsewhere = view.job is not None or view.outdated
    st.caption(fit_words.other_settings(under_way=view.job is not None) if elsewhere else "&nbsp;")


def _how_far(job: FitJob, key: str) -> DeltaGenerator:
    st.caption(f"**Training {formats.settings(job.spec, markdown=True)}**")
    bar = st.progress(min(1.0, job.fraction), text=words(job))
    st.button("Stop", key=key, width="stretch", on_click=stop, args=(job.key,))
    return bar


def _draw_line(job: FitJob, line: DeltaGenerator) -> None:
    share = round(100 * min(1.0, job.fraction))
    name = html.escape(f"Training {formats.settings(job.spec)}: {words(job)}")
    line.html(
        f'<div class="fit-line" role="progressbar" aria-label="{name}" aria-valuemin="0" aria-valuemax="100"'
        f' aria-valuenow="{share}"><i style="width: {share}%"></i></div>'
    )


def words(job: FitJob) -> str:
    """Say how far a fit is."""
    if job.position:
        place, seconds = f"Waiting: number {job.position} in the queue", job.seconds_to_wait
        return place if seconds is None else f"{place}, about {formats.duration(seconds)}"
    learner = job.spec.learner
    trees = f"{job.trees_done:,} of {learner.steps(job.spec.model):,} {learner.unit}"
    return trees if job.eta is None else f"{trees}, about {formats.duration(job.eta)} left"
