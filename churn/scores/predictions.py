"""What a model said of some customers and what happened, to be judged at any threshold.

The probabilities are sorted once: after that a threshold costs a look-up, however many customers there are, and the
scores that no threshold moves are computed once.
"""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.scores.confusion import THRESHOLD, Confusion, Floats, checked
from churn.scores.metrics import METRICS, Metric, Scores


class Predictions:
    """Outcomes and probabilities of the same customers.

    Parameters
    ----------
    y : array of {0, 1}, shape (n,)
        1 where the customer churned.
    p : array of float, shape (n,)
        Probability of churn, 0 to 1.

    Attributes
    ----------
    churned, p : ndarray of bool and of float64, shape (n,)
        The same.

    Raises
    ------
    ValueError
        If `y` and `p` differ in shape.

    Examples
    --------
    >>> Predictions([1, 1, 0, 0], [0.9, 0.2, 0.6, 0.5]).confusion()
    Confusion(tp=1, fp=1, fn=1, tn=1)
    >>> judged = Predictions([1, 1, 0, 0], [0.9, 0.2, 0.6, 0.1]).scores()
    >>> judged.precision, judged.recall, judged.roc_auc
    (0.5, 0.5, 0.75)
    >>> Predictions([0, 0], [0.1, 0.2]).scores().reasons["recall"]
    'Nobody here left.'
    """

    def __init__(self, y: ArrayLike, p: ArrayLike) -> None:
        self.churned, self.p = np.asarray(y, dtype=np.bool_), np.asarray(p, dtype=np.float64)
        if self.churned.shape != self.p.shape or self.p.ndim != 1:
            raise ValueError(f"y and p need the same shape (n,), not {self.churned.shape} and {self.p.shape}.")
        self._unmoved: dict[str, float] = {}  # scores that no threshold moves

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.p)

    @property
    def positives(self) -> int:
        """Count the customers who churned."""
        return len(self._sorted[1])

    @cached_property
    def _sorted(self) -> tuple[Floats, Floats]:
        """The probabilities of all and of those who churned, ascending."""
        return np.sort(self.p), np.sort(self.p[self.churned])

    def confusion(self, threshold: float = THRESHOLD) -> Confusion:
        """Count the predictions at a threshold. Raises ValueError if it is not between 0 and 1."""
        return Confusion(*(int(each) for each in self._counts(checked(threshold))))

    def confusions(self, thresholds: ArrayLike) -> Confusion:
        """Count the predictions at many thresholds; the four counts are arrays of the thresholds' shape."""
        return Confusion(*self._counts(thresholds))

    def scores(self, threshold: float = THRESHOLD) -> Scores:
        """Return all scores of `METRICS`; the threshold moves only those that count customers.

        Raises
        ------
        ValueError
            If the threshold is not between 0 and 1.
        """
        counts = self.confusion(threshold)
        reasons = {name: why for name, metric in METRICS.items() if (why := metric.reason(counts, threshold))}
        values = {name: None if name in reasons else self._value(metric, counts) for name, metric in METRICS.items()}
        return Scores(values, counts, reasons)

    def _counts(self, thresholds: ArrayLike) -> NDArray[np.int_]:
        everybody, churned = self._sorted
        # right of all that are not above a threshold: the rule of `flagged`
        flagged = len(self) - np.searchsorted(everybody, thresholds, side="right")
        tp = self.positives - np.searchsorted(churned, thresholds, side="right")
        fp, fn = flagged - tp, self.positives - tp
        return np.array([tp, fp, fn, len(self) - tp - fp - fn])

    def _value(self, metric: Metric, counts: Confusion) -> float:
        if metric.counted:
            return float(metric.compute(counts))
        if metric.name not in self._unmoved:
            self._unmoved[metric.name] = float(metric.compute(self.churned, self.p))
        return self._unmoved[metric.name]
