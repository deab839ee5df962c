"""Who has left: the outcome column and what its values mean, each decided otherwise with one click."""

from functools import partial
from typing import Final

import streamlit as st

from churn.errors import listing
from churn.show import formats
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
    target.selectbox(TARGET, targets, key="target_box", on_change=_target_chosen)
    with positive:
        if len(outcome.levels.names) == PAIR:
            state.set_widget("positive_box", outcome.positive[0])
            values = list(outcome.levels.names)
            st.selectbox(POSITIVE, values, key="positive_box", on_change=_pair_chosen, args=(outcome.target,))
        else:
            _several(view)
    _why(view)


def _several(view: View) -> None:
    outcome = view.dataset.outcome
    chosen, names = partial(_several_chosen, outcome.target), list(outcome.levels.names)
    state.set_widget("positive_boxes", list(outcome.positive))
    label = "Positive class: the values that mean left"
    st.multiselect(label, names, key="positive_boxes", placeholder="Choose values", on_change=chosen)
    state.set_widget("ignored_boxes", list(outcome.ignored))
    label = "Left out: values that mean neither left nor stayed"
    st.multiselect(label, names, key="ignored_boxes", placeholder="None", on_change=chosen)


def _why(view: View) -> None:
    """Say in one line what was decided and why, and offer the other way round."""
    outcome, choice = view.dataset.outcome, state.data_choice("")
    means = f"{listing(outcome.positive)} in {listing([outcome.target])}"
    said = outcome.why or f"Chosen by you: {means} means left."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(formats.escape(said), width="content")
        if len(outcome.levels.names) == PAIR:
            label = f"Swap: “{formats.short_name(outcome.negative[0])}” means left"
            args = (outcome.target, outcome.negative)
            st.button(formats.escape(label), key="swap", on_click=settings.give_outcome, args=args)
        if choice.target or choice.positive or choice.ignored:
            label = "Undo: back to automatic"
            st.button(label, key="automatic_outcome", on_click=settings.give_outcome, args=(None,))


def _target_chosen() -> None:
    settings.give_outcome(state.widget("target_box"))


def _pair_chosen(target: str) -> None:
    settings.give_outcome(target, (state.widget("positive_box"),))


def _several_chosen(target: str) -> None:
    ignored = tuple(state.widget("ignored_boxes"))
    settings.give_outcome(
        target, tuple(each for each in state.widget("positive_boxes") if each not in ignored), ignored
    )
