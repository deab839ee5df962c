"""Which threshold to take: give it the predictions for validation customers, never those for test ones.

All candidates lie on the grid of the page's slider, 0.01 to 0.99 in steps of 0.01.
"""

from typing import Final

import numpy as np

from churn.scores.confusion import THRESHOLD, Confusion
from churn.scores.metrics import METRICS
from churn.scores.predictions import Predictions

GRID: Final = tuple(round(step / 100, 2) for step in range(1, 100))


def best_f1(predictions: Predictions) -> float | None:
    """Return the threshold with the highest F1.

    On a small table many thresholds share the highest F1, because no probability lies between them: of those the one
    nearest to 0.5 is taken, and of two equally near the lower one, which misses fewer.

    Returns
    -------
    float or None
        From `GRID`; None if nobody churned.

    Examples
    --------
    >>> best_f1(Predictions([1, 1, 0, 0], [0.9, 0.3, 0.2, 0.1]))
    0.29
    """
    if not predictions.positives:
        return None
    f1 = METRICS["f1"].compute(predictions.confusions(GRID))
    ties = [value for value, score in zip(GRID, f1, strict=True) if score == f1.max()]
    return min(ties, key=lambda value: (round(abs(value - THRESHOLD), 2), value))


def for_recall(predictions: Predictions, share: float) -> float | None:
    """Return the largest threshold that still flags this share of the churned.

    The largest, because it gives the fewest false alarms; so there are no ties.

    Parameters
    ----------
    predictions : Predictions
        Of the customers that choose.
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
    >>> four = Predictions([1, 1, 0, 0], [0.9, 0.3, 0.2, 0.1])
    >>> for_recall(four, 0.5), for_recall(four, 1)
    (0.89, 0.29)
    """
    if not 0 < share <= 1:
        raise ValueError(f"The share to catch is above 0 and at most 1, not {share}.")
    tp = predictions.confusions(GRID).tp
    # 0.28 of 25 customers are 7, though 0.28 * 25 is a little more.
    wanted = np.ceil(share * predictions.positives - 1e-9)
    reached = [value for value, enough in zip(GRID, tp >= wanted, strict=True) if enough]
    return reached[-1] if reached and predictions.positives else None


def per_hundred(counts: Confusion) -> Confusion | None:
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
    exact, n = (counts.tp, counts.fp, counts.fn, counts.tn), counts.n
    if n == 0:
        return None
    whole = [100 * each // n for each in exact]
    lost = [100 * each % n for each in exact]
    for place in sorted(range(4), key=lambda place: -lost[place])[: 100 - sum(whole)]:
        whole[place] += 1
    return Confusion(*whole)
