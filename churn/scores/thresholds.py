"""Which threshold to take, from outcomes `y` and probabilities `p`: give it validation customers, never test ones.

All candidates lie on the grid of the page's slider, 0.01 to 0.99 in steps of 0.01.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.scores.metrics import THRESHOLD, Confusion, as_arrays

GRID: Final = tuple(round(step / 100, 2) for step in range(1, 100))
HUNDRED: Final = 100


def best_f1(y: ArrayLike, p: ArrayLike) -> float | None:
    """Return the threshold with the highest F1.

    On a small table many thresholds share the highest F1, because no probability lies between them: of those the one
    nearest to 0.5 is taken, and of two equally near the lower one, which misses fewer.

    Returns
    -------
    float or None
        From `GRID`; None if nobody churned.

    Examples
    --------
    >>> best_f1([1, 1, 0, 0], [0.9, 0.3, 0.2, 0.1])
    0.29
    """
    tp, flagged, positives = _counts(y, p)
    if positives == 0:
        return None
    f1 = 2 * tp / (flagged + positives)
    ties = [value for value, score in zip(GRID, f1, strict=True) if score == f1.max()]
    return min(ties, key=lambda value: (round(abs(value - THRESHOLD), 2), value))


def for_recall(y: ArrayLike, p: ArrayLike, share: float) -> float | None:
    """Return the largest threshold that still flags this share of the churned.

    The largest, because it gives the fewest false alarms; so there are no ties.

    Parameters
    ----------
    y, p
        As in `churn.scores.metrics.confusion`.
    share : float
        The recall to reach, above 0 and at most 1.

    Returns
    -------
    float or None
        From `GRID`; None if nobody churned, or if even the lowest threshold flags fewer.

    Raises
    ------
    ValueError
        If the share is not above 0 and at most 1.

    Examples
    --------
    >>> for_recall([1, 1, 0, 0], [0.9, 0.3, 0.2, 0.1], 0.5), for_recall([1, 1, 0, 0], [0.9, 0.3, 0.2, 0.1], 1)
    (0.89, 0.29)
    """
    if not 0 < share <= 1:
        raise ValueError(f"The share to catch is above 0 and at most 1, not {share}.")
    tp, _, positives = _counts(y, p)
    wanted = np.ceil(share * positives - 1e-9)  # 0.28 of 25 customers are 7, though 0.28 * 25 is a little more
    reached = [value for value, found in zip(GRID, tp, strict=True) if found >= wanted]
    return reached[-1] if positives and reached else None


def per_hundred(count: Confusion) -> Confusion | None:
    """Scale four counts to a hundred customers, in whole numbers that add up.

    Rounded by largest remainder: every count is rounded down, and the customers left over go to the counts that lost
    most; of equal losses to the earlier one in the order found, false alarms, missed, left alone. So flagged customers
    are found and false alarms together, also after rounding.

    Returns
    -------
    Confusion or None
        Four counts whose sum is 100; None if there are no customers.

    Examples
    --------
    >>> per_hundred(Confusion(tp=28, fp=13, fn=12, tn=138))
    Confusion(tp=15, fp=7, fn=6, tn=72)
    """
    counts = (count.tp, count.fp, count.fn, count.tn)
    n = sum(counts)
    if n == 0:
        return None
    whole = [HUNDRED * each // n for each in counts]
    lost = [HUNDRED * each % n for each in counts]
    for place in sorted(range(4), key=lambda place: -lost[place])[: HUNDRED - sum(whole)]:
        whole[place] += 1
    return Confusion(*whole)


def _counts(y: ArrayLike, p: ArrayLike) -> tuple[NDArray[np.int_], NDArray[np.int_], int]:
    """Return found and flagged customers at each threshold of the grid, and the number of the churned."""
    churned, p = as_arrays(y, p)
    everybody, leavers = np.sort(p), np.sort(p[churned])
    tp = len(leavers) - np.searchsorted(leavers, GRID, side="right")  # right of all that are not above
    flagged = len(everybody) - np.searchsorted(everybody, GRID, side="right")
    return tp, flagged, len(leavers)
