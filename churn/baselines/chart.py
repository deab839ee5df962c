"""Charts that set a model between simple models and the best possible."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import plotly.graph_objects as go

from churn.scores.metrics import METRICS, Scores
from churn.scores.proportions import Interval
from churn.show.chart import MUTED, error_bars, framed
from churn.show.formats import score

# Symbol, colour (None: the theme's), size in pixels: the model, then the others in their order.
_MARKS: Final = (
    ("circle", None, 15),
    ("line-ns-open", MUTED, 16),
    ("diamond-open", None, 11),
    ("square-open", None, 11),
    ("star", MUTED, 14),
)


def reference_marks(scores: Mapping[str, Scores], sure: Mapping[str, Interval], part: str) -> go.Figure:
    """Draw the scores of a model, and of simple ones to compare it with, as marks on one line a score.

    Parameters
    ----------
    scores : mapping of str to Scores
        By label: the model first, then up to four others. A score that is undefined has no mark.
    sure : mapping of str to Interval
        The intervals of the model's scores by name, drawn as lines through its marks.
    part : str
        What the judged part is called.
    """
    figure = go.Figure()
    labels = {name: each.label for name, each in METRICS.items() if each.better == "higher"}  # from 0 to 1: one scale
    for (label, each), (symbol, colour, size) in zip(scores.items(), _MARKS, strict=False):
        marker = {"symbol": symbol, "color": colour, "size": size, "line": {"width": 2.5, "color": colour}}
        values = [each.by_name[name] for name in labels]
        figure.add_scatter(x=values, y=list(labels.values()), name=label, mode="markers", marker=marker)
        figure.data[-1].customdata = [score(value) for value in values]
    figure.update_traces(hovertemplate="%{customdata}", cliponaxis=False)
    model = figure.data[0]
    x = np.array(model.x, dtype=np.float64)  # NaN where there is no value, or no interval: nothing is drawn
    low, high = np.array([sure.get(name, (np.nan, np.nan)) for name in labels]).T
    model.error_x = error_bars(x, low, high, thickness=2, width=5)
    figure.update_xaxes(title="Score (0 to 1, higher is better)", range=[0, 1], dtick=0.2)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=True, ticklabelstandoff=10)
    framed(figure, f"Model, simple models and best possible, {part.lower()}", legend=True, below=True, height=400)
    return figure.update_layout(hovermode="y unified")
