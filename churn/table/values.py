"""A column's values, brought into one of two kinds: categories or numbers.

Work on text is done once a level, not once a row: a million rows of six levels cost six looks.
"""

from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, quote
from churn.table import dates
from churn.table.writing import PLAIN, Writing

Kind = Literal["category", "number"]

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


def typed(series: pd.Series, kind: Kind, writing: Writing = PLAIN) -> pd.Series:
    """Return a column as pandas category (missing values as their own level) or as int64 or float64.

    Raises
    ------
    DataError
        If a number is asked for and a value is none, or is infinite; names column, row and value.
    """
    if writing.missing:
        series = series.where(~series.isin(writing.missing))
    if writing.use:
        series = _used_dates(series, writing)
    return _as_number(series) if kind == "number" else _as_category(series)


def _used_dates(series: pd.Series, writing: Writing) -> pd.Series:
    """Return what the model sees of dates; refuse what is none."""
    wanted = dates.used(series, writing)
    _refuse(series, wanted.isna() & ~blanks(series), "is not a date like those of the training table")
    return wanted


def blanks(series: pd.Series) -> pd.Series:
    """Mark missing values; text of nothing but spaces counts as missing."""
    texts = _texts(series)
    if texts is None:
        return series.isna()
    return texts.isna() | texts.isin([level for level in texts.cat.categories if not str(level).strip()])


def holds_numbers(series: pd.Series, blank: pd.Series) -> bool:
    """Say whether a column's values, but for the blank ones, are numbers or text that reads as numbers."""
    if pd.api.types.is_bool_dtype(series) or pd.api.types.is_datetime64_any_dtype(series):
        return False
    if pd.api.types.is_numeric_dtype(series):
        return True
    texts = _texts(series)
    if texts is None:
        return pd.api.types.infer_dtype(series, skipna=True) in {"decimal", "integer", "floating"}
    levels = pd.Series(texts[~blank].cat.remove_unused_categories().cat.categories, dtype=str)
    return len(levels) > 0 and bool(pd.to_numeric(levels, errors="coerce").notna().all())


def holds_nested(series: pd.Series) -> bool:
    """Say whether a column's values are lists, structures or bytes."""
    first = series.dropna().head(1)
    return series.dtype == object and any(np.ndim(value) > 0 or isinstance(value, dict | bytes) for value in first)


def _texts(series: pd.Series) -> pd.Series | None:
    """Return a column of text as pandas category, None if it is not text."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series
    if pd.api.types.infer_dtype(series, skipna=True) == "string":
        return series.astype("category")
    return None


def _as_number(series: pd.Series) -> pd.Series:
    if series.dtype in (np.dtype("int64"), np.dtype("float64")):
        values = series
    else:
        blank = blanks(series)
        plain = series.astype(object).where(~blank, None)
        values = pd.to_numeric(plain, errors="coerce")
        _refuse(series, values.isna() & ~blank, "is not a number")
        values = values.astype("int64" if not blank.any() and (values % 1 == 0).all() else "float64")
    _refuse(series, pd.Series(np.isinf(values.to_numpy()), index=values.index), "is infinite: leave the cell blank")
    return values


def _as_category(series: pd.Series) -> pd.Series:
    """Return text levels; a whole number reads "3" whether it came as 3, as 3.0 or as text."""
    texts = series if isinstance(series.dtype, pd.CategoricalDtype) else series.astype("category")
    names = [_level_name(level) for level in texts.cat.categories]
    if names != list(texts.cat.categories) or texts.isna().any():
        plain = texts.map(dict(zip(texts.cat.categories, names, strict=True))).astype(object)
        texts = plain.where(texts.notna(), MISSING).astype("category")
    return texts


def _level_name(level: object) -> str:
    if isinstance(level, float | np.floating) and float(level).is_integer():
        return str(int(level))
    return str(level) if str(level).strip() else MISSING


def _refuse(series: pd.Series, wrong: pd.Series, fault: str) -> None:
    if count := int(wrong.sum()):
        row = int(np.argmax(wrong.to_numpy()))
        more = f" ({count:,} such values in all)" if count > 1 else ""
        raise DataError(f"Column {quote(series.name)}, row {row + 1:,}: {quote(series.iloc[row])} {fault}{more}.")
