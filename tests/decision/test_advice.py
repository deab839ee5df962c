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
from churn.decision.advice import call_list, recommendation
from churn.decision.campaign import Campaign
from churn.decision.curve import ProfitCurve, best_share, leavers_interval, profit_curve
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


def judged(y: list[int], p: list[float], campaign: Campaign, *, test: tuple[list[int], list[float]]) -> Any:  # noqa: ANN401 - a Recommendation
    """Recommend from these validation customers and these test customers."""
    evaluation = Evaluation(
        y={"validation": np.array(y, dtype=np.int8), "test": np.array(test[0], dtype=np.int8)},
        p={"validation": np.array(p, dtype=np.float64), "test": np.array(test[1], dtype=np.float64)},
    )
    return recommendation(evaluation, campaign)


def both(y: list[int], p: list[float], campaign: Campaign) -> Any:  # noqa: ANN401 - a Recommendation
    """Recommend where validation and test customers are the same."""
    return judged(y, p, campaign, test=(y, p))


def test_worked_by_hand() -> None:
    """Five customers, ranked: leaver, stayer, leaver, stayer, stayer.

    With a kept customer worth € 500, an offer at € 50 and 30% of the leavers kept, a contacted leaver brings
    0.3 × 500 − 50 = € 100 and a contacted stayer costs € 50: 100, 50, 150, 100, 50.
    """
    curve = profit_curve([0, 1, 0, 1, 0], [0.7, 0.9, 0.1, 0.4, 0.2], Campaign(500, 50, 0.3))
    assert curve.contacted.tolist() == [0, 1, 2, 3, 4, 5]
    assert curve.leavers.tolist() == [0, 1, 1, 2, 2, 2]
    assert curve.gain.tolist() == [0, 100, 50, 150, 100, 50]
    assert best_share(curve) == 0.6
    assert best_share(curve, limit=0.5) == 0.2


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


@settings(max_examples=100, deadline=None)
@given(customers(30), campaigns, st.floats(0, 1))
def test_no_share_is_better(
    drawn: tuple[NDArray[np.int8], NDArray[np.float64]], campaign: Campaign, limit: float
) -> None:
    """Nowhere within the limit, between the points neither, is the curve higher than at the chosen share."""
    curve = profit_curve(*drawn, campaign)
    shares = curve.contacted / len(curve)
    share = best_share(curve, limit)
    highest = np.interp(share, shares, curve.gain)
    assert 0 <= share <= limit
    assert np.interp(np.linspace(0, limit, 101), shares, curve.gain).max() <= highest + 1e-9 * np.abs(curve.gain).max()


def test_of_equal_shares_the_smallest() -> None:
    """Where two shares bring the same, fewer customers are bothered."""
    curve = profit_curve([1, 0, 1], [0.9, 0.5, 0.4], Campaign(value_kept=20, offer_cost=10, save_rate=1))
    assert curve.gain.tolist() == [0, 10, 0, 10]
    assert best_share(curve) == pytest.approx(1 / 3)
    assert best_share(profit_curve([1, 0], [0.9, 0.1], Campaign(value_kept=0, offer_cost=0, save_rate=0))) == 0


def test_everybody_alike() -> None:
    """If all probabilities are equal the curve is one straight line: everybody or nobody."""
    curve = profit_curve([1, 0, 0, 0], [0.3] * 4, PLAIN)
    assert curve.gain.tolist() == [0, 2.5, 5, 7.5, 10]
    assert best_share(curve) == 1
    assert best_share(profit_curve([1, 0, 0, 0], [0.3] * 4, Campaign(100, 30, 0.5))) == 0


def test_arrays_that_do_not_match() -> None:
    """Outcomes and probabilities are of the same customers."""
    with pytest.raises(ValueError, match=r"same shape \(n,\), not \(1,\) and \(2,\)"):
        profit_curve([1], [0.1, 0.2], PLAIN)


def test_nobody_there() -> None:
    """Without customers there is one point, and nothing to gain."""
    curve = profit_curve([], [], PLAIN)
    assert (len(curve), curve.gain.tolist(), best_share(curve, 0)) == (0, [0], 0)


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


def test_a_contact_that_pays() -> None:
    """With the defaults a single contact pays above 50 / (0.3 × 500), one in three; where nothing is saved, never."""
    assert Campaign().worthwhile == pytest.approx(1 / 3)
    assert Campaign(save_rate=0).worthwhile is None
    assert Campaign(value_kept=50, offer_cost=50, save_rate=1).worthwhile is None


