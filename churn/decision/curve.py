"""What comes of contacting the k riskiest customers, for every k, and how sure that is: numbers alone."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.decision.campaign import Campaign
from churn.scores.bootstrap import TAILS

# of the bootstrap intervals
DRAWS: Final = 2000
SEED: Final = 123


@dataclass(frozen=True, eq=False)
class ProfitCurve:
    """What comes of contacting the riskiest 0, 1, …, n customers; read-only arrays of shape (n + 1,).

    Attributes
    ----------
    contacted : ndarray of int
        0 to n.
    leavers : ndarray of float64
        How many of those would have left. Where customers share a probability, their order is left to chance and
        this is the expected number: it rises along a straight line through the tie.
    gain : ndarray of float64
        Expected gain (€), see `Campaign.gain`.
    """

    contacted: NDArray[np.intp]
    leavers: NDArray[np.float64]
    gain: NDArray[np.float64]

    def __post_init__(self) -> None:
        for array in (self.contacted, self.leavers, self.gain):
            array.setflags(write=False)

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.contacted) - 1


def profit_curve(y: ArrayLike, p: ArrayLike, campaign: Campaign) -> ProfitCurve:
    """Compute what contacting the k customers with the highest probabilities brings, for every k; no capacity.

    Parameters
    ----------
    y : array of {0, 1}, shape (n,)
        1 where the customer churned.
    p : array of float, shape (n,)
        Probability of churn, 0 to 1.
    campaign : Campaign
        The terms.

    Raises
    ------
    ValueError
        If `y` and `p` differ in shape.

    Examples
    --------
    >>> curve = profit_curve([1, 0, 1, 0], [0.9, 0.5, 0.5, 0.1], Campaign(value_kept=500, offer_cost=50, save_rate=0.3))
    >>> curve.leavers.tolist(), curve.gain.tolist()
    ([0.0, 1.0, 1.5, 2.0, 2.0], [0.0, 100.0, 125.0, 150.0, 100.0])
    """
    churned, p = np.asarray(y, dtype=np.bool_), np.asarray(p, dtype=np.float64)
    if churned.shape != p.shape or p.ndim != 1:
        raise ValueError(f"y and p need the same shape (n,), not {churned.shape} and {p.shape}.")
    _, tie = np.unique(-p, return_inverse=True)
    ends = np.cumsum(np.bincount(tie))
    left = np.cumsum(np.bincount(tie, weights=churned))
    contacted = np.arange(len(p) + 1)
    leavers = np.interp(contacted, [0, *ends], [0, *left])
    return ProfitCurve(contacted, leavers, campaign.gain(contacted, leavers))


def best_share(curve: ProfitCurve, limit: float = 1.0) -> float:
    """Return the share of the customers, 0 to `limit`, that brings most; of several such shares the smallest.

    Between its points the curve is a straight line, so it is highest at a point or at the limit.
    """
    shares = curve.contacted / max(1, len(curve))
    candidates = np.append(shares[shares < limit], limit)
    gain = np.interp(candidates, shares, curve.gain)
    tolerance = 1e-9 * np.abs(gain).max()  # equal gains may differ in their last bits
    return float(candidates[np.argmax(gain >= gain.max() - tolerance)])


def leavers_interval(curve: ProfitCurve, contacted: ArrayLike) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Say how far chance moves the number of leavers among the k riskiest: a bootstrap over the customers.

    A resample draws n customers with replacement, ranks them anew (ties at random) and contacts its first k. Only
    how many of these would have left is needed, and that can be drawn directly. Lay the customers side by side on
    [0, n), the riskiest first: a draw is a uniform point there. The k-th smallest of n such points is n times a
    Beta(k, n - k + 1) variable, and below it the k - 1 others are uniform again (Devroye 1986, Non-Uniform Random
    Variate Generation, V.2), so the leavers among them are binomial. Exact, and no slower for a million customers.

    Parameters
    ----------
    curve : ProfitCurve
        n customers.
    contacted : array of int, shape (m,)
        Values of k, 0 to n.

    Returns
    -------
    low, high : ndarray of int, shape (m,)
        The middle 95% of 2,000 resamples with a fixed seed.
    """
    rng = np.random.default_rng(SEED)
    n, k = len(curve), np.atleast_1d(np.asarray(contacted, dtype=np.intp))[:, None]
    some = np.maximum(k, 1)
    last = n * np.maximum(rng.beta(some, n - some + 1, (len(k), DRAWS)), np.finfo(np.float64).tiny)
    above = np.interp(last, curve.contacted, curve.leavers)
    rate = np.diff(curve.leavers)[np.minimum(last.astype(np.intp), n - 1)]
    leavers = rng.binomial(some - 1, np.clip(above / last, 0, 1)) + rng.binomial(1, np.clip(rate, 0, 1))
    low, high = np.quantile(np.where(k > 0, leavers, 0), TAILS, axis=1, method="inverted_cdf")
    return low, high
