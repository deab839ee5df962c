"""A fit under way, on whatever page: how far it is, how long it will take, how well it learns, and Stop."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from churn.quality import chart
from churn.show import formats
from churn.ui import pacing
from churn.ui.background import watch
from churn.ui.figure import draw
from churn.ui.view import View, look_again, stop
from churn.work.job import FitJob


def every(job: FitJob | None) -> float | None:
    """Return the seconds between two looks at a fit; None if there is none."""
    return min(pacing.FIT_TICK * (1 + job.position), pacing.MAX_FIT_TICK) if job is not None else None


def accompany(view: View) -> View:
    """Stay with a fit that has just begun, and draw the one that the viewer waits for.

    Returns
    -------
    View
        What there is to see now; of a longer fit, the page is drawn anew when it ends.
    """
    place = st.empty()
    if view.begun and view.job is not None:
        _stay_with(view.job, place)
        view = look_again(view)
        place.empty()
    watch(view.job, _draw, every(view.job))
    return view


def _stay_with(job: FitJob, place: DeltaGenerator) -> None:
    bar: DeltaGenerator | None = None
    due = pacing.UNSEEN
    for past in pacing.steps(job.wait, pacing.PATIENCE):
        if past >= due:
            due = past + pacing.FIT_TICK
            if bar is None:
                with place.container(border=True):
                    bar = _how_far(job, key="stop_early")
            else:
                bar.progress(min(1.0, job.fraction), text=words(job))


def _draw(job: FitJob) -> None:
    with st.container(border=True):
        _how_far(job, key="stop")
        if job.curve is not None and len(job.curve.steps) > 1:
            unit = job.spec.learner.unit
            curve, made_of = job.curve, f"{job.key} {len(job.curve.steps)}"
            alt = f"Log loss on train and validation so far, against the number of {unit}."
            draw(lambda: chart.learning_curve(curve, unit), key="live_curve", of=made_of, alt=alt)


def _how_far(job: FitJob, key: str) -> DeltaGenerator:
    st.markdown(f"**Training {formats.settings(job.spec, markdown=True)}** on {formats.escape(job.data_name)}")
    bar = st.progress(min(1.0, job.fraction), text=words(job))
    st.button("Stop", key=key, on_click=stop, args=(job.key,))
    return bar


def words(job: FitJob) -> str:
    """Say how far a fit is."""
    if job.position:
        return f"Waiting: number {job.position} in the queue"
    learner = job.spec.learner
    trees = f"{job.trees_done:,} of {learner.steps(job.spec.model):,} {learner.unit}"
    return trees if job.eta is None else f"{trees}, about {formats.duration(job.eta)} left"
