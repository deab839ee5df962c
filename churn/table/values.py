"""A column's values, brought into one of two kinds: categories or numbers.

Work on text is done once a level, not once a row: a million rows of six levels cost six looks.
"""

from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, quote
from churn.table.columns import dates
from churn.table.columns.numbers import values_of as numbers_of
from churn.table.columns.spellings import even, known_names
from churn.table.formats.arrow_types import LARGEST_WHOLE
from churn.table.no_value import GAPS, says_nothing
from churn.table.writing import PLAIN, Writing

Kind = Literal["category", "number"]
Levels = tuple[pd.Index, NDArray[np.int64]]  # the different texts of a column, and how often each occurs

FEW: Final = 1_000  # the range of whole numbers that are counted to be levels
MISSING: Final = "(missing)"  # the level that stands for "no value" in a category


class Features(pd.DataFrame):
    """What a model sees of customers, (n, k): checked, typed, in order; `Schema.check` is what makes it.

    Whatever pandas makes of it is a plain DataFrame again; only `rows` keeps the promise.

    Attributes
    ----------
    kinds : tuple of (str, {"category", "number"}), length k
        The columns: categories are pandas categories without missing values, numbers int64 or float64.
    """

    _metadata: ClassVar[list[str]] = ["kinds"]
    kinds: tuple[tuple[str, Kind], ...]

    @classmethod
    def of(cls, frame: pd.DataFrame, kinds: tuple[tuple[str, Kind], ...]) -> "Features":
        """Take a table at its word: its columns must be of these kinds."""
        features = cls(frame)
        features.kinds = kinds
        return features

    def rows(self, positions: NDArray[np.intp] | list[int] | slice) -> "Features":
        """Return some of the customers, by their positions."""
        return Features.of(self.iloc[positions], self.kinds)


def typed(series: pd.Series, kind: Kind, writing: Writing = PLAIN, known: tuple[str, ...] | None = None) -> pd.Series:
    """Return a column as pandas category (missing values as their own level) or as int64 or float64.

    What is infinite is no value: the result of a division by zero.

    Parameters
    ----------
    series : Series, (n,)
        A column as it was read.
    kind : {"category", "number"}
        What it is.
    writing : Writing
        How its values are written.
    known : tuple of str, optional
        The levels of the training table: what is one of them in another spelling becomes that one, and a word for a
        gap that is none of them is missing. Without it, only needless spaces are taken off.

    Raises
    ------
    DataError
        If a number is asked for and a value is none; names column, row and value.
    """
    if writing.missing and not (kind == "number" and not writing.use):
        series = series.where(~series.isin(writing.missing))
    if writing.use:
        series = _used_dates(series, writing)
    return _as_number(series, writing) if kind == "number" else _as_category(series, writing, known)


def _used_dates(series: pd.Series, writing: Writing) -> pd.Series:
    """Return what the model sees of dates; refuse what is none."""
    wanted = dates.used(series, writing)
    if not pd.api.types.is_datetime64_any_dtype(series):
        wrong = wanted.isna() & ~blanks(series)
        wrong[wrong] = ~series[wrong].map(says_nothing).astype(bool)
        _refuse(series, wrong, "is not a date like those of the training table")
    return wanted


def blanks(series: pd.Series) -> pd.Series:
    """Mark missing values; text of nothing but spaces counts as missing."""
    texts = _texts(series)
    if texts is None:
        return series.isna()
    levels = texts.cat.categories
    empty = even(levels) == "" if pd.api.types.is_string_dtype(levels) else np.zeros(len(levels), dtype=bool)
    return pd.Series(np.append(empty, True)[texts.cat.codes.to_numpy()], index=series.index, name=series.name)


def plain_numbers(series: pd.Series) -> bool:
    """Say whether a column's values are numbers that are not written as text."""
    if isinstance(series.dtype, np.dtype) and series.dtype.kind != "O":
        return series.dtype.kind in "iuf"
    if pd.api.types.is_bool_dtype(series) or pd.api.types.is_datetime64_any_dtype(series):
        return False
    if pd.api.types.is_numeric_dtype(series):
        return True
    nothing_else = series.dtype == object and pd.api.types.infer_dtype(series, skipna=True)
    return nothing_else in {"decimal", "integer", "floating"}


def counted_levels(series: pd.Series) -> Levels | None:
    """Return the different values of a column of text and how often each occurs; None if it is not text."""
    texts = _texts(series)
    if texts is None:
        return None
    codes = texts.cat.codes.to_numpy()
    levels = texts.cat.categories
    there = codes if len(codes) and codes.min() >= 0 else codes[codes >= 0]
    return levels.astype("str"), np.bincount(there, minlength=len(levels)).astype(np.int64)


def holds_nested(series: pd.Series) -> bool:
    """Say whether a column's values are lists, structures or bytes."""
    if series.dtype != object:
        return False
    return any(np.ndim(value) > 0 or isinstance(value, dict | bytes) for value in series.dropna().head(1))


