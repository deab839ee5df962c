"""Charts that set a model between simple rules and the best possible."""

from collections.abc import Mapping
from typing import Final

import plotly.graph_objects as go

from churn.scores.metrics import Scores
from churn.scores.proportions import Interval
from churn.show.chart import MUTED, framed
from churn.show.formats import SCORE_LABELS

HIGHER_IS_BETTER: Final = ("precision", "recall", "f1", "roc_auc", "average_precision")
"""Scores from 0 to 1 that share a scale."""

_MARKS: Final = (("circle", None, 15), ("line-ns-open", MUTED, 16), ("diamond-open", None, 11),
                 ("square-open", None, 11), ("star", MUTED, 14))  # fmt: skip
"""Symbol, colour (None: the theme's), size in pixels: the model, then the rules in their order."""


def reference_marks(scores: Mapping[str, Scores], sure: Mapping[str, Interval], part: str) -> go.Figure:
    """Draw the scores of a model, and of rules to compare it with, as marks on one line a score.

    Parameters
    ----------
    scores : mapping of str to Scores
        By label: the model first, then up to four rules. A score that is undefined has no mark.
    sure : mapping of str to Interval
        The intervals of the model's scores by name, drawn as lines through its marks.
    part : str
        What the judged part is called.
    """
    figure = go.Figure()
    labels = [SCORE_LABELS[name] for name in HIGHER_IS_BETTER]
    for (label, each), (symbol, colour, size) in zip(scores.items(), _MARKS, strict=False):
        figure.add_scatter(
            x=[getattr(each, name) for name in HIGHER_IS_BETTER], y=labels, name=label, mode="markers",
            marker={"symbol": symbol, "color": colour, "size": size, "line": {"width": 2.5, "color": colour}},
            hovertemplate="%{x:.3f}",
        )  # fmt: skip
    _add_intervals(figure, sure)
    figure.update_xaxes(title="Score (0 to 1, higher is better)", range=[-0.03, 1.03], dtick=0.2)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=True)
    framed(figure, f"Model, simple rules and ceiling, {part.lower()}", legend=True, height=400)
    figure.update_layout(hovermode="y unified", legend={"y": -0.25, "yanchor": "top", "x": 0, "xanchor": "left"})
    return figure


def _add_intervals(figure: go.Figure, sure: Mapping[str, Interval]) -> None:
    """Draw lines through the marks of the first trace."""
    model = figure.data[0]
    reach = [
        (0.0, 0.0) if value is None or name not in sure else (value - sure[name].low, sure[name].high - value)
        for name, value in zip(HIGHER_IS_BETTER, model.x, strict=True)
    ]
    below, above = zip(*reach, strict=True)
    model.error_x = {"type": "data", "arrayminus": below, "array": above, "thickness": 2, "width": 5}
