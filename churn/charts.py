"""Results -> plotly figures. Takes numbers, never a model; the page and any report draw them alike.

Colours come from the page's theme, except where a colour carries a meaning of its own.
"""

import html
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from churn.metrics import Confusion
from churn.model import Curve

Figure = go.Figure
"""So that a page can name the type without plotly."""

STAYED: Final = "#1d5aa8"
LEFT: Final = "#b3341f"
"""The theme's first two colours; white text reads on both."""
MUTED: Final = "#8a8f98"
MAX_POINTS: Final = 500
"""Points of a line that a browser gets: more than a chart has pixels helps nobody."""


def literal(text: object, longest: int = 32) -> str:
    """Make a user's text literal for plotly, which renders a subset of HTML, and shorten it for an axis."""
    short = str(text) if len(str(text)) <= longest else str(text)[: longest - 1] + "…"
    return html.escape(short)


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
            annotation={"text": f"best: {curve.best:,} trees", "xanchor": "left"},
        )  # fmt: skip
    figure.update_xaxes(title="Trees", rangemode="tozero")
    figure.update_yaxes(title="Log loss (nats)", rangemode="tozero")
    return _framed(figure, "Learning curve", legend=True)


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
    return _framed(figure, f"Confusion matrix, {part.lower()} (customers)")


def probability_bar(probability: float, threshold: float) -> go.Figure:
    """Draw one probability as a bar from 0 to 100 % with the threshold marked."""
    figure = go.Figure(
        go.Bar(
            x=[100 * probability], y=[""], orientation="h", width=0.6, hoverinfo="skip",
            marker={"color": LEFT if probability > threshold else STAYED},
        )
    )  # fmt: skip
    figure.add_vline(
        x=100 * threshold, line={"color": MUTED, "dash": "dash"},
        annotation={"text": f"threshold {threshold:.0%}", "yref": "paper", "y": 1.35},
    )  # fmt: skip
    figure.update_xaxes(range=[0, 101], tickvals=[*range(0, 101, 20)], title="Churn probability (%)")
    figure.update_yaxes(visible=False)
    figure.update_layout(height=130, margin={"l": 8, "r": 16, "t": 30, "b": 40})
    return figure


def churn_by_level(rates: pd.DataFrame, column: str, overall: float) -> go.Figure:
    """Draw the churn rate of each level (`churn.summary.churn_by_level`) with the overall rate marked."""
    shares = [f"{rate:.0%} of {count:,}" for rate, count in zip(rates["rate"], rates["customers"], strict=True)]
    figure = go.Figure(
        go.Bar(
            x=100 * rates["rate"], y=_told_apart([literal(level) for level in rates["level"]]), orientation="h",
            text=shares,
            customdata=rates[["churned", "customers"]].to_numpy(),
            hovertemplate="%{y}: %{customdata[0]} of %{customdata[1]} left (%{x:.1f} %)<extra></extra>",
            textposition="outside", textfont={"size": 12}, constraintext="none", cliponaxis=False,
            marker={"color": LEFT},
        )
    )  # fmt: skip
    figure.add_vline(
        x=100 * overall, line={"color": MUTED, "dash": "dash"},
        annotation={"text": f"all customers: {overall:.1%}", "xanchor": "left", "yref": "paper", "y": 1.08},
    )  # fmt: skip
    figure.update_yaxes(title=literal(column, 40), type="category", autorange="reversed")
    figure.update_xaxes(title="Churn rate (%)", range=[0, max(10.0, 130 * float(rates["rate"].max()))])
    return _framed(figure, f"Churn rate by {literal(column, 40)}", height=140 + 30 * len(rates))


def _told_apart(names: list[str]) -> list[str]:
    """Give names that look alike once they are shortened a number: one bar must not stand on another."""
    again = [names[:place].count(name) + 1 for place, name in enumerate(names)]
    return [f"{name} ({k})" if names.count(name) > 1 else name for name, k in zip(names, again, strict=True)]


def _framed(figure: go.Figure, title: str, *, legend: bool = False, height: int = 340) -> go.Figure:
    figure.update_layout(
        title={"text": title}, height=height, margin={"l": 8, "r": 8, "t": 48, "b": 8}, showlegend=legend,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "xanchor": "right", "x": 1.0},
        hovermode="x unified" if legend else "closest",
    )  # fmt: skip
    return figure
