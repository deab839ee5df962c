"""Curves over all thresholds from outcomes `y` and probabilities `p`: hold the numbers, know the point at a threshold.

A curve that does not exist is None; `undefined` says why in a sentence. A customer is flagged when p > threshold.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.scores.confusion import as_arrays, flagged
from churn.scores.proportions import wilson

BINS: Final = 10
"""Of the calibration curve, before ties make them fewer."""

Floats = NDArray[np.float64]


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


class Roc(_Curve):
    """Share of the stayers flagged (x) against share of the churned flagged (y), both 0 to 1, rising."""

    def at(self, threshold: float) -> Point:
        """Return false positive rate and recall at a threshold."""
        return _point(self, threshold)


class PrecisionRecall(_Curve):
    """Recall (x) against precision (y), both 0 to 1; where nobody is flagged, precision is NaN."""

    @property
    def chance(self) -> float:
        """The precision of flagging at random: the share of the churned."""
        return self.positives / self.n

    def at(self, threshold: float) -> Point | None:
        """Return recall and precision at a threshold; None if nobody is flagged there."""
        return _point(self, threshold) if self.index(threshold) else None


class Gains(_Curve):
    """Share of all customers contacted, likeliest leavers first (x), against share of the churned found (y)."""

    def at(self, threshold: float) -> Point:
        """Return the share contacted and the share found when all flagged at a threshold are contacted."""
        return _point(self, threshold)


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


def undefined(y: ArrayLike, *, both_outcomes: bool = False) -> str | None:
    """Say why there is no curve; None if there is one.

    Parameters
    ----------
    y : array of {0, 1}, shape (n,)
        1 where the customer churned.
    both_outcomes : bool
        Whether the curve needs stayers, too: ROC does, precision–recall and gains do not.
    """
    churned = np.asarray(y, dtype=np.bool_)
    if len(churned) == 0:
        return "There are no customers here."
    if not churned.any():
        return "Nobody here has churned."
    return "Everybody here has churned." if both_outcomes and churned.all() else None


def roc(y: ArrayLike, p: ArrayLike) -> Roc | None:
    """Return the ROC curve; None without both outcomes.

    Parameters and errors are those of `churn.scores.confusion.confusion`.

    Examples
    --------
    >>> roc([1, 1, 0, 0], [0.9, 0.2, 0.6, 0.1]).at(0.5)
    Point(x=0.5, y=0.5)
    """
    levels, tp, flagged = _cumulated(y, p)
    if undefined(y, both_outcomes=True):
        return None
    n, positives = int(flagged[-1]), int(tp[-1])
    return Roc(levels, (flagged - tp) / (n - positives), tp / positives, n, positives)


def precision_recall(y: ArrayLike, p: ArrayLike) -> PrecisionRecall | None:
    """Return the precision–recall curve; None where nobody churned."""
    levels, tp, flagged = _cumulated(y, p)
    if undefined(y):
        return None
    precision = np.concatenate([[np.nan], tp[1:] / flagged[1:]])
    return PrecisionRecall(levels, tp / tp[-1], precision, int(flagged[-1]), int(tp[-1]))


def gains(y: ArrayLike, p: ArrayLike) -> Gains | None:
    """Return cumulative gains; None where nobody churned."""
    levels, tp, flagged = _cumulated(y, p)
    if undefined(y):
        return None
    return Gains(levels, flagged / flagged[-1], tp / tp[-1], int(flagged[-1]), int(tp[-1]))


def calibration(y: ArrayLike, p: ArrayLike, bins: int = BINS) -> Calibration | None:
    """Compare probabilities with what happened, in quantile bins; None without customers.

    Equal probabilities are never torn apart, so ties make the bins uneven and fewer.

    Parameters
    ----------
    y, p
        As in `churn.scores.confusion.confusion`.
    bins : int
        How many to aim at, at least 1.

    Raises
    ------
    ValueError
        If there is to be no bin.
    """
    churned, p = as_arrays(y, p)
    if bins < 1:
        raise ValueError(f"Calibration needs at least one bin, not {bins}.")
    if len(p) == 0:
        return None
    edges = np.unique(np.sort(p)[(np.arange(1, bins) * len(p) + bins - 1) // bins - 1])
    place = np.searchsorted(edges, p, side="left")  # a bin ends with its edge
    _, place = np.unique(place, return_inverse=True)  # none is empty
    count = np.bincount(place)
    left = np.bincount(place, weights=churned).astype(int)
    ranges = [wilson(int(k), int(n)) for k, n in zip(left, count, strict=True)]
    first, last = np.full(len(count), np.inf), np.full(len(count), -np.inf)
    np.minimum.at(first, place, p)
    np.maximum.at(last, place, p)
    return Calibration(
        predicted=np.bincount(place, weights=p) / count,
        observed=left / count,
        low=np.array([each.low for each in ranges if each]),
        high=np.array([each.high for each in ranges if each]),
        count=count,
        churned=left,
        first=first,
        last=last,
    )


def _point(curve: _Curve, threshold: float) -> Point:
    place = curve.index(threshold)
    return Point(float(curve.x[place]), float(curve.y[place]))


def _cumulated(y: ArrayLike, p: ArrayLike) -> tuple[Floats, NDArray[np.int_], NDArray[np.int_]]:
    """Return the levels, falling, and how many churners and customers are at or above each, from nobody on."""
    churned, p = as_arrays(y, p)
    levels, place = np.unique(-p, return_inverse=True)
    tp = np.cumsum(np.bincount(place[churned], minlength=len(levels)))
    flagged = np.cumsum(np.bincount(place, minlength=len(levels)))
    return -levels, np.concatenate([[0], tp]), np.concatenate([[0], flagged])
