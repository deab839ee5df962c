"""How a table that can be sorted or changed gets onto a page: without Streamlit's own download, which is not safe.

The browser paints such a table on a canvas, so what is in it is kept for those who copy, save or print it.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from churn.show.formats import MINUS, number
from churn.ui import takeaway

PRINTED: Final = re.compile(r"%(\+?)\.(\d)f(.*)")  # how the columns of numbers here are written
THOUSAND: Final = 1000
# The browser makes a column as wide as its texts, but for those twice as long as the others: these it cuts.
UNEVEN: Final = 1.5  # a text so many times as long as the mean of its column decides how wide that is
LETTER: Final = 7.2  # pixels
BESIDE: Final = 18  # pixels on both sides of a text
WIDEST: Final = 370  # pixels: as wide as a name that is shortened


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
    wide = with_widths(frame, columns or {})
    texts: dict[str, Any] = {**writers(frame, wide)}
    plain: dict[str, Any] = {**wide, **{each: _without_format(wide.get(each) or {}) for each in texts}}
    shown = frame.style.format(texts, na_rep=str(looks.get("placeholder", ""))) if texts else frame
    with st.container(key=takeaway.place(key)):
        st.dataframe(shown, hide_index=True, key=key, column_config=plain, column_order=order, **looks)


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
            frame, hide_index=True, width="stretch", key=key, disabled=disabled,
            column_config=with_widths(frame, columns), on_change=on_change, args=args,
        )  # fmt: skip


def with_widths(frame: pd.DataFrame, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration of all columns, with a width for those of uneven texts that have none."""
    told = dict(columns)
    for name in frame.columns:
        look = told.get(name) or {}
        texts = [len(each) for each in frame[name] if isinstance(each, str)]
        if texts and not look.get("width") and max(texts) * len(frame) > UNEVEN * sum(texts):
            told[name] = look | {"width": min(WIDEST, round(LETTER * max(texts)) + BESIDE)}
    return told


def writers(frame: pd.DataFrame, columns: Mapping[str, Any]) -> dict[str, Callable[[float], str]]:
    """Return what writes the numbers of each column that Streamlit would write otherwise than all texts here.

    It has a hyphen for a minus, and in a column with a format no commas in what is a thousand or more. A column is
    sorted by its numbers all the same.
    """
    found: dict[str, Callable[[float], str]] = {}
    for name in frame.columns:
        kind, values = (columns.get(name) or {}).get("type_config") or {}, frame[name]
        if not is_numeric_dtype(values) or is_bool_dtype(values) or kind.get("type", "number") != "number":
            continue
        form = kind.get("format")
        if (values < 0).any() or (PRINTED.fullmatch(form or "") and (values >= THOUSAND).any()):
            found[name] = partial(written, form=form)
    return found


def written(value: float, form: str | None) -> str:
    """Write a number as Streamlit would in such a format, but for minus and commas.

    Examples
    --------
    >>> written(-2.04, "%+.1f points"), written(2.04, "%+.1f points"), written(-12.5, "%.2f"), written(-1288, None)
    ('−2.0 points', '+2.0 points', '−12.50', '−1,288')
    >>> written(1234.5, "%.2f")
    '1,234.50'
    """
    printed = PRINTED.fullmatch(form or "")
    if printed is None:
        text = number(value)
    else:
        sign, digits, unit = printed.groups()
        text = f"{value:{sign},.{digits}f}{unit.replace('%%', '%')}"
    return text.replace("-", MINUS, 1) if value < 0 else text


def _without_format(look: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration of a column whose texts are given: a format would come before them."""
    return {**look, "type_config": {**(look.get("type_config") or {"type": "number"}), "format": None}}
