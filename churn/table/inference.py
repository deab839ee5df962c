"""Decide what each column of a training table is.

Text and truth values are categories, numbers are numbers, and a column that cannot help is left out with its reason:
an id, a constant, a date. Whoever knows better overrules it with a *role*.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from churn.errors import DataError, listing, quote
from churn.table.finding import Finding
from churn.table.roles import ROLES, Role
from churn.table.schema import Column, LeftOut
from churn.table.values import Kind, blanks, holds_nested, holds_numbers, typed

ROWS_TO_CALL_IT_AN_ID: Final = 20  # in a shorter table, values that all differ may well be chance

_DATE: Final = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})( .*)?")


def infer(
    frame: pd.DataFrame, target: str, roles: Mapping[str, Role]
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
    blank = blanks(series)
    inferred: Kind = "number" if holds_numbers(series, blank) else "category"
    kind: Kind = inferred if role is None or role == "leave out" else "number" if role == "number" else "category"
    column = _described(Column(name, kind, missing=int(blank.sum())), series, blank)
    if role is None:
        return replace(column, left_out=_useless(column, series))
    return replace(column, left_out="by you" if role == "leave out" else None)


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
    dates = bool(column.levels) and all(map(_DATE.fullmatch, column.levels))
    countable = column.kind == "category" or column.integer
    holds: dict[LeftOut, bool] = {
        "date": dates or pd.api.types.is_datetime64_any_dtype(series),
        "no values": column.distinct == 0,
        "constant": column.distinct == 1 and column.missing == 0,
        "id": countable and column.missing == 0 and column.distinct == len(series) >= ROWS_TO_CALL_IT_AN_ID,
    }
    return next((reason for reason, true in holds.items() if true), None)
