"""How a table that can be sorted or changed gets onto a page: without Streamlit's own download, which is not safe.

The browser paints such a table on a canvas, so what is in it is kept for those who copy, save or print it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from churn.ui import takeaway


def draw_grid(
    frame: pd.DataFrame,
    key: str,
    name: str,
    *,
    columns: Mapping[str, Any] | None = None,
    order: list[str] | None = None,
    **looks: Any,  # noqa: ANN401 - options of st.dataframe
) -> None:
    """Draw a table.

    Parameters
    ----------
    frame : DataFrame
        The table.
    key : str
        Names the place on the page.
    name : str
        Says what the table shows; a file of it is named after it.
    columns : mapping, optional
        The configuration of the columns, by name.
    order : list of str, optional
        The names of the columns in the order shown.
    """
    takeaway.keep(key, name, frame, columns or {}, order)
    with st.container(key=takeaway.place(key)):
        st.dataframe(frame, hide_index=True, key=key, column_config=columns, column_order=order, **looks)


def draw_editor(
    frame: pd.DataFrame,
    key: str,
    name: str,
    *,
    columns: Mapping[str, Any],
    disabled: list[str],
    on_change: Callable[..., None],
    args: tuple[object, ...],
) -> None:
    """Draw a table whose cells can be changed, but for those in the columns `disabled`; the rest as `draw_grid`."""
    takeaway.keep(key, name, frame, columns)
    with st.container(key=takeaway.place(key)):
        st.data_editor(
            frame, hide_index=True, width="stretch", key=key, disabled=disabled, column_config=dict(columns),
            on_change=on_change, args=args,
        )  # fmt: skip
