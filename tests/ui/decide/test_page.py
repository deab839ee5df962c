"""Decide: the recommendation first, then the terms, the chart and the call list."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.decision import words as decision_words
from churn.decision.advice import Recommendation, recommendation
from churn.decision.calls import CONTACTED, LEFT, call_list, gain_heading
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.model.run import Run
from churn.reliability import words as reliability_words
from churn.table.dataset import SAMPLE
from churn.ui import shared
from churn.ui.decide.page import MAX_LISTED
from tests.ui import tables
from tests.ui.app import (
    alternative_texts,
    answer,
    figures,
    go,
    heading,
    messages,
    plain,
    settled,
    unharmed,
    upload,
    visit,
    whole,
)


@pytest.fixture(scope="module")
def run() -> Run:
    """Train the sample as the page does."""
    return churn.train(churn.load(SAMPLE))


def said(at: AppTest) -> str:
    """Return the recommendation on the page."""
    return whole(str(at.header[0].value)).replace("\N{NO-BREAK SPACE}", " ")


def terms(at: AppTest) -> list[object]:
    """Return the fields."""
    return [at.number_input(key=key).value for key in ("value", "cost", "save", "capacity", "people")]


def warnings(at: AppTest) -> list[str]:
    """Return the warnings as a person reads them."""
    return [plain(warning.value) for warning in at.warning]


def expected(run: Run, **changes: float) -> Recommendation:
    """Recommend without the page."""
    return recommendation(run.evaluation, Campaign(**changes))  # type: ignore[arg-type]


def expected_rule() -> ContactRule:
    """Return the rule at the example values."""
    return ContactRule(Campaign(), better_than_chance=True)


def test_recommendation_first(run: Run) -> None:
    """The first thing on the page is the recommendation, the same as the engine's; terms, chart and list follow."""
    at = visit("Decide")
    assert unharmed(at)
    assert heading(at) == "Whom should we contact?"
    assert said(at) == decision_words.recommendation(expected(run))
    assert terms(at) == [500, 50, 30, None, 1_000]
    assert said(at) in alternative_texts(at)["profit"]
    assert at.table[0].value.shape == (4, 4)
    assert list(at.table[0].value)[2] == "Expected gain with example values (€, 95% interval)"
    assert [at.title[0].value, at.header[1].value] == ["Whom should we contact?", "Score today's customers"]
    assert [expander.label for expander in at.main.expander] == ["Formula, source and assumptions"]


def test_new_terms_need_no_training(run: Run) -> None:
    """Other terms give another recommendation from the same model."""
    at = visit("Decide")
    at.number_input(key="value").set_value(900.0)
    at.number_input(key="cost").set_value(20.0)
    at.number_input(key="save").set_value(25.0)
    at.number_input(key="capacity").set_value(12).run()
    assert unharmed(at)
    advice = expected(run, value_kept=900, offer_cost=20, save_rate=0.25, capacity=12)
    assert advice.chosen.contacted == 12
    assert said(at) == decision_words.recommendation(advice)
    assert "capacity 12" in [note["text"] for note in figures(at)["profit"]["layout"]["annotations"]]


def test_list_of_test_customers(run: Run) -> None:
    """The list has those to contact, riskiest first, with what they did, probabilities in percent; all at a click."""
    at = visit("Decide")
    advice = expected(run)
    listed = at.dataframe[0].value
    test = run.split.test, run.evaluation.y["test"], run.evaluation.p["test"]
    whole = call_list(churn.load(SAMPLE).table, *test, expected_rule())
    assert len(listed) == advice.check.contacted < advice.check.customers
    assert set(listed[CONTACTED]) == {"yes"}
    assert (listed[gain_heading(advice.rule)] > 0).all()
    assert (listed[LEFT] == "yes").sum() == advice.check.left
    assert listed["Row"].tolist() == whole["Row"].tolist()[: len(listed)]
    assert listed["Churn probability"].tolist() == pytest.approx(100 * whole["Churn probability"][: len(listed)])
    at.toggle(key="list_all").set_value(True).run()
    assert unharmed(at)
    assert at.dataframe[0].value["Row"].tolist() == whole["Row"].tolist()
    assert (at.dataframe[0].value[CONTACTED] == "yes").sum() == advice.check.contacted
    labels = [each.proto.label for each in at.get("download_button")]
    assert labels == ["Download the list of test customers (CSV)"]


def test_list_says_what_customers_like_these_did(run: Run) -> None:
    """As soon as it is known: others with about the probability, and those exactly alike."""
    dataset = churn.load(SAMPLE)
    cells = shared.like_riskiest(run, dataset, MAX_LISTED)
    listed = visit("Decide").dataframe[0].value
    rows = run.split.test.tolist()
    places = [rows.index(row - 1) for row in listed["Row"]]
    for name in (reliability_words.ABOUT, reliability_words.ALIKE):
        assert listed[name].tolist() == [cells[name][place] for place in places]
        assert any(" left: " in cell for cell in listed[name])


