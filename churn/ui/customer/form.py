"""The form of one customer: the features, in the order of the table, each bound to the address."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

import pandas as pd
import streamlit as st

from churn.show import formats
from churn.table.schema import Column, Schema
from churn.table.values import MISSING
from churn.ui import state

MOST_FIELDS: Final = 60  # of a wide table, those of the columns that matter most
MAX_OPTIONS: Final = 500  # levels that the browser gets to choose from; any other can be typed
LARGEST_IN_BROWSER: Final = 2**53 - 1  # a browser cannot count further; such a column gets a text field


def show(schema: Schema, drawn: Sequence[Column], others: Mapping[str, object]) -> pd.DataFrame:
    """Draw the form; returns the customer as a table of one row, None where there is no value.

    Parameters
    ----------
    schema : Schema
        Its features are the columns of the customer.
    drawn : sequence of Column
        Those that have a field.
    others : mapping
        The values of all others, by name.
    """
    for column in drawn:
        _refuse_infinity(column)
    st.header("The customer", anchor=False)
    values = dict(others)
    for start in range(0, len(drawn), 2):  # a row of two at a time, so that a narrow page keeps the order
        for place, column in zip(st.columns(2, gap="medium"), drawn[start : start + 2], strict=False):
            with place:
                values[column.name] = _field(column)
    return pd.DataFrame({name: [values[name]] for name in schema.names})


def most_common(column: Column) -> object:
    """Return the value of a feature that no field asks for: the most common one, of a number the median."""
    if column.kind == "category":
        return column.most_common
    return round(column.median or 0) if column.integer else column.median


def _refuse_infinity(column: Column) -> None:
    """Take a number that is none out of the address; other values that do not fit, Streamlit leaves aside itself."""
    key, text = _key(column), state.address(_key(column))
    with suppress(ValueError):
        if column.kind == "number" and not math.isfinite(float(text or 0)):
            state.forget_address(key)
            state.begin_anew(f"The link says {key}={text}, which is not allowed: {column.name} is {column.allowed}.")


def _field(column: Column) -> object:
    """Draw the widget of one feature; returns its value, None where the customer has none."""
    label, key = formats.escape(_label(column)), _key(column)
    if column.missing and st.checkbox(f"{label} unknown", key=_unknown_key(column), bind="query-params"):
        return None
    if column.kind == "category":
        options = column.levels[:MAX_OPTIONS]
        index = options.index(column.most_common) if column.most_common in options else 0
        return st.selectbox(label, options, index, key=key, bind="query-params", accept_new_options=True)
    if _too_large(column):
        return st.text_input(label, f"{column.median:.17g}", key=key, bind="query-params")
    if column.integer:
        return st.number_input(label, value=round(column.median or 0), step=1, key=key, bind="query-params")
    value, step = float(column.median or 0), ((column.high or 0) - (column.low or 0)) / 100 or 1.0
    return st.number_input(label, value=value, step=step, format="%g", key=key, bind="query-params")


def _label(column: Column) -> str:
    """Name a field; of dates the model sees a number, which needs its zero."""
    counted = f" (days before {column.writing.latest})" if column.writing.use == "days" else ""
    return f"{column.name}{counted}"


def fill(schema: Schema, values: Mapping[str, str | int | float | None]) -> None:
    """Put a customer into the form, before it is drawn."""
    for column in schema.features:
        value = values[column.name]
        unknown = value is None or (column.kind == "category" and value == MISSING)
        if column.missing:
            state.set_widget(_unknown_key(column), unknown)
        if not unknown:
            state.set_widget(_key(column), _as_entered(column, value))


def _as_entered(column: Column, value: str | float | None) -> object:
    """Return a value in the type of its column's widget."""
    if column.kind == "category" or value is None:
        return value
    if _too_large(column):
        return f"{value:d}" if isinstance(value, int) else f"{value:.17g}"
    return int(value) if column.integer else float(value)


def _key(column: Column) -> str:
    return f"c.{column.name}"


def _unknown_key(column: Column) -> str:
    return f"unknown.{column.name}"


def _too_large(column: Column) -> bool:
    return max(abs(column.low or 0), abs(column.high or 0)) > LARGEST_IN_BROWSER