@pytest.mark.parametrize("k", [1, 5, 30, 60])
def test_interval_equals_a_plain_bootstrap(k: int) -> None:
    """Drawing the leavers directly has the distribution of drawing the customers and ranking them anew."""
    rng = np.random.default_rng(2)
    n = 60
    p = rng.beta(0.5, 1.5, n).round(1)
    y = rng.random(n) < p
    drawn = rng.integers(0, n, (4000, n))
    keys = -p[drawn] + 1e-6 * rng.random(drawn.shape)  # ties at random
    first = np.take_along_axis(y[drawn], np.argsort(keys, axis=1)[:, :k], axis=1)
    plain = np.quantile(first.sum(axis=1), [0.025, 0.975], method="inverted_cdf")
    low, high = leavers_interval(profit_curve(y, p, PLAIN), [k])
    assert abs(low[0] - plain[0]) <= 1
    assert abs(high[0] - plain[1]) <= 1


def test_interval_by_the_binomial() -> None:
    """If everybody is contacted, a resample has a binomial number of leavers: of 100, 30% are 21 to 39."""
    curve = profit_curve([1] * 30 + [0] * 70, np.linspace(1, 0, 100), PLAIN)
    low, high = leavers_interval(curve, [0, 100])
    assert (low[0], high[0]) == (0, 0)
    assert low[1] == pytest.approx(21, abs=1)
    assert high[1] == pytest.approx(39, abs=1)
    again = leavers_interval(curve, [0, 100])
    assert (low.tolist(), high.tolist()) == (again[0].tolist(), again[1].tolist())


def test_recommendation_by_hand() -> None:
    """Validation chooses a half, and on four test customers that is two, of whom one leaves."""
    advice = judged([1, 0], [0.9, 0.1], PLAIN, test=([0, 1, 0, 1], [0.8, 0.7, 0.6, 0.5]))
    assert (advice.share, advice.customers, advice.contacted) == (0.5, 4, 2)
    assert (advice.leavers.value, advice.gain.value) == (1, 30)
    assert advice.everyone.value == 0.5 * 100 * 2 - 40 == 60
    assert advice.at_random == 0.5 * 100 * 1 - 20 == 30
    assert advice.break_even == 2 * 10 / (100 * 1) == 0.2
    assert (advice.tied, advice.tied_contacted) == (1, 1)
    assert advice.gain.low == 50 * advice.leavers.low - 20
    assert advice.gain.high == 50 * advice.leavers.high - 20
    assert advice.steps.tolist() == [0, 1, 2, 3, 4]
    assert (advice.low[2], advice.high[2]) == (advice.gain.low, advice.gain.high)


def test_break_even_is_where_the_gain_is_nothing() -> None:
    """At the break-even save rate the same contacts bring exactly nothing."""
    y, p = [1, 0, 1, 0, 0], [0.9, 0.8, 0.7, 0.2, 0.1]
    advice = both(y, p, PLAIN)
    again = profit_curve(y, p, Campaign(100, 10, advice.break_even))
    assert again.gain[advice.contacted] == pytest.approx(0)


def test_nobody_is_worth_an_offer() -> None:
    """Where every share loses, nobody is contacted, and the break-even is the lowest save rate that would pay."""
    campaign = Campaign(value_kept=100, offer_cost=10, save_rate=0.05)
    advice = both([1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1], campaign)
    assert (advice.share, advice.contacted, advice.gain.value, advice.gain.low, advice.gain.high) == (0, 0, 0, 0, 0)
    assert (advice.tied, advice.tied_contacted) == (0, 0)
    assert advice.break_even == pytest.approx(10 / 100)
    better = Campaign(value_kept=100, offer_cost=10, save_rate=0.11)
    assert both([1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1], better).contacted == 1


def test_no_leavers() -> None:
    """Where nobody leaves, no save rate pays, and that is None, not 0."""
    advice = both([0, 0, 0], [0.9, 0.5, 0.1], PLAIN)
    assert (advice.contacted, advice.break_even) == (0, None)
    assert advice.everyone.value == advice.everyone.low == advice.everyone.high == -30
    advice = judged([1, 1], [0.9, 0.1], PLAIN, test=([0, 0, 0], [0.9, 0.5, 0.1]))
    assert (advice.contacted, advice.leavers.value, advice.gain.value, advice.break_even) == (3, 0, -30, None)


@pytest.mark.parametrize("capacity", [0, 1, 2, 5, 9, 10, 11, 10**6])
def test_capacity(capacity: int) -> None:
    """The capacity counts test customers; more than there are is no limit, and 0 is nobody."""
    y, p = [1, 1, 1], [0.9, 0.8, 0.7]  # contact all of them
    advice = judged(y, p, Campaign(100, 10, 0.5, capacity), test=([1] * 10, np.linspace(0, 1, 10).tolist()))
    assert advice.contacted == min(capacity, 10)
    assert advice.share == pytest.approx(min(capacity, 10) / 10)


