"""Who is flagged, and the four counts that follow from it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

THRESHOLD: Final = 0.5  # a customer is flagged when p > threshold: the rule by which CatBoost names a class

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Confusion:
    """Customers by prediction and outcome: found (tp), false alarms (fp), missed (fn), left alone (tn).

    Four numbers; where many resamples or thresholds are counted at once, four arrays of equal shape.
    """

    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def n(self) -> int:
        """All customers."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def flagged(self) -> int:
        """Those predicted to churn."""
        return self.tp + self.fp

    @property
    def positives(self) -> int:
        """Those who churned."""
        return self.tp + self.fn

    @property
    def negatives(self) -> int:
        """Those who stayed."""
        return self.fp + self.tn


def flagged(p: ArrayLike, threshold: float) -> Bools:
    """Return whether each probability lies above the threshold: one at the threshold does not.

    Raises
    ------
    ValueError
        If the threshold is not between 0 and 1.
    """
    return np.asarray(p) > probability(threshold)


def probability(threshold: float) -> float:
    """Return the threshold. Raises ValueError if it is not between 0 and 1."""
    if not 0 <= threshold <= 1:
        raise ValueError(f"The threshold is a probability, 0 to 1, not {threshold}.")
    return threshold


def confusion(y: ArrayLike, p: ArrayLike, threshold: float = THRESHOLD) -> Confusion:
    """Count predictions against outcomes.

    Parameters
    ----------
    y : array of {0, 1}, shape (n,)
        1 where the customer churned.
    p : array of float, shape (n,)
        Probability of churn, 0 to 1.
    threshold : float
        Flag a customer when p > threshold.

    Raises
    ------
    ValueError
        If `y` and `p` differ in shape, or the threshold is not between 0 and 1.

    Examples
    --------
    >>> confusion([1, 1, 0, 0], [0.9, 0.2, 0.6, 0.5])
    Confusion(tp=1, fp=1, fn=1, tn=1)
    """
    churned, p = as_arrays(y, p)
    flags = flagged(p, threshold)
    tp = int(np.count_nonzero(flags & churned))
    fp = int(np.count_nonzero(flags)) - tp
    fn = int(np.count_nonzero(churned)) - tp
    return Confusion(tp, fp, fn, len(p) - tp - fp - fn)


def as_arrays(y: ArrayLike, p: ArrayLike) -> tuple[Bools, Floats]:
    """Return outcomes as bool and probabilities as float64. Raises ValueError if they don't fit each other."""
    churned, p = np.asarray(y, dtype=np.bool_), np.asarray(p, dtype=np.float64)
    if churned.shape != p.shape or p.ndim != 1:
        raise ValueError(f"y and p need the same shape (n,), not {churned.shape} and {p.shape}.")
    return churned, p
