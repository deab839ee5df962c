"""Amounts, counts and shares: no digits that are not sure, and none that reads as nothing and is not."""

import pytest

from churn.decision.amount_words import counted, digits, gain_decimals, money, money_span, rate_ends
from churn.decision.campaign import Campaign
from churn.decision.outcome import Estimate
from churn.scores.proportions import Interval


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "€ 0"),
        (-0.001, "€ 0"),
        (0.5, "€ 0.50"),
        (99.999, "€ 100"),
        (12, "€ 12"),
        (-12.5, "−€ 12.50"),
        (2161.5, "€ 2,162"),
        (-3550, "−€ 3,550"),
        (1.14e10, "€ 11,400,000,000"),
    ],
)
def test_money(amount: float, shown: str) -> None:
    """Whole euros in groups of three, cents only where they matter, no minus before nothing."""
    assert money(amount) == shown


def test_an_end_near_nothing() -> None:
    """An end that is not 0 does not read as 0 beside a large one, and keeps its sign."""
    assert money_span(Interval(-31, 26_548)) == "−€ 31 to € 26,500"
    assert digits(0.0, Interval(0, 26_548)) == "0"
    assert counted(Estimate(1, 0.007, 1)) == "1.0 (0.007–1.0)"
    assert counted(Estimate(700, 3, 1_400)) == "700 (3–1,400)"


def test_rates_without_width() -> None:
    """The ends of a narrow interval differ in what is shown; where they are one number, they are written alike."""
    assert rate_ends(Estimate(0.3, 0.29999, 0.30001)) == ("30.000%", "29.999%", "30.001%")
    assert rate_ends(Estimate(0.5, 0.5, 0.5)) == ("50.0%", "50.0%", "50.0%")
    assert rate_ends(Estimate(0.9, 0.6, float("inf")))[:2] == ("90.0%", "60.0%")


@pytest.mark.parametrize(
    ("gains", "campaign", "decimals"),
    [
        ([79.5, -12.0, 0.0], Campaign(), 0),
        ([0.01, 3.0], Campaign(value_kept=5, offer_cost=0), 2),
        ([0.006, 79.5], Campaign(), 2),
        ([0.004, 79.5], Campaign(), 3),
        ([float("nan")], Campaign(), 0),
        ([], Campaign(), 0),
    ],
    ids=str,
)
def test_decimals_of_gains(gains: list[float], campaign: Campaign, decimals: int) -> None:
    """Cents are shown where they count, and as many decimals as it takes for no gain to read as 0 that is not."""
    assert gain_decimals(gains, campaign) == decimals
    assert not [gain for gain in gains if gain and f"{abs(gain):.{decimals}f}" == f"{0:.{decimals}f}"]
