"""The same settings on another split, trained on request, to be set beside the run that the page shows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from churn.model import division
from churn.model.run import Run, RunSpec, run_key
from churn.profiles import words
from churn.scores.independent import Measured
from churn.show import formats, splits
from churn.ui import pacing, progress, shared, state, wanted
from churn.ui.common import score_column, table
from churn.ui.view import View
from churn.work.job import FitJob

SHOWN: Final = ("precision", "recall", "roc_auc")  # the scores to set side by side


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
    job = _job(view, spec, key)
    if job is not None and job.state == "done":
        draw(job.result())
    elif job is not None and not job.finished and job.key not in state.stopped():
        return job
    elif job is not None and job.state == "failed":
        st.info(formats.escape(job.error))
    else:
        st.markdown(offer)
        st.button("Train it for comparison", key=f"train_{key}", on_click=_train, args=(view, spec, key))
    return None


def table_of(runs: Sequence[Run], threshold: float) -> None:
    """Set test scores of runs side by side; say why one is undefined."""
    labelled = {formats.escape(splits.label(each.split.by)): each for each in runs}
    scores = {label: each.evaluation.scores(threshold)["test"] for label, each in labelled.items()}
    sure = {label: scores[label].intervals | shared.intervals(each)["test"].by_name for label, each in labelled.items()}
    columns = {label: score_column(each, sure[label], SHOWN) for label, each in scores.items()}
    names = " and ".join(splits.label(each.split.by) for each in runs)
    table(columns, "Test", f"Test scores of two splits side by side: {names}.")
    for reason in words.undefined_for(scores, SHOWN):
        st.caption(reason)


def roc_auc(run: Run) -> Measured:
    """Return ROC AUC on test customers and its interval."""
    return run.scores["test"].roc_auc, shared.intervals(run)["test"].by_name.get("roc_auc")


def shown(run: Run) -> str:
    """Say which of the two runs the page shows, and how to see the other, in Markdown."""
    return words.split_shown(formats.escape(splits.label(run.split.by)))


def _job(view: View, spec: RunSpec, place: str) -> FitJob | None:
    """Return the counterpart's fit; whoever sees it under way wants it, and who was away for a while has it anew."""
    key = run_key(view.dataset, spec)
    job = shared.trainer().find(key)
    if job is None or key in state.stopped():
        return job
    if not job.finished or (job.state == "cancelled" and key in state.asked()):
        return shared.trainer().submit(view.dataset, spec, wanted_by=wanted.by_this_viewer(place))
    return job


def _train(view: View, spec: RunSpec, place: str) -> None:
    """Train the counterpart; the viewer goes on seeing the run shown."""
    wanted.ask(run_key(view.dataset, spec))
    shared.trainer().submit(view.dataset, spec, wanted_by=wanted.by_this_viewer(place)).wait(pacing.PATIENCE)


def draw_progress(job: FitJob, *, key: str) -> None:
    """Draw how far the counterpart's fit is."""
    st.progress(min(1.0, job.fraction), text=progress.words(job))
    st.button("Stop the comparison", key=f"stop_{key}", on_click=wanted.stop, args=(job.key, key))
