"""Choosing the threshold: on validation customers, by a button, and what it means in customers."""

from typing import Any, Final

import streamlit as st

from churn.model.run import Run
from churn.model.split import Part
from churn.quality import words as quality_words
from churn.scores.confusion import THRESHOLD
from churn.scores.thresholds import best_f1, for_recall
from churn.show.formats import bare_percent
from churn.ui import state
from churn.ui.view import View

SHARES: Final = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)  # of the leavers to be caught


def show(view: View, run: Run) -> None:
    """Draw the section."""
    validation = run.evaluation.predictions["validation"]
    st.header("Choose a threshold", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _button(bare_percent(THRESHOLD), THRESHOLD, "threshold_half", view)
        best = best_f1(validation)
        _button("Best F1", best, "threshold_f1", view)
        share = st.selectbox(
            "Leavers to catch", SHARES, SHARES.index(0.8), format_func="{:.0%}".format, key="recall_target", width=140
        )
        caught = for_recall(validation, share)
        _button(f"Catch {100 * share:.0f}% of leavers", caught, "threshold_recall", view)
    choices = quality_words.threshold_choices(best, caught, share, nobody_left=not validation.positives)
    st.caption(f"The threshold is {bare_percent(view.threshold)} now. {choices}")
    part: Part = state.widget("matrix_part") or "test"
    st.markdown(quality_words.in_a_hundred(run.evaluation.confusion(part, view.threshold), part))


def _button(label: str, threshold: float | None, key: str, view: View) -> None:
    """Draw a button that sets the threshold; one that has nothing to change is filled."""
    active = threshold is not None and round(threshold, 2) == round(view.threshold, 2)
    explained = None if threshold is None else f"Set the threshold to {bare_percent(round(threshold, 2))}."
    looks: dict[str, Any] = {"type": "primary" if active else "secondary", "disabled": threshold is None}
    if active:
        explained = "This is the threshold now."
    st.button(label, key=key, help=explained, on_click=state.set_widget, args=("threshold", threshold), **looks)
