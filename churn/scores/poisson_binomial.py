"""How many customers leave, if each leaves with a probability of their own."""

import numpy as np

from churn.scores.confusion import Floats


def count_distribution(p: Floats) -> Floats:
    """Return the probability that 0, 1, …, n of n customers leave, who leave with probabilities p: shape (n + 1,).

    The Poisson binomial distribution, exact: customers are merged pair by pair by convolution.

    Examples
    --------
    >>> count_distribution(np.array([0.5, 0.5, 0.1])).round(3).tolist()
    [0.225, 0.475, 0.275, 0.025]
    """
    if not len(p):
        return np.ones(1)
    merged = np.column_stack([1 - p, p])
    while len(merged) > 1:
        if len(merged) % 2:
            nobody = np.zeros((1, merged.shape[1]))
            nobody[0, 0] = 1
            merged = np.vstack([merged, nobody])
        size = 2 * merged.shape[1] - 1
        spectra = np.fft.rfft(merged, size, axis=1)
        merged = np.fft.irfft(spectra[::2] * spectra[1::2], size, axis=1)
    distribution: Floats = np.clip(merged[0, : len(p) + 1], 0, 1)
    return distribution
