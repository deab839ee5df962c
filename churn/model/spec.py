"""The settings of a fit."""

from dataclasses import dataclass

from churn.model.split import LARGEST_SEED, check_settings, setting


@dataclass(frozen=True)
class ModelSpec:
    """How to fit; the defaults are the tutorial's.

    Attributes
    ----------
    depth : int
        Of every tree, 1 to 10.
    learning_rate : float
        How much of its correction each tree contributes, 0.001 to 1.
    iterations : int
        Trees to grow, 1 to 5,000; the model keeps the first so many that are best for the validation part.
    l2_leaf_reg : float
        L2 regularisation of the leaf values, 0 to 1,000.
    seed : int
        Of CatBoost's permutations and samples.

    Raises
    ------
    SpecError
        If a value is not allowed.
    """

    depth: int = setting(4, "Tree depth", 1, 10)
    learning_rate: float = setting(0.1, "Learning rate", 0.001, 1.0)
    iterations: int = setting(500, "Number of trees", 1, 5000)
    l2_leaf_reg: float = setting(3.0, "L2 regularisation", 0.0, 1000.0)
    seed: int = setting(123, "Seed of the model", 0, LARGEST_SEED)

    def __post_init__(self) -> None:
        check_settings(self)
