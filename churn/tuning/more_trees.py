"""The score of one fit against the number of trees, from its predictions alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.scores.confusion import Bools, Floats
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval
from churn.table.dataset import Dataset
from churn.tuning.landscape import LOG_LOSS
from churn.tuning.noise import Estimates, on_customers
from churn.tuning.score import Score

STAGES: Final = 50  # numbers of trees at which the score is computed, at most


@runtime_checkable
class Staged(Protocol):
    """A model that also tells what its first trees alone would say; see `ChurnModel.staged_proba`."""

    def staged_proba(self, frame: pd.DataFrame, most: int) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield numbers of trees and their probabilities of churn, shape (n,)."""


@dataclass(frozen=True, eq=False)
class LearningCurve:
    """A score on validation customers against a size.

    Attributes
    ----------
    score : Score
        Which one.
    sizes : ndarray of int, shape (m,)
        Trees, or rows that train; ascending.
    values, low, high : ndarray of float64, shape (m,)
        The score and its 95% interval; NaN where it has none. The intervals of all sizes move up and down together, for
        the same customers judge: two sizes can differ clearly though their intervals overlap.
    """

    score: Score
    sizes: NDArray[np.intp]
    values: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class TreesCurve(LearningCurve):
    """The score of the first trees of one model.

    Attributes
    ----------
    enough : int or None
        The fewest trees from which on no number of them is clearly worse than the best; None where
        all of them are clearly worse than fewer, or have no score.
    """

    enough: int | None


def by_trees(
    model: Staged,
    dataset: Dataset,
    rows: NDArray[np.intp],
    score: Score = LOG_LOSS,
    groups: NDArray[np.intp] | None = None,
) -> TreesCurve:
    """Return the score of a model's first trees on validation customers, from predictions alone.

    Trees that the model has not kept are not in it: on the validation customers they made log loss no better.

    Parameters
    ----------
    model : Staged
        A fitted model.
    dataset : Dataset
        The table.
    rows : ndarray of int, shape (n,)
        Positions of the validation customers.
    score : Score
        Which one.
    groups : ndarray of int, shape (n,), optional
        Equal for rows of the same customer.
    """
    stages = dict(model.staged_proba(dataset.frame.rows(rows), STAGES))
    known = [Predictions(dataset.y[rows], p) for p in stages.values()]
    estimates = on_customers(known, score, groups)
    sizes, equals = np.array(list(stages), dtype=np.intp), estimates.equals
    intervals = [interval_of(estimates, each) for each in np.eye(len(sizes))]
    values = estimates.values  # noqa: PD011 - no pandas
    return TreesCurve(score, sizes, values, *ends_of(intervals), _enough(sizes, equals))


def _enough(sizes: NDArray[np.intp], equals: Bools) -> int | None:
    """Return the size from which on all are equal; None if the last is not."""
    worse = np.flatnonzero(~equals)
    first = int(worse[-1]) + 1 if len(worse) else 0
    return int(sizes[first]) if first < len(sizes) else None


def interval_of(estimates: Estimates, weights: Floats, added: float = 0.0) -> Interval:
    """Return the 95% interval of a score, within what scores can be."""
    _, low, high = estimates.interval(weights, added=added)
    return Interval(max(low, 0.0), high if estimates.better == "lower" else min(high, 1.0))


def ends_of(intervals: Sequence[Interval]) -> tuple[Floats, Floats]:
    """Return lower and upper ends, shape (m,) each; NaN where an interval is unknown."""
    ends = np.array(intervals, dtype=np.float64).reshape(-1, 2)
    known = np.isfinite(ends).all(axis=1)
    return np.where(known, ends[:, 0], np.nan), np.where(known, ends[:, 1], np.nan)
