"""Charts of one fit: its learning curve, its confusion matrix."""

import numpy as np
import plotly.graph_objects as go

from churn.model.curve import Curve
from churn.scores.metrics import Confusion
from churn.show.chart import LEFT, MAX_POINTS, MUTED, STAYED, framed


def learning_curve(curve: Curve) -> go.Figure:
    """Draw log loss on train and validation against the number of trees, with the best number marked."""
    figure = go.Figure()
    keep = np.unique(np.linspace(0, len(curve.steps) - 1, min(len(curve.steps), MAX_POINTS)).astype(int))
    for name, values, dash in (("Train", curve.train, "dot"), ("Validation", curve.validation, "solid")):
        figure.add_scatter(
            x=curve.steps[keep], y=values[keep], name=name, mode="lines", line={"dash": dash, "width": 2},
            hovertemplate="%{x} trees: %{y:.4f}",
        )  # fmt: skip
    if curve.best is not None:
        figure.add_vline(
            x=curve.best, line={"color": MUTED, "dash": "dash"},
            annotation={"text": f"best: {curve.best:,} trees", "xanchor": "left", "xshift": 4},
        )  # fmt: skip
    figure.update_xaxes(title="Trees", rangemode="tozero")
    figure.update_yaxes(title="Log loss (nats)", rangemode="tozero")
    return framed(figure, "Learning curve", legend=True)


def confusion_matrix(matrix: Confusion, part: str) -> go.Figure:
    """Draw the four counts of a confusion matrix: what happened by what was predicted."""
    counts = np.array([[matrix.tn, matrix.fp], [matrix.fn, matrix.tp]])
    words = [["stayed, not flagged", "false alarm"], ["missed", "found"]]
    figure = go.Figure(
        go.Heatmap(
            z=[[1, 0], [0, 1]], x=["not flagged", "flagged"], y=["stayed", "left"], zmin=0, zmax=1,
            colorscale=[[0, LEFT], [1, STAYED]], showscale=False, hoverinfo="skip", xgap=4, ygap=4,
        )
    )  # fmt: skip
    for (row, column), count in np.ndenumerate(counts):
        figure.add_annotation(
            x=column, y=row, showarrow=False, font={"color": "white", "size": 14},
            text=f"<span style='font-size:24px'>{count:,}</span><br>{words[row][column]}",
        )  # fmt: skip
    figure.update_xaxes(title="Predicted", showgrid=False)
    figure.update_yaxes(title="Actual", showgrid=False, autorange="reversed")
    return framed(figure, f"Confusion matrix, {part.lower()} (customers)")
