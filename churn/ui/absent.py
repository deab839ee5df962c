"""What a page shows in place of a table that is not there for this viewer: that, until the viewer takes another one."""

import streamlit as st

from churn.errors import quote
from churn.show import formats
from churn.ui import bring, questions, state, tables


def instead_of_page(absent: tables.Absent) -> None:
    """Say so, and offer the other tables."""
    questions.in_place_of_results()
    st.title(absent.title, anchor=False)
    st.error(formats.escape(absent))
    with st.container(horizontal=True):
        for source in tables.available(state.uploads()).values():
            choice = state.DataChoice(source.id)
            label, key = f"Use {quote(source.label)}", f"instead.{source.id[:16]}"
            st.button(formats.escape(label), key=key, on_click=state.choose_data, args=(choice,))
    if not bring.pending():
        bring.show()
