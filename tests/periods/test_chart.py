"""The chart of a score over time."""

import pytest

from churn.periods.chart import score_over_time
from churn.scores.proportions import Interval
from tests.figures import axis_titles, described


def test_dots_with_their_intervals() -> None:
    """Every period has its place, in order, also one without a value."""
    figure = score_over_time(["Q1", "Q2", "Q3"], [0.8, None, 0.5], [Interval(0.7, 0.85), None, None], "ROC AUC")
    (trace,) = described(figure)["data"]
    assert trace["x"] == ["Q1", "Q2", "Q3"]
    assert described(figure)["layout"]["xaxis"]["categoryarray"] == ["Q1", "Q2", "Q3"]
    assert trace["customdata"] == ["0.800, 0.70–0.85", "–", "0.500"]
    assert axis_titles(figure) == ("Period", "ROC AUC (0 to 1)")
    assert described(figure)["layout"]["yaxis"]["range"] == [0, 1]


def test_a_churn_rate_is_in_percent() -> None:
    """The dots, their intervals and the axis of a rate are in percent, as everywhere else."""
    figure = score_over_time(["Q1", "Q2"], [0.2, 0.35], [Interval(0.1, 0.3), None], "Churn rate", in_percent=True)
    (trace,) = described(figure)["data"]
    assert trace["customdata"] == ["20.0%, 10–30%", "35.0%"]
    assert list(figure.data[0].y) == [20, 35]
    assert figure.data[0].error_y.array[0] == pytest.approx(10)
    assert axis_titles(figure) == ("Period", "Churn rate (%)")
    assert described(figure)["layout"]["yaxis"]["range"] == [0, 100]
