"""The learning curve and the confusion matrix show the numbers they were given, with title, axes and units."""

import numpy as np
import pytest

from churn.model.curve import Curve
from churn.quality import chart as quality_chart
from churn.scores.confusion import Confusion
from churn.show import chart
from tests.figures import axis_titles, notes


def curve(trees: int, best: int | None) -> Curve:
    """Return a learning curve that falls until `best`."""
    steps = np.arange(1, trees + 1)
    return Curve(1 / steps, np.abs(steps - (best or trees)) / trees, steps, best)


def test_learning_curve() -> None:
    """Both losses are drawn against the number of trees, and the best number is marked and named."""
    figure = quality_chart.learning_curve(curve(300, best=120))
    assert [line.name for line in figure.data] == ["Train", "Validation"]
    assert [list(line.x) for line in figure.data] == [list(range(1, 301))] * 2
    assert figure.data[0].y[9] == pytest.approx(0.1)
    assert figure.data[1].y[119] == 0
    assert notes(figure) == ["best: 120 trees"]
    assert figure.layout.shapes[0].x0 == 120
    assert axis_titles(figure) == ("Trees", "Log loss, lower is better")
    assert figure.layout.title.text == "Learning curve, train and validation"


def test_live_curve_marks_no_best() -> None:
    """While the fit runs, nobody knows the best number yet."""
    figure = quality_chart.learning_curve(curve(10, best=None))
    assert not figure.layout.annotations
    assert not figure.layout.shapes


def test_long_curve_is_thinned() -> None:
    """A browser gets at most so many points as a chart has pixels; the first and the last are among them."""
    figure = quality_chart.learning_curve(curve(5000, best=5000))
    x = list(figure.data[0].x)
    assert len(x) == chart.MAX_POINTS
    assert (x[0], x[-1]) == (1, 5000)


def test_lines_differ_without_colour() -> None:
    """Who cannot tell the colours apart tells the lines by their dashes."""
    figure = quality_chart.learning_curve(curve(10, best=3))
    assert len({line.line.dash for line in figure.data}) == 2


def test_confusion_matrix() -> None:
    """Each count stands in its cell: actual downwards, predicted to the right, with words."""
    figure = quality_chart.confusion_matrix(Confusion(tp=28, fp=1300, fn=10, tn=5), "Test")
    cells = {(note.x, note.y): note.text for note in figure.layout.annotations}
    assert list(figure.data[0].x) == ["not flagged", "flagged"]
    assert list(figure.data[0].y) == ["stayed", "left"]
    expected = {
        (0, 0): ("5", "stayed, not flagged"),
        (1, 0): ("1,300", "false alarm"),
        (0, 1): ("10", "missed"),
        (1, 1): ("28", "found"),
    }
    for place, (count, words) in expected.items():
        assert f">{count}<" in cells[place]
        assert words in cells[place]
    assert axis_titles(figure) == ("Predicted", "Actual")
    assert figure.layout.title.text == "Confusion matrix, test (customers)"
