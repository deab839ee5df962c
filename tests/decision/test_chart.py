"""The profit chart shows what its recommendation says."""

import numpy as np
import pytest

from churn.decision import chart as decision_chart
from churn.decision.advice import Recommendation, recommendation
from churn.decision.campaign import Campaign
from churn.model.evaluation import Evaluation
from churn.show import chart
from tests.figures import axis_titles, notes


def advised(campaign: Campaign, n: int = 8, *, informed: bool = True) -> Recommendation:
    """Recommend where the riskier half has left, and a quarter of the customers is above a third."""
    y, p = np.arange(n) < n // 2, np.repeat([0.9, 0.3, 0.2, 0.1], n // 4) - np.arange(n) / 1e6
    evaluation = Evaluation(y={"test": y.astype(np.int8)}, p={"test": p})
    evaluation.__dict__["better_than_chance"] = informed  # eight customers could not show it
    return recommendation(evaluation, campaign)


def test_profit() -> None:
    """Gain and interval against the share, for as many customers as the campaign has, units on the axes."""
    advice = advised(Campaign(500, 50, 0.3, customers=80))
    figure = decision_chart.profit(advice)
    lines = {line.name: line for line in figure.data if line.showlegend is not False}
    assert list(lines) == ["As the 8 test customers show it", "95% interval of the expected gain"]
    shown = lines["As the 8 test customers show it"]
    assert list(shown.x) == [0, 12.5, 25, 37.5, 50, 62.5, 75, 87.5, 100]
    assert list(shown.y) == [0, 1000, 2000, 3000, 4000, 3500, 3000, 2500, 2000]
    assert list(shown.text) == ["0", "10", "20", "30", "40", "50", "60", "70", "80"]
    high, low = figure.data[1], figure.data[2]
    assert (list(high.y), list(low.y)) == (advice.check.high.tolist(), advice.check.low.tolist())
    assert all(low.y[1:] < high.y[1:])
    assert axis_titles(figure) == (
        "Share of the customers contacted,<br>the riskiest first (%)",
        "Expected gain (€)",
    )
    assert figure.layout.xaxis.range == (0, 100)
    assert figure.layout.title.text == "Expected gain with example values, 80 customers"
    assert figure.layout.yaxis.tickformat == ",.0f"
    small = decision_chart.profit(advised(Campaign(5, 0.5, 0.3, customers=8)))
    assert small.layout.yaxis.tickformat == ",.2f", "a gain of 0.40 does not read as 0"
    assert list(small.data[0].customdata)[5:] == ["€ 3.50", "€ 3", "€ 2.50", "€ 2"]
    loss = decision_chart.profit(advised(Campaign(500, 50, 0.01, customers=1_000)))
    assert loss.data[0].customdata[-1] == "−€ 47,500", "the minus before the €, and rounded as in the sentences"
    assert loss.data[0].hovertemplate.startswith("%{customdata}, ")
    own = decision_chart.profit(advised(Campaign(499, 50, 0.3, customers=80)))
    assert own.layout.title.text == "Expected gain, 80 customers"


def test_marks() -> None:
    """Nobody, everyone, the choice and the capacity are marked where they are and named."""
    figure = decision_chart.profit(advised(Campaign(500, 50, 0.3, capacity=10, customers=80)))
    marks = figure.data[-1]
    assert list(zip(marks.x, marks.y, strict=True)) == [(0, 0), (100, 2000), (12.5, 1000)]
    assert notes(figure) == ["nobody", "everyone", "contact 10", "capacity 10"]
    assert figure.layout.shapes[-1].x0 == 12.5


@pytest.mark.parametrize(
    ("campaign", "names"),
    [
        (Campaign(500, 50, 0.0), ["everyone", "nobody"]),
        (Campaign(500, 0, 0.3), ["nobody", "contact 1,000"]),
        (Campaign(500, 50, 0.3, capacity=2_000), ["nobody", "everyone", "contact 250"]),
        (Campaign(500, 50, 0.3, capacity=0), ["everyone", "nobody", "capacity 0"]),
    ],
    ids=["nobody", "free offer", "capacity beyond everyone", "no capacity"],
)
def test_no_mark_twice(campaign: Campaign, names: list[str]) -> None:
    """The choice takes the place of the alternative that it is; a capacity that binds nobody is not marked."""
    assert notes(decision_chart.profit(advised(campaign))) == names


def test_no_better_than_chance() -> None:
    """The chart recommends nothing by a model that ranks no better than chance."""
    assert notes(decision_chart.profit(advised(Campaign(), informed=False))) == ["everyone", "nobody by this model"]


def test_long_curve_is_thinned() -> None:
    """A browser gets no more points than it can show."""
    figure = decision_chart.profit(advised(Campaign(), n=20_000))
    assert max(len(line.x) for line in figure.data) <= chart.MAX_POINTS
    assert (figure.data[0].x[0], figure.data[0].x[-1]) == (0, 100)
