"""Dates as people write them, read as datetimes: `2024-03-01 12:30`, `01.03.2024`, `March 1, 2024`, `45352`.

A column has one order. Work is done once a different text, by Arrow's regular expressions, never row by row in Python.
A time zone is read over: what counts is the date that is written.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from churn.table.writing import DateOrder, Writing

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
PIVOT: Final = 40  # a year of two digits below it is of this century
NOON: Final = 12
FAR: Final = 1e11  # seconds: three thousand years
EXCEL_DAY_0: Final = np.datetime64("1899-12-30", "s")
DAY: Final = 86_400  # seconds
MOST_DAYS: Final = 100_000  # any larger number is another way to write a date
MONTH_LEVELS: Final = tuple(f"{month:02}" for month in range(1, 13))

_MONTHS: Final = """
january jan januar januari janvier janv enero ene janeiro gennaio gen stycznia styczen ocak январь января янв
february feb februar februari fevrier fev fevr febrero fevereiro febbraio lutego luty subat февраль февраля фев
march mar marz maerz mrz mars marzo marco marts maart marca marzec mart март марта мар
april apr avril avr abril abr aprile kwietnia kwiecien nisan апрель апреля апр
may mai mayo maio maggio mag maj mei maja mayis май мая
june jun juni juin junio junho giugno giu czerwca czerwiec haziran июнь июня июн
july jul juli juillet juil julio julho luglio lug lipca lipiec temmuz июль июля июл
august aug aout agosto ago augusti augustus sierpnia sierpien agustos август августа авг
september sep sept septembre septiembre setembro set settembre wrzesnia wrzesien eylul сентябрь сентября сен
october oct oktober okt octobre octubre outubro out ottobre ott pazdziernika pazdziernik ekim октябрь октября окт
november nov novembre noviembre novembro listopada listopad kasim ноябрь ноября ноя
december dec dezember dez decembre diciembre dic dezembro dicembre desember grudnia grudzien aralik декабрь декабря дек
"""


def folded(word: str) -> str:
    """Return a word in lower case without accents, points and spaces."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", word.lower().replace("\u0131", "i")) if letter.isalpha()
    )


MONTHS: Final[Mapping[str, int]] = {
    folded(name): number for number, line in enumerate(_MONTHS.split("\n")[1:-1], 1) for name in line.split()
}

_TIME: Final = (
    r"(?:[T ,:]\s*(?P<h>\d{1,2})(?:[:.]?(?P<i>\d{2}))?(?:[:.]?(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<p>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d{2}:?(?:\d{2})?)?)?"
)
_WEEKDAY: Final = r"^\s*(?:\pL{2,10}\.?,? +)??"
_END: Final = r"\s*$"
_SEP: Final = r"\s?[-/.年년 ]\s?"
_SEP2: Final = r"\s?[-/.月월 ]\s?"
_Y: Final = r"(?P<y>\d{4})"
_YY: Final = r"['’]?(?P<y>\d{4}|\d{2})"
_M: Final = r"(?P<m>\d{1,2})"
_D: Final = r"(?P<d>\d{1,2})"
_MONTH: Final = r"(?P<w>\pL{3,12})\.?"
_ORDINAL: Final = r"(?:st|nd|rd|th|er|º|°|\.)?"
_OF: Final = r"(?:[-/. ]*(?:de|del|of) +|[-/., ]*)"
_COMPACT_TIME: Final = r"(?:[T ]?(?P<h>\d{2}):?(?P<i>\d{2}):?(?P<s>\d{2})?Z?)?"


def _dated(*middles: str) -> list[str]:
    return [_WEEKDAY + middle + _TIME + _END for middle in middles]


