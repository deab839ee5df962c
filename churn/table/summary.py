"""What a table looks like: how its columns are distributed, and how often customers left, level by level."""

from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, listing, quote
from churn.table.dataset import Dataset
from churn.table.values import MISSING

MAX_LEVELS: Final = 20
BINS: Final = 10
FEWEST_DIGITS: Final = 4
MOST_DIGITS: Final = 17  # tell any two numbers apart


def levels(values: pd.Series) -> pd.Series:
    """Sort the rows of a column into at most `MAX_LEVELS` named levels.

    Of a category with more, the rarer ones become one level, "other (k levels)"; a number with more different values
    is cut into `BINS` quantile bins, which ties can make fewer.

    Parameters
    ----------
    values : Series
        A category or a number, (n,).

    Returns
    -------
    Series
        An ordered category, (n,): by name or number, "other" and missing values last.
    """
    if not pd.api.types.is_numeric_dtype(values):
        return _category_levels(values.astype(str))
    if values.nunique() > MAX_LEVELS:
        cut, edges = pd.qcut(values, BINS, labels=False, retbins=True, duplicates="drop")
        names = {place: f"{low} to {high}" for place, (low, high) in enumerate(pairwise(_numbers(edges)))}
    else:
        cut = values.astype("category")
        names = dict(zip(cut.cat.categories, _numbers(cut.cat.categories.to_numpy()), strict=True))
    return _ordered(cut.astype(object).map(names), list(dict.fromkeys(names.values())))


def churn_by_level(dataset: Dataset, column: str) -> pd.DataFrame:
    """Count customers and churners in each level of a column.

    Returns
    -------
    DataFrame
        Columns level (str), customers, churned (int) and rate (0 to 1), in the order of the levels.

    Raises
    ------
    DataError
        If there is no such column.
    """
    if column not in dataset.table:
        raise DataError(f"There is no column {quote(column)}; the columns are {listing(dataset.table.columns)}.")
    level = levels(dataset.table[column]).cat
    customers = np.bincount(level.codes, minlength=len(level.categories))
    churned = np.bincount(level.codes, weights=dataset.y, minlength=len(level.categories)).astype(np.int64)
    counts = {"level": list(level.categories), "customers": customers, "churned": churned}
    return pd.DataFrame(counts | {"rate": churned / customers})


def sample_rows(n: int, most: int, seed: int = 123) -> NDArray[np.intp]:
    """Choose rows of a table with n: all, or a seeded sample of `most` without repetition, in ascending order."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, most, replace=False))


def distribution(values: pd.Series) -> NDArray[np.int64]:
    """Count the rows of each level, for a small picture of a column."""
    return np.bincount(levels(values).cat.codes)


def _numbers(values: NDArray[np.number[Any]]) -> list[str]:
    """Write different numbers with four digits, or as many as tell them apart."""
    written = [[_number(float(value), digits) for value in values] for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1)]
    return next((texts for texts in written if len(set(texts)) == len(texts)), written[-1])


def _number(value: float, digits: int) -> str:
    if value.is_integer():
        return f"{value:,.0f}"
    return f"{value:,.{digits - FEWEST_DIGITS}f}" if abs(value) >= 1000 else f"{value:.{digits}g}"


def _category_levels(texts: pd.Series) -> pd.Series:
    counts = texts.value_counts()
    if len(counts) <= MAX_LEVELS:
        return _ordered(texts, sorted(counts.index))
    kept = set(counts.index[: MAX_LEVELS - 1])
    other = f"other ({len(counts) - len(kept):,} levels)"
    return _ordered(texts.where(texts.isin(kept) | texts.isna(), other), [*sorted(kept), other])


def _ordered(texts: pd.Series, order: list[str]) -> pd.Series:
    last = pd.CategoricalDtype([name for name in order if name != MISSING] + [MISSING], ordered=True)
    return texts.where(texts.notna(), MISSING).astype(last).cat.remove_unused_categories()
