"""Charts of customers: one of them, or all by level of a column."""

import html

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from churn.scores.proportions import wilson
from churn.show.chart import LEFT, MUTED, error_bars, framed, literal, mark_at, told_apart
from churn.show.formats import percent, span, whole_percent


def churn_by_level(rates: pd.DataFrame, column: str, overall: float) -> go.Figure:
    """Draw the churn rate of each level (`churn.table.summary.churn_by_level`) with its 95% interval (Wilson)."""
    levels = told_apart([literal(level) for level in rates["level"]])
    counts = rates[["churned", "customers"]].to_numpy()
    rate, (low, high) = rates["rate"].to_numpy(), np.array([wilson(*each) for each in counts.tolist()]).T
    told = [*zip(*counts.T, map(html.escape, map(percent, rate)), map(span, low, high), strict=True)]
    bars = go.Bar(orientation="h", x=100 * rate, y=levels, customdata=told)
    bars.update(marker_color=LEFT, error_x=error_bars(rate, low, high, scale=100, thickness=1.5, width=5, color=MUTED))
    bars.hovertemplate = (
        "%{y}: %{customdata[0]:,} of %{customdata[1]:,} left, %{customdata[2]} (95% interval %{customdata[3]})"
        "<extra></extra>"
    )
    shares = [f" {html.escape(whole_percent(each))} of {n:,}" for each, (_, n) in zip(rate, counts, strict=True)]
    words = go.Scatter(mode="text", x=100 * high, y=levels, text=shares, textposition="middle right", hoverinfo="skip")
    figure = go.Figure([bars, words.update(textfont_size=12, cliponaxis=False)])
    mark_at(figure, 100 * overall, f"all customers: {html.escape(percent(overall))}", yref="paper", y=1.08)
    figure.update_yaxes(title=literal(column, 40), type="category", autorange="reversed")
    figure.update_xaxes(title="Churn rate (%)", range=[0, max(10.0, 130 * float(high.max()))])
    return framed(figure, f"Churn rate by {literal(column, 40)}", height=140 + 30 * len(rates))
