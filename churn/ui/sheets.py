"""The sheets of a workbook: which one was read, and the others, a click away."""

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from churn.errors import quote
from churn.show import formats
from churn.table.raw import RawTable

MOST: Final = 8  # buttons


def offer(table: RawTable, read: Mapping[str, Callable[[], None]]) -> None:
    """Say which sheet of a workbook was read, and offer the others.

    Parameters
    ----------
    table : RawTable
        Of whatever file; of one without several sheets, nothing is said.
    read : mapping of str to callable
        What reads each of the other sheets, as far as they are still there.
    """
    others = [sheet for sheet in table.format.sheets if sheet != table.format.sheet]
    if not others:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"sheets.{table.sha256[:16]}"):
        again = "" if any(sheet in read for sheet in others) else " Upload it again to read another one."
        said = f"The sheet {quote(table.format.sheet)} of {quote(table.name)} is read.{again}"
        st.markdown(formats.escape(said), width="content")
        for number, sheet in enumerate([sheet for sheet in others if sheet in read][:MOST]):
            label, key = f"Read {quote(sheet)} instead", f"sheet.{table.sha256[:16]}.{number}"
            st.button(formats.escape(label), key=key, on_click=read[sheet])
