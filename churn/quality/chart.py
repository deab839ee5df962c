"""Charts of one fit: its learning curve, its confusion matrix."""

import plotly.graph_objects as go

from churn.model.curve import Curve
from churn.scores.confusion import Confusion
from churn.show.chart import GROUND, LEFT, STAYED, framed, mark_at, thinned


def learning_curve(curve: Curve, unit: str = "trees") -> go.Figure:
    """Draw log loss on train and validation against the number of trees, or other units, with the best marked."""
    figure = go.Figure()
    keep = thinned(len(curve.steps))
    for name, values, dash in (("Train", curve.train, "dot"), ("Validation", curve.validation, "solid")):
        line = {"dash": dash, "width": 2}
        figure.add_scatter(x=curve.steps[keep], y=values[keep], name=name, mode="lines", line=line)
    figure.update_traces(hovertemplate=f"%{{x}} {unit}: %{{y:.4f}}")
    if curve.best is not None:
        mark_at(figure, curve.best, f"best: {curve.best:,} {unit}", (0, float(curve.steps[-1])))
    figure.update_xaxes(title=unit.capitalize(), rangemode="tozero")
    figure.update_yaxes(title="Log loss, lower is better", rangemode="tozero")
    return framed(figure, "Learning curve, train and validation", legend=True, below=True, marked=True)


def confusion_matrix(counts: Confusion, part: str) -> go.Figure:
    """Draw the four counts of a confusion matrix: what happened by what was predicted."""
    right = go.Heatmap(z=[[1, 0], [0, 1]], x=["not flagged", "flagged"], y=["stayed", "left"], zmin=0, zmax=1)
    right.update(colorscale=[[0, LEFT], [1, STAYED]], showscale=False, hoverinfo="skip", xgap=4, ygap=4)
    figure = go.Figure(right)
    words = ("stayed, not flagged", "false alarm", "missed", "found")  # row by row
    looks = {"showarrow": False, "font": {"color": GROUND, "size": 14}}
    for place, customers in enumerate((counts.tn, counts.fp, counts.fn, counts.tp)):
        text = f"<span style='font-size:24px'>{customers:,}</span><br>{words[place]}"
        figure.add_annotation(x=place % 2, y=place // 2, text=text, **looks)
    figure.update_xaxes(title="Predicted", showgrid=False)
    figure.update_yaxes(title="Actual", showgrid=False, autorange="reversed")
    return framed(figure, f"Confusion matrix, {part.lower()} (customers)")
