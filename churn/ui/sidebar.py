"""The sidebar of every page: the data and the settings."""

import streamlit as st

from churn.audit import words as audit_words
from churn.scores.confusion import THRESHOLD
from churn.ui import settings, state, tables
from churn.ui.common import BIND, control
from churn.ui.settings import SETTINGS, SidebarValues


def show() -> SidebarValues:
    """Draw the sidebar; returns what it says."""
    settings.refuse_address(SETTINGS)
    with st.sidebar:
        _data()
        for each in SETTINGS:
            if each.main:
                control(each)
        st.button("Train", type="primary", width="stretch", on_click=state.training_wanted.set, args=(True,))
        st.toggle("Train as I move the sliders", value=False, key="auto", bind=BIND)
        with st.expander("More settings"):
            for each in SETTINGS:
                if not each.main:
                    control(each)
        flagged = "A customer is flagged when the churn probability is above it. Moving it trains nothing."
        st.slider("Threshold", 0.01, 0.99, THRESHOLD, 0.01, key="threshold", bind=BIND, help=flagged)
    return settings.sidebar_values()


def _data() -> None:
    source, _ = settings.data()
    offered = tables.available(state.uploads())
    state.set_widget("data_box", source.id)
    st.selectbox("Data", list(offered), format_func=lambda each: offered[each].label, key="data_box", on_change=_chosen)
    default = settings.default_source()
    state.mirror_data_choice(state.data_choice(default), default)
    if source.synthetic:
        st.caption("Synthetic sample: these customers are made up. Bring your own table on the page *Data*.")
    if names := settings.left_out(default):
        st.caption(audit_words.left_out(names).markdown())


def _chosen() -> None:
    state.flash(None)
    state.choose_data(state.DataChoice(state.widget("data_box")))
