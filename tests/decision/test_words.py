"""What is recommended, in sentences."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from churn.decision import words as decision_words
from churn.decision.advice import Check, Recommendation
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.decision.curve import ProfitCurve
from churn.decision.outcome import Estimate, Outcome
from churn.model.setting import settings_of
from churn.scores.proportions import Interval

CURVE = ProfitCurve(np.arange(192), np.linspace(0, 40, 192), np.linspace(0, -3550, 192))
ENDS = np.array([0.0, 0.0])
OWN = Campaign(value_kept=600)
CHECK = Check(191, 35, 35, 24.0, 1, 1, CURVE, ENDS, ENDS, ENDS, 200, 23_000.0)


def outcome(
    contacted: int,
    leavers: tuple[float, float, float] = (126, 99, 147),
    gain: tuple[float, float, float] = (12_593, 6_163, 18_527),
    one: tuple[float, float] = (3_870, 21_350),
) -> Outcome:
    """Make up what comes of contacting some."""
    return Outcome(contacted, Estimate(*leavers), Estimate(*gain), Interval(*one))


def advice(
    contacted: int = 183,
    *,
    campaign: Campaign = OWN,
    break_even: Estimate | None = Estimate(0.146, 0.13, 0.19),  # noqa: B008 - frozen
    informed: bool = True,
    check: Check = CHECK,
    **changes: Any,  # noqa: ANN401 - tuples of numbers
) -> Recommendation:
    """Make up a recommendation for 1,000 customers like 191 test customers of whom 40 left."""
    everyone = outcome(1_000, (209, 156, 271), (-18_586, -26_548, -9_316), (-29_500, -6_000))
    at_random = outcome(contacted, (38, 29, 50), (-650, -2_000, 900), (-4_000, 3_000))
    rule = ContactRule(campaign, better_than_chance=informed)
    return Recommendation(rule, outcome(contacted, **changes), everyone, at_random, break_even, check)


def nobody(**changes: Any) -> Recommendation:  # noqa: ANN401 - see `advice`
    """Make up a recommendation to contact nobody."""
    none = {"leavers": (0, 0, 0), "gain": (0, 0, 0), "one": (0, 0)}
    empty = replace(CHECK, worthwhile=0, contacted=0, left=0.0, tied=0, tied_contacted=0)
    return advice(0, **{"check": empty, **none, **changes})


def test_the_sentence() -> None:
    """It says how many, how many of them would leave, what it brings, and what most of such campaigns bring.

    Every range is called one and has its unit. No number has more digits than its interval is worth.
    """
    assert decision_words.recommendation(advice()) == (
        "Contact the 183 riskiest of 1,000 customers like these. About 126 would leave (95% interval 99–147); expected "
        "gain € 12,600 (95% interval € 6,200–18,500). 95 of 100 such campaigns bring € 3,900–21,400."
    )


def test_example_values() -> None:
    """Until somebody has set value, cost or save rate, sentence, table and check say so beside every amount."""
    said = advice(campaign=Campaign())
    assert "expected gain € 12,600 with example values (95%" in decision_words.recommendation(said)
    assert "€ 23,000 with example values" in decision_words.check(said)
    assert decision_words.headings(said)[-2:] == [
        "Expected gain with example values (€, 95% interval)",
        "One such campaign with example values (€, 95 of 100)",
    ]
    told = nobody(campaign=replace(Campaign(), capacity=5))
    assert "example" not in decision_words.recommendation(told), "it names no amount"
    assert "example" not in " ".join([decision_words.recommendation(advice()), *decision_words.headings(advice())])


def test_everybody() -> None:
    """Contacting all of them has no riskiest; one is named as one."""
    said = decision_words.recommendation(advice(1_000, leavers=(209, 156, 271)))
    assert said.startswith("Contact all 1,000 customers like these. About 209 would leave (")
    one = decision_words.recommendation(advice(1, campaign=Campaign(value_kept=600, customers=1)))
    assert one.startswith("Contact the one customer like these. ")
    assert decision_words.recommendation(advice(1)).startswith("Contact the riskiest one of 1,000 customers like ")


def test_few() -> None:
    """Fewer than ten leavers are counted with a decimal."""
    assert "About 1.5 would leave (95% interval 0.9–1.9)" in decision_words.recommendation(
        advice(2, leavers=(1.52, 0.9, 1.94))
    )


def test_a_loss_within_the_interval() -> None:
    """A range that reaches below zero is written with words, so that no minus looks like a dash."""
    said = advice(gain=(300, -450, 900), one=(-700, 1200))
    assert decision_words.recommendation(said).endswith(
        "expected gain € 300 (95% interval −€ 450 to € 900). 95 of 100 such campaigns bring −€ 700 to € 1,200."
    )
    assert "not sure" in decision_words.certainty(said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            nobody(informed=False),
            "Contact nobody by this model: the test customers do not show that it ranks better than chance.",
        ),
        (nobody(campaign=Campaign(capacity=0)), "Contact nobody: the capacity is 0."),
        (
            nobody(campaign=Campaign(save_rate=0.1)),
            "Contact nobody: a contact brings € 50 at most and costs € 50.",
        ),
        (
            nobody(campaign=Campaign(offer_cost=145)),
            "Contact nobody: a contact pays above a churn probability of 96.7%, and none of the 191 test",
        ),
        (
            nobody(campaign=Campaign(offer_cost=149.9)),
            "Contact nobody: a contact pays above a churn probability of 99.93%",
        ),
        (
            nobody(check=replace(CHECK, worthwhile=1), campaign=Campaign(customers=100)),
            "Contact nobody: 0.5% of the test customers are worth an offer, less than one of 100.",
        ),
    ],
    ids=["chance", "no capacity", "never pays", "none above", "digits", "too few"],
)
def test_nobody(said: Recommendation, words: str) -> None:
    """Where nobody is to be contacted, the sentence says why."""
    assert decision_words.recommendation(said).startswith(words)
    assert not decision_words.certainty(said)
    assert not decision_words.check(said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (advice(), "Even at the low end of both ranges"),
        (advice(one=(-100, 20_000)), "On average it pays, if value, cost and save rate are right; a single campaign"),
        (
            advice(one=(0, 20_000)),
            "On average it pays, if value, cost and save rate are right; a single campaign may n",
        ),
        (advice(one=(12_000, 12_000)), "Even at the low end the campaign pays"),
        (advice(gain=(-500, -900, -100)), "On the test customers it loses"),
        (
            advice(701, one=(-35_050, -35_050)),
            "A single campaign most likely keeps nobody, so it costs € 35,050 and brings nothing: the expected gain",
        ),
        (advice(gain=(100, 0, 200), one=(-100, 300)), "the 95% interval of the expected gain begins at 0."),
        (advice(gain=(100, -50, 200), one=(-100, 300)), "the 95% interval of the expected gain includes a loss."),
        (
            advice(gain=(-1_900, -9_000, 5_300), one=(-9_500, 6_000)),
            "Do not rely on it: by the probabilities each of them is worth an offer, but fewer of the test customers ",
        ),
        (
            advice(campaign=Campaign(offer_cost=0), gain=(80, 0, 150), one=(0, 500)),
            "A campaign that costs nothing cannot lose; it may bring nothing.",
        ),
        (advice(campaign=Campaign(offer_cost=0), one=(5, 500)), "A campaign that costs nothing cannot lose."),
    ],
    ids=[
        "sure",
        "sure on average",
        "may bring nothing",
        "sure of one",
        "sure loss",
        "keeps nobody",
        "from nothing",
        "unsure",
        "rather a loss",
        "free",
        "free and sure",
    ],
)
def test_certainty(said: Recommendation, words: str) -> None:
    """How sure the gain is follows from both ranges; a range without width is no certainty."""
    assert words in decision_words.certainty(said)


def test_no_range_without_width() -> None:
    """Where nearly every campaign brings the same, no range is given."""
    assert "such campaigns" not in decision_words.recommendation(advice(2, one=(-100, -100)))


def test_a_loss_is_not_recommended() -> None:
    """Where the test customers show a loss, sentence, table and picture name the choice and do not recommend it."""
    loss: dict[str, Any] = {"gain": (-1_900, -9_000, 5_300), "one": (-9_500, 6_000)}
    assert decision_words.recommendation(advice(465, **loss)) == (
        "By the probabilities, contact the 465 riskiest of 1,000 customers like these. But the test customers show a "
        "loss: about 126 would leave (95% interval 99–147); expected gain −€ 1,900 (95% interval −€ 9,000 to € 5,300). "
        "95 of 100 such campaigns bring −€ 9,500 to € 6,000."
    )
    for contacted, name in ((465, "The riskiest (by the probabilities)"), (1_000, "Everyone (by the probabilities)")):
        assert name in [row[0] for row in decision_words.alternatives(advice(contacted, **loss))]
    assert [
        decision_words.choice(each) for each in (advice(465, **loss), advice(), nobody(), nobody(informed=False))
    ] == ["by the probabilities", "recommended", "nobody", "nobody by this model"]


def test_nothing_is_said_twice_or_denied_at_no_cost() -> None:
    """That a campaign without cost cannot lose is said once, and no sentence beside it speaks of a loss."""
    free = advice(3, campaign=Campaign(offer_cost=0, customers=3), gain=(90, 70, 120), one=(0, 500))
    told = " ".join((decision_words.certainty(free), decision_words.break_even(free)))
    assert told.count("lose") == 1
    assert "loss" not in told


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            advice(),
            "A contact pays above a churn probability of 27.8%, if the probabilities are right; 35 of the 191 test ",
        ),
        (
            advice(),
            "customers are above it. It breaks even at a save rate of 14.6% (95% interval 13.0–19.0%); 30% is ",
        ),
        (
            advice(check=replace(CHECK, worthwhile=50)),
            "50 of the 191 test customers are above it, more than the capacity allows.",
        ),
        (advice(break_even=Estimate(0.9, 0.6, 1.4)), "a save rate of 90.0% (95% interval 60.0% or more); 30% is"),
        (advice(break_even=Estimate(1.2, 0.9, 1.4)), "It breaks even at a save rate of 90.0% or more; 30% is"),
        (advice(break_even=Estimate(1.4, 1.2, 2)), "it loses even if every leaver is kept"),
        (
            advice(campaign=Campaign(save_rate=1e-5, value_kept=1e8), break_even=Estimate(7.2e-6, 6.8e-6, 7.7e-6)),
            "a save rate of 0.00072% (95% interval 0.00068–0.00077%); 0.001% is assumed.",
        ),
        (nobody(break_even=Estimate(4e-6, 4e-6, 4e-6)), "is worth an offer above a save rate of 0.0004%."),
        (nobody(break_even=None), "No save rate makes a campaign pay: nobody here is likely to leave."),
        (nobody(break_even=None, campaign=Campaign(value_kept=0)), "pay: a kept customer is worth nothing."),
        (nobody(), "The riskiest of the test customers is worth an offer above a save rate of 14.6%."),
        (nobody(break_even=Estimate(1.2, 1.2, 1.2)), "Nobody is worth an offer, even if every leaver were kept."),
        (nobody(campaign=Campaign(save_rate=0)), "No single contact pays"),
    ],
)
def test_break_even(said: Recommendation, words: str) -> None:
    """The bar of a contact and the break-even save rate are said for every case, or why there is none."""
    assert words in decision_words.break_even(said)


def test_no_break_even_by_chance() -> None:
    """A model that ranks no better than chance says of nobody when a contact pays."""
    assert not decision_words.break_even(nobody(informed=False))


def test_check() -> None:
    """The check tells what did happen to the test customers, and which number of contacts would have been best."""
    assert decision_words.check(advice()) == (
        "The check: of the 191 test customers 24 of the 35 to contact did leave. The best number of contacts, known "
        "only afterwards, would have been 200 of 1,000, with an expected gain of € 23,000."
    )
    few = decision_words.check(advice(check=replace(CHECK, worthwhile=60)))
    assert "24 of the 35 to contact (capacity in proportion) did leave" in few
    rounded = decision_words.check(advice(check=replace(CHECK, best_gain=12_827.0)))
    assert rounded.endswith("with an expected gain of € 12,800."), "the luckiest number is no surer than the others"
    hardly = decision_words.check(advice(check=replace(CHECK, best_gain=12_610.0)))
    assert hardly.endswith("No other number of contacts would have brought clearly more.")
    one = decision_words.check(advice(1, check=replace(CHECK, worthwhile=1, contacted=1, left=1.0)))
    assert one.startswith("The check: of the 191 test customers the one to contact did leave. ")
    best = replace(CHECK, best_gain=12_593.0, contacted=191, left=40.0)
    assert decision_words.check(advice(check=best)) == (
        "The check: all 191 test customers would have been contacted, and 40 of them did leave. No other number of "
        "contacts would have brought more."
    )


def test_ties() -> None:
    """A list that ends within a tie says that others would do as well; else there is nothing to say."""
    said = decision_words.ties(advice(check=replace(CHECK, tied=4, tied_contacted=3)))
    assert said is not None
    assert said == (
        "4 customers share the probability of the last one to contact, and there is room for 3 of them: any will do."
    )
    assert decision_words.ties(advice()) is None
    assert decision_words.ties(nobody()) is None


def test_alternatives() -> None:
    """Nobody, the choice, as many at random, everyone: each with what it brings, on average and in one campaign.

    All amounts are rounded alike, as they are in the sentences above the table.
    """
    assert decision_words.alternatives(advice(campaign=replace(OWN, capacity=183))) == [
        ("Nobody", "0", "0", "0", "0"),
        ("The riskiest (recommended)", "183", "126 (99–147)", "12,600 (6,200–18,500)", "3,900–21,400"),
        ("As many at random, without the model", "183", "38 (29–50)", "−600 (−2,000 to 900)", "−4,000 to 3,000"),
        (
            "Everyone (beyond the capacity)",
            "1,000",
            "209 (156–271)",
            "−18,600 (−26,500 to −9,300)",
            "−29,500 to −6,000",
        ),
    ]
    assert [row[0] for row in decision_words.alternatives(nobody())] == ["Nobody (recommended)", "Everyone"]
    assert [row[0] for row in decision_words.alternatives(advice(1_000))] == ["Nobody", "Everyone (recommended)"]
    assert [row[0] for row in decision_words.alternatives(nobody(informed=False))] == [
        "Nobody by this model",
        "Everyone",
    ]


def test_assumptions_name_the_stayers() -> None:
    """The assumptions say that customers who would stay anyway cost the offer, too."""
    assert any("would stay anyway cost the offer" in line for line in decision_words.CAMPAIGN_ASSUMPTIONS)
    assert all(each.help for each in settings_of(Campaign))
