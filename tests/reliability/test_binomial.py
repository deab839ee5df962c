"""The exact interval, against tables of Clopper and Pearson and against its definition."""

import numpy as np
import pytest
from scipy.stats import binom

from churn.reliability.binomial import exact_intervals


def test_known_intervals() -> None:
    """5 of 30, nobody of 10 and everybody of 10: 1 − 0.025^(1/10) = 0.308."""
    low, high = exact_intervals([5, 0, 10], [30, 10, 10])
    assert low == pytest.approx([0.0564, 0, 0.6915], abs=5e-5)
    assert high == pytest.approx([0.3472, 0.3085, 1], abs=5e-5)


def test_nobody_says_nothing() -> None:
    """Without customers every rate is possible."""
    assert [float(end) for end in exact_intervals(0, 0)] == [0, 1]


def test_ends_are_where_chance_gives_a_tail_of_a_fortieth() -> None:
    """At the lower end so many or more leave in 2.5 of 100 cases, at the upper end so many or fewer."""
    n, k = np.meshgrid([1, 7, 30, 500], [1, 5, 29])
    inside = (k < n).ravel()
    k, n = k.ravel()[inside], n.ravel()[inside]
    low, high = exact_intervals(k, n)
    assert binom.sf(k - 1, n, low) == pytest.approx(np.full(len(k), 0.025))
    assert binom.cdf(k, n, high) == pytest.approx(np.full(len(k), 0.025))