def as_levels(series: pd.Series) -> pd.Series:
    """Return a column of text as pandas category, in the order of the rows; any other as it is."""
    kind = series.dtype
    if isinstance(kind, pd.CategoricalDtype) or (isinstance(kind, np.dtype) and kind.kind != "O"):
        return series
    if pd.api.types.infer_dtype(series, skipna=True) != "string":
        return series
    codes, levels = pd.factorize(series)
    return pd.Series(pd.Categorical.from_codes(codes, levels), index=series.index, name=series.name)


def _texts(series: pd.Series) -> pd.Series | None:
    """Return a column of text as pandas category, None if it is not text."""
    texts = as_levels(series)
    return texts if isinstance(texts.dtype, pd.CategoricalDtype) else None


def _as_number(series: pd.Series, writing: Writing) -> pd.Series:
    if series.dtype in (np.dtype("int64"), np.dtype("float64")):
        values = series
    elif (texts := _texts(series)) is not None:
        numbers, wrong = numbers_of(texts.cat.categories.astype("str"), writing)
        codes = texts.cat.codes.to_numpy()  # no value has the code -1: the last
        fault = f"is not a number in {writing.unit}, as in training" if writing.unit else "is not a number"
        _refuse(series, pd.Series(np.append(wrong, False)[codes], index=series.index), fault)
        values = _whole(pd.Series(np.append(numbers, np.nan)[codes], index=series.index, name=series.name))
    else:
        blank = series.isna()
        values = pd.to_numeric(series.astype(object).where(~blank, None), errors="coerce")
        _refuse(series, values.isna() & ~blank, "is not a number")
        values = _whole(values)
    if values.dtype == np.dtype("float64") and (infinite := np.isinf(values.to_numpy())).any():
        return values.where(~infinite)
    return values


def _whole(values: pd.Series) -> pd.Series:
    """Return numbers as int64 if all are whole, else as float64."""
    whole = not values.isna().any() and bool(((values % 1 == 0) & (values.abs() < LARGEST_WHOLE)).all())
    return values.astype("int64" if whole else "float64")


def _as_category(series: pd.Series, writing: Writing, known: tuple[str, ...] | None) -> pd.Series:
    """Return text levels; a whole number reads "3" whether it came as 3, as 3.0 or as text."""
    if series.dtype == np.dtype("int64") and len(series) and series.max() - series.min() < FEW:
        return _few_whole(series)
    texts = series if isinstance(series.dtype, pd.CategoricalDtype) else series.astype("category")
    levels = texts.cat.categories
    if not pd.api.types.is_string_dtype(levels):
        levels = pd.Index([_level_name(level) for level in levels], dtype="str")
    names = even(levels) if known is None else known_names(levels, known, writing.joined)
    if known is not None and (gaps := names.isin(GAPS.difference(known))).any():
        names = names.where(~gaps, "")
    if not texts.isna().any() and names.equals(texts.cat.categories) and "" not in names:
        return texts
    places, different = pd.factorize(names.where(names != "", MISSING).append(pd.Index([MISSING])))
    codes = places[texts.cat.codes.to_numpy()]  # no value has the code -1: the last
    occurring = np.flatnonzero(np.bincount(codes, minlength=len(different)))
    order = occurring[np.argsort(different[occurring].to_numpy(dtype=object))]
    rank = np.empty(len(different), dtype=np.intp)
    rank[order] = np.arange(len(order))
    return pd.Series(pd.Categorical.from_codes(rank[codes], different[order]), index=series.index, name=series.name)


def _few_whole(series: pd.Series) -> pd.Series:
    """Return whole numbers of a small range as levels, sorted as text; they are counted, not looked up."""
    low = int(series.min())
    above = series.to_numpy() - low
    occurring = np.flatnonzero(np.bincount(above))
    names = np.array([str(low + place) for place in occurring.tolist()], dtype=object)
    order = np.argsort(names)
    rank = np.zeros(occurring[-1] + 1, dtype=np.int16)
    rank[occurring[order]] = np.arange(len(order))
    values = pd.Categorical.from_codes(rank[above], pd.Index(names[order], dtype="str"), validate=False)
    return pd.Series(values, index=series.index, name=series.name)


def _level_name(level: object) -> str:
    whole = isinstance(level, float | np.floating) and float(level).is_integer()
    return str(int(level)) if whole else str(level)  # type: ignore[call-overload]


def _refuse(series: pd.Series, wrong: pd.Series, fault: str) -> None:
    """Refuse a column with wrong values; the row of the first is that of the file, of which rows may be left out."""
    if count := int(wrong.sum()):
        place = int(np.argmax(wrong.to_numpy()))
        row = int(series.index[place]) if pd.api.types.is_integer_dtype(series.index) else place
        more = f" ({count:,} such values in all)" if count > 1 else ""
        raise DataError(f"Column {quote(series.name)}, row {row + 1:,}: {quote(series.iloc[place])} {fault}{more}.")