@settings(max_examples=50, deadline=None)
@given(customers(40), customers(40), st.integers(0, 45))
def test_capacity_is_never_exceeded(
    validation: tuple[NDArray[np.int8], NDArray[np.float64]],
    test: tuple[NDArray[np.int8], NDArray[np.float64]],
    capacity: int,
) -> None:
    """Whatever the customers, the number contacted and its intervals stay within their bounds."""
    evaluation = Evaluation(
        y={"validation": validation[0], "test": test[0]}, p={"validation": validation[1], "test": test[1]}
    )
    advice = recommendation(evaluation, Campaign(100, 10, 0.5, capacity))
    assert 0 <= advice.contacted <= min(capacity, advice.customers)
    assert 0 <= advice.leavers.low <= advice.leavers.high <= advice.contacted
    assert 0 <= advice.tied_contacted <= advice.tied
    assert (advice.low <= advice.high).all()


def test_tie_at_the_end_of_the_list() -> None:
    """Three share the last probability and one of them is contacted: a third of their leavers is expected."""
    advice = both([1, 1, 0, 0], [0.9, 0.5, 0.5, 0.5], Campaign(100, 1, 0.5, capacity=2))
    assert (advice.contacted, advice.tied, advice.tied_contacted) == (2, 3, 1)
    assert advice.leavers.value == pytest.approx(1 + 1 / 3)


def test_call_list() -> None:
    """Riskiest first; equal probabilities share a rank and stand in the order of the table; rows count from 1."""
    table = pd.DataFrame({"Id": ["a", "b", "c", "d", "e"], "Age": [20, 30, 40, 50, 60]})
    rows, p = np.array([4, 0, 2, 1]), np.array([0.5, 0.5, 0.9, 0.1])
    calls = call_list(table, rows, p, PLAIN, reasons=["e1", "a1", "c1", "b1"])
    assert calls.to_dict("list") == {
        "Rank": [1, 2, 2, 4],
        "Row": [3, 1, 5, 2],
        "Churn probability": [0.9, 0.5, 0.5, 0.1],
        "Expected gain (€)": pytest.approx([35, 15, 15, -5]),
        "Main reasons": ["c1", "a1", "e1", "b1"],
        "Id": ["c", "a", "e", "b"],
        "Age": [40, 20, 60, 30],
    }
    first = call_list(table, rows, p, PLAIN, most=2)
    assert first["Row"].tolist() == [3, 1]
    assert "Main reasons" not in first
    assert call_list(table, rows, p, PLAIN, most=0).empty


def test_call_list_of_a_table_with_our_names() -> None:
    """A column of the table that is called like one of ours keeps its values under another name."""
    table = pd.DataFrame({"Rank": ["x"], "Rank (table)": ["y"], "Row": ["z"]})
    calls = call_list(table, np.array([0]), np.array([0.5]), PLAIN)
    assert list(calls) == [
        "Rank",
        "Row",
        "Churn probability",
        "Expected gain (€)",
        "Rank (table) (table)",
        "Rank (table)",
        "Row (table)",
    ]
    assert calls.iloc[0, 4:].tolist() == ["x", "y", "z"]


def test_bank_customers(real_data: Path) -> None:
    """On the bank's customers the model is worth having: more than everyone, more than as many at random."""
    dataset = churn.load(real_data / "BankChurners.csv")
    run = churn.train(dataset, churn.RunSpec(model=churn.ModelSpec(iterations=100)))
    advice = recommendation(run.evaluation, Campaign())
    y, p = run.evaluation.y["test"], run.evaluation.p["test"]
    top = np.lexsort((run.split.test, -p))[: advice.contacted]
    assert advice.tied == 1
    assert advice.leavers.value == y[top].sum()
    assert advice.gain.value == pytest.approx(150 * y[top].sum() - 50 * advice.contacted)
    assert advice.gain.low > max(advice.at_random, advice.everyone.high)
    calls = call_list(dataset.table, run.split.test, p, Campaign(), most=advice.contacted)
    assert calls["CLIENTNUM"].tolist() == dataset.table["CLIENTNUM"].iloc[run.split.test[top]].tolist()


def test_curve_type() -> None:
    """A curve knows how many customers it is of."""
    assert len(ProfitCurve(np.arange(4), np.zeros(4), np.zeros(4))) == 3
