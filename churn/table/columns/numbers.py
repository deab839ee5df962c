"""Text columns that are numbers, as people write them: which of their values are numbers, and which stand for none.

Works on the different values of a column, never on its rows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.table.columns.decimal_mark import Decided, Mark, decide
from churn.table.columns.units import CommonUnit, common_unit
from churn.table.columns.written_numbers import WrittenNumbers, parse
from churn.table.no_value import says_nothing
from churn.table.roles import Role
from churn.table.writing import Writing

MOST_OTHERS: Final = 0.05  # of the rows with a value that may hold texts of unknown meaning beside numbers
MAX_OTHERS: Final = 10  # different ones
MAX_LISTED: Final = 50  # texts that stand for "no value"
SAMPLE: Final = 1_000  # of very many texts that are looked at first
MAX_LOOKED_AT: Final = 10_000  # texts that are no numbers: more are too many anyway

_MARKS: Final[dict[Role | None, Literal[".", ","]]] = {"number, decimal point": ".", "number, decimal comma": ","}
_BARE: Final = re.compile(r"-?\d+(\.\d+)?")
_PLAIN_UNIT: Final = ("", False, "")


@dataclass(frozen=True, eq=False)
class NumberReading:
    """A text column read as numbers.

    Attributes
    ----------
    values : ndarray of float64
        What each level is; NaN where it is no number.
    writing : Writing
        How they are written; it is what reads them, see `values_of`.
    clear : bool
        Whether it is so certain that they are numbers that nobody needs to say so.
    codes : bool
        Whether the digits are names: 0123, 192.168.100.200, phone numbers.
    rows, distinct : int
        Rows that hold a number, and different numbers.
    blank : mapping of str to int
        Texts that stand for "no value" and their rows, the most frequent first, at most `MAX_LISTED`; cells of
        spaces are not among them.
    blank_rows, blank_texts : int
        Rows of all of these, and how many different ones there are.
    strange : bool
        Whether there are texts among them that do not say so themselves.
    example : (str, float) or None
        The most frequent text that is more than bare digits, and the number that it is.
    decimal : Decided
        What the decimal mark is, and why.
    bare_rows : int
        Rows without the unit that others have.
    """

    values: NDArray[np.float64]
    writing: Writing
    clear: bool
    codes: bool
    rows: int
    distinct: int
    blank: dict[str, int]
    blank_rows: int
    blank_texts: int
    strange: bool
    example: tuple[str, float] | None
    decimal: Decided
    bare_rows: int


def read(
    levels: pd.Index, counts: NDArray[np.int64], mark: Callable[[], Mark] = Mark, role: Role | None = None
) -> NumberReading | None:
    """Read the different values of a text column as numbers.

    Parameters
    ----------
    levels : Index of str, length k
        The values.
    counts : ndarray of int64, shape (k,)
        How often each occurs; levels that do not occur are not looked at.
    mark : callable
        Returns the decimal mark of the other columns; called only where it is needed.
    role : Role, optional
        What somebody decided about the column.

    Returns
    -------
    NumberReading or None
        None if no value is a number.

    Examples
    --------
    >>> reading = read(pd.Index(["$1,224", "$947", "-"]), np.array([5, 3, 2]))
    >>> reading.writing.unit, reading.blank, reading.example
    ('$', {'-': 2}, ('$1,224', 1224.0))
    """
    if not _worth_a_look(levels, told=role is not None):
        return None
    parsed = parse(levels)
    common, factor = _units(parsed, counts)
    rows = np.where(np.isnan(factor), 0, counts)
    if not rows.any():
        return None
    decimal = decide(levels, parsed, rows, common.unit, mark)
    if role in _MARKS:
        decimal = replace(decimal, mark=_MARKS[role], certain=True, because="as you said")
    values = np.where(rows > 0, by_mark(parsed, decimal.mark) * factor, np.nan)
    return _judged(levels, counts, values, parsed, common, decimal)


def _worth_a_look(levels: pd.Index, *, told: bool) -> bool:
    """Say whether there may be numbers: digits in some levels, and in a sample of very many ones a number."""
    if len(levels) > MAX_LOOKED_AT and not told:
        some = levels[:: len(levels) // SAMPLE]
        return bool((parse(some).unit >= 0).any())
    return re.search(r"\d", "\0".join(levels.tolist())) is not None


def values_of(levels: pd.Index, writing: Writing) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read the different values of a column as those of the training table were read.

    Returns
    -------
    values : ndarray of float64, shape (k,)
        NaN where there is none.
    wrong : ndarray of bool, shape (k,)
        What is neither a number nor stands for "no value".
    """
    parsed = parse(levels)
    common, factor = _units(parsed, np.ones(len(levels), dtype=np.int64), writing.unit)
    if common.unit.name != writing.unit and not common.unit.currency:  # 5 GB are not 5 months
        factor = np.where(_bare(parsed), factor, np.nan)
    rows = (~np.isnan(factor)).astype(np.int64)
    decimal = writing.decimal or decide(levels, parsed, rows, common.unit).mark
    values = by_mark(parsed, decimal) * factor
    missing = np.flatnonzero(np.isnan(values))
    wrong = np.zeros(len(levels), dtype=bool)
    if not writing.only_numbers:
        wrong[missing] = True
        looked_at = missing[:MAX_LOOKED_AT]
        known = {*writing.missing}
        wrong[looked_at] = [levels[place] not in known and not says_nothing(levels[place]) for place in looked_at]
    return values, wrong


