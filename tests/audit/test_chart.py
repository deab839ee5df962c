"""The chart of churn by level shows the rates it was given, with title, axes and units, and makes nothing of markup."""

import html

import numpy as np
import pandas as pd
import pytest

from churn.audit import chart as audit_chart
from churn.scores.proportions import wilson
from tests.figures import axis_titles, notes
from tests.ui.tables import HOSTILE


def rates(levels: list[str]) -> pd.DataFrame:
    """Return churn rates of levels, as `churn.table.summary.churn_by_level` does."""
    customers = np.arange(1, len(levels) + 1) * 10
    churned = customers // 5
    return pd.DataFrame({"level": levels, "customers": customers, "churned": churned, "rate": churned / customers})


def test_churn_by_level() -> None:
    """Each level has a bar with its rate in percent and its size; the rate of all customers is marked."""
    figure = audit_chart.churn_by_level(rates(["a", "b", "c"]), "Plan", 0.235)
    bars = figure.data[0]
    assert list(bars.x) == pytest.approx([20, 20, 20])
    assert list(bars.y) == ["a", "b", "c"]
    assert list(figure.data[1].text) == [" 20% of 10", " 20% of 20", " 20% of 30"]
    low, high = wilson(2, 10) or (0, 0)
    assert bars.error_x.arrayminus[0] == pytest.approx(20 - 100 * low)
    assert bars.error_x.array[0] == pytest.approx(100 * high - 20)
    assert set(figure.data[1].x) == {figure.layout.xaxis.range[1]}, "where no line crosses the texts"
    assert tuple(bars.customdata[0]) == (2, 10, "20.0%", "6–51%")
    assert notes(figure) == ["all customers: 23.5%"]
    assert figure.layout.shapes[0].x0 == pytest.approx(23.5)
    assert axis_titles(figure) == ("Churn rate (%)", "Plan")
    assert figure.layout.title.text == "Churn rate by Plan"


def test_a_few_are_not_none() -> None:
    """Eight leavers of 4,032 are not 0% of them, and all but eight are not all."""
    two = pd.DataFrame({"level": ["a", "b"], "customers": [4_032] * 2, "churned": [8, 4_024]})
    figure = audit_chart.churn_by_level(two.assign(rate=two["churned"] / 4_032), "Plan", 0.0004)
    assert [html.unescape(text) for text in figure.data[1].text] == [" <1% of 4,032", " >99% of 4,032"]
    assert notes(figure) == ["all customers: below 0.1%"]


def test_numbers_stay_names() -> None:
    """Levels that look like numbers or dates are levels: plotly must not make a scale of them."""
    figure = audit_chart.churn_by_level(rates(["1", "10", "2024-01-01"]), "Services", 0.2)
    assert figure.layout.yaxis.type == "category"


def test_no_churn_at_all_has_an_axis() -> None:
    """Rates of zero leave an axis of some length."""
    figure = audit_chart.churn_by_level(rates(["a"]).assign(churned=0, rate=0.0), "Plan", 0.0)
    assert figure.layout.xaxis.range[1] > 0


@pytest.mark.parametrize(("churned", "customers"), [(5, 5), (3, 4), (1, 1_000), (999, 1_000), (0, 3)])
def test_no_share_beyond_all(churned: int, customers: int) -> None:
    """The axis ends at 100% at the latest, has the whole interval on it, and begins at 0."""
    table = rates(["a"]).assign(churned=churned, customers=customers, rate=churned / customers)
    low, high = audit_chart.churn_by_level(table, "Plan", 0.5).layout.xaxis.range
    assert low == 0
    assert 100 * (wilson(churned, customers) or (0, 0))[1] <= high <= 100


def test_levels_that_begin_alike_stay_apart() -> None:
    """Long levels are shortened, but two of them never fall into one bar."""
    long = [f"a level with a very long beginning, number {number}" for number in (1, 2)]
    figure = audit_chart.churn_by_level(rates(long), "Plan", 0.2)
    assert len(set(figure.data[0].y)) == 2


@pytest.mark.parametrize("markup", HOSTILE)
def test_markup_is_text(markup: str) -> None:
    """Names and levels reach plotly without a tag; read as HTML they begin as they are in the table."""
    figure = audit_chart.churn_by_level(rates([markup]), markup, 0.2)
    for shown in (figure.data[0].y[0], figure.layout.yaxis.title.text, figure.layout.title.text):
        assert "<" not in shown
        assert markup[:20] in html.unescape(shown)
