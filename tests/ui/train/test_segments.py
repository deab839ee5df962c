"""Segments on the page Train: scores by level of a column."""

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.model.split import SplitSpec, split
from tests.ui import tables
from tests.ui.app import (
    alternative_texts,
    answer,
    figures,
    go,
    plain,
    rendered,
    settled,
    unharmed,
    upload,
    visit,
)


def body(at: AppTest) -> str:
    """Return everything that the page says, as a person reads it."""
    return "\n".join(plain(line) for line in rendered(at))


def by_level(at: AppTest) -> dict[str, dict[str, str]]:
    """Return the table of segments by level."""
    table = at.dataframe[0].value.astype(str)
    return {row["Level"]: {str(name): row[name] for name in table} for row in table.to_dict("records")}


def test_closed_it_costs_nothing() -> None:
    """Until somebody opens the segments, there is neither chart nor table of them."""
    at = visit()
    assert "segments_chart" not in figures(at)
    assert not at.dataframe
    assert [expander.label for expander in at.expander if "Segments" in expander.label]


@pytest.mark.usefixtures("travel")
def test_segments_of_the_travel_table() -> None:
    """The levels of a column divide the 40 leavers; each has its interval, in the table and in words."""
    at = visit(segments="true")
    at.selectbox(key="segments_column").set_value("FrequentFlyer").run()
    assert unharmed(at)
    rows = by_level(at)
    assert list(rows) == ["No", "No Record", "Yes"]
    assert sum(int(row["Customers"]) for row in rows.values()) == 191
    assert sum(int(row["Left"]) for row in rows.values()) == 40
    assert "In none of 27 levels of 6 columns did clearly more or fewer test customers leave" in body(at)
    assert "would have shown in 80 of 100 cases" in body(at)
    assert "Holm’s method" in body(at)
    assert figures(at)["segments_chart"]["layout"]["title"]["text"] == "Churn rate by FrequentFlyer, test"
    said = f"Yes {rows['Yes']['Left']} of {rows['Yes']['Customers']} left, predicted {rows['Yes']['Predicted']}"
    assert said in alternative_texts(at)["segments_chart"]
    at.button_group(key="segments_score").set_value("recall").run()
    assert f"Yes {rows['Yes']['Recall']}" in alternative_texts(at)["segments_chart"]


@pytest.mark.usefixtures("travel")
def test_split_and_score_can_be_chosen() -> None:
    """The train part has its own numbers and no verdict, and precision its own chart."""
    at = visit(segments="true")
    at.button_group(key="segments_part").set_value("train").run()
    at.button_group(key="segments_score").set_value("precision").run()
    assert unharmed(at)
    assert sum(int(row["Customers"]) for row in by_level(at).values()) == 610
    assert figures(at)["segments_chart"]["layout"]["title"]["text"] == "Precision by Age, train"
    assert "Training customers judge no segment" in body(at)
    assert {row["Mark"] for row in by_level(at).values()} == {""}


@pytest.mark.usefixtures("travel")
def test_the_threshold_moves_the_segments() -> None:
    """Segments follow the one threshold of the app."""
    at = visit(segments="true")
    before = by_level(at)
    at.slider(key="threshold").set_value(0.2).run()
    after = by_level(at)
    flagged = [sum(int(row["Flagged"].split()[0]) for row in rows.values()) for rows in (before, after)]
    assert flagged[0] == 41
    assert flagged[1] > 41


def test_nobody_left_in_the_test_part() -> None:
    """Rates without a value are dashes, no segment is judged, and nothing is raised."""
    rows = split(churn.load(tables.single_positive_in([0])), SplitSpec()).train[:3].tolist()
    at = upload(visit("Data", segments="true"), tables.single_positive_in(rows))
    settled(go(at, "Train"))
    assert unharmed(at)
    assert "The test customers do not show that the model ranks better than chance" in body(at)
    assert {row["Recall"] for row in by_level(at).values()} == {"–"}


def test_levels_by_the_thousand_and_of_one_customer() -> None:
    """A code of 10,000 levels is gathered, a level of one customer has a row of its own."""
    n = 10_000
    table = tables.customers(n)
    codes = [f"code {max(1, row)}" for row in range(n)]
    at = upload(visit("Data", segments="true", trees="50", depth="1"), tables.as_csv({"Code": codes, **table}))
    settled(go(at, "Train"))
    at.selectbox(key="segments_column").set_value("Code").run()
    assert unharmed(at)
    rows = by_level(at)
    assert any(level.startswith("other (") for level in rows)
    assert len(rows) <= 20
    assert sum(int(row["Customers"].replace(",", "")) for row in rows.values()) == 2_000


def test_markup_in_levels_is_text() -> None:
    """Names and levels with markup reach the page escaped, the chart as text."""
    at = upload(visit("Data", segments="true", trees="50", depth="1"), tables.hostile(), "mine.csv")
    settled(answer(at, tables.HOSTILE[1]))
    go(at, "Train")
    assert unharmed(at)
    for column in at.selectbox(key="segments_column").options[:3]:
        at.selectbox(key="segments_column").set_value(column).run()
        assert unharmed(at)
        assert "<img" not in str(figures(at)["segments_chart"])
