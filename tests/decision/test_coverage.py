"""The two ranges hold what they promise, where the truth is known because it is made up."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from churn.decision.advice import Recommendation, recommendation
from churn.decision.campaign import Campaign
from churn.model.evaluation import Evaluation

POPULATION = 100_000
REPEATS = 200
FEW = 3  # leavers, or stayers, among the test customers to contact


def population(rng: np.random.Generator, churn: float, *, ties: bool) -> NDArray[np.float64]:
    """Make up probabilities that are right, falling; with ties they are 5, 15, …, 95%."""
    risks = 2.5 * rng.normal(size=POPULATION)
    low, high = -20.0, 20.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(risks + middle).mean() < churn else (low, middle)
    p = expit(risks + low)
    return np.asarray(-np.sort(-(np.ceil(10 * p) / 10 - 0.05 if ties else p)))


def advised(rng: np.random.Generator, p: NDArray[np.float64], n: int, campaign: Campaign) -> Recommendation:
    """Recommend on a sample of test customers."""
    some = p[rng.integers(len(p), size=n)]
    return recommendation(Evaluation(y={"test": (rng.random(n) < some).astype(np.int8)}, p={"test": some}), campaign)


def one_campaign(rng: np.random.Generator, p: NDArray[np.float64], campaign: Campaign, contacted: int) -> float:
    """Contact the riskiest of new customers: who leaves and who is kept is chance."""
    risks = -np.sort(-p[rng.integers(len(p), size=campaign.customers)])[:contacted]
    kept = rng.random(contacted) < risks * campaign.save_rate
    return float(campaign.value_kept * kept.sum() - campaign.offer_cost * contacted)


def held(n: int, churn: float, campaign: Campaign, *, ties: bool) -> tuple[list[bool], list[bool], bool]:
    """Return whether the truth and one new campaign lay in their ranges, and whether outcomes left much to learn.

    Where hardly any of those to contact leave, or hardly any stay, intervals of shares are wider than need be.
    """
    rng = np.random.default_rng(n)
    p = population(rng, churn, ties=ties)
    true, came, rarer = [], [], []
    for _ in range(REPEATS):
        advice = advised(rng, p, n, campaign)
        contacted, check = advice.chosen.contacted, advice.check
        if not contacted:
            continue  # nothing is said: nobody is above the bar, or so few leavers show nothing of the model
        leavers = contacted * p[: round(contacted / campaign.customers * len(p))].mean()
        truth, gain = float(campaign.gain(contacted, leavers)), one_campaign(rng, p, campaign, contacted)
        true.append(advice.chosen.gain.low <= truth <= advice.chosen.gain.high)
        came.append(advice.chosen.one_campaign.low <= gain <= advice.chosen.one_campaign.high)
        rarer.append(min(check.left, check.contacted - check.left))
    return true, came, bool(np.median(rarer) >= FEW)


@pytest.mark.slow
@pytest.mark.parametrize("n", [50, 191, 1000])
def test_coverage(n: int) -> None:
    """At a churn of 2, 23 and 50%, with and without ties, truth and campaigns are within their ranges in 92 to 98%.

    They are more often where next to none of the contacted test customers left, or next to none stayed.
    """
    enough: tuple[list[bool], list[bool]] = ([], [])
    few: tuple[list[bool], list[bool]] = ([], [])
    for churn in (0.02, 0.23, 0.5):
        for ties in (False, True):
            campaign = Campaign(500, 50 if churn > 0.1 else 15, 0.3, customers=500)
            true, came, informed = held(n, churn, campaign, ties=ties)
            assert min(np.mean(true), np.mean(came)) >= 0.9
            for group, each in zip(enough if informed else few, (true, came), strict=True):
                group.extend(each)
    assert all(0.92 <= np.mean(each) <= 0.98 for each in enough if each)
    assert all(np.mean(each) >= 0.92 for each in few if each)
    assert len(enough[0]) >= REPEATS


@pytest.mark.slow
def test_coverage_at_a_capacity() -> None:
    """The same holds where the capacity says how many are contacted, of another number than the test customers are."""
    true, came, _ = held(191, 0.23, Campaign(500, 50, 0.3, 60, customers=400), ties=False)
    assert np.mean(true) >= 0.92
    assert 0.92 <= np.mean(came) <= 0.98
