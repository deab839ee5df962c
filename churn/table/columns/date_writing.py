"""Whether a column holds dates, and how they are written: its values say so, of mere digits its name, too.

What is worth a look is decided on a few values: a table of ten thousand columns costs ten thousand short looks.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.table.columns.dates import MONTHS, folded, read, read_levels
from churn.table.columns.names import speaks_of
from churn.table.no_value import says_nothing
from churn.table.writing import DateOrder

LOOKED_AT: Final = 20  # values on which it is decided whether to look at all of them
MOST_MARKERS: Final = 3  # words that stand for "no date" in one column
MOST_TYPOS: Final = 0.02  # different values that are no dates of the calendar, as a share
FEWEST_BY_RANGE: Final = 12  # different numbers that all are dates, from which that is no chance
LATE_IN_MONTH: Final = 12  # a larger number is a day and no month
DAYS_OF_MONTH: Final = 31

_DATE_WORDS: Final = """
date dates datum day dt fecha data dia jour tag birthday dob geburtstag timestamp time datetime ts unix epoch zeit
zeitpunkt created updated joined since signup at from until seit period periode month monat mes mois дата 日付 日期 날짜
"""
_OTHER_WORDS: Final = """
days tage dias jours months monate meses years jahre count number num amount total minutes hours seconds id nr no per
active tenure duration dauer age
"""
DATE_WORDS: Final = frozenset(_DATE_WORDS.split())
MOMENT_WORDS: Final = frozenset(["first", "last", "login", "seen", "start", "end", "expiry", "registered"])
NOT_DATE_WORDS: Final = frozenset(_OTHER_WORDS.split())

_RANGES: Final[tuple[tuple[DateOrder, float, float], ...]] = (
    ("year first", 19_000_101, 21_001_231), ("year first", 190_001, 210_012),
    ("year first", 190_001_010_000, 210_012_312_359), ("year first", 19_000_101_000_000, 21_001_231_235_959),
    ("unix seconds", 631_152_000, 4_102_444_800), ("unix milliseconds", 631_152_000_000, 4_102_444_800_000),
    ("serial", 7_306, 73_050),
)  # fmt: skip
_ORDERS: Final[tuple[DateOrder, ...]] = ("year first", "named month", "day first", "month first")
_SHAPE: Final = re.compile(
    r"\s*(\w{2,10}\.?,? +)?"
    r"(\d{1,4}\s?[-/.年년 ]\s?\d{1,2}\s?[-/.月월 ]\s?\d{1,4}[日일.]?([T ,].*)?|\d{4}[-/.年년]\s?\d{1,2}[月월]?"
    r"|\d{1,2}[-/.]\d{4}|\d{8}|\d{6}|\d{14}|\d{8}T\d{4,6}Z?|[1-9]\d{7}\.0|[1-9]\d{5}\.0)\s*"
)
_WORD: Final = re.compile(r"[^\W\d_]{3,12}")
_COMPACT: Final = re.compile(r"\d{6}(\d{2}(\d{6})?)?(\.0)?")
_MONTH_AND_YEAR: Final = re.compile(r"\s*[^\W\d_]{3,10}\.?[-/. ,'’]*\d{2}\s*")


@dataclass(frozen=True)
class DateReading:
    """How a column's dates can be read.

    Attributes
    ----------
    order : DateOrder
        The likelier order.
    other : DateOrder
        The other order that reads all of them as well, and otherwise; empty where there is none.
    missing : tuple of str
        Texts that are no dates.
    why : str
        What decided between the two, in words; empty if nothing had to, or if it is the usual order only.
    """

    order: DateOrder
    other: DateOrder = ""
    missing: tuple[str, ...] = ()
    why: str = ""


def of_text(levels: Sequence[str], name: str) -> DateReading | None:
    """Find how text is to be read as dates.

    Parameters
    ----------
    levels : sequence of str
        The different values.
    name : str
        Of the column: what eight digits are, it may have to say.

    Returns
    -------
    DateReading or None
        None if they are no dates.
    """
    if not _worth_a_look(levels):
        return None
    texts = pd.Index(pd.Series(levels, dtype="str"))
    dates = {order: read_levels(texts, order) for order in _ORDERS}
    order: DateOrder = max(_ORDERS, key=lambda each: np.count_nonzero(~np.isnat(dates[each])))
    wrong = [level for level, fails in zip(levels, np.isnat(dates[order]), strict=True) if fails]
    if not _tolerable(wrong, len(levels)):
        return None
    right = [level for level in levels if level not in {*wrong}]
    if not right or not _plausible(right, dates[order][~np.isnat(dates[order])], name):
        return None
    missing = tuple(level for level in wrong if level.strip())
    if order not in ("day first", "month first"):
        return DateReading(order, missing=missing)
    other: DateOrder = "month first" if order == "day first" else "day first"
    if np.isnat(dates[other]).sum() > len(wrong) or _same(dates[order], dates[other]):
        return DateReading(order, missing=missing)
    return _likelier(right, missing)


def settled(reading: DateReading, series: pd.Series, habit: Callable[[], DateOrder]) -> DateReading:
    """Look for more evidence where two orders are possible: the order of the rows, then the table's other dates."""
    if not reading.other:
        return reading
    orders: tuple[DateOrder, ...] = ("day first", "month first")
    ascends = [order for order in orders if _ascends(read(series, order))]
    if len(ascends) == 1:
        return replace(reading, order=ascends[0], other="", why="so the dates ascend with the rows")
    if usual := habit():
        return replace(reading, order=usual, other="", why="as in other columns of this table")
    return reading


