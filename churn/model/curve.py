"""How a model learned: its losses, tree by tree."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Takes the share of the trees that are grown, 0 to 1, and the curve so far.
Progress = Callable[[float, "Curve"], None]


@dataclass(frozen=True, eq=False)
class Curve:
    """Log loss (nats) against the number of trees; read-only arrays of equal length.

    Attributes
    ----------
    train, validation : ndarray of float64
        Log loss of the first `steps` trees. On train it is the model's own when the fit is over: at `best` it is the
        score. While the fit runs it is CatBoost's, which encodes a row's categories from earlier rows only and so
        lies higher. On validation both are the same.
    steps : ndarray of int
        Number of trees, from 1: each, or about fifty of them while the fit runs.
    best : int or None
        Number of trees that the model keeps: the first minimum on validation, or all if everybody there has the same
        outcome (CatBoost's rule). None while the fit runs.
    """

    train: NDArray[np.float64]
    validation: NDArray[np.float64]
    steps: NDArray[np.intp]
    best: int | None = None

    def __post_init__(self) -> None:
        for array in (self.train, self.validation, self.steps):
            array.setflags(write=False)