_PATTERNS: Final[Mapping[DateOrder, list[str]]] = {
    "year first": [
        *_dated(_Y + _SEP + _M + _SEP2 + _D + "[日일.]?"),
        rf"^\s*{_Y}(?P<m>\d{{2}})(?P<d>\d{{2}}){_COMPACT_TIME}(?:\.0+)?{_END}",
        rf"^\s*{_Y}[-/.年년]\s?{_M}[月월]?{_END}",
        rf"^\s*{_Y}(?P<m>\d{{2}})(?:\.0+)?{_END}",
    ],
    "day first": [
        *_dated(_D + _SEP + _M + _SEP + _YY),
        rf"^\s*(?P<d>\d{{2}})(?P<m>\d{{2}}){_Y}{_END}",
        rf"^\s*{_M}[-/.]{_Y}{_END}",
    ],
    "month first": [
        *_dated(_M + _SEP + _D + _SEP + _YY),
        rf"^\s*(?P<m>\d{{2}})(?P<d>\d{{2}}){_Y}{_END}",
        rf"^\s*{_M}[-/.]{_Y}{_END}",
    ],
    "named month": [
        *_dated(_D + _ORDINAL + _OF + _MONTH + _OF + _YY, _MONTH + r"[-/. ]*" + _D + _ORDINAL + r"[-/., ]+" + _YY),
        *_dated(_Y + r"[-/. ]*" + _MONTH + r"[-/. ]*" + _D),
        rf"{_WEEKDAY}{_MONTH} +{_D} +(?P<h>\d{{1,2}}):(?P<i>\d{{2}}):(?P<s>\d{{2}})(?P<p> )(?:\S+ )?{_Y}{_END}",
        rf"^\s*{_MONTH}{_OF}{_YY}{_END}",
        rf"^\s*{_Y}[-/. ]*{_MONTH}{_END}",
    ],
}
_COUNTED: Final[Mapping[DateOrder, Callable[[NDArray[np.float64]], NDArray[np.float64]]]] = {
    "unix seconds": lambda count: count,
    "unix milliseconds": lambda count: count / 1000,
    "serial": lambda count: count * DAY + EXCEL_DAY_0.astype(np.int64),
}


def read(series: pd.Series, order: DateOrder) -> NDArray[np.datetime64]:
    """Read the dates of a column.

    Parameters
    ----------
    series : Series
        Text, numbers or datetimes, (n,).
    order : str
        How they are written, see `Writing.date`; datetimes need none.

    Returns
    -------
    ndarray of datetime64[s], shape (n,)
        NaT where there is no date, or none of this order.
    """
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        series = series.dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(series):
        return _within(np.asarray(series.to_numpy().astype("datetime64[s]")))
    codes, levels = pd.factorize(series)
    dates = np.append(read_levels(levels, order), np.datetime64("NaT", "s"))  # no value has the code -1: the last
    return np.asarray(dates[codes])


def read_levels(levels: Iterable[object], order: DateOrder) -> NDArray[np.datetime64]:
    """Read different values: as `read`, but one by one what occurs many times there."""
    if isinstance(levels, pd.Index) and levels.dtype == "str":
        texts = pa.array(levels.array).cast(pa.string())
    else:
        texts = pa.array([_written(level) for level in levels], pa.string())
    if order in _COUNTED:
        numbers = pd.to_numeric(texts.to_pandas(), errors="coerce").to_numpy(dtype=np.float64)
        return _within(_from_seconds(_COUNTED[order](numbers)))
    dates = np.full(len(texts), np.datetime64("NaT", "s"))
    rest = np.arange(len(texts))
    for pattern in _PATTERNS.get(order, ()):
        dates[rest] = _matched(texts.take(rest), pattern)
        rest = np.flatnonzero(np.isnat(dates))
        if not len(rest):
            break
    return dates


