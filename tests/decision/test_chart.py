"""The profit chart shows what its recommendation says."""

import numpy as np
import pytest

from churn.decision import chart as decision_chart
from churn.decision.advice import Recommendation, recommendation
from churn.decision.campaign import Campaign
from churn.model.evaluation import Evaluation
from churn.show import chart
from tests.figures import axis_titles, notes


def advised(campaign: Campaign, n: int = 8) -> Recommendation:
    """Recommend where the riskier half has left; half as many validation customers."""
    y = {"validation": np.arange(n // 2) < n // 4, "test": np.arange(n) < n // 2}
    p = {"validation": np.linspace(1, 0, n // 2), "test": np.linspace(1, 0, n)}
    return recommendation(
        Evaluation(
            y={"validation": y["validation"].astype(np.int8), "test": y["test"].astype(np.int8)},
            p={"validation": p["validation"], "test": p["test"]},
        ),
        campaign,
    )


def test_profit() -> None:
    """Test, interval and validation against the share, the last scaled to as many customers, units on the axes."""
    advice = advised(Campaign(500, 50, 0.3))
    figure = decision_chart.profit(advice)
    lines = {line.name: line for line in figure.data if line.showlegend is not False}
    assert list(lines) == ["Test", "95% interval, test", "Validation (per as many)"]
    assert list(lines["Test"].x) == [0, 12.5, 25, 37.5, 50, 62.5, 75, 87.5, 100]
    assert list(lines["Test"].y) == [0, 100, 200, 300, 400, 350, 300, 250, 200]
    assert list(lines["Validation (per as many)"].x) == [0, 25, 50, 75, 100]
    assert list(lines["Validation (per as many)"].y) == [0, 200, 400, 300, 200]
    high, low = figure.data[1], figure.data[2]
    assert (list(high.y), list(low.y)) == (advice.high.tolist(), advice.low.tolist())
    assert axis_titles(figure) == ("Share of the customers contacted (%)", "Expected gain (€)")
    assert figure.layout.title.text == "Expected gain, 8 test customers"


def test_marks() -> None:
    """Nobody, everyone, the choice and the capacity are marked where they are and named."""
    figure = decision_chart.profit(advised(Campaign(500, 50, 0.3, capacity=3)))
    marks = figure.data[-1]
    assert list(zip(marks.x, marks.y, strict=True)) == [(0, 0), (100, 200), (37.5, 300)]
    assert notes(figure) == ["nobody", "everyone", "contact 3", "capacity 3"]
    assert figure.layout.shapes[-1].x0 == 37.5


@pytest.mark.parametrize(
    ("campaign", "names"),
    [
        (Campaign(500, 50, 0.0), ["everyone", "nobody"]),
        (Campaign(500, 0, 0.3), ["nobody", "everyone", "contact 4"]),
        (Campaign(500, 50, 0.3, capacity=100), ["nobody", "everyone", "contact 4"]),
        (Campaign(500, 50, 0.3, capacity=0), ["everyone", "nobody", "capacity 0"]),
    ],
    ids=["nobody", "free offer", "capacity beyond everyone", "no capacity"],
)
def test_no_mark_twice(campaign: Campaign, names: list[str]) -> None:
    """The choice takes the place of the alternative that it is; a capacity that binds nobody is not marked."""
    assert notes(decision_chart.profit(advised(campaign))) == names


def test_long_curve_is_thinned() -> None:
    """A browser gets no more points than it can show."""
    figure = decision_chart.profit(advised(Campaign(), n=20_000))
    assert max(len(line.x) for line in figure.data) <= chart.MAX_POINTS
    assert (figure.data[0].x[0], figure.data[0].x[-1]) == (0, 100)
