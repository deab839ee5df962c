"""A campaign's gain is a sum that anybody can work out; here it is worked out again, the slow way."""

import math
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import churn
from churn.decision.advice import Recommendation, recommendation
from churn.decision.calls import call_list
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.decision.curve import ProfitCurve, profit_curve
from churn.errors import SpecError
from churn.model.evaluation import Evaluation

PLAIN = Campaign(value_kept=100, offer_cost=10, save_rate=0.5)
"""A contacted leaver brings € 40, a contacted stayer € −10."""

campaigns = st.builds(Campaign, value_kept=st.floats(0, 1e4), offer_cost=st.floats(0, 1e3), save_rate=st.floats(0, 1))


@st.composite
def customers(draw: st.DrawFn, largest: int = 6) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Make up a few customers, many of them with the same probability."""
    n = draw(st.integers(1, largest))
    y = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    p = draw(st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), min_size=n, max_size=n))
    return np.array(y, dtype=np.int8), np.array(p)


def brute_force(y: NDArray[np.int8], p: NDArray[np.float64], campaign: Campaign) -> list[float]:
    """Average over all orders of the customers that a ranking by probability allows; one contact after the other."""
    curves = []
    for order in permutations(range(len(y))):
        ranked = [p[place] for place in order]
        if ranked == sorted(ranked, reverse=True):
            gain = [0.0]
            for place in order:
                saved = campaign.save_rate * campaign.value_kept if y[place] else 0.0
                gain.append(gain[-1] + saved - campaign.offer_cost)
            curves.append(gain)
    return [math.fsum(gains) / len(curves) for gains in zip(*curves, strict=True)]


def evaluated(y: list[int], p: list[float], *, informed: bool = True) -> Evaluation:
    """Make up test customers whose model ranks better than chance, or not: what a few cannot show by themselves."""
    evaluation = Evaluation(y={"test": np.array(y, dtype=np.int8)}, p={"test": np.array(p, dtype=np.float64)})
    evaluation.__dict__["better_than_chance"] = informed
    return evaluation


def judged(y: list[int], p: list[float], campaign: Campaign, *, informed: bool = True) -> Recommendation:
    """Recommend for customers like these test customers."""
    return recommendation(evaluated(y, p, informed=informed), campaign)


def test_worked_by_hand() -> None:
    """Five customers, ranked: leaver, stayer, leaver, stayer, stayer.

    With a kept customer worth € 500, an offer at € 50 and 30% of the leavers kept, a contacted leaver brings
    0.3 × 500 − 50 = € 100 and a contacted stayer costs € 50: 100, 50, 150, 100, 50.
    """
    curve = profit_curve([0, 1, 0, 1, 0], [0.7, 0.9, 0.1, 0.4, 0.2], Campaign(500, 50, 0.3))
    assert curve.contacted.tolist() == [0, 1, 2, 3, 4, 5]
    assert curve.leavers.tolist() == [0, 1, 1, 2, 2, 2]
    assert curve.gain.tolist() == [0, 100, 50, 150, 100, 50]


@settings(max_examples=60, deadline=None)
@given(customers(), campaigns)
def test_equals_brute_force(drawn: tuple[NDArray[np.int8], NDArray[np.float64]], campaign: Campaign) -> None:
    """The curve is the average over every order that the ties leave open, whatever the terms."""
    y, p = drawn
    curve = profit_curve(y, p, campaign)
    scale = 1 + campaign.save_rate * campaign.value_kept + campaign.offer_cost
    assert curve.gain / scale == pytest.approx(np.array(brute_force(y, p, campaign)) / scale, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_equals_brute_force_on_simulated_campaigns(seed: int) -> None:
    """Hundreds of customers without ties: the same as adding up contact by contact."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(100, 400))
    p = rng.permutation(np.linspace(0, 1, n))
    y = (rng.random(n) < p).astype(np.int8)
    campaign = Campaign(float(rng.integers(1, 2000)), float(rng.integers(0, 100)), float(rng.random()))
    gain = [0.0]
    for place in sorted(range(n), key=lambda place: -p[place]):
        gain.append(gain[-1] + campaign.save_rate * campaign.value_kept * y[place] - campaign.offer_cost)
    assert profit_curve(y, p, campaign).gain == pytest.approx(np.array(gain), abs=1e-6)


def test_everybody_alike() -> None:
    """If all probabilities are equal the curve is one straight line."""
    assert profit_curve([1, 0, 0, 0], [0.3] * 4, PLAIN).gain.tolist() == [0, 2.5, 5, 7.5, 10]


