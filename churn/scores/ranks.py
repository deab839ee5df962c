"""Newcombe's interval for ROC AUC, which holds also where a handful have left or every rank is right."""

from typing import Final

from scipy.optimize import brentq

from churn.scores.proportions import Interval, Z

_EDGE: Final = 1e-9  # 0 and 1 solve the equation, too, but say nothing


def newcombe(auc: float, leavers: int, stayers: int) -> Interval:
    """Return the 95% score interval of ROC AUC (Newcombe 2006, method 5, doi:10.1002/sim.2324).

    Its ends are the values from which the one found is 1.96 standard errors away, with Hanley and McNeil's variance
    at those values; in it, both groups count as of their mean size. It never has the width 0, and at ROC AUC 1 it
    runs from some value up to 1.

    Share of 600 samples in which it held the truth (0.94 and 0.76; 50, 191 and 1,000 customers; with ties and without):
    one leaver 92–97%, two 94–96%, 3 to 20 leavers 94–98% (once 99%), 40 leavers 96–98%. Hanley and McNeil's own
    variance, without the mean size, gives 98–99%: wider than need be.

    Parameters
    ----------
    auc : float
        Share of pairs in which the leaver has the higher probability, ties half.
    leavers, stayers : int
        At least 1 each.

    Examples
    --------
    >>> newcombe(1.0, 4, 100)  # doctest: +ELLIPSIS
    Interval(low=0.75..., high=1.0)
    """
    more = (leavers + stayers) / 2 - 1

    def distance(truth: float) -> float:
        pairs = 1 + more * (1 - truth) / (2 - truth) + more * truth / (1 + truth)
        return (truth - auc) ** 2 - Z**2 * truth * (1 - truth) * pairs / (leavers * stayers)

    middle = min(max(auc, _EDGE), 1 - _EDGE)
    low = 0.0 if auc <= 0 else float(brentq(distance, 0.0, middle))
    return Interval(low, 1.0 if auc >= 1 else float(brentq(distance, middle, 1.0)))
