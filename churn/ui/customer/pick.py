"""Pick a customer of the table and put them into the form; a link to whoever stands there."""

import numpy as np
import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from churn.explanation import words as explanation_words
from churn.explanation.customers import by_risk, part_of, row_values, values_of
from churn.model.run import Run
from churn.table.dataset import Dataset
from churn.table.values import Features
from churn.ui import state
from churn.ui.customer import form as form_section


def show(dataset: Dataset, run: Run) -> None:
    """Draw the ways to pick a customer; not before they are asked for, as every edit of the form draws them anew."""
    menu = st.popover("Pick a customer", icon=":material/person_search:", key="pick", on_change="rerun")
    if not menu.open:
        return
    with menu:
        st.button("Highest risk", on_click=_by_rank, args=(dataset, run, 1), width="stretch")
        st.button("A random customer", on_click=_at_random, args=(dataset,), width="stretch")
        st.number_input(
            f"By row of the table, 1 to {len(dataset):,}", 1, len(dataset), None, 1, key="pick_row",
            on_change=_row_chosen, args=(dataset,),
        )  # fmt: skip
        st.number_input(
            f"By rank of risk, 1 (highest) to {len(dataset):,}", 1, len(dataset), None, 1, key="pick_rank",
            on_change=_rank_chosen, args=(dataset, run),
        )  # fmt: skip


def origin(dataset: Dataset, run: Run, checked: Features) -> None:
    """Say which row of the table the form was filled with, as long as nobody has edited it."""
    row = state.picked().get(dataset.fingerprint)
    if row is not None and row_values(dataset, row) == values_of(checked):
        st.caption(explanation_words.picked(row, part_of(run, row), left=bool(dataset.y[row])))


def link(place: PopoverContainer) -> None:
    """Show the address of this page with this customer, ready to be copied, once the place is open."""
    if place.open:
        with place:
            st.caption("Whoever opens this address sees this customer, with this model and threshold.")
            st.code(state.link(), language=None, wrap_lines=True)


def _row_chosen(dataset: Dataset) -> None:
    row = state.widget("pick_row")
    if row is not None:
        _pick(dataset, int(row) - 1)


def _rank_chosen(dataset: Dataset, run: Run) -> None:
    rank = state.widget("pick_rank")
    if rank is not None:
        _by_rank(dataset, run, int(rank))


def _by_rank(dataset: Dataset, run: Run, rank: int) -> None:
    _pick(dataset, int(by_risk(run)[rank - 1]))


def _at_random(dataset: Dataset) -> None:
    _pick(dataset, int(np.random.default_rng().integers(len(dataset))))


def _pick(dataset: Dataset, row: int) -> None:
    form_section.fill(dataset.schema, row_values(dataset, row))
    state.picked.set({dataset.fingerprint: row})
