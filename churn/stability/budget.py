"""What the test customers are still worth after many settings: the lead that the best of them may owe to chance."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from churn.scores.confusion import Bools, Floats, flagged
from churn.scores.predictions import Predictions
from churn.scores.proportions import CONFIDENCE

MAX_COMPARED: Final = 20  # settings, the last ones: what the others share with each other is much the same
MAX_CUSTOMERS: Final = 2_000  # of more, evenly spread ones tell how much the settings have in common
FEWEST: Final = 10  # who left, and who are flagged by each setting: of fewer, a standard error says little
_WIDE: Final = 10  # standard errors that no lead by chance exceeds


class Lead(NamedTuple):
    """How far the best of some settings is ahead of their average."""

    precision: float
    recall: float


def lead_by_chance(tried: Sequence[Predictions], threshold: float, settings: int) -> Lead | None:
    """Return how far chance alone puts the best of equally good settings ahead of their average, at most.

    In 95% of cases it is ahead by less in both scores. All settings flag customers of the same part,
    so the luck that they share cancels out: the standard error of each setting's lead over the average is taken
    customer by customer (delta method), and the leads of all are bounded together (Bonferroni). That choosing by a
    test score flatters it: Cawley and Talbot, JMLR 11 (2010).

    Parameters
    ----------
    tried : sequence of Predictions
        Of the same customers in the same order, one for each setting that is still known.
    threshold : float
        A customer is flagged when p > threshold.
    settings : int
        How many were tried in all; those that are forgotten count as if they were like the others.

    Returns
    -------
    Lead or None
        None where it cannot be said: of fewer than two settings, or if fewer than `FEWEST` customers left or are
        flagged by one of them. 0 if all flag the same customers.
    """
    known = tried[-MAX_COMPARED:]
    if len(known) < 2 or min(known[0].positives, *(each.confusion(threshold).flagged for each in known)) < FEWEST:
        return None
    return Lead(*(_bound(errors, settings / len(known)) for errors in _standard_errors(known, threshold)))


def _bound(errors: Floats, times: float) -> float:
    """Return the lead that any of the settings, each counted so many times, exceeds in 2.5% of cases at most."""
    errors = errors[errors > 0]
    if not len(errors):
        return 0.0
    beyond = lambda lead: times * ndtr(-lead / errors).sum() - (1 - CONFIDENCE) / 2  # noqa: E731 - for the solver alone
    return float(brentq(beyond, 0, _WIDE * float(errors.max())))


def _standard_errors(tried: Sequence[Predictions], threshold: float) -> Floats:
    """Return those of the leads over the average, setting by setting, in precision and in recall: shape (2, k)."""
    n = len(tried[0])
    rows = np.linspace(0, n - 1, min(n, MAX_CUSTOMERS)).astype(np.intp)
    churned = tried[0].churned[rows]
    flags = np.array([flagged(each.p[rows], threshold) for each in tried])
    both = [_contributions(flags & churned, of) for of in (flags, np.broadcast_to(churned, flags.shape))]
    leads = np.array([each - each.mean(axis=0) for each in both])
    errors: Floats = np.sqrt(np.square(leads).sum(axis=2) * len(rows) / n)
    return errors


def _contributions(hits: Bools, of: Bools) -> Floats:
    """Return what each customer adds to the error of the shares hits / of, both of shape (settings, n)."""
    counted = np.maximum(of.sum(axis=1, keepdims=True), 2)
    shares = hits.sum(axis=1, keepdims=True) / counted
    contributions: Floats = (hits - shares * of) / (counted - 1)  # one of them is used up by the share itself
    return contributions
