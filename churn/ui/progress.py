"""A fit under way, on whatever page: how far it is, how long it will take, how well it learns, and Stop."""

import time
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from churn.quality import chart as quality_chart
from churn.show import formats
from churn.ui import state
from churn.ui.background import STEP, watch
from churn.ui.figure import draw
from churn.ui.view import View, look_again, stop
from churn.work.trainer import Job

TICK: float = 0.25
"""Seconds between two looks at a running fit."""
RARELY: Final = 2.0
"""Seconds at most between two looks at a fit that waits in the queue."""
UNSEEN: Final = 0.8
"""Seconds until a fit that has just begun is shown: what comes and goes at once only distracts, and costs time."""
PATIENCE: float = 1.5
"""Seconds to stay with a fit that has just begun: most are over by then, and the page is drawn once."""


def every(job: Job | None) -> float | None:
    """Return the seconds between two looks at a fit; None if there is none.

    The longer the queue, the more viewers look, and each look costs the server what the fits need.
    """
    return min(TICK * (1 + job.position), RARELY) if job is not None else None


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


def _stay_with(job: Job, place: DeltaGenerator) -> None:
    start = time.monotonic()
    drawn: DeltaGenerator | None = None
    due = UNSEEN
    while not job.wait(STEP) and (past := time.monotonic() - start) < PATIENCE:
        state.yield_to_rerun()
        if past < due:
            continue
        due = past + TICK
        if drawn is not None:
            drawn.progress(min(1.0, job.fraction), text=words(job))
            continue
        with place.container(border=True):
            drawn = _how_far(job, key="stop_early")


def _draw(job: Job) -> None:
    with st.container(border=True):
        _how_far(job, key="stop")
        if job.curve is not None and len(job.curve.steps) > 1:
            curve = job.curve
            draw(
                lambda: quality_chart.learning_curve(curve), key="live_curve", of=f"{job.key} {len(curve.steps)}",
                alt="Log loss on train and validation so far, against the number of trees.",
            )  # fmt: skip


def _how_far(job: Job, key: str) -> DeltaGenerator:
    st.markdown(f"**Training {formats.settings(job.spec)}** on {formats.escape(job.data_name)}")
    bar = st.progress(min(1.0, job.fraction), text=words(job))
    st.button("Stop", key=key, on_click=stop, args=(job.key,))
    return bar


def words(job: Job) -> str:
    """Say how far a fit is."""
    if job.position:
        return f"Waiting: number {job.position} in the queue"
    trees = f"{job.trees_done:,} of {job.spec.model.iterations:,} trees"
    return trees if job.eta is None else f"{trees}, about {formats.duration(job.eta)} left"