def test_arrays_that_do_not_match() -> None:
    """Outcomes and probabilities are of the same customers."""
    with pytest.raises(ValueError, match=r"same shape \(n,\), not \(1,\) and \(2,\)"):
        profit_curve([1], [0.1, 0.2], PLAIN)


def test_nobody_there() -> None:
    """Without customers there is one point, and nothing to gain."""
    curve = profit_curve([], [], PLAIN)
    assert (len(curve), curve.gain.tolist()) == (0, [0])


def test_curve_is_read_only() -> None:
    """Nobody can change a curve that others look at."""
    curve = profit_curve([1], [0.5], PLAIN)
    with pytest.raises(ValueError, match="read-only"):
        curve.gain[0] = 1


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"value_kept": -1}, r"Value of a kept customer \(€\) cannot be “-1”: it is a number from 0.0 to"),
        ({"offer_cost": -0.01}, r"Cost of an offer \(€\) cannot be “-0.01”: it is a number from 0.0 to"),
        ({"save_rate": 1.01}, "Save rate cannot be “1.01”: it is a number from 0.0 to 1.0"),
        ({"save_rate": -0.1}, "Save rate cannot be “-0.1”"),
        ({"save_rate": float("nan")}, "Save rate cannot be “nan”"),
        ({"offer_cost": float("inf")}, "cannot be “inf”"),
        ({"value_kept": "much"}, "cannot be “much”"),
        ({"value_kept": None}, "cannot be “None”"),
        ({"capacity": -1}, "Number of customers we can contact cannot be “-1”: it is a whole number from 0 to"),
        ({"capacity": 2.5}, "cannot be “2.5”: it is a whole number"),
        ({"capacity": True}, "cannot be “True”"),
        ({"customers": 0}, "Customers like these cannot be “0”: it is a whole number from 1 to"),
    ],
    ids=str,
)
def test_terms_that_are_not_allowed(terms: dict[str, Any], words: str) -> None:
    """The message names the term, its value and what is allowed."""
    with pytest.raises(SpecError, match=words):
        Campaign(**terms)


def test_equal_terms_are_equal() -> None:
    """However they are written, the same terms are the same campaign and share a key."""
    assert Campaign(500, 50, np.float64(0.3), 7) == Campaign(500.0, 50.0, 0.3, 7)
    assert hash(Campaign(capacity=7)) == hash(Campaign(capacity=7))


def test_example_values() -> None:
    """Value, cost and save rate are examples until somebody changes one of them; capacity and number are none."""
    assert Campaign().has_example_values
    assert Campaign(capacity=7, customers=50).has_example_values
    assert not any(each.has_example_values for each in (Campaign(499), Campaign(offer_cost=0), Campaign(save_rate=0)))


def test_a_contact_that_pays() -> None:
    """With the defaults a single contact pays above 50 / (0.3 × 500), one in three; where nothing is saved, never."""
    assert Campaign().worthwhile == pytest.approx(1 / 3)
    assert Campaign(save_rate=0).worthwhile is None
    assert Campaign(value_kept=50, offer_cost=50, save_rate=1).worthwhile is None


def test_recommendation_by_hand() -> None:
    """A contact pays above 10 ÷ (0.5 × 100) = 0.2: of 4 test customers 2, of whom 1 left; so of 8 like them 4."""
    campaign = Campaign(100, 10, 0.5, customers=8)
    advice = judged([0, 1, 0, 1], [0.8, 0.7, 0.2, 0.1], campaign)
    assert (advice.chosen.contacted, advice.chosen.leavers.value, advice.chosen.gain.value) == (
        4,
        2,
        0.5 * 100 * 2 - 40,
    )
    assert (advice.everyone.contacted, advice.everyone.gain.value) == (8, 0.5 * 100 * 4 - 80)
    assert (advice.at_random.contacted, advice.at_random.gain.value) == (4, 0.5 * 100 * 2 - 40)
    assert advice.break_even is not None
    assert advice.break_even.value == 4 * 10 / (100 * 2) == 0.2
    check = advice.check
    assert (check.customers, check.worthwhile, check.contacted, check.left) == (4, 2, 2, 1)
    assert (check.best, check.best_gain) == (8, 2 * 60)
    assert check.shares.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert (check.low[2], check.high[2]) == (advice.chosen.gain.low, advice.chosen.gain.high)


