"""One score over several splits: mean, spread, and where the current split lies among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from churn.scores.metrics import METRICS, Direction, Scores

ENOUGH: Final = 10  # values from which we say where one lies among them; the middle 95% of fewer say little

Place = Literal["ordinary", "lucky", "unlucky"]


@dataclass(frozen=True, eq=False)
class Spread:
    """One score over several splits.

    Attributes
    ----------
    values : ndarray of float64, shape (k,)
        The score on each split where it is defined, in the order of the seeds; read-only.
    undefined : int
        Splits that are finished and on which the score has no value.
    current : float or None
        The score on the split that the viewer looks at.
    better_if : {"higher", "lower"}
        Which values are good.
    reasons : frozenset of str
        Why the score has no value, on the splits where it has none.
    """

    values: NDArray[np.float64]
    undefined: int
    current: float | None
    better_if: Direction
    reasons: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.values.setflags(write=False)

    @property
    def mean(self) -> float | None:
        """Mean over the splits; None where there is no value."""
        return float(self.values.mean()) if len(self.values) else None

    @property
    def sd(self) -> float | None:
        """Standard deviation over the splits, with k - 1 in the denominator; None for fewer than two values."""
        return float(self.values.std(ddof=1)) if len(self.values) > 1 else None

    @property
    def middle(self) -> tuple[float, float] | None:
        """The 2.5th and the 97.5th percentile, linearly interpolated; None for fewer than two values."""
        if len(self.values) < 2:
            return None
        low, high = np.percentile(self.values, [2.5, 97.5])
        return float(low), float(high)

    @property
    def below(self) -> float | None:
        """Share of the splits with a lower score than the current one, ties counted half, 0 to 1."""
        if self.current is None or not len(self.values):
            return None
        return float(np.mean(self.values < self.current) + np.mean(self.values == self.current) / 2)

    @property
    def place(self) -> Place | None:
        """Whether the current score lies in the middle 95% or on the better or worse side; None if it is unknown."""
        if self.current is None or self.middle is None or len(self.values) < ENOUGH:
            return None
        low, high = self.middle
        if low <= self.current <= high:
            return "ordinary"
        return "lucky" if (self.current > high) == (self.better_if == "higher") else "unlucky"


def spread_of(name: str, splits: Sequence[Scores], current: float | None) -> Spread:
    """Collect one score over the splits."""
    values = [value for scores in splits if (value := scores.by_name[name]) is not None]
    reasons = frozenset(scores.reasons[name] for scores in splits if name in scores.reasons)
    return Spread(np.array(values, dtype=np.float64), len(splits) - len(values), current, METRICS[name].better, reasons)
