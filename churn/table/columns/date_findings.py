"""What is said of a column of dates."""

import re
from calendar import month_name
from typing import Final

import numpy as np
from numpy.typing import NDArray

from churn.errors import listing, quote
from churn.table.columns.date_writing import DateReading
from churn.table.finding import Answer, Finding
from churn.table.roles import Role
from churn.table.schema import Column
from churn.table.writing import DateOrder

WORDS: Final[dict[DateOrder, str]] = {
    "year first": "year first", "day first": "day first", "month first": "month first",
    "named month": "months in words", "unix seconds": "seconds since 1970",
    "unix milliseconds": "milliseconds since 1970",
    "serial": "days as a spreadsheet counts them",
}  # fmt: skip
MONTHS: Final = 12
_NUMBER: Final = re.compile(r"[0-9]+")
_DAY_FIRST: Final[dict[str, Role]] = {"days": "days, day first", "month": "month, day first"}
_MONTH_FIRST: Final[dict[str, Role]] = {"days": "days, month first", "month": "month, month first"}


def why_date(column: Column, reading: DateReading) -> str:
    """Say why a column is taken for dates and what the model sees of it."""
    how = f"dates, {WORDS[reading.order]}{f' ({reading.why})' if reading.why else ''}"
    if column.writing.use == "days":
        return f"{how}; used as days before {column.writing.latest}"
    return f"{how}; used as month" if column.writing.use == "month" else how


def read_as_dates(column: Column, dates: NDArray[np.datetime64], reading: DateReading) -> tuple[Finding, ...]:
    """Say what was read as dates, what the model sees of it, and whether it may be read otherwise."""
    first, last = np.nanmin(dates).astype("datetime64[D]"), np.nanmax(dates).astype("datetime64[D]")
    evidence = f"Dates from {first} to {last}, {WORDS[reading.order]}"
    evidence += f" ({reading.why})." if reading.why else "."
    if reading.missing:
        evidence += f" Taken for missing: {listing(reading.missing)}."
    findings = [Finding("note", "date", column.name, f"{evidence} {_seen(column)}", _remedy(column), _uses(column))]
    if reading.other:
        day_first = _DAY_FIRST.get(column.writing.use, "date, day first")
        month_first = _MONTH_FIRST.get(column.writing.use, "date, month first")
        answers = Answer("Keep day first", day_first), Answer("Read month first", month_first)
        if reading.order == "month first":
            answers = Answer("Keep month first", month_first), Answer("Read day first", day_first)
        findings.append(
            Finding("warning", "two readings", column.name, _doubt(column, reading), "Is that right?", answers)
        )
    return tuple(findings)


def _doubt(column: Column, reading: DateReading) -> str:
    """Name a date that is another one if it is read in the other order."""
    for level in column.levels:
        one, other = (*map(int, _NUMBER.findall(level)), 0, 0)[:2]
        if one != other and max(one, other) <= MONTHS and level not in reading.missing:
            read = [f"{one} {month_name[other]}", f"{other} {month_name[one]}"]
            taken = read[reading.order == "month first"]
            return f"{quote(level)} can be {read[0]} or {read[1]}; it is read as {taken}, {WORDS[reading.order]}."
    return f"Every date can be read day first and month first; {WORDS[reading.order]} is used."


def _seen(column: Column) -> str:
    if column.writing.use == "days":
        return f"The model sees the days before {column.writing.latest}, the last of them."
    return "The model sees the month." if column.writing.use == "month" else "The model does not see them."


def _remedy(column: Column) -> str:
    if column.writing.use == "days":
        return "For new customers they are counted from the same day."
    if column.writing.use == "month":
        return "Make sure that a month comes back: a model cannot learn what is to come from what was once."
    return "Use them in “Split by”, as days or as month."


def _uses(column: Column) -> tuple[Answer, ...]:
    answers: dict[str, Answer] = {
        "days": Answer(f"Use the days before {column.writing.latest}", "days"),
        "month": Answer("Use the month", "month"),
        "": Answer("Leave out", "leave out"),
    }
    taken = column.writing.use
    return tuple(answer for use, answer in answers.items() if use != taken)
