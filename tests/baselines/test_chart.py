"""The chart of reference marks shows the scores it was given, each with its own mark."""

import math

import pytest

from churn.baselines import chart as baseline_chart
from churn.baselines import words as baseline_words
from churn.scores.metrics import Scores
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval

MODEL = Predictions([1, 1, 0, 0], [0.9, 0.2, 0.6, 0.1]).scores()
NOBODY = Predictions([1, 1, 0, 0], [0.1, 0.2, 0.3, 0.1]).scores()
FIVE: dict[str, Scores] = {
    baseline_words.MODEL_LABEL: MODEL,
    **dict.fromkeys(baseline_words.BASELINE_LABELS.values(), NOBODY),
}


def test_marks_are_the_scores() -> None:
    """Each label has the five scores that share a scale, in order, on a line each."""
    figure = baseline_chart.reference_marks(FIVE, {}, "Test")
    assert [trace.name for trace in figure.data] == [
        "Model",
        "Always “stays”",
        "Look-up table",
        "Logistic regression",
        "Best possible",
    ]
    model = figure.data[0]
    assert list(model.y) == ["Precision", "Recall", "F1", "ROC AUC", "Average precision"]
    assert list(model.x) == [0.5, 0.5, 0.5, 0.75, MODEL.average_precision]


def test_undefined_score_has_no_mark() -> None:
    """A precision that is undefined is drawn nowhere, least of all at 0."""
    x = baseline_chart.reference_marks(FIVE, {}, "Test").data[1].x
    assert x[0] is None or math.isnan(x[0])
    assert x[1] == 0


def test_lines_are_the_intervals_of_the_model() -> None:
    """A line reaches from one end of the interval to the other through the mark; without interval there is none."""
    figure = baseline_chart.reference_marks(FIVE, {"recall": Interval(0.1, 0.7)}, "Test")
    none = math.nan
    assert figure.data[0].error_x.arrayminus == pytest.approx((none, 0.4, none, none, none), nan_ok=True)
    assert figure.data[0].error_x.array == pytest.approx((none, 0.2, none, none, none), nan_ok=True)
    assert all(trace.error_x.array is None for trace in figure.data[1:])


def test_axes_and_title_name_scale_and_split() -> None:
    """The title names the split, the axis says that higher is better, and goes from 0 to 1, as scores do."""
    figure = baseline_chart.reference_marks(FIVE, {}, "Validation")
    assert figure.layout.title.text == "Model, simple models and best possible, validation"
    assert figure.layout.xaxis.title.text == "Score (0 to 1, higher is better)"
    assert list(figure.layout.xaxis.range) == [0, 1]
    assert all(trace.cliponaxis is False for trace in figure.data), "a mark at an end of the axis is whole"
    assert figure.layout.showlegend


def test_marks_differ_without_colour() -> None:
    """Who cannot tell the colours apart tells the marks by their shapes."""
    assert len({trace.marker.symbol for trace in baseline_chart.reference_marks(FIVE, {}, "Test").data}) == 5
