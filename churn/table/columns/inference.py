"""Decide what each column of a training table is.

Text and truth values are categories, numbers are numbers, and a column that cannot help is left out with its reason:
an id, a constant, a date. Whoever knows better overrules it with a *role*.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import ChoiceError, DataError, listing, no_column, quote
from churn.table.columns import date_findings, date_writing, dates, number_findings, numbers
from churn.table.columns.decimal_mark import DecimalMark, Mark, mark_of
from churn.table.columns.futures import futures
from churn.table.columns.identity import identified
from churn.table.columns.ranges import range_of
from churn.table.columns.spelling_findings import gap_findings, spelling_findings
from churn.table.columns.spellings import Joined, Joining, joined_levels
from churn.table.finding import Finding
from churn.table.no_value import GAPS
from churn.table.roles import ROLES, Role
from churn.table.schema import Column, LeftOut
from churn.table.values import (
    MISSING,
    Kind,
    Levels,
    as_levels,
    blanks,
    counted_levels,
    holds_nested,
    plain_numbers,
    typed,
)
from churn.table.writing import PLAIN, DateOrder, Writing

MOST_COLUMNS: Final = 200  # that are asked for the usual order of dates
JOINING: Final[dict[str, Joining]] = {"category, spellings joined": "all", "category, spellings apart": ""}
_ORDERS: Final[dict[str, DateOrder]] = {"day first": "day first", "month first": "month first"}
_USES: Final[dict[str, tuple[Literal["days", "month"], Kind]]] = {
    "days": ("days", "number"), "month": ("month", "category"),
}  # fmt: skip


def infer(
    frame: pd.DataFrame,
    target: str,
    roles: Mapping[str, Role],
    y: NDArray[np.int8] | None = None,
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
            raise ChoiceError("roles", no_column(name, others, "to overrule"))
        if role not in ROLES:
            raise ChoiceError("roles", f"The role {quote(role)} of column {quote(name)} is none of {listing(ROLES)}.")
    mark = cache(lambda: mark_of(frame[others], decimal))
    order = cache(lambda: date_writing.usual_order((str(name), frame[name]) for name in others[:MOST_COLUMNS]))
    understood = [_column(frame[name], roles.get(name), mark, order) for name in others]
    columns, told = identified(
        frame, [column for column, _ in understood], {name for name in roles if roles[name] != "leave out"}, y
    )
    if not any(column.used for column in columns):
        reasons = listing(f"{column.name}: {column.reason}" for column in columns)
        left = f"No column is left to learn from ({reasons})" if columns else "The target is the only column"
        raise DataError(f"{left}.")
    left_out = {column.name for column in columns if column.left_out in ("id", "customer")}
    found = (each for _, findings in understood for each in findings if each.column not in left_out)
    return columns, (*told, *found, *(() if y is None else futures(frame, columns, y)))


def _column(
    series: pd.Series, role: Role | None, mark: Callable[[], Mark], order: Callable[[], DateOrder]
) -> tuple[Column, tuple[Finding, ...]]:
    name = str(series.name)
    if holds_nested(series):
        return Column(name, "category", left_out="nested"), ()
    series = as_levels(series)
    use = (role or "").partition(", ")[0]
    texts = counted_levels(series)
    reading = None if texts is None or use == "category" else numbers.read(*texts, mark, role)
    column, findings = _understood(name, series, role, texts, reading)
    if use in ("", "leave out", "date", "days", "month"):
        if found := _dates(column, series, order, told=use not in ("", "leave out")):
            gaps = () if texts is None else tuple(texts[0][(texts[1] > 0) & texts[0].isin(GAPS)])
            return _dated(column, series, role, replace(found, missing=(*found.missing, *gaps)))
        if use not in ("", "leave out"):
            example = series[~blanks(series)].iloc[0] if column.distinct else "no value"
            fault = f"Column {quote(name)} cannot be used as {use}: {quote(example)} is not a date."
            raise ChoiceError("roles", fault)
    left_out = "by you" if use == "leave out" else None if use else _useless(column)
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
            fault = f"Column {quote(name)} cannot be used as a number: it holds none, only {some or 'gaps'}."
            raise ChoiceError("roles", fault)
        if reading is None:
            return _described(Column(name, "number"), series), number_findings.infinite(series)
        column = Column(name, "number", writing=reading.writing, why=number_findings.why_number(reading))
        values = np.append(reading.values, np.nan)[series.cat.codes.to_numpy()]  # no value has the code -1: the last
        return replace(column, **vars(range_of(values))), number_findings.read_as_numbers(name, reading, role)
    if texts is None:
        return _described(Column(name, "category"), series), ()
    levels, counts = texts
    gaps = np.zeros(len(levels), dtype=bool) if told == "category" else levels.isin(GAPS)
    joined = joined_levels(levels[~gaps], counts[~gaps], JOINING.get(role or "", "words"))
    column = _category(Column(name, "category", missing=len(series)), counts[~gaps], joined, role)
    findings = (*gap_findings(name, levels[gaps], counts[gaps]), *spelling_findings(name, joined, role))
    return column, findings if reading is None or role else findings + number_findings.kept_as_category(name, reading)


def _dates(
    column: Column, series: pd.Series, order: Callable[[], DateOrder], *, told: bool
) -> date_writing.DateReading | None:
    """Find how a column is to be read as dates; None if it holds none."""
    if pd.api.types.is_datetime64_any_dtype(series):
        return date_writing.DateReading("year first") if column.distinct else None
    if column.kind == "number" or plain_numbers(series):
        return _counted_dates(column, series, told=told)
    found = date_writing.of_text(column.levels, column.name)
    return found and date_writing.settled(found, series, order)


def _counted_dates(column: Column, series: pd.Series, *, told: bool) -> date_writing.DateReading | None:
    """Find how a column of numbers is to be read as dates."""
    if column.kind == "category":  # somebody may want the month of numbers
        column = _described(Column(column.name, "number"), series)
    if column.low is None or column.high is None or not (column.integer or told):
        return None
    numbers = partial(typed, series, "number", column.writing)
    return date_writing.of_numbers(lambda: numbers().dropna(), column.low, column.high, column.name, told=told)


def _dated(
    column: Column, series: pd.Series, role: Role | None, found: date_writing.DateReading
) -> tuple[Column, tuple[Finding, ...]]:
    """Describe a column of dates: left out, or what the model sees of them."""
    use, _, order = (role or "").partition(", ")
    if order in _ORDERS:
        found = date_writing.DateReading(_ORDERS[order], missing=found.missing)
    read = dates.read(series, found.order)
    if pd.api.types.is_datetime64_any_dtype(series):
        found = replace(found, missing=date_writing.beyond_the_calendar(series, read))
    missing = found.missing or column.writing.missing
    writing = Writing(date=found.order, missing=missing, latest=str(np.nanmax(read).astype("datetime64[D]")))
    if use in _USES:
        use, kind = _USES[use]
        writing = replace(writing, use=use)
        column = _described(Column(column.name, kind, writing=writing), typed(series, kind, writing))
    else:
        left_out: LeftOut = "by you" if use == "leave out" else "date"
        column = replace(column, left_out=left_out, missing=int(np.isnat(read).sum()), writing=writing)
    column = replace(column, why=date_findings.why_date(column, found))
    return column, date_findings.read_as_dates(column, read, found)


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


def _useless(column: Column) -> LeftOut | None:
    """Say why a column cannot help; None if it can."""
    if column.distinct == 0:
        return "no values"
    return "constant" if column.distinct == 1 and column.missing == 0 else None
