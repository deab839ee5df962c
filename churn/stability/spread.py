"""One score over several splits: mean, range, and whether the current split stands out among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from churn.scores.confusion import Floats
from churn.scores.metrics import METRICS, Direction, Scores

ENOUGH: Final = 19  # other splits: of 20 that are alike, the first stands out most in one case of 20
_EQUAL: Final = 1e-12  # a standard deviation of which nothing but rounding is left

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
    place : {"ordinary", "lucky", "unlucky"} or None
        Whether the current score stands out, see `spreads_of`; None if that cannot be said.
    """

    values: NDArray[np.float64]
    undefined: int
    current: float | None
    better_if: Direction
    reasons: frozenset[str] = frozenset()
    place: Place | None = None

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
    def range(self) -> tuple[float, float] | None:
        """The lowest and the highest value; None for fewer than two values."""
        return (float(self.values.min()), float(self.values.max())) if len(self.values) > 1 else None

    @property
    def below(self) -> float | None:
        """Share of the splits with a lower score than the current one, ties counted half, 0 to 1."""
        if self.current is None or not len(self.values):
            return None
        return float(np.mean(self.values < self.current) + np.mean(self.values == self.current) / 2)


def spreads_of(splits: Sequence[Scores], current: Mapping[str, float | None]) -> dict[str, Spread]:
    """Collect scores over the splits, and say in which of them the current split stands out.

    Each score of each split is measured by its distance from the mean of all splits, the current one among them, in
    standard deviations. The current split stands out in the scores that lie further out than any score of any other
    split. Were nothing special about it, each split would be the furthest out equally often, so any score of the
    current one is called lucky or unlucky in at most 1 of k + 1 cases, however many scores there are: 4.8% for 20
    other splits (a permutation test; Westfall and Young 1993).

    Parameters
    ----------
    splits : sequence of Scores
        Of the k other splits.
    current : mapping of str to float or None
        The scores of the current split, by name.

    Returns
    -------
    dict of str to Spread
        By the names of `current`. Of fewer than `ENOUGH` splits none has a place, nor has a score that is undefined
        on the current split, or on all but one.
    """
    values = np.array([[_number(scores.by_name[name]) for name in current] for scores in splits]).reshape(
        -1, len(current)
    )
    own = np.array([_number(value) for value in current.values()])
    outlying = _outlying(np.vstack([own, values]))
    furthest = np.max(np.abs(outlying[1:]), initial=0.0, where=~np.isnan(outlying[1:]))
    spreads = {}
    for place, (name, value) in enumerate(current.items()):
        defined = values[~np.isnan(values[:, place]), place]
        reasons = frozenset(scores.reasons[name] for scores in splits if name in scores.reasons)
        better = METRICS[name].better
        stands = _place(float(outlying[0, place]), float(furthest), better) if len(splits) >= ENOUGH else None
        spreads[name] = Spread(defined, len(splits) - len(defined), value, better, reasons, stands)
    return spreads


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _outlying(values: Floats) -> Floats:
    """Return the distance of each score from its mean over the splits in standard deviations; NaN where undefined."""
    defined = ~np.isnan(values)
    counts = defined.sum(axis=0)
    filled = np.where(defined, values, 0.0)
    distance = np.where(defined, values - filled.sum(axis=0) / np.maximum(counts, 1), 0.0)
    sd = np.sqrt((distance**2).sum(axis=0) / np.maximum(counts - 1, 1))
    scaled = np.divide(distance, sd, out=np.zeros_like(distance), where=sd > _EQUAL)
    return np.where(defined & (counts > 2), scaled, np.nan)


def _place(distance: float, furthest: float, better_if: Direction) -> Place | None:
    if np.isnan(distance):
        return None
    if abs(distance) <= furthest:
        return "ordinary"
    return "lucky" if (distance > 0) == (better_if == "higher") else "unlucky"
