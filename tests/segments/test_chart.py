"""The chart of a score by level shows each rate with its interval."""

import html

import pytest

from churn.scores.proportions import wilson
from churn.segments import chart as segment_chart
from churn.segments.by_level import Rate, Segment
from churn.show import chart
from tests.ui.tables import HOSTILE


def segment(level: str, recall: Rate, column: str = "Plan") -> Segment:
    """Return a segment of which only recall is of interest."""
    return Segment(column, level, 50, recall.of, 5, Rate(4, 5, 1.0), recall)


FOUR = (
    segment("1", Rate(8, 10, 1.0)),
    segment("2", Rate(0, 0)),
    segment("3", Rate(1, 20, 0.01)),
    segment("4", Rate(5, 5, 1.0)),
)


def test_dots_and_intervals() -> None:
    """Each level with a value has a dot, its whiskers reach to the ends of the Wilson interval."""
    figure = segment_chart.score_by_level(FOUR, "recall", "Test", 0.5)
    fine, worse = figure.data
    assert list(fine.x) == pytest.approx([0.8, 1.0])
    assert list(fine.y) == ["1", "4"]
    interval = wilson(8, 10)
    assert interval is not None
    assert fine.x[0] + fine.error_x.array[0] == pytest.approx(interval.high)
    assert fine.x[0] - fine.error_x.arrayminus[0] == pytest.approx(interval.low)
    assert list(worse.y) == ["3"]


def test_worse_levels_differ_without_colour() -> None:
    """A clearly worse level has another symbol, not only another colour."""
    fine, worse = segment_chart.score_by_level(FOUR, "recall", "Test", 0.5).data
    assert fine.marker.symbol != worse.marker.symbol
    assert worse.marker.color == chart.LEFT


def test_axes_and_the_score_of_all() -> None:
    """Levels keep their order and their line, axes are named, the score of all customers is marked."""
    figure = segment_chart.score_by_level(FOUR, "recall", "Test", 0.5)
    assert list(figure.layout.yaxis.categoryarray) == ["1", "2", "3", "4"]
    assert figure.layout.yaxis.type == "category"
    assert figure.layout.xaxis.title.text == "Recall (0 to 1)"
    assert figure.layout.yaxis.title.text == "Plan"
    assert figure.layout.title.text == "Recall by Plan, test"
    assert figure.layout.shapes[0].x0 == 0.5
    assert figure.layout.annotations[0].text == "all: 0.500"
    assert segment_chart.score_by_level(FOUR, "precision", "Train", 0.8).layout.title.text == "Precision by Plan, train"


def test_nothing_to_draw() -> None:
    """Without a single value there is a frame and no dot, and nothing is marked where all have no score."""
    figure = segment_chart.score_by_level(FOUR[1:2], "recall", "Test", None)
    assert not figure.data
    assert not figure.layout.shapes
    assert not segment_chart.score_by_level((), "recall", "Test", None).data


@pytest.mark.parametrize("markup", HOSTILE)
def test_markup_is_text(markup: str) -> None:
    """Names and levels reach plotly without a tag."""
    figure = segment_chart.score_by_level((segment(markup, Rate(1, 2, 1.0), markup),), "recall", "Test", 0.5)
    for shown in (figure.data[0].y[0], figure.layout.yaxis.title.text, figure.layout.title.text):
        assert "<" not in shown
        assert markup[:20] in html.unescape(shown)
