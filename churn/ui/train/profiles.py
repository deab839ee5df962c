"""Repeated profiles: how good the model is on customers unlike those it learned from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from churn.model.evaluation import Evaluation
from churn.model.run import Run, RunSpec, run_key
from churn.profiles import words
from churn.show import formats
from churn.ui import pacing, progress, shared
from churn.ui.background import watch
from churn.ui.common import score_column, table
from churn.ui.view import View
from churn.work.job import FitJob

SHOWN: Final = ("precision", "recall")  # the scores to set side by side


def show(view: View, run: Run, *, opened: bool) -> None:
    """Draw the section; nothing is computed before it is opened."""
    job = None
    if opened:
        _seen_and_new(view, run)
        job = _counterpart(view, run)
    watch(job, _draw, progress.every(job))


def _seen_and_new(view: View, run: Run) -> None:
    apart = shared.seen_and_new(run, view.dataset)
    st.markdown(words.repeated_profiles({name: each.confusion("test", view.threshold) for name, each in apart.items()}))
    labelled = {words.FAMILIARITY_LABELS[name]: each for name, each in apart.items()}
    labelled[words.ALL_LABEL] = run.evaluation
    _table(labelled, view.threshold, alt="Test scores of customers with a seen profile, with a new one, and of all.")
    st.caption("In brackets: 95% intervals.")
    st.caption(words.NO_CUSTOMER_ID)


def _counterpart(view: View, run: Run) -> FitJob | None:
    """Set the run beside the same one with identical profiles kept together (or not); returns its fit under way."""
    st.markdown("**Keep identical profiles together**")
    spec = replace(run.spec, split=replace(run.spec.split, grouped=not run.spec.split.grouped))
    job = shared.trainer().find(run_key(view.dataset, spec))
    if job is not None and job.state == "done":
        _side_by_side(view, run, job.result())
    elif job is not None and not job.finished:
        return job
    elif job is not None and job.state == "failed":
        st.info(formats.escape(job.error))
    else:
        st.markdown(words.COUNTERPART_OFFER[spec.split.grouped])
        st.button("Train it for comparison", key="train_counterpart", on_click=_train, args=(view, spec))
    return None


def _train(view: View, spec: RunSpec) -> None:
    """Train the counterpart; the viewer goes on seeing the run shown."""
    shared.trainer().submit(view.dataset, spec).wait(pacing.PATIENCE)


def _draw(job: FitJob) -> None:
    st.progress(min(1.0, job.fraction), text=progress.words(job))
    st.button("Stop the comparison", key="stop_counterpart", on_click=job.cancel)


def _side_by_side(view: View, run: Run, other: Run) -> None:
    runs = {each.spec.split.grouped: each for each in (run, other)}
    both = {grouped: runs[grouped].evaluation for grouped in (False, True)}
    st.markdown(words.grouping({grouped: each.confusion("test", view.threshold) for grouped, each in both.items()}))
    labelled = {words.GROUPING_LABELS[grouped]: each for grouped, each in both.items()}
    seen = [int(shared.repeats(runs[grouped], view.dataset).seen.sum()) for grouped in both]
    alt = "Test scores split row by row, and with identical profiles kept together, side by side."
    _table(labelled, view.threshold, alt, seen)
    st.caption(words.grouping_shown(grouped=run.spec.split.grouped))


def _table(labelled: dict[str, Evaluation], threshold: float, alt: str, seen: Sequence[int] = ()) -> None:
    """Set test scores side by side, and how many profiles each has seen; say why one is undefined."""
    scores = {label: each.scores(threshold)["test"] for label, each in labelled.items()}
    columns = {label: score_column(each, each.intervals, SHOWN) for label, each in scores.items()}
    for column, number in zip(columns.values(), seen, strict=False):
        column[words.FAMILIARITY_LABELS["seen"]] = f"{number:,}"
    table(columns, "Test", alt)
    for reason in words.undefined_for(scores, SHOWN):
        st.caption(reason)