def used(series: pd.Series, writing: Writing) -> pd.Series:
    """Return what the model sees of dates: days before the latest one, or the month.

    What has that form already stays as it is: a small number of days, a month "01" to "12".

    Returns
    -------
    Series
        Of float64 (no value where there is no date), or of text (None where there is no date), (n,).
    """
    dates = read(series, writing.date)
    if writing.use == "month":
        months = np.where(np.isnat(dates), 0, dates.astype("datetime64[M]").astype(np.int64) % 12 + 1)
        texts = pd.Series(np.array([None, *MONTH_LEVELS], dtype=object)[months], index=series.index, name=series.name)
        return texts.where(texts.notna() | ~series.isin(MONTH_LEVELS), series)
    before = np.datetime64(writing.latest, "D") - dates.astype("datetime64[D]")
    days = np.where(np.isnat(before), np.nan, before.astype(np.int64))
    if np.isnan(days).any() and not pd.api.types.is_datetime64_any_dtype(series):
        numbers = pd.to_numeric(series.astype(object), errors="coerce").to_numpy(dtype=np.float64)
        days = np.where(np.isnan(days) & (np.abs(numbers) <= MOST_DAYS), numbers, days)
    return pd.Series(days, index=series.index, name=series.name)


def _written(level: object) -> str:
    """Write a value as text; a whole number without its point."""
    return str(int(level)) if isinstance(level, float | np.floating) and float(level).is_integer() else str(level)


def _matched(texts: Any, pattern: str) -> NDArray[np.datetime64]:  # noqa: ANN401 - an Arrow array of text
    found = pc.extract_regex(texts, pattern)
    names = {field.name for field in found.type}
    part = {name: pc.struct_field(found, name) for name in names}
    year, day = _number(part["y"]), _number(part["d"], 1) if "d" in names else np.ones(len(texts), dtype=np.int64)
    if pc.min(pc.utf8_length(part["y"])).as_py() == 2:  # digits
        short = pc.fill_null(pc.equal(pc.utf8_length(part["y"]), 2), fill_value=False).to_numpy(zero_copy_only=False)
        year = np.where(short, year + np.where(year < PIVOT, 2000, 1900), year)
    month = _number(part["m"]) if "m" in names else _named(part["w"])
    dates = _of_calendar(year, month, day)
    if "h" not in names:
        return dates
    hour, minute, second = (_number(part[name], 0) for name in "his")
    if "p" in names:
        marks = pc.utf8_lower(pc.utf8_slice_codeunits(part["p"], 0, 1)).to_numpy(zero_copy_only=False)
        hour = np.where((marks == "a") | (marks == "p"), hour % NOON + NOON * (marks == "p"), hour)
    valid = (hour <= 24) & (minute < 60) & (second <= 60)  # of a day and an hour
    return np.where(valid, dates + (hour * 3600 + minute * 60 + second), np.datetime64("NaT", "s"))


def _number(part: Any, otherwise: int = -1) -> NDArray[np.int64]:  # noqa: ANN401 - an Arrow array of digits
    filled = pc.fill_null(pc.if_else(pc.equal(part, ""), str(otherwise), part), "-1")
    return np.asarray(pc.cast(filled, pa.int64()))


def _named(words: Any) -> NDArray[np.int64]:  # noqa: ANN401 - an Arrow array of words
    codes, names = pd.factorize(words.to_pandas())
    months = [MONTHS.get(folded(name), -1) for name in names]
    return np.asarray(np.array([*months, -1])[codes])


def _of_calendar(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Put dates together; NaT where the calendar has none."""
    valid = (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(valid, day - 1, 0)
    valid &= days.astype("datetime64[M]") == months  # no 31st of a month of 30
    return np.where(valid, days.astype("datetime64[s]"), np.datetime64("NaT", "s"))


def _from_seconds(seconds: NDArray[np.float64]) -> NDArray[np.datetime64]:
    valid = np.isfinite(seconds) & (np.abs(seconds) < FAR)
    whole = np.where(valid, seconds, 0).astype(np.int64).astype("datetime64[s]")
    return np.where(valid, whole, np.datetime64("NaT", "s"))


def _within(dates: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    years = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    valid = ~np.isnat(dates) & (years >= FIRST_YEAR) & (years <= LAST_YEAR)
    return np.where(valid, dates, np.datetime64("NaT", "s"))
