"""The exact interval of a share of customers."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from churn.scores.proportions import TAILS


def exact_intervals(left: ArrayLike, customers: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of the exact 95% intervals of shares (Clopper and Pearson 1934); 0 to 1 where nobody counts.

    They cover the mean of the customers' own probabilities in at least 95%, also where these differ: then the count
    varies less than the binomial's (Hoeffding 1956, doi:10.1214/aoms/1177728178).

    Parameters
    ----------
    left, customers : array of int, shape (n,) or scalar
        How many left, and of how many.

    Returns
    -------
    low, high : ndarray of float64, shape (n,) or ()

    Examples
    --------
    >>> [round(float(end), 3) for end in exact_intervals(5, 30)]
    [0.056, 0.347]
    """
    k, n = np.asarray(left, dtype=np.float64), np.asarray(customers, dtype=np.float64)
    # the ends of a beta distribution that does not exist, at 0 and at n leavers, are not looked at
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, TAILS[0]), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), TAILS[1]), 1.0)
    return low, high