def test_no_number_of_the_list_reads_as_nothing_that_is_not() -> None:
    """Where the terms are small or a customer is nearly sure, the list shows as many decimals as it takes."""
    at = visit("Decide", value="5", cost="0")
    shown, columns = at.dataframe[0].value, json.loads(at.dataframe[0].proto.columns)
    for name in ("Churn probability", "Expected gain (€)"):
        written = columns[name]["type_config"]["format"]
        assert not [each for each in shown[name] if 0 < each < 100 and float((written % each).rstrip("%")) in {0, 100}]
        assert (shown[name] < 0.05).any(), "with one decimal, some would"


def test_terms_in_the_address_survive_a_change_of_page() -> None:
    """A link carries the terms, and so does a walk through the other pages."""
    at = visit("Decide", value="800", cost="25", save="40", capacity="15", people="90")
    assert terms(at) == [800, 25, 40, 15, 90]
    assert not warnings(at)
    for page in ("Customer", "Train", "Decide"):
        go(at, page)
    assert terms(at) == [800, 25, 40, 15, 90]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ({"cost": "-5"}, "Cost of an offer (€) cannot be “-5.0”: it is a number from 0.0 to"),
        ({"save": "150"}, "Save rate cannot be “150”: it is a number from 0 to 100"),
        ({"save": "nan"}, "Save rate cannot be “nan”"),
        ({"value": "much"}, "Value of a kept customer (€) cannot be “much”"),
        ({"value": "[x](http://evil.example)"}, "cannot be “[x](http://evil.example)”"),
        ({"value": "1e12"}, "Value of a kept customer (€) cannot be"),
        ({"capacity": "-3"}, "Number of customers we can contact cannot be “-3”: it is a whole number from 0 to"),
    ],
    ids=str,
)
def test_terms_of_a_link_that_are_not_allowed(address: dict[str, str], words: str, run: Run) -> None:
    """The page says what is not allowed and goes on with the default."""
    at = visit(**address)
    assert unharmed(at)
    assert len(messages(at)) == 1
    assert all(f"The link says {key}={value}, which" in messages(at)[0] for key, value in address.items())
    assert words in messages(at)[0]
    go(at, "Decide")
    assert terms(at) == [500, 50, 30, None, 1_000]
    assert said(at) == decision_words.recommendation(expected(run))


def test_no_capacity() -> None:
    """A capacity of 0 is a capacity: nobody is contacted, and everybody is listed."""
    at = visit("Decide", capacity="0")
    assert unharmed(at)
    assert not warnings(at)
    assert said(at) == "Contact nobody: the capacity is 0."
    assert set(at.dataframe[0].value[CONTACTED]) == {"no"}
    assert len(at.dataframe[0].value) == len(churn.load(SAMPLE)) // 5 + 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ({"capacity": "1000000"}, "Contact the "),
        ({"save": "0"}, "Contact nobody: a contact brings € 0 at most and costs € 50."),
        ({"value": "0"}, "Contact nobody: a contact brings € 0 at most and costs € 50."),
        ({"cost": "0"}, "Contact all 1,000 customers like these. "),
        ({"cost": "1000000"}, "Contact nobody: a contact brings € 150 at most and costs € 1,000,000."),
        ({"cost": "0", "value": "0"}, "Contact nobody: a contact brings € 0 at most and costs € 0."),
        ({"people": "1"}, "Contact nobody: "),
        ({"people": "1000000000"}, "Contact the "),
        ({"capacity": "1"}, "Contact the riskiest one of "),
    ],
    ids=str,
)
def test_terms_at_the_limits(address: dict[str, str], words: str) -> None:
    """Every allowed term gives a recommendation."""
    at = visit("Decide", **address)
    assert unharmed(at)
    assert said(at).startswith(words)


def test_hostile_table() -> None:
    """Names and values of a table stay what they are."""
    at = go(settled(answer(upload(visit("Data", trees="50"), tables.hostile()), tables.HOSTILE[1])), "Decide")
    assert unharmed(at)
    assert heading(at) == "Whom should we contact?"
    assert set(tables.HOSTILE[:-1]) <= set(at.dataframe[0].value.columns)


def test_table_whose_test_customers_all_stay() -> None:
    """Where no test customer left, nothing shows that the model ranks better than chance: no campaign."""
    part = churn.train(churn.load(tables.good())).split.train
    at = go(settled(upload(visit("Data"), tables.single_positive_in(part[part < 60].tolist(), 120))), "Decide")
    assert unharmed(at)
    assert said(at).startswith("Contact nobody by this model: the test customers do not show that it ranks better")
    listed = at.dataframe[0].value
    assert set(listed[CONTACTED]) == {"no"}
    assert gain_heading(expected_rule()) not in listed
    assert "Main reasons" not in listed


def test_travel_table(travel: Path) -> None:
    """On the travel customers, 50 ÷ (30% × 500) is a third, which 50 of the 191 test customers are above."""
    at = visit("Decide")
    assert travel.name in at.main.caption[0].value.replace("\\", "")
    assert said(at).startswith("Contact the 261 riskiest of 1,000 customers like these. About ")
    assert any("50 of the 191 test customers are above it" in str(line.value) for line in at.main.markdown)
    assert len(at.dataframe[0].value) == 50
