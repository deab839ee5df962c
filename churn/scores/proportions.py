"""Wilson's interval for scores that count customers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from scipy.stats import binomtest

from churn.scores.confusion import Confusion

CONFIDENCE: Final = 0.95


class Interval(NamedTuple):
    """From `low` to `high`."""

    low: float
    high: float


@lru_cache(maxsize=4096)  # a moved threshold asks for the same few counts again and again
def wilson(successes: int, n: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Return the score interval of a proportion (Wilson 1927); None if there is nothing to count.

    Raises
    ------
    ValueError
        If there are more successes than trials, or fewer than none.

    Examples
    --------
    >>> wilson(28, 40)  # doctest: +ELLIPSIS
    Interval(low=0.5456..., high=0.8192...)
    """
    if n == 0 == successes:
        return None
    ends = binomtest(successes, n).proportion_ci(confidence, method="wilson")
    return Interval(float(ends.low), float(ends.high))


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

    def of(self, count: Confusion) -> Interval | None:
        """Return Wilson's interval of the share, its ends turned into scores; None if there is nothing to count."""
        ends = wilson(*self.counts(count))
        return ends if ends is None or self.follows is None else Interval(*map(self.follows, ends))
