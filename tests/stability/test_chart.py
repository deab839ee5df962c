"""The strip plot shows every split, the mean and this split."""

import numpy as np
import pytest

from churn.stability import chart as stability_chart
from churn.stability.spread import Spread


def spreads() -> dict[str, Spread]:
    """Return two scores, one of them a loss, one of them undefined on this split."""
    return {
        "recall": Spread(np.array([0.6, 0.7, 0.8]), 0, 0.75, better_if="higher"),
        "log_loss": Spread(np.array([0.3, 0.5]), 1, None, better_if="lower"),
    }


def test_every_split_is_a_point() -> None:
    """Points lie in the strip of their score; mean and this split lie in its middle."""
    others, mean, own = stability_chart.score_strips(spreads()).data
    assert list(others.x) == [0.6, 0.7, 0.8, 0.3, 0.5]
    assert [round(each) for each in others.y] == [0, 0, 0, 1, 1]
    assert list(mean.x) == pytest.approx([0.7, 0.4])
    assert list(own.x) == [0.75, None]
    assert list(mean.y) == list(own.y) == [0, 1]
    assert len({others.marker.symbol, mean.marker.symbol, own.marker.symbol}) == 3


def test_axes_are_named() -> None:
    """The scores stand at the strips, with the direction of a loss; the axis names the split and the unit."""
    layout = stability_chart.score_strips(spreads()).layout
    assert list(layout.yaxis.ticktext) == ["Recall", "Log loss ↓"]
    assert "test customers" in layout.xaxis.title.text
    assert layout.title.text == "The same settings on other splits"


@pytest.mark.parametrize(
    ("values", "ends"),
    [((0.5, 1.0), (0.475, 1.0)), ((0.0, 0.2), (0.0, 0.21)), ((0.2, 1.4), (0.14, 1.4)), ((0.7, 0.7), (0.65, 0.75))],
)
def test_no_value_beyond_what_scores_can_be(values: tuple[float, float], ends: tuple[float, float]) -> None:
    """The axis does not begin below 0, and goes beyond 1 only for a loss that does."""
    spread = Spread(np.array(values), 0, None, better_if="lower")
    axis = stability_chart.score_strips({"log_loss": spread}).layout.xaxis
    assert list(axis.range) == pytest.approx(ends)


def test_nothing_to_draw() -> None:
    """A score without a single value leaves its strip empty."""
    empty = {"recall": Spread(np.empty(0), 3, None, better_if="higher")}
    others, mean, own = stability_chart.score_strips(empty).data
    assert len(others.x) == 0
    assert list(mean.x) == list(own.x) == [None]
