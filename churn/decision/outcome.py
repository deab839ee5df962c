"""What contacting so many customers brings, how sure its expectation is, and how far one campaign can be from it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from churn.decision.campaign import Campaign
from churn.scores.proportions import TAILS, Interval, Z

Floats = NDArray[np.float64]

DRAWS: Final = 4000  # of one campaign
SEED: Final = 123
PRIOR: Final = 0.5  # Jeffreys' for a share: half a leaver and half a stayer more


@dataclass(frozen=True)
class Estimate:
    """A number and its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """What comes of contacting some of the campaign's customers.

    Attributes
    ----------
    contacted : int
        How many.
    leavers, gain : Estimate
        How many of them would leave, and the expected gain (€); the intervals are of the expectation.
    one_campaign : Interval
        In 95 of 100 cases one such campaign brings as much (€): who leaves and who is kept is chance.
    """

    contacted: int
    leavers: Estimate
    gain: Estimate
    one_campaign: Interval


@dataclass(frozen=True)
class Seen:
    """What the n test customers show of the riskiest share of all customers; arrays of shape (m,), a share each.

    Attributes
    ----------
    share : ndarray of float64
        0 to 1.
    customers, leavers : ndarray of float64
        How many of the test customers that is, and how many of them left.
    beyond : ndarray of float64
        How likely the last one of them is to leave.
    """

    share: Floats
    customers: Floats
    leavers: Floats
    beyond: Floats

    @property
    def rate(self) -> Floats:
        """How many of them left, 0 to 1; 0 where they are none."""
        return np.clip(self.leavers / np.maximum(self.customers, np.finfo(np.float64).tiny), 0, 1)

    @property
    def _sway(self) -> Floats:
        """Standard error of the rate from not knowing where among all customers the last one of the share stands."""
        spread = np.sqrt((1 - self.share) / np.maximum(self.customers, np.finfo(np.float64).tiny))
        return np.asarray((self.rate - self.beyond) * spread)

    def interval(self) -> tuple[Floats, Floats]:
        """Return the ends of the rate's 95% interval; 0 and 0 for nobody.

        Jeffreys' interval for the share that left (Brown, Cai, DasGupta 2001, Statistical Science 16(2)), widened by
        the square-and-add rule (Zou, Donner 2008, Statistics in Medicine 27(10)) for the place of the last one.
        """
        k, left, rate = self.customers, np.minimum(self.leavers, self.customers), self.rate
        some = np.maximum(k, np.finfo(np.float64).tiny)
        ends = [betaincinv(left + PRIOR, np.maximum(some - left, 0) + PRIOR, tail) for tail in TAILS]
        low = np.where(left <= 0, 0.0, np.minimum(ends[0], rate))
        high = np.where(left >= some, 1.0, np.maximum(ends[1], rate))
        reach = Z * np.abs(self._sway)
        low, high = rate - np.hypot(rate - low, reach), rate + np.hypot(high - rate, reach)
        return np.where(k > 0, np.maximum(low, 0), 0.0), np.where(k > 0, np.minimum(high, 1), 0.0)

    def draw(self, rng: np.random.Generator) -> Floats:
        """Return draws of the rate of all customers, given what the test customers show; shape (DRAWS,), for m = 1."""
        (k,), (left,), (sway,) = self.customers, self.leavers, self._sway
        rate = rng.beta(left + PRIOR, max(k - left, 0) + PRIOR, DRAWS)
        return np.asarray(np.clip(rate + sway * rng.normal(size=DRAWS), 0, 1))


def outcome(campaign: Campaign, contacted: int, seen: Seen) -> Outcome:
    """Return what contacting so many of the campaign's customers brings.

    Parameters
    ----------
    campaign : Campaign
        The terms, and of how many customers.
    contacted : int
        How many are contacted.
    seen : Seen
        What the test customers show of such a share, m = 1.
    """
    if not contacted:
        nothing = Estimate(0.0, 0.0, 0.0)
        return Outcome(0, nothing, nothing, Interval(0.0, 0.0))
    (rate,), ((low,), (high,)) = seen.rate, seen.interval()
    leavers = Estimate(*(float(contacted * each) for each in (rate, low, high)))
    gain = Estimate(*(float(campaign.gain(contacted, each)) for each in (leavers.value, leavers.low, leavers.high)))
    return Outcome(contacted, leavers, gain, _one_campaign(campaign, contacted, seen))


def _one_campaign(campaign: Campaign, contacted: int, seen: Seen) -> Interval:
    """Draw campaigns: the rate of all customers, then who is among the customers, who leaves, and who is kept."""
    rng = np.random.default_rng(SEED)
    rates, (share,), (beyond,) = seen.draw(rng), seen.share, seen.beyond
    there = rng.binomial(campaign.customers, share, DRAWS)  # as risky as the share is among all customers
    rates = np.clip(rates + (there - contacted) / contacted * (rates - beyond), 0, 1)
    kept = rng.binomial(contacted, rates * campaign.save_rate)
    low, high = np.quantile(kept, TAILS, method="inverted_cdf")
    ends = (campaign.value_kept * each - campaign.offer_cost * contacted for each in (low, high))
    return Interval(*(float(each) for each in ends))


def seen(y_leavers: ArrayLike, p: Floats, shares: Floats) -> Seen:
    """Look up what the test customers show.

    Parameters
    ----------
    y_leavers : array of float, shape (n + 1,)
        How many of the 0, 1, …, n riskiest left.
    p : ndarray of float64, shape (n,)
        Probability of churn of the same, falling.
    shares : ndarray of float64, shape (m,)
        Of the customers, the riskiest first, 0 to 1.
    """
    n = len(p)
    k = shares * n
    return Seen(shares, k, np.interp(k, np.arange(n + 1), np.asarray(y_leavers)), np.interp(k, np.arange(n) + 0.5, p))
