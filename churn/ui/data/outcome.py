"""Who has left: the outcome column and what its values mean, each decided otherwise with one click."""

from functools import partial
from typing import Final

import streamlit as st

from churn.errors import listing
from churn.show import formats
from churn.table.outcomes.findings import Outcome
from churn.ui import settings, state, tables
from churn.ui.view import View

TARGET: Final = "Target: the column that says who has left"
POSITIVE: Final = "Positive class: the value that means left"
PAIR: Final = 2


def show(view: View) -> None:
    """Draw what is taken for the outcome."""
    outcome = view.dataset.outcome
    target, positive = st.columns(2, gap="medium")
    state.set_widget("target_box", outcome.target)
    table = tables.raw(view.source, state.data_choice("").sheet)
    targets = list(dict.fromkeys([*tables.plausible_targets(table), outcome.target]))
    target.selectbox(TARGET, targets, key="target_box", on_change=_target_chosen, args=(outcome,))
    with positive:
        if len(outcome.levels.names) == PAIR:
            _pair(outcome)
        else:
            _several(outcome)
    _why(outcome)


def _pair(outcome: Outcome) -> None:
    labels = {name: formats.escape(formats.short_name(name)) for name in outcome.levels.names}
    state.set_widget("positive_box", outcome.positive[0])
    st.segmented_control(
        POSITIVE, list(labels), format_func=labels.__getitem__, required=True, key="positive_box",
        on_change=_pair_chosen, args=(outcome,),
    )  # fmt: skip


def _several(outcome: Outcome) -> None:
    chosen, names = partial(_several_chosen, outcome), list(outcome.levels.names)
    state.set_widget("positive_boxes", list(outcome.positive))
    label = "Positive class: the values that mean left"
    st.multiselect(label, names, key="positive_boxes", placeholder="Choose values", on_change=chosen)
    state.set_widget("ignored_boxes", list(outcome.ignored))
    label = "Left out: values that mean neither left nor stayed"
    st.multiselect(label, names, key="ignored_boxes", placeholder="None", on_change=chosen)


def _why(outcome: Outcome) -> None:
    """Say in one line what was decided and why; what the viewer decided is taken back with one click."""
    choice = state.data_choice("")
    means = f"{listing(outcome.positive)} in {listing([outcome.target])}"
    said = outcome.why or f"Chosen by you: {means} means left."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(formats.escape(said), width="content")
        if choice.target or choice.positive or choice.ignored:
            label = "Undo: back to automatic"
            st.button(label, key="automatic_outcome", on_click=settings.give_outcome, args=(None,))


# A control says that it changed, too, where another table gave it other options: then nobody has decided anything.


def _target_chosen(outcome: Outcome) -> None:
    if (target := state.widget("target_box")) != outcome.target:
        settings.give_outcome(target)


def _pair_chosen(outcome: Outcome) -> None:
    value = state.widget("positive_box")
    if value in outcome.negative:
        settings.give_outcome(outcome.target, (value,))


def _several_chosen(outcome: Outcome) -> None:
    ignored = tuple(state.widget("ignored_boxes"))
    positive = tuple(each for each in state.widget("positive_boxes") if each not in ignored)
    if (positive, ignored) != (outcome.positive, outcome.ignored):
        settings.give_outcome(outcome.target, positive, ignored)
