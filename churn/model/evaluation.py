"""One model on its three parts: what happened and what the model said, to be judged at any threshold."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from churn.model.learner import Model
from churn.model.split import Part, Split
from churn.scores.chance import better_than_chance
from churn.scores.confusion import THRESHOLD, Confusion
from churn.scores.metrics import Scores
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Outcomes and probabilities by part; the arrays are read-only.

    Attributes
    ----------
    y : mapping of part to ndarray of int8, shape (rows of the part,)
        1 where the customer churned.
    p : mapping of part to ndarray of float64, same shapes
        Probability of churn, 0 to 1.
    """

    y: Mapping[Part, NDArray[np.int8]]
    p: Mapping[Part, NDArray[np.float64]]

    def __post_init__(self) -> None:
        for part, y in self.y.items():
            y.setflags(write=False)
            self.p[part].setflags(write=False)

    @cached_property
    def predictions(self) -> dict[Part, Predictions]:
        """Both by part, ready to be judged: sorted once, the scores that no threshold moves computed once."""
        return {part: Predictions(y, self.p[part]) for part, y in self.y.items()}

    @cached_property
    def better_than_chance(self) -> bool:
        """Whether the test customers show clearly that the model ranks better than chance; see `churn.scores.chance`.

        Where they do not, no reason, campaign or segment is worth a sentence.
        """
        return better_than_chance(self.predictions["test"])

    def scores(self, threshold: float = THRESHOLD) -> dict[Part, Scores]:
        """Score every part; a customer is flagged when p > threshold."""
        return {part: each.scores(threshold) for part, each in self.predictions.items()}

    def confusion(self, part: Part, threshold: float = THRESHOLD) -> Confusion:
        """Count the predictions on one part against its outcomes."""
        return self.predictions[part].confusion(threshold)


def evaluate(model: Model, dataset: Dataset, split: Split) -> Evaluation:
    """Ask a model for its probabilities on all three parts.

    Raises
    ------
    DataError
        If the data set lacks a column that the model needs.
    """
    # A data set was checked against its own schema when it was loaded; a foreign model checks it again.
    p = model.predict_proba(dataset.frame if model.schema == dataset.schema else dataset.table)
    parts = split.parts()
    return Evaluation(
        y={part: dataset.y[rows] for part, rows in parts.items()},
        p={part: p[rows] for part, rows in parts.items()},
    )
