"""The four curves: their numbers, the marked threshold, titles and axes, few enough points."""

import numpy as np
import pytest
from numpy.typing import ArrayLike

from churn.quality import curve_charts
from churn.scores import curves
from churn.scores.predictions import Predictions
from churn.show import chart
from churn.show.formats import percent, span

RNG = np.random.default_rng(0)
Y = RNG.random(3000) < 0.2
P = np.clip(0.3 * Y + 0.7 * RNG.random(3000), 0, 1)


def texts(figure: chart.Figure) -> list[str]:
    """Return the texts written into a figure."""
    return [note.text for note in figure.layout.annotations]


def drawn(name: str, y: ArrayLike = Y, p: ArrayLike = P, threshold: float = 0.5) -> chart.Figure:
    """Compute and draw a curve by its name."""
    return getattr(curve_charts, name)(getattr(curves, name)(Predictions(y, p)), threshold, "Test")


@pytest.mark.parametrize(
    ("name", "title", "x", "y"),
    [
        ("roc", "ROC curve, test", "False alarms (share of stayers flagged)", "Recall (share of leavers flagged)"),
        (
            "precision_recall",
            "Precision–recall, test",
            "Recall (share of leavers flagged)",
            "Precision (share of flagged who left)",
        ),
        (
            "calibration",
            "Calibration, test",
            "Predicted churn probability, mean of the group (%)",
            "Share who left (%)",
        ),
        ("gains", "Cumulative gains, test", "the riskiest first (%)", "Leavers found (%)"),
    ],
)
def test_titles_axes_and_threshold(name: str, title: str, x: str, y: str) -> None:
    """Title, split, customers, axes with units, the marked threshold; at most 500 points a line."""
    figure = drawn(name)
    assert figure.layout.title.text == f"{title} (3,000 customers)"
    assert figure.layout.xaxis.title.text.endswith(x)
    assert figure.layout.yaxis.title.text.endswith(y)
    assert "threshold 50%" in texts(figure)
    assert all(len(line.x) <= chart.MAX_POINTS for line in figure.data)
    scale = 100 if name in {"calibration", "gains"} else 1
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (0, scale)
    assert all(trace.cliponaxis is False for trace in figure.data), "a point at an end of an axis is whole"


@pytest.mark.parametrize(("name", "scale"), [("roc", 1), ("precision_recall", 1), ("gains", 100)])
@pytest.mark.parametrize("threshold", [0.01, 0.33, 0.5])
def test_the_mark_lies_on_the_line(name: str, scale: int, threshold: float) -> None:
    """The marked point is the one at the threshold, and is among those drawn, however few are."""
    point = getattr(curves, name)(Predictions(Y, P)).at(threshold)
    figure = drawn(name, threshold=threshold)
    line, mark = figure.data[0], figure.data[-1]
    assert (mark.x[0], mark.y[0]) == pytest.approx((scale * point.x, scale * point.y))
    assert (mark.x[0], mark.y[0]) in set(zip(line.x, line.y, strict=True))
    assert line.x[-1] == scale


def test_precision_recall_begins_where_somebody_is_flagged() -> None:
    """Where nobody is flagged there is no precision: no point, and no mark at such a threshold."""
    figure = drawn("precision_recall", threshold=1.0)
    assert np.isfinite(list(figure.data[0].y)).all()
    assert not [note for note in texts(figure) if "threshold" in note]
    assert list(figure.data[1].y) == pytest.approx([Y.mean()] * 2)


def test_calibration_has_counts_and_bars() -> None:
    """Each point carries its counts; its bar runs from the low to the high end of the interval, in percent."""
    bins = curves.calibration(Predictions(Y, P))
    assert bins is not None
    points = curve_charts.calibration(bins, 0.5, "Test").data[0]
    assert list(points.x) == pytest.approx(list(100 * bins.predicted))
    assert list(np.asarray(points.y) + points.error_y.array) == pytest.approx(list(100 * bins.high))
    assert list(np.asarray(points.y) - points.error_y.arrayminus) == pytest.approx(list(100 * bins.low))
    assert [row[1] for row in points.customdata] == bins.count.tolist()
    shown = zip(bins.predicted, bins.observed, bins.low, bins.high, strict=True)
    told = [[percent(predicted), percent(observed), span(low, high)] for predicted, observed, low, high in shown]
    assert [list(row[2:]) for row in points.customdata] == told
    assert curve_charts.calibration(bins, 0.5, "Test").layout.shapes[0].x0 == 50
    assert curve_charts.calibration(bins, 0.5, "Train").data[0].error_y.array is None


@pytest.mark.parametrize("name", ["roc", "precision_recall", "calibration", "gains"])
def test_two_customers(name: str) -> None:
    """A curve of two customers is a curve."""
    figure = drawn(name, [1, 0], [0.9, 0.2])
    assert "(2 customers)" in figure.layout.title.text
