"""Charts of customers: one of them, or all by level of a column."""

import html
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from churn.scores.proportions import wilson
from churn.show.chart import INK, LEFT, beside_chart, error_bars, framed, literal, mark_at, told_apart
from churn.show.formats import percent, span, whole_percent

LEAST_AXIS: Final = 10.0  # percent that the axis reaches at least: there is one without any churn, too


def churn_by_level(rates: pd.DataFrame, column: str, overall: float) -> go.Figure:
    """Draw the churn rate of each level (`churn.table.summary.churn_by_level`) with its 95% interval (Wilson)."""
    levels = told_apart([literal(level, 24) for level in rates["level"]])
    counts = rates[["churned", "customers"]].to_numpy()
    rate, (low, high) = rates["rate"].to_numpy(), np.array([wilson(*each) for each in counts.tolist()]).T
    told = [*zip(*counts.T, map(html.escape, map(percent, rate)), map(span, low, high), strict=True)]
    bars = go.Bar(orientation="h", x=100 * rate, y=levels, customdata=told)
    bars.update(marker_color=LEFT, error_x=error_bars(rate, low, high, scale=100, thickness=1.5, width=5, color=INK))
    bars.hovertemplate = (
        "%{y}: %{customdata[0]:,} of %{customdata[1]:,} left, %{customdata[2]} (95% interval %{customdata[3]})"
        "<extra></extra>"
    )
    shares = [f"{html.escape(whole_percent(each))} of {n:,}" for each, (_, n) in zip(rate, counts, strict=True)]
    end = min(100.0, max(LEAST_AXIS, 105 * float(high.max()), 105 * overall))
    figure = go.Figure([bars, beside_chart(shares, levels, end)])
    mark_at(figure, 100 * overall, f"all customers: {html.escape(percent(overall))}", (0, end))
    figure.update_yaxes(title=literal(column, 40), type="category", autorange="reversed")
    figure.update_xaxes(title="Churn rate (%)", range=[0, end])
    title = f"Churn rate by {literal(column, 34)}"
    return framed(figure, title, marked=True, texts=shares, height=140 + 30 * len(rates))
