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
    return np.asarray(p) > checked(threshold)


def checked(threshold: float) -> float:
    """Return the threshold. Raises ValueError if it is not between 0 and 1."""
    if not 0 <= threshold <= 1:  # also refuses NaN
        raise ValueError(f"The threshold is a probability, 0 to 1, not {threshold}.")
    return threshold