def test_break_even_is_where_the_gain_is_nothing() -> None:
    """At the break-even save rate the same contacts bring exactly nothing."""
    y, p = [1, 0, 1, 0, 0], [0.9, 0.8, 0.7, 0.2, 0.1]
    advice = judged(y, p, PLAIN)
    assert advice.break_even is not None
    assert advice.check.contacted == 3
    assert profit_curve(y, p, Campaign(100, 10, advice.break_even.value)).gain[3] == pytest.approx(0)
    assert advice.break_even.low < advice.break_even.value < advice.break_even.high


def test_nobody_is_worth_an_offer() -> None:
    """Where nobody's probability reaches the bar, nobody is contacted; the break-even is that of the riskiest."""
    advice = judged([1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1], Campaign(value_kept=100, offer_cost=10, save_rate=0.1))
    assert (advice.chosen.contacted, advice.chosen.gain.value, advice.chosen.one_campaign) == (0, 0, (0, 0))
    assert (advice.check.contacted, advice.check.tied, advice.check.tied_contacted) == (0, 0, 0)
    assert advice.break_even is not None
    assert advice.break_even.value == pytest.approx(10 / (100 * 0.9))
    better = Campaign(value_kept=100, offer_cost=10, save_rate=0.112)
    assert judged([1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1], better).check.contacted == 1


def test_no_leavers() -> None:
    """The probabilities alone say whom to contact; where none of those left, the check says so."""
    advice = judged([0, 0, 0], [0.9, 0.5, 0.1], PLAIN)
    assert (advice.check.contacted, advice.check.left, advice.chosen.leavers.value) == (2, 0, 0)
    assert advice.chosen.gain.low == advice.chosen.gain.value == -10 * 666
    assert advice.chosen.gain.high > advice.chosen.gain.value
    assert advice.break_even is not None
    assert math.isinf(advice.break_even.value)


def test_no_better_than_chance() -> None:
    """Whatever the terms, such a model contacts nobody, and its list and files have no expected gain."""
    for campaign in (PLAIN, Campaign(offer_cost=0), Campaign(capacity=3)):
        advice = judged([1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1], campaign, informed=False)
        assert (advice.chosen.contacted, advice.check.contacted, advice.check.worthwhile) == (0, 0, 0)
        assert np.isnan(advice.rule.expected_gain([0.9, 0.1])).all()


@pytest.mark.parametrize("capacity", [0, 1, 2, 5, 9, 10, 11, 10**6])
def test_capacity(capacity: int) -> None:
    """The capacity counts the campaign's customers, and in proportion the test customers; 0 is nobody."""
    p = np.linspace(0.5, 1, 10).tolist()
    advice = judged([1] * 10, p, Campaign(100, 10, 0.5, capacity, customers=10))
    assert advice.chosen.contacted == advice.check.contacted == min(capacity, 10)
    twice = judged([1] * 10, p, Campaign(100, 10, 0.5, 2 * capacity, customers=20))
    assert twice.chosen.contacted == 2 * min(capacity, 10)
    assert twice.check.contacted == min(capacity, 10)


@settings(max_examples=50, deadline=None)
@given(customers(40), campaigns, st.integers(0, 45), st.integers(1, 2_000))
def test_bounds(
    drawn: tuple[NDArray[np.int8], NDArray[np.float64]], terms: Campaign, capacity: int, number: int
) -> None:
    """Whatever the customers and terms, numbers and intervals stay within their bounds."""
    campaign = Campaign(terms.value_kept, terms.offer_cost, terms.save_rate, capacity, number)
    advice = judged(drawn[0].tolist(), drawn[1].tolist(), campaign)
    for each in (advice.chosen, advice.everyone, advice.at_random):
        assert 0 <= each.leavers.low <= each.leavers.value <= each.leavers.high <= each.contacted
        assert each.gain.low <= each.gain.value <= each.gain.high
        assert each.one_campaign.low <= each.one_campaign.high
    assert 0 <= advice.chosen.contacted <= min(capacity, number)
    assert 0 <= advice.check.tied_contacted <= advice.check.tied
    assert (advice.check.low <= advice.check.high).all()


def test_tie_at_the_end_of_the_list() -> None:
    """Three share the last probability and one of them is contacted: a third of their leavers is expected."""
    advice = judged([1, 1, 0, 0], [0.9, 0.5, 0.5, 0.5], Campaign(100, 1, 0.5, capacity=2, customers=4))
    assert (advice.check.contacted, advice.check.tied, advice.check.tied_contacted) == (2, 3, 1)
    assert advice.check.left == pytest.approx(1 + 1 / 3)


