"""What is said of text columns that are numbers: how they were read, and what was taken for no value."""

from typing import Final

import numpy as np
import pandas as pd

from churn.errors import capitalized, enumerated, plural, quote
from churn.table.columns.numbers import NumberReading
from churn.table.finding import Answer, Finding
from churn.table.roles import Role

WORTH_OFFERING: Final = 0.1  # of the rows that must be numbers to offer that the others be left blank
DIFFERENT_NUMBERS: Final = 3  # that they must have, too
MAX_NAMED: Final = 3

_AS_CATEGORY: Final = Answer("Use as category", "category")
_AS_NUMBER: Final = Answer("Use as number", "number")


def read_as_numbers(name: str, reading: NumberReading, role: Role | None) -> tuple[Finding, ...]:
    """Say how a text column was read as numbers; empty where that goes without saying."""
    example = reading.decimal.example
    if example is not None and not reading.decimal.certain:
        return (_two_readings(name, reading),)
    said = [_read(reading), _taken_for_no_value(reading)]
    if not any(said):
        return ()
    remedy = "Nothing to do if these are amounts."
    mixed = reading.writing.unit == "%" and reading.bare_rows > 0
    if reading.strange:
        remedy = "Look at them: if they say something about the customer, use the column as a category."
    elif mixed:
        remedy = "Check that 0.12 does not stand for 12% there."
    answers: tuple[Answer, ...] = (_AS_CATEGORY,)
    asked = (reading.strange or mixed) and role is None
    if example is not None and role is None:
        both = _both_marks(example.point, example.comma, used=reading.decimal.mark)
        answers = (both[reading.decimal.mark != ","], _AS_CATEGORY)
    elif asked:
        answers = (_AS_NUMBER, _AS_CATEGORY)
    evidence = " ".join(filter(None, said))
    return (Finding("warning" if asked else "note", "number as text", name, evidence, remedy, answers),)


def kept_as_category(name: str, reading: NumberReading) -> tuple[Finding, ...]:
    """Offer to use a category as a number, where some of its values are numbers."""
    rows = reading.rows + reading.blank_rows
    if reading.codes:
        evidence = "Its digits are codes and no amounts, as 0123 or a phone number is: used as a category."
    elif reading.rows >= WORTH_OFFERING * rows and reading.distinct >= DIFFERENT_NUMBERS:
        evidence = (
            f"{reading.rows:,} of {plural(rows, 'row')} hold a number, the others {_texts(reading)}:"
            " too many to be missing values, so it is used as a category."
        )
    else:
        return ()
    remedy = "If it is an amount, use it as a number: what is no number then counts as missing."
    return (Finding("note", "number as text", name, evidence, remedy, (_AS_NUMBER,)),)


def infinite(series: pd.Series) -> tuple[Finding, ...]:
    """Say how many numbers were infinite; empty where there are none."""
    rows = int(np.isinf(series.to_numpy()).sum()) if series.dtype == np.dtype("float64") else 0
    if not rows:
        return ()
    evidence = f"{plural(rows, 'row')} {'is' if rows == 1 else 'are'} infinite, taken for no value."
    remedy = "Often something was divided by zero: nothing to do if nothing is known there."
    return (Finding("note", "number as text", str(series.name), evidence, remedy, (_AS_CATEGORY,)),)


def why_number(reading: NumberReading) -> str:
    """Say in one line why a text column is a number."""
    return " ".join(filter(None, (_read(reading), _taken_for_no_value(reading))))


def _two_readings(name: str, reading: NumberReading) -> Finding:
    example = reading.decimal.example
    assert example is not None  # noqa: S101 - the caller looked
    used, other = (example.comma, example.point) if reading.decimal.mark == "," else (example.point, example.comma)
    evidence = f"{quote(example.text)} can be {_number(used)} or {_number(other)}; it is read as {_number(used)}."
    if taken := _taken_for_no_value(reading):
        evidence = f"{evidence} {taken}"
    answers = (*_both_marks(example.point, example.comma, used=reading.decimal.mark), _AS_CATEGORY)
    return Finding("warning", "two readings", name, evidence, "Is that right?", answers)


def _both_marks(point: float, comma: float, used: str) -> tuple[Answer, Answer]:
    """Offer to keep the decimal mark that was taken, and to take the other one."""
    keep_point, keep_comma = ("Read as", "Keep") if used == "," else ("Keep", "Read as")
    as_point = Answer(f"{keep_point} {_number(point)}", "number, decimal point")
    return as_point, Answer(f"{keep_comma} {_number(comma)}", "number, decimal comma")


def _read(reading: NumberReading) -> str:
    if reading.example is None:
        return ""
    text, value = reading.example
    because = f" ({reading.decimal.because})" if reading.decimal.because else ""
    unit = reading.writing.unit
    of = f", all in {unit}" if unit and unit != "%" else " percent" if unit else ""
    bare = f" {plural(reading.bare_rows, 'row')} without “{unit}” count as if they had it." if reading.bare_rows else ""
    return f"{quote(text)} is read as {_number(value)}{of}{because}.{bare}"


def _taken_for_no_value(reading: NumberReading) -> str:
    return f"{capitalized(_texts(reading))} taken for no value." if reading.blank_rows else ""


def _texts(reading: NumberReading) -> str:
    """Count the texts that are no numbers: 3 “-” and 2 “n/a”."""
    shown = list(reading.blank.items())[:MAX_NAMED]
    named = [f"{rows:,} {quote(text)}" for text, rows in shown]
    more = reading.blank_texts - len(shown)
    if more > 0:
        rest = reading.blank_rows - sum(rows for _, rows in shown)
        named.append(f"{rest:,} of {more:,} other texts")
    return enumerated(named)


def _number(value: float) -> str:
    """Write a number without separators of thousands, which may be what the question is about."""
    return f"{value:.15g}"
