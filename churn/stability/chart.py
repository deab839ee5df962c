"""Charts of the same settings on other splits."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from churn.show.chart import MUTED, framed
from churn.stability.spread import Spread

JITTER = 0.22
"""Points of one score are spread so far up and down, in rows, that equal ones can be counted."""


def score_strips(spreads: Mapping[str, Spread], labels: Mapping[str, str]) -> go.Figure:
    """Draw each score on the test customers of every split, a strip a score, with the mean and this split marked."""
    rows = list(spreads)
    units = [f"{labels[name]}{', nats' * (name == 'log_loss')}" for name in rows]
    names = [unit if spreads[name].higher_is_better else f"{unit} ↓" for name, unit in zip(rows, units, strict=True)]
    figure = go.Figure()
    points = [(value, row) for row, name in enumerate(rows) for value in spreads[name].values]
    shift = JITTER * np.sin(2.4 * np.arange(len(points)))  # looks random, is the same each time
    figure.add_scatter(
        x=[value for value, _ in points], y=[row for _, row in points] + shift, name="other splits", mode="markers",
        marker={"opacity": 0.5, "size": 8}, customdata=[names[row] for _, row in points],
        hovertemplate="%{customdata}: %{x:.3f}<extra>another split</extra>",
    )  # fmt: skip
    marks = (
        ("mean", [spreads[name].mean for name in rows], {"symbol": "line-ns", "line": {"width": 3, "color": MUTED}}),
        ("this split", [spreads[name].current for name in rows], {"symbol": "diamond"}),
    )
    for label, values, marker in marks:
        figure.add_scatter(
            x=values, y=list(range(len(rows))), name=label, mode="markers", marker={"size": 14, **marker},
            customdata=names, hovertemplate=f"%{{customdata}}: %{{x:.3f}}<extra>{label}</extra>",
        )  # fmt: skip
    figure.update_yaxes(
        title="Score", tickvals=list(range(len(rows))), ticktext=names, autorange="reversed", zeroline=False
    )
    figure.update_xaxes(title="Value on test customers<br>(↓ lower is better)", zeroline=False)
    framed(figure, "The same settings on other splits", legend=True, height=160 + 44 * len(rows))
    return figure.update_layout(hovermode="closest", margin={"t": 104})  # on a phone the legend takes two lines
