"""Charts of the same settings on other splits."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from churn.scores.metrics import METRICS
from churn.show.chart import MUTED, STAYED, framed
from churn.show.formats import score
from churn.stability.spread import Spread

JITTER = 0.22  # in rows: points of one score are spread so far up and down that equal ones can be counted


def score_strips(spreads: Mapping[str, Spread]) -> go.Figure:
    """Draw each score on the test customers of every split, a strip a score, with the mean and this split marked."""
    each, rows = list(spreads.values()), list(range(len(spreads)))
    labels = [METRICS[name].label for name in spreads]
    names = [f"{label}{' ↓' * (spread.better_if == 'lower')}" for label, spread in zip(labels, each, strict=True)]
    others = [value for spread in each for value in spread.values]
    strips = [row for row in rows for _ in each[row].values]
    shifted = strips + JITTER * np.sin(2.4 * np.arange(len(strips)))  # looks random, is the same each time
    mean = {"size": 14, "symbol": "line-ns", "line": {"width": 3, "color": MUTED}}
    figure = go.Figure()
    for label, one, x, y, marker in (
        ("other splits", "another split", others, shifted, {"symbol": "circle-open", "color": STAYED, "size": 8}),
        ("mean", "mean", [spread.mean for spread in each], rows, mean),
        ("this split", "this split", [spread.current for spread in each], rows, {"size": 14, "symbol": "diamond"}),
    ):
        hover = f"%{{customdata}}<extra>{one}</extra>"
        strip = [f"{names[round(row)]}: {score(value)}" for row, value in zip(y, x, strict=True)]
        figure.add_scatter(x=x, y=y, name=label, mode="markers", marker=marker, customdata=strip, hovertemplate=hover)
    figure.update_yaxes(
        title="Score", tickvals=rows, ticktext=names, autorange="reversed", zeroline=False, ticklabelstandoff=8
    )
    figure.update_traces(cliponaxis=False)
    figure.update_xaxes(title="Value on test customers<br>(↓ lower is better)", zeroline=False, range=_ends(each))
    framed(figure, "The same settings on other splits", legend=True, height=160 + 44 * len(rows))
    return figure.update_layout(hovermode="closest", margin={"t": 104})  # on a phone the legend takes two lines


def _ends(spreads: Sequence[Spread]) -> tuple[float, float]:
    """Return from where to where the axis goes: somewhat beyond all values, but not below 0, nor above 1 without need.

    No score is below 0, and only a loss can be above 1.
    """
    values = [value for each in spreads for value in (*each.values, each.current) if value is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = 0.05 * (high - low) or 0.05
    return max(0.0, low - room), max(1.0, high) if high + room > 1 else high + room
