"""What training customers say about one customer: those exactly alike, else the nearest."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.table.dataset import Dataset
from churn.table.values import MISSING, Features

COUNTABLE: Final = 50  # a whole number with no more values is looked up by value, any other number by its range
MAX_VALUES: Final = 12  # of a number, that stand for all of them
MAX_LEVELS: Final = 50  # of a category, that do: the most frequent ones
_EQUAL: Final = 1e-12  # distances that differ by less are one


@dataclass(frozen=True)
class Evidence:
    """Who in training was like a customer.

    Attributes
    ----------
    customers, left : int
        The training customers nearest to this one, and how many of them left; exactly alike if `differs` is empty.
    differs : tuple of str
        Columns in which some of them differ, in the order of the table.
    unseen : tuple of str
        Columns in which no training customer has this customer's value.
    columns : int
        How many columns were compared.
    """

    customers: int
    left: int
    differs: tuple[str, ...]
    unseen: tuple[str, ...]
    columns: int


@dataclass(frozen=True, eq=False)
class TrainingRows:
    """The training customers in numbers, ready to be compared; read-only.

    Attributes
    ----------
    frame : Features, (n, k)
        The training customers.
    y : ndarray of int8, shape (n,)
        1 where the customer churned.
    codes : ndarray of float64, shape (k, n)
        Numbers as they are (NaN: missing), categories as the position of their level.
    spans : ndarray of float64, shape (k,)
        Largest - smallest value of a number, 1 where that is 0; NaN for a category.
    typical : mapping of str to tuple
        By column the values that occur, without the missing one: a category's `MAX_LEVELS` most frequent levels by
        name; a number's values in order, or `MAX_VALUES` of its quantiles.
    """

    frame: Features
    y: NDArray[np.int8]
    codes: NDArray[np.float64]
    spans: NDArray[np.float64]
    typical: Mapping[str, tuple[str, ...] | tuple[float, ...]]

    def like(self, row: Features) -> Evidence:
        """Find the customers most like one.

        The distance is Gower's: a category counts 1 where it differs, a number its difference as a share of the
        column's range, at most 1; a missing value is a value of its own (Gower 1971, Biometrics 27:857).

        Parameters
        ----------
        row : Features, (1, k)
            The customer.
        """
        codes = np.array([_codes(row[name], like=self.frame[name]) for name in self.frame.columns])
        same = (self.codes == codes) | (np.isnan(self.codes) & np.isnan(codes))
        alike = same.all(axis=0)
        if not alike.any():
            distance = self._distance(codes, same)
            alike = distance <= distance.min() + _EQUAL
        differs = ~same[:, alike].all(axis=1)
        names = self.frame.columns
        nowhere = ~same.any(axis=1)
        unmatched = zip(names[nowhere], codes[nowhere, 0], strict=True)
        unseen = [name for name, code in unmatched if self._strange(name, code)]
        return Evidence(int(alike.sum()), int(self.y[alike].sum()), tuple(names[differs]), tuple(unseen), len(names))

    def _distance(self, codes: NDArray[np.float64], same: NDArray[np.bool_]) -> NDArray[np.float64]:
        with np.errstate(over="ignore"):
            shares = np.minimum(np.abs(self.codes - codes) / self.spans[:, None], 1.0)
        return np.asarray(np.where(same, 0.0, np.nan_to_num(shares, nan=1.0)).sum(axis=0), dtype=np.float64)

    def _strange(self, name: str, code: float) -> bool:
        """Say whether a value that doesn't occur is a gap, or one of so many that it might as well have occurred."""
        values = self.frame[name]
        if isinstance(values.dtype, pd.CategoricalDtype) or np.isnan(code):
            return True
        seen = values[values.notna()]
        countable = bool((seen % 1 == 0).all()) and seen.nunique() <= COUNTABLE
        return countable or seen.empty or not float(seen.min()) <= code <= float(seen.max())


def training_rows(dataset: Dataset, rows: NDArray[np.intp]) -> TrainingRows:
    """Prepare the training customers: those rows of the data set, at least one."""
    frame = dataset.frame.rows(rows)
    codes = np.array([_codes(frame[name], like=frame[name]) for name in frame.columns])
    spans = np.array([_span(frame[name]) for name in frame.columns])
    codes.setflags(write=False)
    spans.setflags(write=False)
    typical = {name: _typical(frame[name]) for name in frame.columns}
    return TrainingRows(frame, dataset.y[rows], codes, spans, typical)


def _typical(column: pd.Series) -> tuple[str, ...] | tuple[float, ...]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        counts = column.value_counts()
        common = counts.index[counts > 0].drop(MISSING, errors="ignore")
        return tuple(sorted(map(str, common[:MAX_LEVELS])))
    numbers = column.dropna().to_numpy(dtype=np.float64)
    values = np.unique(numbers)
    if len(values) > MAX_VALUES:
        values = np.unique(np.quantile(numbers, np.linspace(0, 1, MAX_VALUES), method="nearest"))
    return tuple(values.tolist())


def _codes(values: pd.Series, like: pd.Series) -> NDArray[np.float64]:
    """Return numbers as they are, and for categories the places of their levels in another column's; else -1."""
    if not isinstance(like.dtype, pd.CategoricalDtype):
        return values.to_numpy(dtype=np.float64)
    return like.cat.categories.get_indexer(values.cat.categories)[values.cat.codes].astype(np.float64)


def _span(values: pd.Series) -> float:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return np.nan
    with np.errstate(over="ignore"):  # numbers may be as large as they come
        return min(float(values.max() - values.min()), sys.float_info.max) or 1.0
