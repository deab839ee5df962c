"""The form of one customer: the features, in the order of the table, each bound to the address."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from churn.show import formats
from churn.table.schema import Column, Schema
from churn.table.values import MISSING
from churn.ui import refused, state

MOST_FIELDS: Final = 60  # of a wide table, those of the columns that matter most
MAX_OPTIONS: Final = 500  # levels that the browser gets to choose from; any other can be typed
SMALLEST_POWER: Final = -300  # of ten: a browser cannot step by less
LARGEST_IN_BROWSER: Final = 2**53 - 1  # a browser cannot count further; such a column gets a text field


@dataclass(frozen=True)
class Customer:
    """Whom the form describes.

    Attributes
    ----------
    row : DataFrame
        A table of one row, None where there is no value.
    empty : list of Column
        Fields in which nothing stands, though nobody has said that the value is unknown.
    """

    row: pd.DataFrame
    empty: list[Column]


def show(
    schema: Schema, drawn: Sequence[Column], others: Mapping[str, object], exact: Mapping[str, object], *, anew: bool
) -> Customer:
    """Draw the form; returns the customer.

    Parameters
    ----------
    schema : Schema
        Its features are the columns of the customer.
    drawn : sequence of Column
        Those that have a field.
    others : mapping
        The values of all others, by name.
    exact : mapping
        Values that a field may show with fewer digits, by name: where one does, they are meant.
    anew : bool
        Whether the page was not there before.
    """
    for column in drawn:
        _refuse_what_is_no_number(column)
    st.header("The customer", anchor=False)
    values, empty = dict(others), []
    for start in range(0, len(drawn), 2):  # a row of two at a time, so that a narrow page keeps the order
        for place, column in zip(st.columns(2, gap="medium"), drawn[start : start + 2], strict=False):
            with place:
                value, unknown = _field(column, anew=anew)
            if value in {None, ""} and not unknown:
                empty.append(column)
            known = exact.get(column.name)
            values[column.name] = known if isinstance(known, float) and formats.shortest(known) == value else value
    state.usual.set({_key(column): _usual(column) for column in drawn if _has_number_field(column)})
    return Customer(pd.DataFrame({name: [values[name]] for name in schema.names}), empty)


def empty(columns: Sequence[Column]) -> str:
    """Say, in Markdown, which fields are empty, and what to do about each."""
    return "  \n".join(
        f"{formats.escape(column.name)} is empty: type a number{', or mark it unknown' * bool(column.missing)}."
        for column in columns
    )


def most_common(column: Column) -> object:
    """Return the value of a feature that no field asks for: the most common one, of a number the median."""
    return column.most_common if column.kind == "category" else _usual(column)


def _usual(column: Column) -> float:
    """Return the median of a number, in the type of its column."""
    return round(column.median or 0) if column.integer else formats.shortest(float(column.median or 0))


def _refuse_what_is_no_number(column: Column) -> None:
    """Take a text that is no number out of the address, and say so."""
    key, text = _key(column), state.address(_key(column))
    if column.kind != "number" or not text:
        return
    try:
        refused = not math.isfinite(float(text))
    except ValueError:
        refused = True
    if refused:
        state.forget_address(key)
        said = f"The link says {key}={text}, which is not allowed: {column.name} is {column.allowed}."
        state.begin_anew(said, after_what_is_shown=True)


def _field(column: Column, *, anew: bool) -> tuple[object, bool]:
    """Draw the widget of one feature; returns its value, and whether it is said to be unknown, which is no value."""
    label, key = formats.escape(_label(column)), _key(column)
    if column.missing:
        refused.unless_switch(f"{column.name} unknown", _unknown_key(column))
        if st.checkbox(f"{label} unknown", key=_unknown_key(column), bind="query-params"):
            return None, True
    if column.kind == "category":
        options = column.levels[:MAX_OPTIONS]
        index = options.index(column.most_common) if column.most_common in options else 0
        chosen = st.selectbox(label, options, index, key=key, bind="query-params", accept_new_options=True)
        return chosen, not column.levels
    if _too_large(column):
        return st.text_input(label, _as_text(_usual(column)), key=key, bind="query-params"), False
    return _number(column, label, anew=anew), False


def _number(column: Column, label: str, *, anew: bool) -> float | None:
    """Draw the field of a number, with the digits it has; returns None where it is empty.

    The browser puts a field's default into it when it is emptied. So there is none, and at first the usual number is
    put in as if somebody had typed it, but for the address, which tells what a viewer has changed.
    """
    key, usual = _key(column), _usual(column)
    now = state.widget(key)
    untouched = now is not None and now == state.usual().get(key)
    if not state.knows(key) or (untouched and (anew or now != usual)):
        state.renew_widget(key, usual)
    elif now is not None and (short := _as_entered(column, now)) != now:
        state.set_widget(key, short)
    default = usual if state.back_or_forward() else None  # then the address rules, and lacks what is usual
    looks: dict[str, Any] = {"step": 1} if column.integer else {"step": _step(column), "format": "%g"}
    # persist_state: a browser that has not yet drawn the number is told it again; else it would say that there is none
    entered: float | None = st.number_input(
        label,
        value=default,
        key=key,
        bind="query-params",
        persist_state="session",
        placeholder="Type a number",
        **looks,
    )
    return entered


def _step(column: Column) -> float:
    """Return by how much a press of + or - changes a number: about a hundredth of its range, a power of ten."""
    span = (column.high or 0) - (column.low or 0)
    power = math.floor(math.log10(span / 100)) if 0 < span / 100 < math.inf else 0
    return float(f"1e{max(power, SMALLEST_POWER)}")


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
    if column.kind == "category" or isinstance(value, str) or value is None:
        return value
    if _too_large(column):
        return _as_text(value)
    return int(value) if column.integer else formats.shortest(float(value))


def _as_text(value: float) -> str:
    return f"{value:d}" if isinstance(value, int) else repr(value)


def _key(column: Column) -> str:
    return f"c.{column.name}"


def _unknown_key(column: Column) -> str:
    return f"unknown.{column.name}"


def _too_large(column: Column) -> bool:
    return max(abs(column.low or 0), abs(column.high or 0)) > LARGEST_IN_BROWSER


def _has_number_field(column: Column) -> bool:
    return column.kind == "number" and not _too_large(column)
