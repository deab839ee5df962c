"""The same settings on another split, trained on request, to be set beside the run that the page shows."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from churn.model import division
from churn.model.run import Run, RunSpec, run_key
from churn.show import formats
from churn.ui import pacing, progress, shared
from churn.ui.view import View
from churn.work.job import FitJob


def show(view: View, run: Run, by: str, offer: str, draw: Callable[[Run], None], *, key: str) -> FitJob | None:
    """Draw both, or the offer to train the counterpart; returns its fit if that is under way.

    Parameters
    ----------
    view, run
        What the page shows.
    by : str
        What the counterpart is split by.
    offer : str
        What there is to find out, in Markdown; it stands over the button.
    draw : callable
        Takes the counterpart and draws what there is to say about both.
    key : str
        Names the place on the page.
    """
    apart = replace(run.spec.split, by=division.shortest(view.dataset, by), grouped=None)
    spec = replace(run.spec, split=apart)
    job = shared.trainer().find(run_key(view.dataset, spec))
    if job is not None and job.state == "done":
        draw(job.result())
    elif job is not None and not job.finished:
        return job
    elif job is not None and job.state == "failed":
        st.info(formats.escape(job.error))
    else:
        st.markdown(offer)
        st.button("Train it for comparison", key=f"train_{key}", on_click=_train, args=(view, spec))
    return None


def _train(view: View, spec: RunSpec) -> None:
    """Train the counterpart; the viewer goes on seeing the run shown."""
    shared.trainer().submit(view.dataset, spec).wait(pacing.PATIENCE)


def draw_progress(job: FitJob, *, key: str) -> None:
    """Draw how far the counterpart's fit is."""
    st.progress(min(1.0, job.fraction), text=progress.words(job))
    st.button("Stop the comparison", key=f"stop_{key}", on_click=job.cancel)
