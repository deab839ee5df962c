"""Maps made by hand: cells, and predictions that are right to a chosen degree."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from churn.model.run import RunSpec
from churn.scores.predictions import Predictions

Y = np.array([1] * 12 + [0] * 28)


def cell(depth: int, rate: float) -> RunSpec:
    """Return a cell of the map."""
    base = RunSpec()
    return replace(base, model=replace(base.model, depth=depth, learning_rate=rate))


def says(right: float, wobble: float = 0.0, seed: int = 0) -> Predictions:
    """Return predictions that give what happened this probability, more or less."""
    noise = wobble * np.random.default_rng(seed).standard_normal(len(Y))
    return Predictions(Y, np.clip(np.where(Y, right, 1 - right) + noise, 0.01, 0.99))


def ordinary() -> Mapping[RunSpec, Predictions]:
    """Return four cells: the best, two as good as far as forty customers can tell, one that is clearly worse."""
    return {
        cell(6, 0.02): says(0.8, 0.1, 4),
        cell(4, 0.1): says(0.78, 0.1, 2),
        cell(2, 0.3): says(0.77, 0.1, 3),
        cell(1, 0.01): says(0.55),
    }
