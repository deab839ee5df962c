"""Wilson's interval for scores that count customers: precision, recall, F1."""

from functools import lru_cache
from typing import Final, NamedTuple

from scipy.stats import binomtest

from churn.scores.metrics import Confusion

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
    found = binomtest(successes, n).proportion_ci(confidence, method="wilson")
    return Interval(float(found.low), float(found.high))


def count_intervals(count: Confusion) -> dict[str, Interval]:
    """Return the intervals of precision, recall and F1, those that are defined.

    F1 needs no resampling: it is 2 J / (1 + J), where J = tp / (tp + fp + fn) is a proportion (Jaccard's index), so
    the ends of Wilson's interval for J become those of F1.
    """
    found = {
        "precision": wilson(count.tp, count.flagged),
        "recall": wilson(count.tp, count.positives),
    }
    if jaccard := wilson(count.tp, count.tp + count.fp + count.fn):
        found["f1"] = Interval(*(2 * end / (1 + end) for end in (jaccard.low, jaccard.high)))
    return {name: interval for name, interval in found.items() if interval is not None}
