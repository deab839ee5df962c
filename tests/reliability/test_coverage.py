"""Simulations with known truth: intervals hold it as often as promised, and right probabilities are left alone."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from churn.reliability.calibration import Calibration, calibration
from churn.reliability.experience import FEWEST, NEAREST, REACH, Experience, Groups
from churn.scores.predictions import Predictions

pytestmark = pytest.mark.slow
SIZES, RATES = (50, 191, 1_000), (0.02, 0.23, 0.5)
TABLES = 250  # of each size and rate, with ties and without
SPREAD = 2.0  # of the true log-odds: ROC AUC about 0.85


class Table(NamedTuple):
    """Customers whose own probabilities are known."""

    truth: NDArray[np.float64]
    y: NDArray[np.bool_]


def tables(size: int, rate: float, *, ties: bool = False, n: int = TABLES) -> Iterator[Table]:
    """Draw customers; with ties, they have one of twelve probabilities."""
    rng = np.random.default_rng([size, int(1000 * rate), ties])
    drawn = SPREAD * rng.normal(size=100_000)
    middle = brentq(lambda each: expit(each + drawn).mean() - rate, -30, 30)
    for _ in range(n):
        odds = middle + SPREAD * rng.normal(size=size)
        truth = expit(odds.round() if ties else odds)
        yield Table(truth, rng.random(size) < truth)


def likely(share: float, n: int) -> float:
    """Return how far chance moves a share that is counted n times: three standard errors."""
    return 3 * float(np.sqrt(share * (1 - share) / n))


@pytest.fixture(scope="module")
def of_right_probabilities() -> dict[tuple[int, float, bool], list[Calibration]]:
    """Judge right probabilities in all tables."""
    return {
        (size, rate, ties): [calibration(Predictions(y, truth)) for truth, y in tables(size, rate, ties=ties)]
        for size in SIZES
        for rate in RATES
        for ties in (False, True)
    }


def test_right_probabilities_are_contradicted_in_a_twentieth(
    of_right_probabilities: dict[tuple[int, float, bool], list[Calibration]],
) -> None:
    """At most 6% over all, and nowhere more than 5% by more than chance."""
    wrong = {key: np.mean([each.contradicted for each in found]) for key, found in of_right_probabilities.items()}
    assert np.mean([*wrong.values()]) <= 0.06, wrong
    assert max(wrong.values()) <= 0.05 + likely(0.05, TABLES), wrong
    extreme = [
        each.contradicted and each.fit is not None and each.fit.interval.high < 1
        for found in of_right_probabilities.values()
        for each in found
    ]
    assert np.mean(extreme) <= 0.06


def test_slope_is_inside_its_interval(
    of_right_probabilities: dict[tuple[int, float, bool], list[Calibration]],
) -> None:
    """92 to 98% hold 1 where at least ten leave and stay, which is nearly always or hardly ever so."""
    told = 0
    for (size, rate, ties), found in of_right_probabilities.items():
        fits = [each.fit for each in found if each.fit is not None]
        if size * rate < 10:
            assert len(fits) <= 0.05 * TABLES
            continue
        told += 1
        held = np.mean([fit.interval.low <= 1 <= fit.interval.high for fit in fits])
        off = likely(0.95, len(fits))
        assert 0.92 - off <= held <= 0.98 + off, (size, rate, ties, held)
    assert told == 14


def test_slope_of_extreme_probabilities_is_inside_its_interval() -> None:
    """Log-odds 1.6 times too far out: the slope is 1 / 1.6; at 1,000 customers they are nearly always found out.

    What a high probability is rather like is said only then, and its interval holds the truth in at least 92%.
    """
    for size, least in ((191, 0.5), (1_000, 0.98)):
        found = [calibration(Predictions(y, expit(1.6 * logit(truth)))) for truth, y in tables(size, 0.23)]
        fits = [each.fit for each in found if each.fit]
        held = np.mean([fit.interval.low <= 1 / 1.6 <= fit.interval.high for fit in fits])
        assert 0.92 - likely(0.95, len(fits)) <= held <= 0.98 + likely(0.95, len(fits))
        assert np.mean([each.contradicted for each in found]) >= least
        said = [(each.highest, each.fit.corrected(each.highest)[1]) for each in found if each.contradicted and each.fit]
        held = np.mean([low <= expit(logit(p) / 1.6) <= high for p, (low, high) in said])
        assert held >= 0.92


def test_leavers_are_in_the_range_that_chance_allows(
    of_right_probabilities: dict[tuple[int, float, bool], list[Calibration]],
) -> None:
    """At least 95%, and no more than 98% but where whole leavers are too coarse for it."""
    for (size, rate, ties), found in of_right_probabilities.items():
        held = np.mean([each.counts_agree for each in found])
        assert held >= 0.95 - likely(0.95, TABLES), (size, rate, ties)
        if size * rate > 10:
            assert held <= 0.98 + likely(0.95, TABLES), (size, rate, ties)


@pytest.mark.parametrize("ties", [False, True], ids=["no ties", "ties"])
@pytest.mark.parametrize("size", SIZES)
def test_rate_of_customers_with_about_a_probability(size: int, ties: bool) -> None:  # noqa: FBT001
    """The mean of their own probabilities is inside in at least 92%, though the model is too extreme and noisy."""
    rng = np.random.default_rng(size)
    for rate in RATES:
        held = []
        for truth, y in tables(size, rate, ties=ties, n=100):
            p = expit(1.4 * logit(truth) + (0 if ties else 0.5 * rng.normal(size=size)))
            known, own = Experience(y, p), truth[np.argsort(p, kind="stable")]
            asked = rng.choice(p, 20)
            groups = known.about(asked)
            for each, n, low, high in zip(asked, groups.customers, *groups.interval, strict=True):
                members = nearest(known.p, each)
                assert members.sum() == n
                if n >= FEWEST:
                    held.append(low <= own[members].mean() <= high)
        assert len(held) > 300
        assert np.mean(held) >= 0.92, (rate, np.mean(held))


def nearest(p: NDArray[np.float64], asked: float) -> NDArray[np.bool_]:
    """Find the customers with about a probability by looking at all of them."""
    distance = np.abs(np.arcsin(np.sqrt(p)) - np.arcsin(np.sqrt(asked)))
    among_nearest = np.isin(p, p[np.argsort(distance, kind="stable")[:NEAREST]])
    return np.asarray(among_nearest & (distance <= REACH))


def test_rate_of_twins() -> None:
    """Customers exactly alike have one probability: it is inside in at least 92%, at every number of twins."""
    rng = np.random.default_rng(5)
    for rate in RATES:
        truth = expit(logit(rate) + rng.normal(size=5_000))
        customers = rng.integers(1, 21, 5_000)
        groups = Groups(customers, rng.binomial(customers, truth))
        low, high = groups.interval
        inside = (low <= truth) & (truth <= high)
        assert inside.mean() >= 0.95
        for number in (1, 5, 20):
            assert inside[customers == number].mean() >= 0.92
