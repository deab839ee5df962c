"""Curves over all thresholds: hold the numbers, know the point at a threshold.

A curve that does not exist is None; `undefined` says why in a sentence. A customer is flagged when p > threshold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from churn.scores.confusion import THRESHOLD, Confusion, Floats, flagged
from churn.scores.metrics import METRICS
from churn.scores.predictions import Predictions
from churn.scores.proportions import wilson

BINS: Final = 10  # of the calibration curve, before ties make them fewer


class Point(NamedTuple):
    """A place on a curve."""

    x: float
    y: float


@dataclass(frozen=True, eq=False)
class _Curve:
    """Positions by threshold.

    Attributes
    ----------
    levels : ndarray of float64, shape (m,)
        The different probabilities, falling.
    x, y : ndarray of float64, shape (m + 1,)
        Entry k belongs to the k highest levels being flagged: entry 0 to nobody, entry m to everybody.
    n, positives : int
        Customers, and how many of them churned.
    """

    levels: Floats
    x: Floats
    y: Floats
    n: int
    positives: int

    def index(self, threshold: float) -> int:
        """Return how many levels lie above a threshold: the place of its point in `x` and `y`."""
        return int(np.count_nonzero(flagged(self.levels, threshold)))

    def _point(self, threshold: float) -> Point:
        place = self.index(threshold)
        return Point(float(self.x[place]), float(self.y[place]))


class Roc(_Curve):
    """Share of the stayers flagged (x) against share of the churned flagged (y), both 0 to 1, rising."""

    def at(self, threshold: float) -> Point:
        """Return false positive rate and recall at a threshold."""
        return self._point(threshold)


class PrecisionRecall(_Curve):
    """Recall (x) against precision (y), both 0 to 1; where nobody is flagged, precision is NaN."""

    @property
    def chance(self) -> float:
        """The precision of flagging at random: the share of the churned."""
        return self.positives / self.n

    def at(self, threshold: float) -> Point | None:
        """Return recall and precision at a threshold; None if nobody is flagged there."""
        return self._point(threshold) if self.index(threshold) else None


class Gains(_Curve):
    """Share of all customers contacted, likeliest leavers first (x), against share of the churned found (y)."""

    def at(self, threshold: float) -> Point:
        """Return the share contacted and the share found when all flagged at a threshold are contacted."""
        return self._point(threshold)


Kind = TypeVar("Kind", Roc, PrecisionRecall, Gains)


@dataclass(frozen=True, eq=False)
class Calibration:
    """What was predicted and what happened, in bins of about equally many customers.

    Attributes
    ----------
    predicted : ndarray of float64, shape (bins,)
        Mean probability in the bin, rising.
    observed : ndarray of float64, shape (bins,)
        Share of the bin that churned.
    low, high : ndarray of float64, shape (bins,)
        Its 95% interval (Wilson).
    count, churned : ndarray of int, shape (bins,)
        Customers in the bin, and how many of them churned.
    first, last : ndarray of float64, shape (bins,)
        Lowest and highest probability in the bin.
    """

    predicted: Floats
    observed: Floats
    low: Floats
    high: Floats
    count: NDArray[np.int_]
    churned: NDArray[np.int_]
    first: Floats
    last: Floats

    def at(self, threshold: float) -> Point:
        """Return mean probability and share of churn in the bin of a threshold, the nearest one between two bins."""
        gap = np.maximum(self.first - threshold, threshold - self.last)
        nearest = int(np.argmin(gap))
        return Point(float(self.predicted[nearest]), float(self.observed[nearest]))


def undefined(predictions: Predictions, *, both_outcomes: bool = False) -> str | None:
    """Say why there is no curve; None if there is one.

    Parameters
    ----------
    predictions : Predictions
        Of the customers in question.
    both_outcomes : bool
        Whether the curve needs stayers, too: ROC does, precision–recall and gains do not.
    """
    return METRICS["roc_auc" if both_outcomes else "recall"].reason(predictions.confusion(), THRESHOLD)


def roc(predictions: Predictions) -> Roc | None:
    """Return the ROC curve; None without both outcomes.

    Examples
    --------
    >>> roc(Predictions([1, 1, 0, 0], [0.9, 0.2, 0.6, 0.1])).at(0.5)
    Point(x=0.5, y=0.5)
    """
    return _curve(Roc, predictions, lambda counts: counts.fp / counts.negatives, METRICS["recall"].compute)


def precision_recall(predictions: Predictions) -> PrecisionRecall | None:
    """Return the precision–recall curve; None where nobody churned."""
    return _curve(PrecisionRecall, predictions, METRICS["recall"].compute, METRICS["precision"].compute)


def gains(predictions: Predictions) -> Gains | None:
    """Return cumulative gains; None where nobody churned."""
    return _curve(Gains, predictions, lambda counts: counts.flagged / counts.n, METRICS["recall"].compute)


def _curve(
    kind: type[Kind], predictions: Predictions, x: Callable[[Confusion], Any], y: Callable[[Confusion], Any]
) -> Kind | None:
    if undefined(predictions, both_outcomes=kind is Roc):
        return None
    levels: Floats = np.unique(predictions.p)[::-1]
    counts = predictions.confusions([*levels, -np.inf])
    with np.errstate(invalid="ignore"):  # where nobody is flagged, precision is NaN
        return kind(levels, x(counts), y(counts), len(predictions), predictions.positives)


def calibration(predictions: Predictions, bins: int = BINS) -> Calibration | None:
    """Compare probabilities with what happened, in quantile bins; None without customers.

    Equal probabilities are never torn apart, so ties make the bins uneven and fewer.

    Parameters
    ----------
    predictions : Predictions
        Of the customers to be binned.
    bins : int
        How many to aim at, at least 1.

    Raises
    ------
    ValueError
        If there is to be no bin.
    """
    p = predictions.p
    if bins < 1:
        raise ValueError(f"Calibration needs at least one bin, not {bins}.")
    if len(p) == 0:
        return None
    edges = np.unique(np.sort(p)[(np.arange(1, bins) * len(p) + bins - 1) // bins - 1])
    place = np.searchsorted(edges, p, side="left")  # a bin ends with its edge
    _, place = np.unique(place, return_inverse=True)  # none is empty
    count = np.bincount(place)
    predicted = np.bincount(place, weights=p) / count
    churned = np.bincount(place, weights=predictions.churned).astype(int)
    low, high = np.array([wilson(int(k), int(n)) for k, n in zip(churned, count, strict=True)], dtype=np.float64).T
    first, last = np.full(len(count), np.inf), np.full(len(count), -np.inf)
    np.minimum.at(first, place, p)
    np.maximum.at(last, place, p)
    return Calibration(predicted, churned / count, low, high, count, churned, first, last)
