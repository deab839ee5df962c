"""The settings of a fit."""

from dataclasses import dataclass
from typing import Final

from churn.model.setting import MAX_SEED, check_settings, setting

# what each setting does, for the page and the command line
DEPTH: Final = "How many questions a tree may ask in a row. Deeper trees fit finer patterns and more noise."
RATE: Final = "How much each tree may correct the ones before it. Smaller steps need more trees."
ITERATIONS: Final = "The most trees to grow. Those after the best validation loss are dropped."
L2: Final = "Pulls the trees' values towards zero. Higher is more cautious."
SEED: Final = "Decides which customers fall into which split, and the order in which the model sees them."
# of the learning rate's slider: evenly spaced on a logarithmic scale, as far as round numbers allow
STOPS: Final = (0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True)
class ModelSpec:
    """How to fit; the defaults are the tutorial's, and each range stands beside its default.

    Attributes
    ----------
    depth : int
        Of every tree.
    learning_rate : float
        How much of its correction each tree contributes.
    iterations : int
        Trees to grow; the model keeps the first so many that are best for the validation part.
    l2_leaf_reg : float
        L2 regularisation of the leaf values.
    seed : int
        Of CatBoost's permutations and samples.

    Raises
    ------
    SpecError
        If a value is not allowed.
    """

    depth: int = setting(4, "Tree depth", 1, 10, main=True, heading="depth {}", help=DEPTH)
    learning_rate: float = setting(0.1, "Learning rate", 0.001, 1.0, main=True, key="rate", stops=STOPS, help=RATE)
    iterations: int = setting(
        500, "Trees", 1, 5000, step=50, key="trees", subject="Number of trees", heading="{:,} trees", help=ITERATIONS
    )
    l2_leaf_reg: float = setting(3.0, "L2 regularisation", 0.0, 1000.0, step=0.5, key="l2", heading="L2 {:g}", help=L2)
    seed: int = setting(123, "Seed", 0, MAX_SEED, subject="Seed of the model", help=SEED)

    def __post_init__(self) -> None:
        check_settings(self)
