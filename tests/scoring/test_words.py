"""How a scored file came out, in words."""

import numpy as np
import pytest

import churn
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.scoring import words
from churn.scoring.customers import SourceTable, check_customers
from churn.scoring.ranking import Ranking
from tests.ui import tables


@pytest.fixture(scope="module")
def ranking() -> Ranking:
    """Rank 120 customers of whom two have a probability above a half."""
    schema = churn.load(tables.good()).schema
    customers = check_customers(SourceTable.read(tables.good(), "in.csv"), schema)
    return Ranking(customers, np.linspace(0.51, 0.4, 120) * np.where(np.arange(120) < 2, 1, 0.9))


@pytest.mark.parametrize(
    ("campaign", "said"),
    [
        (
            Campaign(value_kept=600, offer_cost=90),
            "2 to contact: a contact pays above a churn probability of 50.0%",
        ),
        (
            Campaign(value_kept=600, offer_cost=90, capacity=1),
            "1 to contact: a contact pays above a churn probability of 50.0%, which 2 have: more than you can contact",
        ),
        (
            Campaign(value_kept=600, offer_cost=108),
            "nobody to contact: a contact pays above a churn probability of 60.0%, and none is above",
        ),
        (Campaign(value_kept=600, save_rate=0), "nobody to contact: a contact brings € 0 at most and costs € 50"),
    ],
    ids=["some", "more than can be", "none above", "never"],
)
def test_whom_to_contact(ranking: Ranking, campaign: Campaign, said: str) -> None:
    """It says how many are to be contacted, and why not others."""
    assert words.scored(ranking, ContactRule(campaign, better_than_chance=True).for_exactly(120)) == (
        f"120 customers scored, {said}"
    )


def test_flagged(ranking: Ranking) -> None:
    """A threshold is named with the digits that it has."""
    rule = ContactRule(Campaign(), better_than_chance=True)
    assert words.scored(ranking, rule, 0.0005).endswith(". 120 flagged, above 0.05%")
