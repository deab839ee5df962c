"""A fit under way, on whatever page: how far it is, how long it will take, how well it learns, and Stop."""

import streamlit as st

from churn import charts, text
from churn.jobs import Job
from churn.ui import resources
from churn.ui.figure import draw
from churn.ui.view import View, stop

TICK: float = 0.25
"""Seconds between two looks at a running fit."""


def show(view: View) -> None:
    """Draw the fit that the viewer waits for, if there is one; when it ends, the page is drawn anew."""
    # declared even where nothing runs: that is how the browser's timer is taken back
    st.fragment(_tick, run_every=TICK if view.job else None)(view.job.key if view.job else None)


def _tick(key: str | None) -> None:
    if key is None:
        return
    job = resources.trainer().find(key)
    if job is None or job.finished:
        st.rerun()
    with st.container(border=True):
        st.markdown(f"**Training {text.settings(job.spec)}** on {text.escape(job.data_name)}")
        st.progress(min(1.0, job.fraction), text=_words(job))
        st.button("Stop", key="stop", on_click=stop, args=(key,))
        if job.curve is not None and len(job.curve.steps) > 1:
            draw(
                charts.learning_curve(job.curve), key="live_curve",
                alt="Log loss on train and validation so far, against the number of trees.",
            )  # fmt: skip


def _words(job: Job) -> str:
    if job.position:
        return f"Waiting: number {job.position} in the queue"
    trees = f"{job.trees_done:,} of {job.spec.model.iterations:,} trees"
    return trees if job.eta is None else f"{trees}, about {text.duration(job.eta)} left"
