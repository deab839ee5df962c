"""The sheets of a workbook: which one was read, and the others, a click away."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from churn.errors import quote
from churn.show import formats
from churn.table.raw import RawTable

MOST: Final = 8  # buttons


def offer(table: RawTable, read: Callable[[str], None] | None) -> None:
    """Say which sheet of a workbook was read, and offer the others.

    Parameters
    ----------
    table : RawTable
        Of whatever file; of one without several sheets, nothing is said.
    read : callable or None
        Takes the name of another sheet and reads it; None where the file has gone.
    """
    others = [sheet for sheet in table.format.sheets if sheet != table.format.sheet]
    if not others:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"sheets.{table.sha256[:16]}"):
        again = "" if read is not None else " Upload it again to read another one."
        said = f"The sheet {quote(table.format.sheet)} of {quote(table.name)} is read.{again}"
        st.markdown(formats.escape(said), width="content")
        for number, sheet in enumerate(others[:MOST] if read is not None else []):
            label, key = f"Read {quote(sheet)} instead", f"sheet.{table.sha256[:16]}.{number}"
            st.button(formats.escape(label), key=key, on_click=partial(read, sheet) if read is not None else None)
