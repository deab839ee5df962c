"""Decide what each column of a training table is.

Text and truth values are categories, numbers are numbers, and a column that cannot help is left out with its reason:
an id, a constant, a date. Whoever knows better overrules it with a *role*.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, listing, quote
from churn.table import date_writing, dates
from churn.table.finding import Finding
from churn.table.roles import ROLES, Role
from churn.table.schema import Column, LeftOut
from churn.table.values import Kind, blanks, holds_nested, holds_numbers, typed
from churn.table.writing import DateOrder, Writing

ROWS_TO_CALL_IT_AN_ID: Final = 20  # in a shorter table, values that all differ may well be chance
_USES: Final[dict[str, tuple[Literal["days", "month"], Kind]]] = {
    "days": ("days", "number"), "month": ("month", "category"),
}  # fmt: skip


def infer(
    frame: pd.DataFrame,
    target: str,
    roles: Mapping[str, Role],
    y: NDArray[np.int8] | None = None,  # noqa: ARG001 - asked for soon
) -> tuple[tuple[Column, ...], tuple[Finding, ...]]:
    """Decide what each column is.

    Parameters
    ----------
    frame : DataFrame
        A raw table, as `churn.table.reading.read` returns it.
    target : str
        The outcome column.
    roles : mapping of str to Role
        What the user decided; wins over what is inferred.
    y : ndarray of int8, shape (rows of the table,), optional
        1 where the customer has left; what can only be told with it is not told without.

    Returns
    -------
    columns : tuple of Column
        All but the target, in the order of the table.
    findings : tuple of Finding
        What was decided that may be decided otherwise.

    Raises
    ------
    DataError
        If a role names no column or is none, if a column cannot take its role, or if no column is left.
    """
    others = [name for name in frame.columns if name != target]
    for name, role in roles.items():
        if name not in others:
            raise DataError(f"There is no column {quote(name)} to overrule; the columns are {listing(others)}.")
        if role not in ROLES:
            raise DataError(f"The role {quote(role)} of column {quote(name)} is none of {listing(ROLES)}.")
    columns = tuple(_column(frame[name], roles.get(name)) for name in others)
    if not any(column.used for column in columns):
        reasons = listing(f"{column.name}: {column.reason}" for column in columns)
        left = f"No column is left to learn from ({reasons})" if columns else "The target is the only column"
        raise DataError(f"{left}.")
    return columns, ()


def _column(series: pd.Series, role: Role | None) -> Column:
    name = str(series.name)
    if holds_nested(series):
        return Column(name, "category", left_out="nested")
    use = (role or "").partition(", ")[0]
    blank = blanks(series)
    inferred: Kind = "number" if holds_numbers(series, blank) else "category"
    kind: Kind = inferred if use in ("", "leave out", "date") else "number" if use == "number" else "category"
    column = _described(Column(name, kind, missing=int(blank.sum())), series, blank)
    if use in ("", "date", "days", "month"):
        if found := _dates(column, series, blank, told=bool(use)):
            return _dated(column, series, role or "date", found)
        if use:
            example = series[~blank].iloc[0] if column.distinct else "no value"
            raise DataError(f"Column {quote(name)} cannot be used as {use}: {quote(example)} is not a date.")
    if not use:
        return replace(column, left_out=_useless(column, series))
    return replace(column, left_out="by you" if use == "leave out" else None)


def _dates(column: Column, series: pd.Series, blank: pd.Series, *, told: bool) -> date_writing.DateReading | None:
    """Find how a column is to be read as dates; None if it holds none."""
    if pd.api.types.is_datetime64_any_dtype(series):
        return date_writing.DateReading("year first") if column.distinct else None
    if holds_numbers(series, blank):
        values = typed(series[~blank], "number")
        return date_writing.of_numbers(values, values.min(), values.max(), column.name, told=told)
    return date_writing.of_text(column.levels, column.name)


def _dated(column: Column, series: pd.Series, role: Role | Literal["date"], found: date_writing.DateReading) -> Column:
    """Describe a column of dates: left out, or what the model sees of them."""
    order: DateOrder = "day first" if "day first" in role else "month first" if "month first" in role else found.order
    read = dates.read(series, order)
    writing = Writing(date=order, missing=found.missing, latest=str(np.nanmax(read).astype("datetime64[D]")))
    gaps = pd.Series(np.isnat(read), index=series.index)
    if role.startswith("date"):
        return replace(column, left_out="date", missing=int(gaps.sum()), writing=writing)
    use, kind = _USES[role.partition(", ")[0]]
    writing = replace(writing, use=use)
    described = Column(column.name, kind, missing=int(gaps.sum()), writing=writing)
    return _described(described, typed(series, kind, writing), gaps)


def _described(column: Column, series: pd.Series, blank: pd.Series) -> Column:
    if column.kind == "category":
        counts = typed(series[~blank], "category").value_counts()
        counts = counts[counts > 0]
        common = str(counts.index[0]) if len(counts) else None
        return replace(column, distinct=len(counts), levels=tuple(sorted(counts.index)), most_common=common)
    values = typed(series, "number")[~blank]
    if values.empty:
        return column
    low, high, median = float(values.min()), float(values.max()), float(values.median())
    distinct, integer = int(values.nunique()), bool((values % 1 == 0).all())
    return replace(column, distinct=distinct, low=low, high=high, median=median, integer=integer)


def _useless(column: Column, series: pd.Series) -> LeftOut | None:
    """Say why a column cannot help; None if it can."""
    countable = column.kind == "category" or column.integer
    holds: dict[LeftOut, bool] = {
        "no values": column.distinct == 0,
        "constant": column.distinct == 1 and column.missing == 0,
        "id": countable and column.missing == 0 and column.distinct == len(series) >= ROWS_TO_CALL_IT_AN_ID,
    }
    return next((reason for reason, true in holds.items() if true), None)