def beyond_the_calendar(series: pd.Series, read: NDArray[np.datetime64]) -> tuple[str, ...]:
    """Return datetimes that stand for "no date", as people write them: 9999-12-31."""
    never = pd.unique(series[np.isnat(read) & series.notna().to_numpy()])
    return tuple(sorted({str(day)[:10] for day in never}))


def usual_order(columns: Iterable[tuple[str, pd.Series]]) -> DateOrder:
    """Return the order that clear dates have in columns of text; empty where they have none, or two."""
    found: set[DateOrder] = set()
    for name, series in columns:
        levels = pd.unique(series.dropna()) if pd.api.types.is_string_dtype(series) else ()
        reading = of_text([str(level) for level in levels], name) if len(levels) else None
        if reading and not reading.other and reading.order in ("day first", "month first"):
            found.add(reading.order)
    return found.pop() if len(found) == 1 else ""


def of_numbers(
    values: Callable[[], pd.Series], low: float, high: float, name: str, *, told: bool = False
) -> DateReading | None:
    """Find how whole numbers are to be read as dates.

    Parameters
    ----------
    values : callable
        Gives the numbers, none missing; asked only where their range is one of dates.
    low, high : float
        Their range.
    name : str
        Of the column: only with it are they seconds, or days as a spreadsheet counts them; the latter may be amounts.
    told : bool
        Whether somebody says that they are dates, whatever the name.

    Returns
    -------
    DateReading or None
        None if they are no dates.
    """
    for order, first, last in _RANGES:
        if not first <= low <= high <= last:
            continue
        date_words = DATE_WORDS if order == "serial" else DATE_WORDS | MOMENT_WORDS
        dated = told or (speaks_of(name, date_words) and not speaks_of(name, NOT_DATE_WORDS))
        if not (dated or order == "year first"):
            continue
        different = values().unique()
        enough = dated or len(different) >= FEWEST_BY_RANGE
        if enough and not np.isnat(read_levels(different, order)).any():
            return DateReading(order)
    return None


def _worth_a_look(levels: Sequence[str]) -> bool:
    some = levels[:: max(1, len(levels) // LOOKED_AT)][: 2 * LOOKED_AT]
    with_digits = [level for level in some if any(map(str.isdigit, level))]
    return bool(with_digits) and sum(map(_has_shape, with_digits)) * 2 > len(with_digits)


def _has_shape(level: str) -> bool:
    if len(level) > 45:  # longer than any date
        return False
    return bool(_SHAPE.fullmatch(level)) or any(folded(word)[:3] in _BEGINNINGS for word in _WORD.findall(level))


_BEGINNINGS: Final = frozenset(name[:3] for name in MONTHS)


def _tolerable(wrong: list[str], levels: int) -> bool:
    """Say whether the values that are no dates are few enough: words for "none", or a slip here and there."""
    slips = [level for level in wrong if _digits(level) and not _stands_for_none(level)]
    words = [level for level in wrong if not (_digits(level) or says_nothing(level))]
    return len(words) <= MOST_MARKERS and len(slips) <= MOST_TYPOS * levels


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _stands_for_none(level: str) -> bool:
    return {*_digits(level)} == {"0"} or "9999" in level


def _plausible(levels: list[str], dates: NDArray[np.datetime64], name: str) -> bool:
    """Say whether values that could be dates are some: a code of digits may look like one."""
    dated = speaks_of(name, DATE_WORDS)
    if all(map(_COMPACT.fullmatch, levels)):
        return dated or len(levels) >= FEWEST_BY_RANGE
    if dated:
        return True
    if all(map(_MONTH_AND_YEAR.fullmatch, levels)):  # or the days of a month
        return len(np.unique(dates.astype("datetime64[Y]"))) <= LATE_IN_MONTH
    if all(map(_without_full_year, levels)) and not any(map(_WORD.search, levels)):
        late = [level for level in levels if any(LATE_IN_MONTH < int(part) <= DAYS_OF_MONTH for part in _parts(level))]
        return 2 * len(late) >= len(levels)
    return True


def _without_full_year(level: str) -> bool:
    return all(len(part) < len("2021") for part in re.findall(r"\d+", level)[:3])


def _parts(level: str) -> list[str]:
    return re.findall(r"\d+", level)[:2]


def _ascends(dates: NDArray[np.datetime64]) -> bool:
    known = dates[~np.isnat(dates)]
    return len(np.unique(known)) > LATE_IN_MONTH and bool((np.diff(known) >= np.timedelta64(0, "s")).all())


def _same(one: NDArray[np.datetime64], other: NDArray[np.datetime64]) -> bool:
    return bool((one[~np.isnat(one)] == other[~np.isnat(one)]).all())


def _likelier(levels: list[str], missing: tuple[str, ...]) -> DateReading:
    """Choose between day first and month first where both read every value."""
    if all("." in level for level in levels):
        return DateReading("day first", missing=missing)
    first, second = ({parts[place] for parts in map(_parts, levels)} for place in (0, 1))
    if len(first) == 1 and len(second) > 1:
        return DateReading("day first", missing=missing)
    if len(second) == 1 and len(first) > 1:
        return DateReading("month first", missing=missing)
    if any("/" in level for level in levels):
        return DateReading("month first", "day first", missing)
    return DateReading("day first", "month first", missing)
