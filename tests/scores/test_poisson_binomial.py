"""The number of leavers, against enumeration and scipy."""

import itertools

import numpy as np
import pytest
from scipy.stats import binom

from churn.scores.poisson_binomial import count_distribution


def test_counts_of_equal_customers_are_binomial() -> None:
    """Of equal probabilities the distribution is scipy's binomial one."""
    assert count_distribution(np.full(37, 0.2)) == pytest.approx(binom.pmf(np.arange(38), 37, 0.2), abs=1e-12)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 8])
def test_counts_by_enumeration(n: int) -> None:
    """The chance of each count is that of all outcomes with so many leavers, added up."""
    p = np.random.default_rng(n).random(n)
    expected = np.zeros(n + 1)
    for outcome in itertools.product([0, 1], repeat=n):
        expected[sum(outcome)] += np.prod(np.where(outcome, p, 1 - p))
    assert count_distribution(p) == pytest.approx(expected, abs=1e-12)
