"""Scores from outcomes `y` and probabilities `p`: no model, no table, nothing but numbers.

A score that has no value is None, with the reason beside it; it is never 0 and never a warning.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

THRESHOLD: Final = 0.5
"""A customer is flagged when p > threshold: the rule by which CatBoost names a class."""

_SURE: Final = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Confusion:
    """Customers by prediction and outcome: found (tp), false alarms (fp), missed (fn), left alone (tn)."""

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


@dataclass(frozen=True)
class Scores:
    """How good probabilities are on some customers.

    Attributes
    ----------
    precision : float or None
        Share of the flagged who churned: tp / (tp + fp).
    recall : float or None
        Share of the churned who were flagged: tp / (tp + fn).
    f1 : float or None
        Harmonic mean of the two: 2 tp / (2 tp + fp + fn).
    roc_auc : float or None
        Chance that a churner has a higher probability than a stayer, ties counted half.
    average_precision : float or None
        Mean of the precisions at each threshold, weighted by the gain in recall (scikit-learn's definition).
    log_loss : float or None
        Mean of -log(probability of what happened), in nats.
    brier : float or None
        Mean squared difference of probability and outcome (Brier 1950, in the form for two outcomes).
    n, positives : int
        Customers, and how many of them churned.
    reasons : mapping of str to str
        One sentence for each score that is None.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    roc_auc: float | None
    average_precision: float | None
    log_loss: float | None
    brier: float | None
    n: int
    positives: int
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the scores and the two counts by name, ready for JSON."""
        return {name: value for name, value in vars(self).items() if name != "reasons"}

    def by_name(self) -> dict[str, float | None]:
        """Return the scores alone by name."""
        return {name: value for name, value in self.as_dict().items() if name not in {"n", "positives"}}


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
    if not 0 <= threshold <= 1:
        raise ValueError(f"The threshold is a probability, 0 to 1, not {threshold}.")
    flagged = p > threshold
    tp = int(np.count_nonzero(flagged & churned))
    fp = int(np.count_nonzero(flagged)) - tp
    fn = int(np.count_nonzero(churned)) - tp
    return Confusion(tp, fp, fn, len(p) - tp - fp - fn)


def scores(y: ArrayLike, p: ArrayLike, threshold: float = THRESHOLD) -> Scores:
    """Judge probabilities by what happened.

    Parameters and errors are those of `confusion`; only precision, recall and F1 depend on the threshold.

    Examples
    --------
    >>> judged = scores([1, 1, 0, 0], [0.9, 0.2, 0.6, 0.1])
    >>> judged.precision, judged.recall, judged.roc_auc
    (0.5, 0.5, 0.75)
    >>> scores([0, 0], [0.1, 0.2]).reasons["recall"]
    'Nobody here has churned.'
    """
    count = confusion(y, p, threshold)
    churned, p = as_arrays(y, p)
    formulas: dict[str, Callable[[], Any]] = _formulas_of_counts(count) | {
        "roc_auc": lambda: roc_auc_score(churned, p),
        "average_precision": lambda: average_precision_score(churned, p),
        "log_loss": lambda: np.mean(losses(churned, p)[0]) + 0.0,  # adding 0 makes -0.0 a 0.0
        "brier": lambda: np.mean(losses(churned, p)[1]),
    }
    reasons = _reasons(count, threshold, list(formulas))
    return Scores(**_values(formulas, reasons), n=len(p), positives=count.positives, reasons=reasons)


def at_threshold(judged: Scores, y: ArrayLike, p: ArrayLike, threshold: float) -> Scores:
    """Judge the same customers at another threshold; as `scores`, without computing again what stays the same.

    Examples
    --------
    >>> y, p = [1, 1, 0, 0], [0.9, 0.2, 0.6, 0.1]
    >>> at_threshold(scores(y, p), y, p, 0.15) == scores(y, p, 0.15)
    True
    """
    count = confusion(y, p, threshold)
    reasons = _reasons(count, threshold, list(judged.by_name()))
    return replace(judged, **_values(_formulas_of_counts(count), reasons), reasons=reasons)


def _formulas_of_counts(count: Confusion) -> dict[str, Callable[[], Any]]:
    return {
        "precision": lambda: count.tp / count.flagged,
        "recall": lambda: count.tp / count.positives,
        "f1": lambda: 2 * count.tp / (2 * count.tp + count.fp + count.fn),
    }


def _values(formulas: Mapping[str, Callable[[], Any]], reasons: Mapping[str, str]) -> dict[str, Any]:
    return {name: None if name in reasons else float(formula()) for name, formula in formulas.items()}


def as_arrays(y: ArrayLike, p: ArrayLike) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return outcomes as bool and probabilities as float64. Raises ValueError if they don't fit each other."""
    churned, p = np.asarray(y, dtype=np.bool_), np.asarray(p, dtype=np.float64)
    if churned.shape != p.shape or p.ndim != 1:
        raise ValueError(f"y and p need the same shape (n,), not {churned.shape} and {p.shape}.")
    return churned, p


def _reasons(count: Confusion, threshold: float, names: list[str]) -> dict[str, str]:
    """Say of each score that has no value why it has none."""
    positives, negatives, flagged = count.positives, count.fp + count.tn, count.flagged
    if positives + negatives == 0:
        return dict.fromkeys(names, "There are no customers here.")
    reasons: dict[str, str] = {}
    if flagged == 0:
        reasons["precision"] = f"Nobody here has a churn probability above {100 * threshold:g}%."
    if positives == 0:
        reasons |= dict.fromkeys(("recall", "roc_auc", "average_precision"), "Nobody here has churned.")
    if negatives == 0:
        reasons["roc_auc"] = "Everybody here has churned."
    if flagged == positives == 0:
        reasons["f1"] = "Nobody here has churned and nobody is flagged."
    return reasons


def losses(y: ArrayLike, p: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each customer adds to log loss and to the Brier score, both of shape (n,).

    Clipped as scikit-learn does: being sure and wrong costs 36 nats, not infinitely many.
    """
    churned, p = as_arrays(y, p)
    happened = np.where(churned, p, 1 - p)
    return -np.log(np.clip(happened, _SURE, 1)), (p - churned) ** 2
