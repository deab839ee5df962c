"""Calibration: counted by hand for few customers, and fits whose answer is known."""

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import binom

from churn.reliability.calibration import FEWEST, calibration, leavers_by_chance
from churn.scores.predictions import Predictions


def rates(groups: dict[float, tuple[int, int]]) -> Predictions:
    """Make customers: by probability, how many left and how many stayed."""
    y = [outcome for left, stayed in groups.values() for outcome in [1] * left + [0] * stayed]
    return Predictions(y, [p for p, both in groups.items() for _ in range(sum(both))])


def test_line_through_two_groups() -> None:
    """20% and 80% said, 35% and 65% true: the slope is logit(0.65) / logit(0.8), the corrected 80% is 65%."""
    found = calibration(rates({0.2: (35, 65), 0.8: (65, 35)}))
    assert found.fit is not None
    assert found.fit.intercept == pytest.approx(0, abs=1e-6)
    assert found.fit.slope == pytest.approx(logit(0.65) / logit(0.8))
    assert found.fit.interval.high < 1
    assert found.contradicted
    assert found.counts_agree
    corrected, interval = found.fit.corrected(0.8)
    assert corrected == pytest.approx(0.65)
    # two groups, two parameters: the interval of the upper group's own rate in log-odds, with 5% of chi-square with two
    # degrees of freedom above 5.99 = 2.4477²
    reach = 2.447747 / np.sqrt(100 * 0.65 * 0.35)
    assert interval == pytest.approx([expit(logit(0.65) - reach), expit(logit(0.65) + reach)])


def test_likelihood_ratio_by_hand() -> None:
    """Twice the log likelihood gained by the true rates of two groups, against chi-square: exp(−x / 2)."""
    found = calibration(rates({0.2: (25, 75), 0.8: (75, 25)}))
    gain = 2 * (25 * np.log(0.25 / 0.2) + 75 * np.log(0.75 / 0.8))
    assert found.chance == pytest.approx(np.exp(-gain))
    assert not found.contradicted


def test_leavers_by_chance_are_the_binomial_quantiles() -> None:
    """Equal probabilities: the binomial; beyond 2,000 customers the normal's, two leavers off at most."""
    n, p = 500, 0.2
    assert leavers_by_chance(np.full(n, p)) == (binom.ppf(0.025, n, p), binom.ppf(0.975, n, p))
    low, high = leavers_by_chance(np.full(5_000, p))
    assert abs(low - binom.ppf(0.025, 5_000, p)) <= 2
    assert abs(high - binom.ppf(0.975, 5_000, p)) <= 2


@pytest.mark.parametrize(
    "predictions",
    [
        rates({0.1: (3, 97), 0.3: (4, 30)}),
        rates({0.9: (97, 3), 0.8: (30, 4)}),
        rates({0.3: (30, 70)}),
        rates({0.9: (30, 0), 0.1: (0, 70)}),
        rates({0.5: (0, 40)}),
        rates({0.0: (15, 15), 1.0: (15, 15)}),
        Predictions([], []),
    ],
    ids=["few leave", "few stay", "one probability", "ranked without a fault", "nobody leaves", "sure", "nobody"],
)
def test_no_slope_where_none_can_be_told(predictions: Predictions) -> None:
    """Fewer than ten on one side, no spread, or no overlap: no slope and no p-value; 0 and 1 are no error."""
    found = calibration(predictions)
    if set(predictions.p) == {0.0, 1.0}:
        assert found.fit is not None
        assert found.fit.slope == pytest.approx(0, abs=1e-6)
        assert found.contradicted
        return
    assert found.fit is None
    assert found.chance is None
    assert found.customers == len(predictions)


def test_too_many_leavers_are_found_without_a_slope() -> None:
    """2 expected, 8 left: the exact count alone contradicts."""
    found = calibration(rates({0.02: (8, 92)}))
    assert found.left < FEWEST
    assert found.expected == pytest.approx(2)
    assert found.contradicted
