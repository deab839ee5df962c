"""The sidebar of every page: the data and the settings."""

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from churn.audit import words as audit_words
from churn.model import division
from churn.show import splits
from churn.show.chart import told_apart
from churn.table.dataset import Dataset
from churn.table.outcomes.outcome import Unclear
from churn.table.sources import Source
from churn.ui import settings, state, tables
from churn.ui.common import BIND, control
from churn.ui.settings import AUTOMATIC, SETTINGS, SPLIT_BY, THRESHOLD_SETTING, SidebarValues


class Sidebar(NamedTuple):
    """The sidebar as it was drawn.

    Attributes
    ----------
    says : SidebarValues
        What its controls say.
    fit : DeltaGenerator
        The place, of one height whatever it holds, for how far a fit is.
    said : DeltaGenerator
        Within it, first, the place of a sentence.
    """

    says: SidebarValues
    fit: DeltaGenerator
    said: DeltaGenerator


def show() -> Sidebar:
    """Draw the sidebar."""
    settings.mirror_campaign()
    with st.sidebar:
        try:
            dataset = _data()
        except (Unclear, tables.Absent):
            _controls(None)  # the address keeps what they say, for the table that is taken next
            raise
        fit, said = _controls(dataset)
    return Sidebar(settings.sidebar_values(), fit, said)


def _controls(dataset: Dataset | None) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Draw the settings; without a table there is nothing to train. Returns the places of a fit and of a sentence."""
    for each in SETTINGS:
        if each.main:
            control(each)
    st.button(
        "Train", type="primary", width="stretch", disabled=dataset is None, on_click=state.training_wanted.set,
        args=(True,),
    )  # fmt: skip
    fit = st.container(key="fit", gap="xsmall")
    fit.html('<i class="prop"></i>')  # Streamlit draws nothing of a container while nothing is in it
    said = fit.empty()
    if dataset is not None and (sentence := state.said_of_fit()):  # until it is known what there is to say now
        said.caption(sentence)
    st.toggle(AUTOMATIC.label, value=False, key="auto", bind=BIND)
    with st.expander("More settings"):
        for each in SETTINGS:
            if not each.main:
                control(each)
        if dataset is None:
            settings.keep_split()
        else:
            _split_by(dataset)
    control(THRESHOLD_SETTING, format="percent")
    return fit, said


def _data() -> Dataset:
    """Draw what there is to choose from.

    Raises
    ------
    Unclear, Absent
        After that, if only the viewer can say who has left, or if the table is not there.
    """
    try:
        source, dataset = settings.data()
    except Unclear:
        _choose(tables.available(state.uploads())[state.data_choice("").source])
        raise
    except tables.Absent:
        _choose(None)
        raise
    _choose(source)
    if names := settings.left_out():
        st.caption(audit_words.left_out(names).markdown())
    return dataset


def _choose(source: Source | None) -> None:
    offered = tables.available(state.uploads())
    state.set_widget("data_box", source and source.id)
    st.selectbox(
        "Data", list(offered), None, lambda each: offered[each].label, key="data_box", on_change=_chosen,
        placeholder="Choose another table", required=source is not None,
    )  # fmt: skip
    default = settings.default_source()
    state.mirror_data_choice(state.data_choice(default), default)
    if source is not None and source.synthetic:
        st.caption("Synthetic sample: these customers are made up. Bring your own table on the page *Data*.")


def _chosen() -> None:
    if (chosen := state.widget("data_box")) is None:  # a browser that has not heard yet of the table taken elsewhere
        return
    state.flash(None)
    state.choose_data(state.DataChoice(chosen))


def _split_by(dataset: Dataset) -> None:
    """Draw what this table can be split by: its options depend on the table, so the address is written by hand."""
    by, customer = settings.split_by(dataset), dataset.schema.customer
    state.mirror(SPLIT_BY.key, None if by == SPLIT_BY.default else by)
    state.forget_address("grouped")
    state.set_widget("split_box", by)
    offered = list(dict.fromkeys([*division.choices(dataset), by]))
    named = {each: splits.option(each, customer) for each in offered}
    labels = dict(zip(offered, told_apart(list(named.values())), strict=True))
    st.selectbox(
        SPLIT_BY.label, offered, format_func=labels.__getitem__, key="split_box", on_change=_split_chosen,
        help=SPLIT_BY.help,
    )  # fmt: skip


def _split_chosen() -> None:
    state.flash(None)
    state.split_by.set(state.widget("split_box"))
