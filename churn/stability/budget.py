"""What the test customers are still worth after many settings: the lead that the best of them owes to luck."""

import numpy as np
from scipy.special import ndtri

from churn.scores.confusion import Confusion


def lead_by_luck(settings: int, hits: int, n: int) -> float:
    """Return by how much the best of some equally good settings is ahead of their average, on the same customers.

    The expected maximum of `settings` independent normal draws with the standard error of the score. Scores of
    different settings on the same customers are positively correlated, so the true lead is smaller (Slepian 1962):
    this is an upper bound. That choosing by a test score flatters it: Cawley and Talbot, JMLR 11 (2010).

    Parameters
    ----------
    settings : int
        How many, at least 1.
    hits, n : int
        The score is the proportion hits / n. Its standard error is Agresti and Coull's (1998, 95%: two hits and two
        misses added), which is never 0.

    Returns
    -------
    float
        0 for one setting. The expected maximum is Blom's approximation (1958), at most 5% too large.

    Examples
    --------
    >>> round(lead_by_luck(7, 28, 40), 3)
    0.096
    """
    share = (hits + 2) / (n + 4)
    standard_error = np.sqrt(share * (1 - share) / (n + 4))
    return float(ndtri((settings - 0.375) / (settings + 0.25)) * standard_error)


def largest_lead(settings: int, counts: Confusion) -> float | None:
    """Return `lead_by_luck` in precision or recall, the larger one; None where both are undefined."""
    leads = [lead_by_luck(settings, counts.tp, n) for n in (counts.flagged, counts.positives) if n]
    return max(leads, default=None)
