"""The table of all scores: to add one, add its line to `METRICS`, and everything that lists scores has it.

A score that has no value is None, with the reason beside it; it is never 0 and never a warning.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from churn.scores.confusion import Bools, Confusion, Floats
from churn.scores.means import Mean
from churn.scores.proportions import Interval, Share

Direction = Literal["higher", "lower"]

_SURE: Final = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Metric:
    """One score: how it is called, computed and judged.

    Attributes
    ----------
    name, label, help : str
        In Python and JSON; on the page; what it is, in a sentence or two.
    compute : callable
        With a `Share` as interval it takes a `Confusion`, of numbers or of arrays; else outcomes (bool) and
        probabilities, both of shape (n,). It is only asked where the score is defined.
    better : {"higher", "lower"}
        Which values are good.
    interval : Share, Mean, "ranks" or "bootstrap"
        How its interval comes about: the share of customers that the score is or follows from. Of a score of
        probabilities: the loss of which it is the mean; "ranks", which is ROC AUC alone; or resampled customers.
    undefined : callable
        Takes a `Confusion` of at least one customer and the threshold; returns why the score has no value, None if
        it has one.
    fewest : int
        Leavers, and stayers, below which the interval of a score of probabilities would not hold, so there is none.
    """

    name: str
    label: str
    help: str
    compute: Callable[..., Any]
    better: Direction
    interval: Share | Mean | Literal["ranks", "bootstrap"]
    undefined: Callable[[Confusion, float], str | None]
    fewest: int = 10

    @property
    def counted(self) -> bool:
        """Whether it follows from four counts, which a threshold moves; else no threshold changes it."""
        return isinstance(self.interval, Share)

    def reason(self, counts: Confusion, threshold: float) -> str | None:
        """Say why there is no value; None if there is one."""
        return self.undefined(counts, threshold) if counts.n else "There are no customers here."


@dataclass(frozen=True)
class Scores:
    """How good probabilities are on some customers: `scores.recall`, `scores.roc_auc`, … by the names of `METRICS`.

    Attributes
    ----------
    by_name : mapping of str to float or None
        The values, in the order of the table.
    confusion : Confusion
        The counts at the threshold.
    reasons : mapping of str to str
        One sentence for each score that is None.
    """

    by_name: Mapping[str, float | None] = field(hash=False)
    confusion: Confusion
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __getattr__(self, name: str) -> float | None:
        values: Mapping[str, float | None] = self.__dict__.get("by_name", {})
        if name not in values:
            raise AttributeError(f"There is no score {name}.")
        return values[name]

    @property
    def n(self) -> int:
        """Number of customers."""
        return self.confusion.n

    @property
    def positives(self) -> int:
        """How many of them churned."""
        return self.confusion.positives

    @property
    def intervals(self) -> dict[str, Interval]:
        """The 95% intervals of the scores that count customers, where defined; others: `churn.scores.intervals`."""
        return {name: each for name, share in _shares().items() if (each := share.of(self.confusion)) is not None}

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the scores and the two numbers of customers by name, ready for JSON."""
        return {**self.by_name, "n": self.n, "positives": self.positives}


def plain_shares() -> dict[str, Share]:
    """Return the scores that are shares of customers and nothing else, such as precision and recall, by name."""
    return {name: share for name, share in _shares().items() if share.follows is None}


def _shares() -> dict[str, Share]:
    return {name: metric.interval for name, metric in METRICS.items() if isinstance(metric.interval, Share)}


def log_losses(churned: Bools, p: Floats) -> Floats:
    """Return what each customer adds to log loss, nats, shape (n,).

    Clipped as scikit-learn does: being sure and wrong costs 36 nats, not infinitely many.
    """
    happened: Floats = np.where(churned, p, 1 - p)
    return -np.log(np.clip(happened, _SURE, 1))


def squared_errors(churned: Bools, p: Floats) -> Floats:
    """Return the squared distance of each probability from what happened, 0 to 1, shape (n,)."""
    errors: Floats = (p - churned) ** 2
    return errors


def _nobody_flagged(counts: Confusion, threshold: float) -> str | None:
    return None if counts.flagged else f"Nobody here has a churn probability above {100 * threshold:g}%."


def _nobody_churned(counts: Confusion, _threshold: float) -> str | None:
    return None if counts.positives else "Nobody here left."


def _one_outcome(counts: Confusion, threshold: float) -> str | None:
    return _nobody_churned(counts, threshold) or (None if counts.negatives else "Everybody here left.")


_TABLE: Final = (
    Metric(
        "precision",
        "Precision",
        "Of the customers flagged as leaving, the share that left. 0 to 1, higher is better.",
        lambda counts: counts.tp / counts.flagged,
        better="higher",
        interval=Share(lambda counts: (counts.tp, counts.flagged)),
        undefined=_nobody_flagged,
    ),
    Metric(
        "recall",
        "Recall",
        "Of the customers who left, the share that was flagged. 0 to 1, higher is better.",
        lambda counts: counts.tp / counts.positives,
        better="higher",
        interval=Share(lambda counts: (counts.tp, counts.positives)),
        undefined=_nobody_churned,
    ),
    Metric(
        "f1",
        "F1",
        "Precision and recall in one number, which is high only if both are. 0 to 1, higher is better.",
        lambda counts: 2 * counts.tp / (2 * counts.tp + counts.fp + counts.fn),
        better="higher",
        # it is 2 J / (1 + J), where J, Jaccard's index, is a share: of those who churned or are flagged, who are both
        interval=Share(lambda counts: (counts.tp, counts.tp + counts.fp + counts.fn), lambda j: 2 * j / (1 + j)),
        undefined=lambda counts, _: (
            None if counts.positives or counts.flagged else "Nobody here left and nobody is flagged."
        ),
    ),
    Metric(
        "roc_auc",
        "ROC AUC",
        "Of one customer who left and one who stayed, how often the one who left has the higher probability. 0.5 is"
        " chance, 1 is perfect.",
        roc_auc_score,
        better="higher",
        interval="ranks",
        undefined=_one_outcome,
        fewest=1,
    ),
    Metric(
        "average_precision",
        "Average precision",
        "How often a flag is right, on average over flagging few customers to flagging all. Chance reaches the share of"
        " customers who left, 1 is perfect.",
        average_precision_score,  # the mean of the precisions at each threshold, weighted by the gain in recall
        better="higher",
        interval="bootstrap",
        undefined=_nobody_churned,
        fewest=30,
    ),
    Metric(
        "log_loss",
        "Log loss",
        "How far the probabilities are from what happened; being sure and wrong costs most. 0 is perfect, lower is"
        " better.",
        lambda churned, p: np.mean(log_losses(churned, p)) + 0.0,  # adding 0 makes -0.0 a 0.0
        better="lower",
        interval=Mean(log_losses),
        undefined=lambda *_: None,
    ),
    Metric(
        "brier",
        "Brier score",
        "How far the probabilities are from what happened (1 left, 0 stayed), squared, on average. 0 is perfect, 0.25"
        " is what 50% for everybody gets, lower is better.",
        lambda churned, p: np.mean(squared_errors(churned, p)),
        better="lower",
        interval=Mean(squared_errors),
        undefined=lambda *_: None,
    ),
)
METRICS: Final[dict[str, Metric]] = {metric.name: metric for metric in _TABLE}
