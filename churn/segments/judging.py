"""What the probabilities of some customers promise, and how easily chance explains what happened instead.

If probabilities are right, outcomes are independent draws with them: how many leave has a known distribution, and so
has how far the leavers rank above the stayers. Customers who are alike rank worse than a mixed crowd under the best of
models; what their own probabilities promise takes that into account.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from churn.scores.confusion import Bools, Floats
from churn.scores.poisson_binomial import count_distribution
from churn.scores.proportions import TAILS, Interval

FEWEST: Final = 10  # customers, and for a ranking expected leavers and stayers: fewer are not judged
POWER: Final = 0.8  # share of cases in which a difference shows that is called detectable
LUCK: Final = 0.001  # chance of a perfect ranking above which its spread is not known
_STEPS: Final = 20  # of an iteration that has settled long before


@dataclass(frozen=True)
class Verdict:
    """What happened beside what was promised, and how easily chance explains the difference.

    Attributes
    ----------
    value : float
        What happened.
    promised : float
        What is expected if the probabilities are right.
    range : Interval or None
        Between these lies what happens in 95% of cases if the probabilities are right; None for too few customers.
    chance : float or None
        How easily chance alone makes it differ so much; None if there are too few customers to judge.
    """

    value: float
    promised: float
    range: Interval | None
    chance: float | None = None


def leavers(churned: Bools, p: Floats) -> Verdict:
    """Compare the number of leavers with the sum of p; the chance is two-sided.

    Examples
    --------
    >>> found = leavers(np.array([True] * 3 + [False] * 7), np.full(10, 0.1))
    >>> found.value, round(found.promised, 1), found.range, round(found.chance, 3)
    (3.0, 1.0, Interval(low=0.0, high=3.0), 0.14)
    """
    left = int(np.count_nonzero(churned))
    up_to = np.cumsum(count_distribution(p))
    low, high = np.searchsorted(up_to, TAILS)
    tails = up_to[left], 1 - (up_to[left - 1] if left else 0)
    chance = float(np.clip(2 * min(tails), 0, 1)) if len(p) >= FEWEST else None
    return Verdict(float(left), float(p.sum()), Interval(float(low), float(high)), chance)


def ranking(churned: Bools, p: Floats) -> Verdict | None:
    """Compare ROC AUC with what the probabilities promise; None where it is undefined or p do not differ.

    Promised is the share of pairs of a leaver and a stayer in the right order, ties half, that is expected under p. Its
    standard deviation is that of the linear part of the difference; both are compared on the log-odds scale, where the
    difference is nearly normal. It is not where a perfect ranking is more than rare luck (`LUCK`): there is neither
    range nor chance. The chance is that of a ranking so much worse.

    References
    ----------
    van Klaveren et al.: A new concordance measure for risk prediction models in external validation settings
    (2016), doi:10.1002/sim.6997.
    """
    levels, place = np.unique(p, return_inverse=True)
    if len(levels) < 2 or churned.all() or not churned.any():
        return None
    seen = int(churned.sum()) * int((~churned).sum())  # pairs of a leaver and a stayer
    value = float(_above(churned.astype(np.float64), place)[churned].sum() / seen)
    leaving, staying, varying = p.sum(), (1 - p).sum(), p * (1 - p)
    pairs = leaving * staying - varying.sum()
    above = _above(p, place) - (1 - p) / 2  # nobody is a pair with himself
    below = _above(1 - p, len(levels) - 1 - place) - p / 2
    promised = float(p @ above / pairs)
    influence = above - below - promised * (staying - leaving - 1 + 2 * p)
    half = 0.5 / seen
    middle = logit(np.clip(promised, half, 1 - half))
    sd = float(np.sqrt(varying @ influence**2) / pairs / (expit(middle) * expit(-middle)))
    if min(leaving, staying) < FEWEST or sd == 0 or chance_of_perfect_ranking(p) > LUCK:
        return Verdict(value, promised, None)
    low, high = expit(middle + sd * ndtri(TAILS))
    chance = float(ndtr((logit(np.clip(value, half, 1 - half)) - middle) / sd))
    return Verdict(value, promised, Interval(float(low), float(high)), chance)


def chance_of_perfect_ranking(p: Floats) -> float:
    """Return how likely everybody above some probability leaves and nobody else does.

    Examples
    --------
    >>> chance_of_perfect_ranking(np.array([0.5, 0.5])), round(chance_of_perfect_ranking(np.array([0.9, 0.2])), 2)
    (0.5, 0.98)
    """
    falling = np.sort(p)[::-1]
    with np.errstate(divide="ignore"):
        leaving, staying = np.log(falling).cumsum(), np.log1p(-falling)[::-1].cumsum()[::-1]
    together = np.append(0, leaving) + np.append(staying, 0)  # by how many of them leave, the likeliest first
    apart = np.concatenate([[True], falling[1:] != falling[:-1], [True]])  # customers who are alike leave all or none
    return float(np.exp(together[apart]).sum())


def detectable(p: Floats, level: float) -> float | None:
    """Return by how much a churn rate above the promised one would have shown in 80% of cases.

    Parameters
    ----------
    p : ndarray of float64, shape (n,)
        Probabilities of the customers.
    level : float
        Chance at which a difference is called clear, two-sided, adjusted for all tests.

    Returns
    -------
    float or None
        The smallest such difference as a share of the customers, by a normal approximation beyond the exact count at
        which the test speaks; None if not even all of them leaving would have shown.
    """
    n, promised, varying = len(p), float(p.sum()), float((p * (1 - p)).sum())
    beyond = 1 - np.concatenate([[0], np.cumsum(count_distribution(p))[:-1]])  # the chance of so many leavers or more
    enough = np.flatnonzero(beyond <= level / 2)
    if not len(enough):
        return None
    more = needed = float(enough[0]) - 0.5 - promised
    for _ in range(_STEPS):  # who leaves in excess adds to the variance
        more = needed + float(ndtri(POWER)) * np.sqrt(varying + more * max(0, 1 - more / n))
    return more / n if promised + more <= n else None


def _above(leaving: Floats, place: NDArray[np.intp]) -> Floats:
    """Return for each customer the expected number of stayers with a lower probability, those with the same half."""
    staying = np.bincount(place, weights=1 - leaving)
    ranked: Floats = (np.cumsum(staying) - staying / 2)[place]
    return ranked