def test_the_best_number_is_within_the_capacity() -> None:
    """What would have been best keeps to the capacity, as the recommendation does."""
    y, p = [1, 1, 1, 0], [0.9, 0.8, 0.7, 0.1]
    assert judged(y, p, Campaign(100, 10, 0.5, customers=100)).check.best == 75
    assert judged(y, p, Campaign(100, 10, 0.5, 60, customers=100)).check.best == 50
    assert judged(y, p, Campaign(100, 10, 0.5, 20, customers=100)).check.best == 0


def test_fewer_than_one() -> None:
    """Of so few customers that less than one of them is worth an offer, nobody is contacted."""
    advice = judged([1, 0, 0, 0], [0.9, 0.1, 0.1, 0.1], Campaign(100, 10, 0.5, customers=3))
    assert (advice.chosen.contacted, advice.check.worthwhile) == (0, 1)


def test_call_list() -> None:
    """Riskiest first; equal probabilities share a rank and stand in the order of the table; rows count from 1."""
    table = pd.DataFrame({"Id": ["a", "b", "c", "d", "e"], "Age": [20, 30, 40, 50, 60]})
    rows, y, p = np.array([4, 0, 2, 1]), np.array([1, 0, 1, 0], dtype=np.int8), np.array([0.5, 0.5, 0.9, 0.1])
    rule = ContactRule(PLAIN, better_than_chance=True)
    calls = call_list(table, rows, y, p, rule, texts={"Main reasons": ["e1", "a1", "c1", "b1"]})
    assert calls.to_dict("list") == {
        "Rank": [1, 2, 2, 4],
        "Row": [3, 1, 5, 2],
        "Churn probability": [0.9, 0.5, 0.5, 0.1],
        "Would have been contacted": ["yes", "yes", "yes", "no"],
        "Expected gain (€)": pytest.approx([35, 15, 15, -5]),
        "Did leave": ["yes", "no", "yes", "no"],
        "Main reasons": ["c1", "a1", "e1", "b1"],
        "Id": ["c", "a", "e", "b"],
        "Age": [40, 20, 60, 30],
    }
    first = call_list(table, rows, y, p, rule, most=2)
    assert first["Row"].tolist() == [3, 1]
    assert "Main reasons" not in first
    assert call_list(table, rows, y, p, rule, most=0).empty
    few = call_list(table, rows, y, p, ContactRule(Campaign(100, 10, 0.5, 2, customers=4), better_than_chance=True))
    assert few["Would have been contacted"].tolist() == ["yes", "yes", "no", "no"]


def test_call_list_of_a_table_with_our_names() -> None:
    """A column of the table that is called like one of ours keeps its values under another name."""
    table = pd.DataFrame({"Rank": ["x"], "Rank (table)": ["y"], "Row": ["z"]})
    one = np.array([0]), np.array([1], dtype=np.int8), np.array([0.5])
    calls = call_list(table, *one, ContactRule(Campaign(), better_than_chance=True))
    assert list(calls) == [
        "Rank",
        "Row",
        "Churn probability",
        "Would have been contacted",
        "Expected gain (€, example values)",
        "Did leave",
        "Rank (table) (table)",
        "Rank (table)",
        "Row (table)",
    ]
    assert calls.iloc[0, 6:].tolist() == ["x", "y", "z"]


def test_bank_customers(real_data: Path) -> None:
    """On the bank's customers the model is worth having: more than everyone, more than as many at random."""
    dataset = churn.load(real_data / "BankChurners.csv")
    run = churn.train(dataset, churn.RunSpec(model=churn.ModelSpec(iterations=100)))
    y, p = run.evaluation.y["test"], run.evaluation.p["test"]
    campaign = Campaign(customers=len(p))
    advice = recommendation(run.evaluation, campaign)
    top = p > 1 / 3
    assert advice.chosen.contacted == advice.check.contacted == top.sum()
    assert advice.chosen.leavers.value == pytest.approx(y[top].sum())
    assert advice.chosen.gain.value == pytest.approx(150 * y[top].sum() - 50 * top.sum())
    assert advice.chosen.gain.low > max(advice.at_random.gain.high, advice.everyone.gain.high)
    calls = call_list(dataset.table, run.split.test, y, p, advice.rule, most=advice.check.contacted)
    assert set(calls["CLIENTNUM"]) == set(dataset.table["CLIENTNUM"].iloc[run.split.test[top]])
    assert set(calls["Would have been contacted"]) == {"yes"}


def test_curve_type() -> None:
    """A curve knows how many customers it is of."""
    assert len(ProfitCurve(np.arange(4), np.zeros(4), np.zeros(4))) == 3
