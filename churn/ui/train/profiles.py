"""Repeated profiles: how good the model is on customers unlike those it learned from."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from churn.model.division import PROFILES, RANDOM
from churn.model.evaluation import Evaluation
from churn.model.run import Run
from churn.profiles import words
from churn.show import formats, splits
from churn.ui import progress, shared
from churn.ui.background import watch
from churn.ui.common import score_column, table
from churn.ui.train import counterpart
from churn.ui.view import View
from churn.work.job import FitJob

SHOWN: Final = ("precision", "recall")  # the scores to set side by side
KEY: Final = "counterpart"


def show(view: View, run: Run, *, opened: bool) -> None:
    """Draw the section; nothing is computed before it is opened."""
    job = None
    if opened:
        _seen_and_new(view, run)
        job = _counterpart(view, run)
    watch(job, partial(counterpart.draw_progress, key=KEY), progress.every(job))


def _seen_and_new(view: View, run: Run) -> None:
    apart = shared.seen_and_new(run, view.dataset)
    counts = {name: each.confusion("test", view.threshold) for name, each in apart.items()}
    st.markdown(formats.unbroken(words.repeated_profiles(counts)))
    labelled = {words.FAMILIARITY_LABELS[name]: each for name, each in apart.items()}
    labelled[words.ALL_LABEL] = run.evaluation
    _table(labelled, view.threshold, alt="Test scores of customers with a seen profile, with a new one, and of all.")
    st.caption("In brackets: 95% intervals.")
    st.caption(words.NO_CUSTOMER_ID)


def _counterpart(view: View, run: Run) -> FitJob | None:
    """Set the run beside the same one with identical profiles kept together (or not); returns its fit under way."""
    st.subheader("Keep identical profiles together", anchor=False)
    by = RANDOM if run.split.by == PROFILES else PROFILES
    return counterpart.show(
        view, run, by, words.COUNTERPART_OFFER[by], lambda other: _side_by_side(view, run, other), key=KEY
    )


def _side_by_side(view: View, run: Run, other: Run) -> None:
    runs = sorted((run, other), key=lambda each: each.split.by == PROFILES)
    apart, together = (each.evaluation.confusion("test", view.threshold) for each in runs)
    labels = [splits.label(each.split.by) for each in runs]
    if runs[0].split.by == RANDOM:
        st.markdown(formats.unbroken(words.grouping({False: apart, True: together})))
    else:
        both = words.two_splits(dict(zip(labels, (apart, together), strict=True)))
        st.markdown(formats.unbroken(formats.escape(both)))
    seen = [int(shared.repeats(each, view.dataset).seen.sum()) for each in runs]
    alt = f"Test scores side by side: {formats.lower_first(labels[0])}, and with identical profiles kept together."
    _table(
        {formats.escape(name): each.evaluation for name, each in zip(labels, runs, strict=True)},
        view.threshold,
        alt,
        seen,
    )
    st.caption(counterpart.shown(run))


def _table(labelled: dict[str, Evaluation], threshold: float, alt: str, seen: Sequence[int] = ()) -> None:
    """Set test scores side by side, and how many profiles each has seen; say why one is undefined."""
    scores = {label: each.scores(threshold)["test"] for label, each in labelled.items()}
    columns = {label: score_column(each, each.intervals, SHOWN) for label, each in scores.items()}
    for column, number in zip(columns.values(), seen, strict=False):
        column[words.FAMILIARITY_LABELS["seen"]] = f"{number:,}"
    table(columns, "Test", alt)
    for reason in words.undefined_for(scores, SHOWN):
        st.caption(reason)
