"""Why: what goes with leaving, over all customers."""

from pathlib import Path

import pytest

import churn
from churn.explanation import words as explanation_words
from churn.explanation.overview import Overview, explain_table
from churn.explanation.reasons import choose_background
from churn.table.dataset import SAMPLE
from tests.ui import tables
from tests.ui.app import (
    alternative_texts,
    figures,
    go,
    heading,
    plain,
    read,
    rendered,
    settled,
    unharmed,
    upload,
    visit,
)


@pytest.fixture(scope="module")
def overview() -> Overview:
    """Return the reasons of the sample's customers."""
    dataset = churn.load(SAMPLE)
    model = churn.train(dataset).model
    return explain_table(model, dataset, choose_background(model, dataset.frame))


def test_first_screen_answers_the_question(overview: Overview) -> None:
    """One sentence names the main reasons, and bars rank the columns."""
    at = visit("Why")
    assert unharmed(at)
    assert heading(at) == "What goes with leaving?"
    assert explanation_words.main_reasons(overview).plain() in [read(line) for line in rendered(at)]
    assert figures(at)["importance"]["data"][0]["y"] == overview.ranked()
    assert overview.ranked()[0] in alternative_texts(at)["importance"]
    assert any("all 954 customers" in caption.value for caption in at.caption)


def test_columns_in_words(overview: Overview) -> None:
    """Each column is said in points."""
    at = visit("Why")
    for ends in overview.extremes:
        assert any(explanation_words.extremes(ends, overview.rate).markdown() in line for line in rendered(at))


def test_unit_can_be_log_odds(overview: Overview) -> None:
    """A link shows the same bars in log-odds."""
    at = visit("Why", unit="Log-odds (SHAP values)")
    assert "log-odds" in figures(at)["importance"]["layout"]["xaxis"]["title"]["text"]
    assert figures(at)["importance"]["data"][0]["y"] == overview.ranked("log_odds")


def test_one_column(overview: Overview) -> None:
    """Any column's levels can be looked at, the most important first; the alternative text has the numbers."""
    at = visit("Why")
    box = at.selectbox(key="why_column")
    assert box.options == overview.ranked()
    box.set_value("Age").run()
    assert unharmed(at)
    levels = overview.dependence("Age")
    assert f"{levels['level'].iloc[0]} ×{levels['odds'].iloc[0]:.3g}" in alternative_texts(at)["dependence"]
    assert "What Age goes with" in figures(at)["dependence"]["layout"]["title"]["text"]


def test_no_model_yet() -> None:
    """Without results the page says what to do."""
    columns = tables.customers()
    at = upload(visit("Data"), tables.as_csv({**columns, "Churn": ["No"] * 119 + ["Yes"]}))
    go(settled(at), "Why")
    assert unharmed(at)
    assert heading(at) == "No model yet"


@pytest.mark.parametrize("column", ["Age", "Plan"])
def test_one_feature(column: str) -> None:
    """A table with one feature has one bar."""
    columns = tables.customers(1_500)
    data = tables.as_csv({column: columns[column], "Churn": columns["Churn"]})
    at = go(settled(upload(visit("Data"), data)), "Why")
    assert unharmed(at)
    assert figures(at)["importance"]["data"][0]["y"] == [column]


def test_no_reasons_of_chance() -> None:
    """Where the model is not better than chance, the page names no column and draws nothing, and says why."""
    at = go(settled(upload(visit("Data"), tables.shuffled())), "Why")
    assert unharmed(at)
    assert [warning.value for warning in at.warning] == [explanation_words.NO_REASONS]
    assert not figures(at)
    assert not [box for box in at.selectbox if box.key == "why_column"]


def test_large_table_says_that_it_is_sampled(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above 1,000 customers a sample is explained, and said so."""
    monkeypatch.setenv("CHURN_DATA", str(real_data / "BankChurners.csv"))
    at = visit("Why", trees="50")
    assert unharmed(at)
    assert any("random sample of 1,000 of 10,127 customers" in plain(caption.value) for caption in at.caption)
