"""Decide what each column of a training table is.

Text and truth values are categories, numbers are numbers, and a column that cannot help is left out with its reason:
an id, a constant, a date. Whoever knows better overrules it with a *role*.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, listing, quote
from churn.table import date_writing, dates, number_findings, numbers
from churn.table.decimal_mark import DecimalMark, Mark, mark_of
from churn.table.finding import Finding
from churn.table.ranges import range_of
from churn.table.roles import ROLES, Role
from churn.table.schema import Column, LeftOut
from churn.table.spelling_findings import spelling_findings
from churn.table.spellings import Joined, Joining, joined_levels
from churn.table.values import (
    MISSING,
    Kind,
    Levels,
    blanks,
    counted_levels,
    holds_nested,
    plain_numbers,
    typed,
)
from churn.table.writing import PLAIN, DateOrder, Writing

ROWS_TO_CALL_IT_AN_ID: Final = 20  # in a shorter table, values that all differ may well be chance
JOINING: Final[dict[str, Joining]] = {"category, spellings joined": "all", "category, spellings apart": ""}
_USES: Final[dict[str, tuple[Literal["days", "month"], Kind]]] = {
    "days": ("days", "number"), "month": ("month", "category"),
}  # fmt: skip


def infer(
    frame: pd.DataFrame,
    target: str,
    roles: Mapping[str, Role],
    y: NDArray[np.int8] | None = None,  # noqa: ARG001 - asked for soon
    decimal: DecimalMark = "",
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
    decimal : {"", ".", ","}
        The decimal mark by which the table's numbers were read; empty for a file that has types.

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
    mark = cache(lambda: mark_of(frame[others], decimal))
    understood = [_column(frame[name], roles.get(name), mark) for name in others]
    columns = tuple(column for column, _ in understood)
    if not any(column.used for column in columns):
        reasons = listing(f"{column.name}: {column.reason}" for column in columns)
        left = f"No column is left to learn from ({reasons})" if columns else "The target is the only column"
        raise DataError(f"{left}.")
    return columns, tuple(finding for _, findings in understood for finding in findings)


def _column(series: pd.Series, role: Role | None, mark: Callable[[], Mark]) -> tuple[Column, tuple[Finding, ...]]:
    name = str(series.name)
    if holds_nested(series):
        return Column(name, "category", left_out="nested"), ()
    use = (role or "").partition(", ")[0]
    texts = counted_levels(series)
    reading = None if texts is None or use == "category" else numbers.read(*texts, mark, role)
    column, findings = _understood(name, series, role, texts, reading)
    if use in ("", "date", "days", "month"):
        if found := _dates(column, series, told=bool(use)):
            return _dated(column, series, role or "date", found), ()
        if use:
            example = series[~blanks(series)].iloc[0] if column.distinct else "no value"
            raise DataError(f"Column {quote(name)} cannot be used as {use}: {quote(example)} is not a date.")
    left_out = "by you" if use == "leave out" else None if use else _useless(column, series)
    said = left_out is None or left_out == "constant"  # what made it constant may be of interest
    return replace(column, left_out=left_out), findings if said else ()


def _understood(
    name: str, series: pd.Series, role: Role | None, texts: Levels | None, reading: numbers.NumberReading | None
) -> tuple[Column, tuple[Finding, ...]]:
    """Take a column for numbers or for a category, as somebody said or as its values are."""
    told = (role or "").partition(", ")[0]
    number = reading.clear if reading else texts is None and plain_numbers(series)
    if told == "number" or (number and told in ("", "leave out", "date")):
        if reading is None and texts is not None:
            some = listing(texts[0][texts[1] > 0])
            raise DataError(f"Column {quote(name)} cannot be used as a number: it holds none, only {some or 'gaps'}.")
        if reading is None:
            return _described(Column(name, "number"), series), ()
        column = Column(name, "number", writing=reading.writing, why=number_findings.why_number(reading))
        return _described(column, series), number_findings.read_as_numbers(name, reading, role)
    if texts is None:
        return _described(Column(name, "category"), series), ()
    joined = joined_levels(*texts, JOINING.get(role or "", "words"))
    column = _category(Column(name, "category", missing=len(series)), texts[1], joined, role)
    findings = spelling_findings(name, joined, role)
    return column, findings if reading is None or role else findings + number_findings.kept_as_category(name, reading)


def _dates(column: Column, series: pd.Series, *, told: bool) -> date_writing.DateReading | None:
    """Find how a column is to be read as dates; None if it holds none."""
    if pd.api.types.is_datetime64_any_dtype(series):
        return date_writing.DateReading("year first") if column.distinct else None
    if column.kind == "number" or plain_numbers(series):
        values = typed(series, "number", column.writing).dropna()
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
    return _described(described, typed(series, kind, writing))


def _category(column: Column, counts: NDArray[np.int64], joined: Joined, role: Role | None) -> Column:
    """Describe a category of texts."""
    codes, names = pd.factorize(joined.names)
    rows = np.bincount(codes, counts, len(names)).astype(np.int64)
    occurring = np.flatnonzero((rows > 0) & np.asarray(names != ""))
    if not len(occurring):
        return column
    how = JOINING.get(role or "", "words") if joined.cases else ""
    return replace(
        column,
        missing=column.missing - int(rows[occurring].sum()),
        distinct=len(occurring),
        levels=tuple(sorted(names[occurring])),
        most_common=str(names[occurring[np.argmax(rows[occurring])]]),
        writing=replace(column.writing, joined=how),
    )


def _described(column: Column, series: pd.Series) -> Column:
    """Describe a column by its values."""
    values = typed(series, column.kind, PLAIN if column.writing.use else column.writing)
    if column.kind == "category":
        counts = values.value_counts()
        missing = int(counts.get(MISSING, 0))
        counts = counts[counts > 0].drop(MISSING, errors="ignore")
        common = str(counts.index[0]) if len(counts) else None
        levels = tuple(sorted(counts.index))
        return replace(column, missing=missing, distinct=len(counts), levels=levels, most_common=common)
    return replace(column, **vars(range_of(values.to_numpy())))


def _useless(column: Column, series: pd.Series) -> LeftOut | None:
    """Say why a column cannot help; None if it can."""
    countable = column.kind == "category" or column.integer
    holds: dict[LeftOut, bool] = {
        "no values": column.distinct == 0,
        "constant": column.distinct == 1 and column.missing == 0,
        "id": countable and column.missing == 0 and column.distinct == len(series) >= ROWS_TO_CALL_IT_AN_ID,
    }
    return next((reason for reason, true in holds.items() if true), None)
