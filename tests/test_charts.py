"""Charts show the numbers they were given, with title, axes and units, and make nothing of markup."""

import html
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from churn.audit import chart as audit_chart
from churn.explanation import chart as explanation_chart
from churn.model.curve import Curve
from churn.quality import chart as quality_chart
from churn.scores.confusion import Confusion
from churn.show import chart
from tests.ui.tables import HOSTILE


def described(figure: chart.Figure) -> dict[str, Any]:
    """Return a figure as the browser gets it."""
    parsed: dict[str, Any] = json.loads(figure.to_json())
    return parsed


def axis_titles(figure: chart.Figure) -> tuple[str, str]:
    """Return what the axes are called."""
    layout = described(figure)["layout"]
    return layout["xaxis"]["title"]["text"], layout["yaxis"]["title"]["text"]


def notes(figure: chart.Figure) -> list[str]:
    """Return the texts written into a figure."""
    return [note["text"] for note in described(figure)["layout"]["annotations"]]


def curve(trees: int, best: int | None) -> Curve:
    """Return a learning curve that falls until `best`."""
    steps = np.arange(1, trees + 1)
    return Curve(1 / steps, np.abs(steps - (best or trees)) / trees, steps, best)


def rates(levels: list[str]) -> pd.DataFrame:
    """Return churn rates of levels, as `churn.table.summary.churn_by_level` does."""
    customers = np.arange(1, len(levels) + 1) * 10
    churned = customers // 5
    return pd.DataFrame({"level": levels, "customers": customers, "churned": churned, "rate": churned / customers})


def test_learning_curve() -> None:
    """Both losses are drawn against the number of trees, and the best number is marked and named."""
    figure = quality_chart.learning_curve(curve(300, best=120))
    assert [line.name for line in figure.data] == ["Train", "Validation"]
    assert [list(line.x) for line in figure.data] == [list(range(1, 301))] * 2
    assert figure.data[0].y[9] == pytest.approx(0.1)
    assert figure.data[1].y[119] == 0
    assert notes(figure) == ["best: 120 trees"]
    assert figure.layout.shapes[0].x0 == 120
    assert axis_titles(figure) == ("Trees", "Log loss (nats)")
    assert figure.layout.title.text == "Learning curve"


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


@pytest.mark.parametrize(("probability", "colour"), [(0.5, chart.STAYED), (0.501, chart.LEFT)])
def test_probability_bar(probability: float, colour: str) -> None:
    """The bar is as long as the probability in percent, and takes the colour of leavers above the threshold."""
    figure = explanation_chart.probability_bar(probability, 0.5)
    assert figure.data[0].x[0] == pytest.approx(100 * probability)
    assert figure.data[0].marker.color == colour
    assert notes(figure) == ["threshold 50%"]
    assert figure.layout.shapes[0].x0 == 50
    assert figure.layout.xaxis.range[0] == 0
    assert figure.layout.xaxis.range[1] >= 100
    assert figure.layout.xaxis.title.text == "Churn probability (%)"


def test_churn_by_level() -> None:
    """Each level has a bar with its rate in percent and its size; the rate of all customers is marked."""
    figure = audit_chart.churn_by_level(rates(["a", "b", "c"]), "Plan", 0.235)
    bars = figure.data[0]
    assert list(bars.x) == pytest.approx([20, 20, 20])
    assert list(bars.y) == ["a", "b", "c"]
    assert list(bars.text) == ["20% of 10", "20% of 20", "20% of 30"]
    assert notes(figure) == ["all customers: 23.5%"]
    assert figure.layout.shapes[0].x0 == pytest.approx(23.5)
    assert axis_titles(figure) == ("Churn rate (%)", "Plan")
    assert figure.layout.title.text == "Churn rate by Plan"


def test_numbers_stay_names() -> None:
    """Levels that look like numbers or dates are levels: plotly must not make a scale of them."""
    figure = audit_chart.churn_by_level(rates(["1", "10", "2024-01-01"]), "Services", 0.2)
    assert figure.layout.yaxis.type == "category"


def test_no_churn_at_all_has_an_axis() -> None:
    """Rates of zero leave an axis of some length."""
    figure = audit_chart.churn_by_level(rates(["a"]).assign(churned=0, rate=0.0), "Plan", 0.0)
    assert figure.layout.xaxis.range[1] > 0


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


def test_literal_shortens_before_it_escapes() -> None:
    """A shortened text ends with an ellipsis, not in the middle of an entity."""
    assert chart.literal("<" * 40, longest=5) == "&lt;&lt;&lt;&lt;…"
    assert chart.literal("short") == "short"
    assert chart.literal(3) == "3"
