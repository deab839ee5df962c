"""One model on its three parts: what happened and what the model said, to be judged at any threshold."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from churn.model.division import one_row_each
from churn.model.learner import Model
from churn.model.split import Part, Split
from churn.scores.chance import better_than_chance
from churn.scores.confusion import THRESHOLD, Confusion
from churn.scores.intervals import Intervals, probability_intervals
from churn.scores.metrics import Scores
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval
from churn.table.dataset import Dataset

LEARNED_FROM: Final = "The model has learned from these customers, so its scores on them say little about others."


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Outcomes and probabilities by part; the arrays are read-only.

    Attributes
    ----------
    y : mapping of part to ndarray of int8, shape (rows of the part,)
        1 where the customer churned.
    p : mapping of part to ndarray of float64, same shapes
        Probability of churn, 0 to 1.
    one_each : ndarray of int or None
        Where customers have several rows: positions in the test part, one row of each customer.
    """

    y: Mapping[Part, NDArray[np.int8]]
    p: Mapping[Part, NDArray[np.float64]]
    one_each: NDArray[np.intp] | None = None

    def __post_init__(self) -> None:
        for part, y in self.y.items():
            y.setflags(write=False)
            self.p[part].setflags(write=False)

    @cached_property
    def predictions(self) -> dict[Part, Predictions]:
        """Both by part, ready to be judged: sorted once, the scores that no threshold moves computed once."""
        return {part: Predictions(y, self.p[part]) for part, y in self.y.items()}

    @cached_property
    def independent(self) -> Predictions:
        """The test customers, each with one row: rows of one customer are alike, and many prove no more than one."""
        if self.one_each is None:
            return self.predictions["test"]
        return Predictions(self.y["test"][self.one_each], self.p["test"][self.one_each])

    @cached_property
    def better_than_chance(self) -> bool:
        """Whether the test customers show clearly that the model ranks better than chance; see `churn.scores.chance`.

        Where they do not, no reason, campaign or segment is worth a sentence.
        """
        return better_than_chance(self.independent)

    @cached_property
    def probability_intervals(self) -> dict[Part, Intervals]:
        """The intervals of the scores that no threshold changes, by part; takes its time on many customers.

        The train part has none: see `LEARNED_FROM`.
        """
        return {
            part: _none(each) if part == "train" else probability_intervals(each)
            for part, each in self.predictions.items()
        }

    def intervals(self, threshold: float = THRESHOLD) -> dict[Part, Intervals]:
        """Return the intervals of all scores by part, and why a score has none."""
        return {
            part: Intervals(counted_intervals(part, scores) | each.by_name, each.reasons)
            for (part, each), scores in zip(
                self.probability_intervals.items(), self.scores(threshold).values(), strict=True
            )
        }

    def scores(self, threshold: float = THRESHOLD) -> dict[Part, Scores]:
        """Score every part; a customer is flagged when p > threshold."""
        return {part: each.scores(threshold) for part, each in self.predictions.items()}

    def confusion(self, part: Part, threshold: float = THRESHOLD) -> Confusion:
        """Count the predictions on one part against its outcomes."""
        return self.predictions[part].confusion(threshold)


def counted_intervals(part: Part, scores: Scores) -> dict[str, Interval]:
    """Return the intervals of the scores of a part that count customers; the train part has none."""
    return {} if part == "train" else scores.intervals


def _none(predictions: Predictions) -> Intervals:
    return Intervals(
        {}, {name: LEARNED_FROM for name, value in predictions.scores().by_name.items() if value is not None}
    )


def evaluate(model: Model, dataset: Dataset, split: Split) -> Evaluation:
    """Ask a model for its probabilities on all three parts.

    Raises
    ------
    DataError
        If the data set lacks a column that the model needs.
    """
    # A data set was checked against its own schema when it was loaded; a foreign model checks it again.
    p = model.predict_proba(dataset.frame if model.schema == dataset.schema else dataset.table)
    parts, one_each = split.parts(), None
    if (name := dataset.schema.customer) is not None:
        one_each = one_row_each(dataset.table[name], split.test)
    return Evaluation(
        y={part: dataset.y[rows] for part, rows in parts.items()},
        p={part: p[rows] for part, rows in parts.items()},
        one_each=one_each,
    )
