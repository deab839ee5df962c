"""One rule says whom to contact."""

import numpy as np
import pytest

from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule


def rule(campaign: Campaign, *, informed: bool = True) -> ContactRule:
    """Return the rule at some terms."""
    return ContactRule(campaign, better_than_chance=informed)


@pytest.mark.parametrize(
    ("campaign", "p", "number"),
    [
        (Campaign(100, 10, 0.5), [0.9, 0.21, 0.2, 0.1], 2),
        (Campaign(100, 10, 0.5), [0.2], 0),
        (Campaign(100, 0, 0.5), [0.9, 1e-12, 0.0], 2),
        (Campaign(100, 50, 0.5), [1.0], 0),
        (Campaign(100, 49, 0.5), [1.0, 0.97], 1),
        (Campaign(0, 0, 0.5), [1.0], 0),
        (Campaign(100, 0, 0.0), [1.0], 0),
        (Campaign(100, 10, 0.5, 1, customers=3), [0.9, 0.9, 0.9], 1),
        (Campaign(100, 10, 0.5, 1, customers=6), [0.9, 0.9, 0.9], 1),
        (Campaign(100, 10, 0.5, 0), [0.9], 0),
        (Campaign(100, 10, 0.5), [], 0),
    ],
    ids=str,
)
def test_number(campaign: Campaign, p: list[float], number: int) -> None:
    """Strictly above cost ÷ (save rate × value), up to the capacity in proportion, rounded up."""
    assert rule(campaign).number(p) == number
    assert rule(campaign, informed=False).number(p) == 0


@pytest.mark.parametrize("seed", range(20))
def test_expected_gain_is_positive_for_those_to_contact(seed: int) -> None:
    """Whatever the terms, who is worth an offer has an expected gain above 0 and nobody else; at the bar it is 0."""
    rng = np.random.default_rng(seed)
    campaign = Campaign(float(rng.integers(1, 999)), float(rng.integers(0, 99)), float(rng.integers(0, 101)) / 100)
    bars = [] if campaign.worthwhile is None else [campaign.worthwhile]
    p = np.sort([*rng.random(200).round(2), *bars, 0.0, 1.0])[::-1]
    gain, number = rule(campaign).expected_gain(p), rule(campaign).number(p)
    assert (gain[:number] > 0).all()
    assert (gain[number:] <= 0).all()
    assert np.allclose(gain, campaign.save_rate * campaign.value_kept * p - campaign.offer_cost)


def test_a_file_has_the_capacity_for_itself() -> None:
    """Of a file so many customers are contacted as the capacity says, whatever the number the page speaks of."""
    several = rule(Campaign(100, 10, 0.5, 2, customers=1_000))
    assert several.number([0.9] * 5) == 1
    assert several.for_exactly(5).number([0.9] * 5) == 2
    assert several.for_exactly(0).number([]) == 0
