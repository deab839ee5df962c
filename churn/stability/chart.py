"""Charts of the same settings on other splits."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from churn.scores.metrics import METRICS
from churn.show.chart import MUTED, framed
from churn.show.formats import score
from churn.stability.spread import Spread

JITTER = 0.22  # in rows: points of one score are spread so far up and down that equal ones can be counted


def score_strips(spreads: Mapping[str, Spread]) -> go.Figure:
    """Draw each score on the test customers of every split, a strip a score, with the mean and this split marked."""
    each, rows = list(spreads.values()), list(range(len(spreads)))
    labels = [", ".join(filter(None, (METRICS[name].label, METRICS[name].unit))) for name in spreads]
    names = [f"{label}{' ↓' * (spread.better_if == 'lower')}" for label, spread in zip(labels, each, strict=True)]
    others = [value for spread in each for value in spread.values]
    strips = [row for row in rows for _ in each[row].values]
    shifted = strips + JITTER * np.sin(2.4 * np.arange(len(strips)))  # looks random, is the same each time
    mean = {"size": 14, "symbol": "line-ns", "line": {"width": 3, "color": MUTED}}
    figure = go.Figure()
    for label, one, x, y, marker in (
        ("other splits", "another split", others, shifted, {"opacity": 0.5, "size": 8}),
        ("mean", "mean", [spread.mean for spread in each], rows, mean),
        ("this split", "this split", [spread.current for spread in each], rows, {"size": 14, "symbol": "diamond"}),
    ):
        hover = f"%{{customdata}}<extra>{one}</extra>"
        strip = [f"{names[round(row)]}: {score(value)}" for row, value in zip(y, x, strict=True)]
        figure.add_scatter(x=x, y=y, name=label, mode="markers", marker=marker, customdata=strip, hovertemplate=hover)
    figure.update_yaxes(title="Score", tickvals=rows, ticktext=names, autorange="reversed", zeroline=False)
    figure.update_xaxes(title="Value on test customers<br>(↓ lower is better)", zeroline=False)
    framed(figure, "The same settings on other splits", legend=True, height=160 + 44 * len(rows))
    return figure.update_layout(hovermode="closest", margin={"t": 104})  # on a phone the legend takes two lines