def by_mark(parsed: WrittenNumbers, mark: str) -> NDArray[np.float64]:
    """Return the numbers for one decimal mark; what can be read in the other way only is read so."""
    first, second = (parsed.comma, parsed.point) if mark == "," else (parsed.point, parsed.comma)
    return np.where(np.isnan(first), second, first)


def _units(
    parsed: WrittenNumbers, counts: NDArray[np.int64], expected: str = ""
) -> tuple[CommonUnit, NDArray[np.float64]]:
    """Return the common unit, and by what to multiply each text's number; NaN where it is none with that unit."""
    found = parsed.unit >= 0
    rows = np.bincount(parsed.unit[found], counts[found], len(parsed.units))
    common = common_unit(parsed.units, rows.astype(np.int64), expected)
    return common, np.append(common.factors, np.nan)[parsed.unit]


def _judged(
    levels: pd.Index, counts: NDArray[np.int64], values: NDArray[np.float64], parsed: WrittenNumbers,
    common: CommonUnit, decimal: Decided,
) -> NumberReading:  # fmt: skip
    """Say what becomes of the texts that are no numbers, and whether it is clear that the others are."""
    occur = counts > 0
    number = occur & ~np.isnan(values)
    rows, distinct = int(counts[number].sum()), len(np.unique(values[number]))
    others = np.flatnonzero(occur & ~number)
    others = others[np.argsort(-counts[others], kind="stable")]
    filled = np.array([place for place in others[:MAX_LOOKED_AT] if str(levels[place]).strip()], dtype=np.intp)
    strange = [place for place in filled if not says_nothing(levels[place])]
    unread = int(counts[others[MAX_LOOKED_AT:]].sum())
    strange_rows = int(counts[strange].sum()) + unread
    few = len(strange) <= min(MAX_OTHERS, distinct - 1) and strange_rows <= MOST_OTHERS * (rows + strange_rows)
    codes = bool((parsed.code & occur).any()) or 2 * int(counts[parsed.address].sum()) > rows + strange_rows
    blank = {str(levels[place]): int(counts[place]) for place in filled[:MAX_LISTED]}
    missing = tuple(sorted(blank)) if few else ()
    return NumberReading(
        values,
        Writing(decimal=decimal.mark, unit=common.unit.name, missing=missing, only_numbers=not few),
        clear=few and not codes,
        codes=codes,
        rows=rows,
        distinct=distinct,
        blank=blank,
        blank_rows=int(counts[filled].sum()) + unread,
        blank_texts=len(filled) + len(others[MAX_LOOKED_AT:]),
        strange=bool(strange_rows),
        example=_example(levels, np.where(number, counts, 0), values),
        decimal=decimal,
        bare_rows=int(counts[number & _bare(parsed)].sum()) if common.unit.name else 0,
    )


def _bare(parsed: WrittenNumbers) -> NDArray[np.bool_]:
    """Mark the texts that have no unit."""
    return np.array([unit == _PLAIN_UNIT for unit in parsed.units] + [False])[parsed.unit]


def _example(levels: pd.Index, counts: NDArray[np.int64], values: NDArray[np.float64]) -> tuple[str, float] | None:
    """Return the most frequent number that is more than digits with a point."""
    for place in np.argsort(-counts, kind="stable")[:MAX_LOOKED_AT]:
        if counts[place] and not _BARE.fullmatch(str(levels[place]).strip()):
            return str(levels[place]), float(values[place])
    return None
