"""The difference of a score on two groups of customers, from the score's interval on each."""

from math import hypot

from churn.scores.comparison import Difference
from churn.scores.metrics import METRICS
from churn.scores.proportions import Interval

Measured = tuple[float | None, Interval | None]  # a score and its 95% interval


def difference(name: str, new: Measured, old: Measured) -> Difference | None:
    """Return new minus old with its 95% interval, of a score on different customers (Zou and Donner 2008, MOVER).

    Where some customers are in both groups, the interval is a little too wide.

    Parameters
    ----------
    name : str
        Of the score, in `METRICS`.
    new, old : tuple of float and Interval
        Its values, each with its interval.

    Returns
    -------
    Difference or None
        None where a value or an interval is missing.

    Examples
    --------
    >>> found = difference("roc_auc", (0.7, Interval(0.65, 0.75)), (0.8, Interval(0.76, 0.83)))
    >>> round(found.value, 2), round(found.low, 3), round(found.high, 3), found.worse
    (-0.1, -0.158, -0.036, True)
    """
    (value, ends), (base, base_ends) = new, old
    if value is None or ends is None or base is None or base_ends is None:
        return None
    low = value - base - hypot(value - ends.low, base_ends.high - base)
    high = value - base + hypot(ends.high - value, base - base_ends.low)
    return Difference(value - base, low, high, METRICS[name].better)
