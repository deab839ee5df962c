"""Pick a customer of the table and put them into the form; a link to whoever stands there."""

from collections.abc import Callable, Mapping, Sequence
from typing import SupportsInt

import numpy as np
import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from churn.explanation import words
from churn.explanation.customers import by_risk, part_of, row_values, values_of
from churn.model.run import Run
from churn.table.dataset import Dataset
from churn.table.schema import Column
from churn.table.sources import Source
from churn.table.values import MISSING, Features
from churn.ui import shared, state, whose
from churn.ui.customer import form


def show(dataset: Dataset, run: Run) -> None:
    """Draw the ways to pick a customer; not before they are asked for, as every edit of the form draws them anew."""
    menu = st.popover("Pick a customer", icon=":material/person_search:", key="pick", on_change="rerun")
    if not menu.open:
        return
    at_random = np.random.default_rng().integers
    with menu:
        with st.container(horizontal=True):
            st.button("Highest risk", on_click=lambda: _pick(dataset, by_risk(run)[0]))
            st.button("A random customer", on_click=lambda: _pick(dataset, at_random(len(dataset))))
        by_row, by_rank = st.columns(2, vertical_alignment="bottom")
        with by_row:
            _ask("By row of the table, 1 to", "pick_row", dataset, lambda row: row - 1)
        with by_rank:
            _ask("By rank of risk, 1 (highest) to", "pick_rank", dataset, lambda rank: by_risk(run)[rank - 1])


def exact(dataset: Dataset) -> Mapping[str, object]:
    """Return the values of the customer that was picked last, with all their digits."""
    row = state.picked().get(dataset.fingerprint)
    return {} if row is None else row_values(dataset, row)


def origin(dataset: Dataset, run: Run, checked: Features) -> None:
    """Say which row of the table the form was filled with, as long as nobody has edited it."""
    row = state.picked().get(dataset.fingerprint)
    if row is not None and row_values(dataset, row) == values_of(checked):
        st.caption(words.picked(row, part_of(run, row), left=bool(dataset.y[row])))


def drawn(dataset: Dataset, run: Run) -> list[Column]:
    """Return the features that the form has a field for: of a wide table those that matter most to the model."""
    features = run.model.schema.features
    if len(features) <= form.MOST_FIELDS:
        return list(features)
    most = np.argsort(-shared.background(run, dataset).importance, kind="stable")[: form.MOST_FIELDS]
    return [features[place] for place in sorted(most)]


def others(dataset: Dataset, features: Sequence[Column], fields: Sequence[Column]) -> dict[str, object]:
    """Say what the features without a field are taken for, and return their values."""
    names = {column.name for column in fields}
    rest = [column for column in features if column.name not in names]
    if not rest:
        return {}
    row = state.picked().get(dataset.fingerprint)
    taken = "take their most common value, of numbers the middle one" if row is None else f"are of row {row + 1:,}"
    said = f"The model uses {len(features):,} columns. Below are the {len(fields)} that matter most to it; the others"
    st.caption(f"{said} {taken}. A link holds what stands below.")
    if row is None:
        return {column.name: form.most_common(column) for column in rest}
    values = row_values(dataset, row)
    return {column.name: None if values[column.name] == MISSING else values[column.name] for column in rest}


def link(place: PopoverContainer, source: Source, *, ready: bool) -> None:
    """Show the address of this page with this customer, ready to be copied, once the place is open."""
    if place.open:
        with place:
            if ready:
                st.markdown(whose.link_opens(source))
                st.code(state.link(), language=None, wrap_lines=True)
            else:
                st.markdown("A field of the customer is empty. Fill it in first.")


def _ask(label: str, key: str, dataset: Dataset, row_of: Callable[[int], SupportsInt]) -> None:
    def chosen() -> None:
        number = state.widget(key)
        if number is not None:
            _pick(dataset, row_of(int(number)))

    n = len(dataset)
    st.number_input(f"{label} {n:,}", 1, n, None, 1, key=key, on_change=chosen)


def _pick(dataset: Dataset, row: SupportsInt) -> None:
    form.fill(dataset.schema, row_values(dataset, int(row)))
    state.picked.set({dataset.fingerprint: int(row)})
