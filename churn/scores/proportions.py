"""Wilson's interval for scores that count customers."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

from scipy.special import ndtri

from churn.scores.confusion import Confusion

CONFIDENCE: Final = 0.95
TAILS: Final = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)  # quantiles at the ends of an interval
Z: Final = float(ndtri(TAILS[1]))


class Interval(NamedTuple):
    """From `low` to `high`."""

    low: float
    high: float


def wilson(successes: int, n: int) -> Interval | None:
    """Return the 95% score interval of a proportion (Wilson 1927); None if there is nothing to count.

    As `scipy.stats.binomtest` gives it, which would take its time for a p-value as well.

    Raises
    ------
    ValueError
        If there are more successes than trials, or fewer than none.

    Examples
    --------
    >>> wilson(28, 40)  # doctest: +ELLIPSIS
    Interval(low=0.5456..., high=0.8192...)
    """
    if not 0 <= successes <= n:
        raise ValueError(f"There cannot be {successes} successes among n = {n}.")
    if n == 0:
        return None
    share = successes / n
    scale = 2 * (n + Z**2)
    middle = (2 * n * share + Z**2) / scale
    reach = Z / scale * sqrt(4 * n * share * (1 - share) + Z**2)
    return Interval(middle - reach if successes else 0.0, middle + reach if successes < n else 1.0)


@dataclass(frozen=True)
class Share:
    """The interval of a score that is a share of customers, or follows from one.

    Attributes
    ----------
    counts : callable
        Takes a `Confusion`; returns how many customers count, and of how many.
    follows : callable, optional
        Takes the share and returns the score, which rises with it; without it the score is the share itself.
    """

    counts: Callable[[Confusion], tuple[int, int]]
    follows: Callable[[float], float] | None = None

    def of(self, counts: Confusion) -> Interval | None:
        """Return Wilson's interval of the share, its ends turned into scores; None if there is nothing to count."""
        ends = wilson(*self.counts(counts))
        return ends if ends is None or self.follows is None else Interval(*map(self.follows, ends))
