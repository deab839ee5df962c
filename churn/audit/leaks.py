"""Columns that give the target away: each one alone, out of sample."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from churn.audit.material import SEED, Material
from churn.table.finding import Finding

TOO_GOOD: Final = 0.98  # ROC AUC from which a column alone is not believed
FEWEST: Final = 5  # leavers, and stayers, below which separating them may well be chance
FOLDS: Final = 5
BINS: Final = 64
_REMEDY: Final = "Leave it out, unless it is known before a customer leaves: it was probably written afterwards."


def leaks(material: Material) -> Iterator[Finding]:
    """Find features that say who has left: copies of the target first."""
    y = material.y
    if np.bincount(y, minlength=2).min() < FEWEST:
        return
    fold = _folds(y)
    almost_copies = []
    for column in material.columns:
        values = material.frame[column.name]
        group = _groups(values)
        if _copies(group, y):
            evidence = (
                f"It says who has left in every row of {material.where}: a copy of the target under another name."
            )
            yield Finding("serious", "copy", column.name, evidence, _REMEDY)
        elif (roc_auc := max(_out_of_fold(group, y, fold), _ranked(values, y))) >= TOO_GOOD:
            almost_copies.append((column.name, roc_auc))
    for name, roc_auc in sorted(almost_copies, key=lambda each: -round(each[1], 3)):
        alone = f"Alone it ranks leavers above stayers with ROC AUC {roc_auc:.3f} on {material.where}"
        yield Finding("serious", "leak", name, f"{alone} (0.5 is chance, 1 is perfect).", _REMEDY)


def _groups(values: pd.Series) -> NDArray[np.intp]:
    """Give each row the number of its level, or of its quantile bin; missing values are one more."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy().astype(np.intp)
    numbers = values.to_numpy(dtype=np.float64)
    known = numbers[~np.isnan(numbers)]
    shares = np.linspace(0, 1, BINS + 1)[1:-1]
    # without interpolating: the difference of two huge numbers is none
    edges = np.unique(np.quantile(known, shares, method="inverted_cdf")) if len(known) else known
    return np.where(np.isnan(numbers), len(edges) + 1, np.searchsorted(edges, numbers))


def _copies(group: NDArray[np.intp], y: NDArray[np.int8]) -> bool:
    """Say whether there are two groups, the leavers and the stayers."""
    n = np.bincount(group)
    left = np.bincount(group, weights=y)
    return np.count_nonzero(n) == 2 and bool(((left == 0) | (left == n)).all())


def _folds(y: NDArray[np.int8]) -> NDArray[np.intp]:
    """Deal leavers and stayers evenly into folds, shuffled by a fixed seed."""
    order = np.random.default_rng(SEED).permutation(len(y))
    fold = np.empty(len(y), dtype=np.intp)
    for outcome in (0, 1):
        rows = order[y[order] == outcome]
        fold[rows] = np.arange(len(rows)) % FOLDS
    return fold


def _out_of_fold(group: NDArray[np.intp], y: NDArray[np.int8], fold: NDArray[np.intp]) -> float:
    """ROC AUC of the churn rate of a customer's group among the customers of the other folds.

    A group that the other folds lack gets the overall rate, so an id, whose groups all have one member, stays at 0.5.
    """
    cell = group * FOLDS + fold
    size = (group.max() + 1) * FOLDS
    n = np.bincount(cell, minlength=size).reshape(-1, FOLDS)
    left = np.bincount(cell, weights=y, minlength=size).reshape(-1, FOLDS)
    others_n, others_left = n.sum(axis=1, keepdims=True) - n, left.sum(axis=1, keepdims=True) - left
    rate = (others_left + y.mean()) / (others_n + 1)
    return _roc_auc(y, rate.ravel()[cell])


def _ranked(values: pd.Series, y: NDArray[np.int8]) -> float:
    """ROC AUC of a number itself, whichever way round; 0 for a category and where values are missing."""
    if isinstance(values.dtype, pd.CategoricalDtype) or values.isna().any():
        return 0.0
    roc_auc = _roc_auc(y, values.to_numpy())
    return max(roc_auc, 1 - roc_auc)


def _roc_auc(y: NDArray[np.int8], values: NDArray[np.float64]) -> float:
    """Chance that a leaver's value is above a stayer's, ties counted half (Mann and Whitney 1947)."""
    positives = int(y.sum())
    ranks = float(rankdata(values)[y == 1].sum())
    return (ranks - positives * (positives + 1) / 2) / (positives * (len(y) - positives))
