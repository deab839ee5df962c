"""The chart of a score by level shows each rate with its interval."""

import html
from dataclasses import replace

import numpy as np
import pytest

from churn.scores.confusion import Confusion
from churn.scores.proportions import Interval, wilson
from churn.segments import chart as segment_chart
from churn.segments.by_level import Segment
from churn.segments.judging import Verdict
from churn.show import chart
from tests.ui.tables import HOSTILE


def segment(level: str, found: int, left: int, chance: float = 1.0, column: str = "Plan") -> Segment:
    """Return a segment of fifty customers of whom ten are expected to leave."""
    counts = Confusion(found, 5, left - found, 45 - left)
    return Segment(column, level, counts, Verdict(left, 10, Interval(5, 16), chance), Verdict(0.7, 0.8, None))


FOUR = (segment("1", 8, 10), segment("2", 0, 0, 0.5), segment("3", 1, 20, 0.01), segment("4", 5, 5))


def test_dots_and_intervals() -> None:
    """Each level with a value has a dot, its whiskers reach to the ends of the Wilson interval."""
    (dots,) = segment_chart.score_by_level(FOUR, "recall", "Test", 0.5).data
    assert list(dots.x) == pytest.approx([0.8, 0.05, 1.0])
    assert list(dots.y) == ["1", "3", "4"]
    interval = wilson(8, 10)
    assert interval is not None
    assert dots.x[0] + dots.error_x.array[0] == pytest.approx(interval.high)
    assert dots.x[0] - dots.error_x.arrayminus[0] == pytest.approx(interval.low)
    (bare,) = segment_chart.score_by_level(FOUR, "recall", "Train", 0.5, sure=False).data
    assert bare.error_x.array is None


def test_what_happened_stands_beside_what_the_model_says() -> None:
    """Churn rate and ROC AUC have the promised value with its range, and the dot of what happened, per customer."""
    said, fine, marked = segment_chart.score_by_level(FOUR, "rate", "Test", 0.2).data
    assert list(said.x) == pytest.approx([0.2] * 4)
    assert (said.x[0] - said.error_x.arrayminus[0], said.x[0] + said.error_x.array[0]) == pytest.approx((0.1, 0.32))
    assert dict(zip((*fine.y, *marked.y), (*fine.x, *marked.x), strict=True)) == {"1": 0.2, "2": 0, "4": 0.1, "3": 0.4}
    said, dots = segment_chart.score_by_level(FOUR, "roc_auc", "Test", 0.7).data
    assert (list(said.x), list(dots.x)) == ([0.8] * 4, [0.7] * 4)
    assert np.isnan(said.error_x.array).all()  # of so few leavers there is no range, and no word of one
    assert said.customdata[0] == "the model says 0.800"


def test_ranges_are_named_where_there_are_any() -> None:
    """The axis and the text under the pointer speak of 95% of cases only where something has a range."""
    ranged = segment_chart.score_by_level(FOUR, "rate", "Test", 0.2)
    assert ranged.layout.xaxis.title.text == ("Churn rate (%)<br>grey: what the model says,<br>in 95% of cases")
    assert ranged.data[0].customdata[0] == "the model says 20.0%, 95% of cases 10–32%"
    bare = [replace(each, left=replace(each.left, range=None)) for each in FOUR]
    figure = segment_chart.score_by_level(bare, "rate", "Train", 0.2)
    assert figure.layout.xaxis.title.text == "Churn rate (%)<br>grey: what the model says"
    assert figure.data[0].customdata[0] == "the model says 20.0%"
    assert list(figure.layout.xaxis.ticktext) == ["0", "20", "40", "60", "80", "100"]
    assert figure.layout.annotations[0].text == "all: 20.0%"
    assert figure.data[1].customdata[0] == "20.0% (10 of 50 left)"


def test_marked_levels_differ_without_colour() -> None:
    """A level that clearly differs has another symbol, not only another colour."""
    _, fine, marked = segment_chart.score_by_level(FOUR, "rate", "Test", 0.2).data
    assert list(marked.y) == ["3"]
    assert fine.marker.symbol != marked.marker.symbol
    assert marked.marker.color == chart.LEFT


def test_axes_and_the_score_of_all() -> None:
    """Levels keep their order and their line, axes are named, the score of all customers is marked."""
    figure = segment_chart.score_by_level(FOUR, "recall", "Test", 0.5)
    assert list(figure.layout.yaxis.categoryarray) == ["1", "2", "3", "4"]
    assert figure.layout.yaxis.type == "category"
    assert figure.layout.xaxis.title.text == "Recall (0 to 1)"
    assert figure.layout.xaxis.range == (0, 1)
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
    figure = segment_chart.score_by_level((segment(markup, 1, 2, column=markup),), "recall", "Test", 0.5)
    for shown in (figure.data[0].y[0], figure.layout.yaxis.title.text, figure.layout.title.text):
        assert "<" not in shown
        assert markup[:20] in html.unescape(shown)
