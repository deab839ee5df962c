"""Whether probabilities are right as they stand: they add up to as many as leave, spread as far as they should be.

The log-odds that a model says are set against what happened in a logistic regression (Cox 1958, Biometrika 45:562;
Miller, Hui, Tierney 1991, doi:10.1002/sim.4780100805): intercept 0 and slope 1 are right as they stand, a slope below
1 means too extreme (Van Calster et al. 2016, doi:10.1016/j.jclinepi.2015.12.005).
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import chi2

from churn.scores.poisson_binomial import count_distribution
from churn.scores.predictions import Predictions
from churn.scores.proportions import CONFIDENCE, Interval, Z

FEWEST: Final = 10  # leavers, and stayers, from which on a slope is told: its interval holds the truth in 95 to 98%
LEVEL: Final = 1 - CONFIDENCE  # chance at which right probabilities are called wrong
EXACT: Final = 2_000  # customers up to whom the leavers that chance brings are counted out, not approximated
SURE: Final = 1e-6  # a probability closer to 0 or 1 counts as this close: log-odds of 0 and 1 do not exist
LARGEST_SLOPE: Final = 100.0  # a fit that goes on beyond has no end: all leavers rank above all stayers
WORST_CONDITION: Final = 1e10  # of the equations of the fit: beyond, what customers say of a slope is rounding
_BOTH: Final = float(chi2.ppf(CONFIDENCE, 2)) ** 0.5
_STEPS: Final = 50
_CLOSE: Final = 1e-9

Floats = NDArray[np.float64]


class Range(NamedTuple):
    """From so many customers to so many."""

    low: int
    high: int


@dataclass(frozen=True)
class Recalibration:
    """The logistic regression of outcomes on the log-odds that a model says.

    Attributes
    ----------
    intercept, slope : float
        0 and 1 where the probabilities are right as they stand.
    covariance : tuple of float, length 3
        Variance of the intercept, covariance of both, variance of the slope.
    """

    intercept: float
    slope: float
    covariance: tuple[float, float, float]

    @property
    def interval(self) -> Interval:
        """The 95% interval of the slope (Wald)."""
        reach = Z * self.covariance[2] ** 0.5
        return Interval(self.slope - reach, self.slope + reach)

    def corrected(self, p: float) -> tuple[float, Interval]:
        """Return what a probability that the model says stands for, and its 95% interval.

        The interval holds for all probabilities at once (Scheffé): it is told only where the fit contradicts the model,
        and of the tables that do, one that is 95% for a single probability would hold the truth in 83 to 96%.
        """
        odds = float(logit(p))
        middle = self.intercept + self.slope * odds
        of_intercept, of_both, of_slope = self.covariance
        reach = _BOTH * (of_intercept + 2 * odds * of_both + odds**2 * of_slope) ** 0.5
        return float(expit(middle)), Interval(float(expit(middle - reach)), float(expit(middle + reach)))


@dataclass(frozen=True)
class Calibration:
    """Whether the probabilities of some customers are right as they stand.

    Attributes
    ----------
    customers, left : int
        How many, and how many of them left.
    expected : float
        What their probabilities add up to.
    by_chance : Range
        If the probabilities are right, so many leave in at least 95 of 100 cases.
    fit : Recalibration or None
        None for fewer than `FEWEST` leavers or stayers, for one probability for all, and where all leavers have
        higher probabilities than all stayers: then no slope is too steep.
    chance : float or None
        How easily chance alone brings probabilities that are right as far from intercept 0 and slope 1: p-value of
        the likelihood ratio test of both (2 degrees of freedom). None without `fit`.
    highest : float
        The probability that a tenth of the customers exceed.
    varied : bool
        Whether not all have the same probability.
    """

    customers: int
    left: int
    expected: float
    by_chance: Range
    fit: Recalibration | None
    chance: float | None
    highest: float
    varied: bool

    @property
    def counts_agree(self) -> bool:
        """Whether as many left as probabilities that are right allow."""
        return self.by_chance.low <= self.left <= self.by_chance.high

    @property
    def contradicted(self) -> bool:
        """Whether the outcomes speak clearly against the probabilities: in 5 of 100 cases also against right ones."""
        return not self.counts_agree if self.chance is None else self.chance <= LEVEL


def calibration(predictions: Predictions) -> Calibration:
    """Set probabilities against outcomes.

    Examples
    --------
    >>> found = calibration(Predictions([1] * 20 + [0] * 80 + [1] * 80 + [0] * 20, [0.2] * 100 + [0.8] * 100))
    >>> found.left, round(found.expected, 3), round(found.fit.slope, 3), round(found.chance, 3)
    (100, 100.0, 1.0, 1.0)
    """
    y, p = predictions.churned.astype(np.float64), predictions.p
    odds = logit(np.clip(p, SURE, 1 - SURE))
    found = _fit(y, odds)
    chance = None
    if found is not None:
        gain = _log_likelihood(y, found.intercept + found.slope * odds) - _log_likelihood(y, odds)
        chance = float(chi2.sf(2 * gain, 2))
    return Calibration(
        customers=len(p),
        left=int(y.sum()),
        expected=float(p.sum()),
        by_chance=leavers_by_chance(p),
        fit=found,
        chance=chance,
        highest=float(np.quantile(p, 0.9)) if len(p) else 0.0,
        varied=bool(len(p) and p.min() < p.max()),
    )


def leavers_by_chance(p: Floats) -> Range:
    """Return how many of some customers leave in at least 95 of 100 cases, given the probability of each.

    The quantiles of the Poisson-binomial distribution, counted out up to 2,000 customers, beyond that of the normal
    distribution with its mean and variance.

    Examples
    --------
    >>> leavers_by_chance(np.full(30, 0.2))
    Range(low=2, high=11)
    """
    if len(p) > EXACT:
        reach = Z * float((p * (1 - p)).sum()) ** 0.5
        return Range(max(0, int(np.floor(p.sum() - reach))), min(len(p), int(np.ceil(p.sum() + reach))))
    below = np.cumsum(count_distribution(p))
    low, high = np.searchsorted(below, (LEVEL / 2, 1 - LEVEL / 2 - _CLOSE))
    return Range(int(low), int(min(high, len(p))))


def _fit(y: Floats, odds: Floats) -> Recalibration | None:
    """Fit by Newton's method, a step halved while it does not help; None where there is no fit to be told."""
    left = int(y.sum())
    apart = min(left, len(y) - left) >= FEWEST and odds[y == 1].min() < odds[y == 0].max()
    if not apart or odds.min() == odds.max():
        return None
    at, likelihood = np.array([0.0, 1.0]), _log_likelihood(y, odds)
    design = np.stack([np.ones_like(odds), odds])
    for _ in range(_STEPS):
        p = expit(at @ design)
        information = (design * (p * (1 - p))) @ design.T
        if not np.linalg.cond(information) < WORST_CONDITION:  # also refuses NaN
            return None
        step = np.linalg.solve(information, design @ (y - p))
        while (then := _log_likelihood(y, (at + step) @ design)) < likelihood - _CLOSE:
            step /= 2
        at, likelihood = at + step, then
        if abs(at[1]) > LARGEST_SLOPE:
            return None
        if np.abs(step).max() < _CLOSE:
            break
    (of_intercept, of_both), (_, of_slope) = np.linalg.inv(information)
    return Recalibration(float(at[0]), float(at[1]), (float(of_intercept), float(of_both), float(of_slope)))


def _log_likelihood(y: Floats, odds: Floats) -> float:
    return float((y * odds - np.logaddexp(0, odds)).sum())
