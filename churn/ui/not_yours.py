"""What a page shows in place of a table that somebody else keeps to themselves: nothing of it, and the ways out."""

from typing import Final

import streamlit as st

from churn.errors import quote
from churn.show import formats
from churn.ui import bring, questions, state, tables

WHY: Final = "Whoever brought it keeps it to themselves."


def instead_of_page() -> None:
    """Say so, and offer the other tables."""
    questions.in_place_of_results()
    st.title("This table is not yours to open", anchor=False)
    st.markdown(f"{WHY} They can share it on the page *Data*: then this link opens.")
    with st.container(horizontal=True):
        for source in tables.available(state.uploads()).values():
            choice = state.DataChoice(source.id)
            label, key = f"Use {quote(source.label)}", f"instead.{source.id[:16]}"
            st.button(formats.escape(label), key=key, on_click=state.choose_data, args=(choice,))
    if not bring.pending():
        bring.show()
