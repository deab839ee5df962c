"""Charts of customers: one of them, or all by level of a column."""

import pandas as pd
import plotly.graph_objects as go

from churn.show.chart import LEFT, framed, literal, mark_at, told_apart


def churn_by_level(rates: pd.DataFrame, column: str, overall: float) -> go.Figure:
    """Draw the churn rate of each level (`churn.table.summary.churn_by_level`) with the overall rate marked."""
    levels = told_apart([literal(level) for level in rates["level"]])
    shares = [f"{rate:.0%} of {count:,}" for rate, count in zip(rates["rate"], rates["customers"], strict=True)]
    counts = rates[["churned", "customers"]].to_numpy()
    bars = go.Bar(orientation="h", x=100 * rates["rate"], y=levels, text=shares, customdata=counts, marker_color=LEFT)
    bars.update(textposition="auto", insidetextanchor="start", textfont_size=12, constraintext="none", cliponaxis=False)
    bars.hovertemplate = "%{y}: %{customdata[0]} of %{customdata[1]} left (%{x:.1f}%)<extra></extra>"
    figure = go.Figure(bars)
    mark_at(figure, 100 * overall, f"all customers: {overall:.1%}", yref="paper", y=1.08)
    figure.update_yaxes(title=literal(column, 40), type="category", autorange="reversed")
    figure.update_xaxes(title="Churn rate (%)", range=[0, max(10.0, 130 * float(rates["rate"].max()))])
    return framed(figure, f"Churn rate by {literal(column, 40)}", height=140 + 30 * len(rates))
