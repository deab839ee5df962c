"""The score by which settings are compared: log loss, average precision, or recall at a precision that a person names.

All three judge probabilities without a threshold that somebody has to set first.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from churn.errors import SpecError, quote
from churn.scores.confusion import THRESHOLD, Bools, Floats
from churn.scores.metrics import METRICS, Direction, log_losses
from churn.scores.predictions import Predictions
from churn.scores.weighted import Weights, average_precision, recall_at_precision

Name = Literal["log_loss", "average_precision", "recall"]

NAMES: Final[tuple[Name, ...]] = ("log_loss", "average_precision", "recall")
PRECISION: Final = 0.6  # that is asked for unless a person names another one
_AT: Final = "@"  # between recall and the precision in a written score


@dataclass(frozen=True)
class Score:
    """A score to compare settings by.

    Attributes
    ----------
    name : {"log_loss", "average_precision", "recall"}
        Which one; recall is that of the threshold which finds most leavers at the precision.
    precision : float or None
        The precision that recall is to be had at, above 0 and at most 1; None for the others.

    Raises
    ------
    SpecError
        If there is no such score, or no such precision.

    Examples
    --------
    >>> four = Predictions([1, 0, 1, 0], [0.9, 0.5, 0.4, 0.1])
    >>> Score("recall", 0.6).value(four), Score("recall", 1).value(four), round(Score("log_loss").value(four), 3)
    (1.0, 0.5, 0.455)
    """

    name: Name = "log_loss"
    precision: float | None = None

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise SpecError(f"Settings cannot be compared by {quote(self.name)}: the scores are {', '.join(NAMES)}.")
        if self.name != "recall":
            object.__setattr__(self, "precision", None)
            return
        wanted = PRECISION if self.precision is None else self.precision
        if not 0 < wanted <= 1:  # also refuses NaN
            raise SpecError(f"The precision of {NAMES[-1]} cannot be {quote(wanted)}: it is above 0 and at most 1.")
        object.__setattr__(self, "precision", float(wanted))

    @classmethod
    def parse(cls, text: str) -> "Score":
        """Return the score that `str` has written.

        Raises
        ------
        SpecError
            If it is none.

        Examples
        --------
        >>> str(Score.parse("recall@0.75")), str(Score.parse("recall")), str(Score.parse("log_loss"))
        ('recall@0.75', 'recall@0.6', 'log_loss')
        """
        name, at, precision = text.strip().partition(_AT)
        known = {each: each for each in NAMES}.get(name)  # type: ignore[call-overload]
        try:
            wanted = float(precision) if at else None
        except ValueError:
            known = None
        if known is None or (at and known != "recall"):
            forms = f"{NAMES[0]}, {NAMES[1]}, or {NAMES[2]}{_AT} and a precision, such as {NAMES[2]}{_AT}{PRECISION:g}"
            raise SpecError(f"Settings cannot be compared by {quote(text)}: the score is {forms}.")
        return cls(known, wanted)

    def __str__(self) -> str:
        return self.name if self.precision is None else f"{self.name}{_AT}{self.precision:g}"

    @property
    def better(self) -> Direction:
        """Which values are good."""
        return METRICS[self.name].better

    @property
    def is_mean(self) -> bool:
        """Whether it is the mean of what each customer adds, `losses`."""
        return self.name == "log_loss"

    def losses(self, predictions: Predictions) -> Floats:
        """Return what each customer adds to log loss, nats, shape (n,)."""
        return log_losses(predictions.churned, predictions.p)

    def value(self, predictions: Predictions) -> float | None:
        """Return the score; None where it has no value, which `reason` explains."""
        if self.reason(predictions) is not None:
            return None
        if self.precision is None:
            return float(METRICS[self.name].compute(predictions.churned, predictions.p))
        return self._recall(predictions)

    def reason(self, predictions: Predictions) -> str | None:
        """Say why there is no value; None if there is one."""
        missing = METRICS[self.name].reason(predictions.confusion(), THRESHOLD)
        if missing is not None or self.precision is None or not np.isnan(self._recall(predictions)):
            return missing
        return f"No threshold reaches a precision of {self.precision:g} here."

    def resampled(self, churned: Bools, p: Floats, weights: Weights) -> Floats:
        """Return average precision or recall of many resamples, shape (b,), from weights of shape (b, n).

        Where no threshold reaches the precision nobody is flagged, so recall is 0. NaN where nobody has left.
        """
        if self.precision is None:
            return average_precision(churned, p, weights)
        recall = recall_at_precision(churned, p, weights, self.precision)
        left = (weights @ churned.astype(np.float32)) > 0
        return np.where(left & np.isnan(recall), 0.0, recall)

    def _recall(self, predictions: Predictions) -> float:
        every = np.ones((1, len(predictions)), dtype=np.float32)
        return float(recall_at_precision(predictions.churned, predictions.p, every, self.precision or PRECISION)[0])
