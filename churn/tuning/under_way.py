"""A trial under way: the fits that it is made of, and what becomes of it when they have ended."""

import time
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from churn.errors import ChurnError
from churn.model.run import Run
from churn.scores.predictions import Predictions
from churn.tuning.score import Score
from churn.tuning.trial import Trial


@dataclass
class UnderWay:
    """A trial under way.

    Attributes
    ----------
    proposal
        The sampler's.
    trial : Trial
        As it began.
    parts : sequence of Future
        Of a run, or of the predictions of each fold.
    began : float
        On the monotonic clock.
    open : int
        Parts that have not ended.
    """

    proposal: Any
    trial: Trial
    parts: "Sequence[Future[Any]]"
    began: float = field(default_factory=time.monotonic)
    open: int = field(init=False)

    def __post_init__(self) -> None:
        self.open = len(self.parts)

    def cancel(self) -> None:
        """End the parts that have not begun."""
        for part in self.parts:
            part.cancel()

    def ended(self, score: Score) -> Trial:
        """Return the trial, whose parts have ended, with its score or why it has none."""
        seconds = time.monotonic() - self.began
        try:
            results = [part.result() for part in self.parts]
            values = [_scored(each, score) for each in results]
        except CancelledError:
            return replace(self.trial, state="failed", seconds=seconds, reason="It was stopped.")
        except ChurnError as err:
            return replace(self.trial, state="failed", seconds=seconds, reason=str(err))
        trees = results[0].model.trees if isinstance(results[0], Run) else None
        return replace(self.trial, value=float(np.mean(values)), state="complete", seconds=seconds, trees=trees)


def _scored(result: Any, score: Score) -> float:  # noqa: ANN401 - a run or predictions
    """Return the score of a fit on the customers who choose.

    Raises
    ------
    ChurnError
        If it has none.
    """
    predictions = result if isinstance(result, Predictions) else result.evaluation.predictions["validation"]
    value = score.value(predictions)
    if value is None or not np.isfinite(value):
        raise ChurnError(score.reason(predictions) or "The score is not a number.")
    return value
