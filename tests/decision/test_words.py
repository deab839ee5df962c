"""What is recommended, in sentences."""

from dataclasses import replace

import numpy as np
import pytest

from churn.decision import words as decision_words
from churn.decision.advice import Estimate, Recommendation
from churn.decision.campaign import Campaign
from churn.decision.curve import ProfitCurve
from churn.model.setting import settings_of

CURVE = ProfitCurve(np.arange(192), np.linspace(0, 40, 192), np.linspace(0, -3550, 192))


def advice(
    contacted: int = 35,
    *,
    leavers: tuple[float, float, float] = (24, 19, 28),
    gain: tuple[float, float, float] = (4300, 2900, 5600),
    campaign: Campaign = Campaign(),  # noqa: B008 - frozen
    break_even: float | None = 0.146,
    share: float = 0.18,
) -> Recommendation:
    """Make up a recommendation for 191 customers of whom 40 left."""
    steps, ends = np.array([0, 191]), np.array([0.0, 0.0])
    return Recommendation(
        campaign=campaign,
        share=share,
        customers=191,
        contacted=contacted,
        leavers=Estimate(*leavers),
        gain=Estimate(*gain),
        everyone=Estimate(-3550, -5050, -1900),
        at_random=-650.0,
        tied=1,
        tied_contacted=1,
        break_even=break_even,
        validation=CURVE,
        test=CURVE,
        steps=steps,
        low=ends,
        high=ends,
    )


def nobody(**changes: object) -> Recommendation:
    """Make up a recommendation to contact nobody."""
    return replace(advice(0, leavers=(0, 0, 0), gain=(0, 0, 0), share=0), **changes)  # type: ignore[arg-type]


def test_the_sentence() -> None:
    """One sentence says how many, how many of them would have left, and what it brings, with intervals."""
    assert decision_words.recommendation(advice()) == (
        "Contact the 35 riskiest of 191: about 24 (19–28) would have left, expected gain € 4,300 (2,900–5,600)."
    )


def test_everybody() -> None:
    """Contacting all of them has no riskiest."""
    assert decision_words.recommendation(advice(191, leavers=(40, 30, 50))).startswith(
        "Contact all 191 customers: about 40 ("
    )


def test_a_loss_within_the_interval() -> None:
    """A range that reaches below zero is written with words, so that no minus looks like a dash."""
    said = advice(gain=(300, -450, 900))
    assert decision_words.recommendation(said).endswith("expected gain € 300 (−450 to 900).")
    assert "not sure" in decision_words.certainty(said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (nobody(), "Contact nobody: whatever share of the validation customers is contacted"),
        (nobody(campaign=Campaign(capacity=0)), "Contact nobody: the capacity is 0."),
        (nobody(share=0.001), "Contact nobody: 0.1% of 191 test customers is less than one."),
    ],
    ids=["does not pay", "no capacity", "too few"],
)
def test_nobody(said: Recommendation, words: str) -> None:
    """Where nobody is to be contacted, the sentence says why."""
    assert decision_words.recommendation(said).startswith(words)
    assert decision_words.certainty(said) == "Doing nothing costs nothing and brings nothing."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (advice(), "Even at the low end"),
        (advice(gain=(-500, -900, -100)), "it loses, although it paid on the validation customers"),
        (advice(2, leavers=(2, 2, 2), gain=(200, 200, 200)), "chance cannot be judged"),
    ],
    ids=["sure", "sure loss", "too few to tell"],
)
def test_certainty(said: Recommendation, words: str) -> None:
    """How sure the gain is follows from its interval; an interval without width is no certainty."""
    assert words in decision_words.certainty(said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (advice(), "It breaks even at a save rate of 14.6%; 30.0% is assumed. A single contact pays from a churn"),
        (advice(break_even=1.2), "it loses even if every leaver is kept"),
        (advice(campaign=Campaign(offer_cost=0)), "cannot lose"),
        (advice(break_even=None), "No save rate would make a campaign pay: nobody here has left."),
        (advice(break_even=None, campaign=Campaign(value_kept=0)), "pay: a kept customer is worth nothing."),
        (nobody(), "Contacting somebody would pay from a save rate of 14.6% on."),
        (nobody(campaign=Campaign(capacity=0)), "With more capacity, contacting somebody would pay from"),
        (nobody(break_even=1.2), "No campaign would pay on the validation customers, even if every leaver were kept."),
        (nobody(campaign=Campaign(save_rate=0)), "No single contact pays"),
    ],
)
def test_break_even(said: Recommendation, words: str) -> None:
    """The break-even save rate is said for every case, with the reason where there is none."""
    assert words in decision_words.break_even(said)


def test_ties() -> None:
    """A list that ends within a tie says that others would do as well; else there is nothing to say."""
    said = decision_words.ties(replace(advice(), tied=4, tied_contacted=3))
    assert said is not None
    assert said.startswith("4 customers share the probability of the last one contacted, and 3 of them")
    assert decision_words.ties(advice()) is None
    assert decision_words.ties(nobody(tied=0, tied_contacted=0)) is None


def test_alternatives() -> None:
    """Nobody, the choice, as many at random, everyone: each with what it brings."""
    assert decision_words.alternatives(advice(campaign=Campaign(capacity=35))) == [
        ("Nobody", "0", "0", "€ 0"),
        ("The riskiest (recommended)", "35", "24 (19–28)", "€ 4,300 (2,900–5,600)"),
        ("As many at random, without the model", "35", "7", "−€ 650"),
        ("Everyone (beyond the capacity)", "191", "40", "−€ 3,550 (−5,050 to −1,900)"),
    ]
    assert [row[0] for row in decision_words.alternatives(nobody())] == ["Nobody (recommended)", "Everyone"]
    assert [row[0] for row in decision_words.alternatives(advice(191))] == ["Nobody", "Everyone (recommended)"]


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
    assert decision_words.money(amount) == shown


def test_assumptions_name_the_stayers() -> None:
    """The assumptions say that customers who would have stayed cost the offer, too."""
    assert any("would have stayed cost the offer" in line for line in decision_words.CAMPAIGN_ASSUMPTIONS)
    assert all(each.help for each in settings_of(Campaign))
