"""What is said of a column of dates."""

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
        first_text = next((level for level in column.levels if level not in reading.missing), "")
        example = f", as in {quote(first_text)}" if first_text else ""
        doubt = f"Every date can be read day first and month first{example}: {WORDS[reading.order]} is used."
        remedy = "Say which is right: the days and the order of the customers depend on it."
        answers = (
            Answer("The day comes first", _DAY_FIRST.get(column.writing.use, "date, day first")),
            Answer("The month comes first", _MONTH_FIRST.get(column.writing.use, "date, month first")),
        )
        findings.append(Finding("warning", "two readings", column.name, doubt, remedy, answers))
    return tuple(findings)


def _seen(column: Column) -> str:
    if column.writing.use == "days":
        return f"The model sees the days before {column.writing.latest}, the last of them."
    return "The model sees the month." if column.writing.use == "month" else "The model does not see them."


def _remedy(column: Column) -> str:
    if column.writing.use == "days":
        return "For new customers they are counted from the same day."
    if column.writing.use == "month":
        return "Make sure that a month comes back: a model cannot learn what is to come from what was once."
    return "Split by them in the sidebar, or use them as days or month."


def _uses(column: Column) -> tuple[Answer, ...]:
    answers: dict[str, Answer] = {
        "days": Answer(f"Use the days before {column.writing.latest}", "days"),
        "month": Answer("Use the month", "month"),
        "": Answer("Leave it out", "leave out"),
    }
    taken = column.writing.use
    return tuple(answer for use, answer in answers.items() if use != taken)
