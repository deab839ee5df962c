"""How sure a score is, given how few customers it rests on."""

from typing import NamedTuple

from scipy.stats import binomtest


class Interval(NamedTuple):
    """From `low` to `high`, both included."""

    low: float
    high: float


def wilson(successes: int, n: int) -> Interval | None:
    """Return the 95 % confidence interval of a proportion (Wilson 1927), None where n is 0.

    Examples
    --------
    >>> low, high = wilson(28, 40)
    >>> round(low, 3), round(high, 3)
    (0.546, 0.819)
    """
    if n == 0:
        return None
    found = binomtest(successes, n).proportion_ci(method="wilson")
    return Interval(float(found.low), float(found.high))
