"""What came of contacting the k riskiest customers, for every k, where the outcomes are known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.decision.campaign import Campaign


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
