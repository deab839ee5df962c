"""Charts of customers: one of them, or all by level of a column."""

import pandas as pd
import plotly.graph_objects as go

from churn.show.chart import LEFT, MUTED, framed, literal, told_apart


def churn_by_level(rates: pd.DataFrame, column: str, overall: float) -> go.Figure:
    """Draw the churn rate of each level (`churn.table.summary.churn_by_level`) with the overall rate marked."""
    shares = [f"{rate:.0%} of {count:,}" for rate, count in zip(rates["rate"], rates["customers"], strict=True)]
    figure = go.Figure(
        go.Bar(
            x=100 * rates["rate"], y=told_apart([literal(level) for level in rates["level"]]), orientation="h",
            text=shares,
            customdata=rates[["churned", "customers"]].to_numpy(),
            hovertemplate="%{y}: %{customdata[0]} of %{customdata[1]} left (%{x:.1f}%)<extra></extra>",
            textposition="auto", insidetextanchor="start", textfont={"size": 12}, constraintext="none",
            cliponaxis=False, marker={"color": LEFT},
        )
    )  # fmt: skip
    figure.add_vline(
        x=100 * overall, line={"color": MUTED, "dash": "dash"},
        annotation={"text": f"all customers: {overall:.1%}", "xanchor": "left", "yref": "paper", "y": 1.08},
    )  # fmt: skip
    figure.update_yaxes(title=literal(column, 40), type="category", autorange="reversed")
    figure.update_xaxes(title="Churn rate (%)", range=[0, max(10.0, 130 * float(rates["rate"].max()))])
    return framed(figure, f"Churn rate by {literal(column, 40)}", height=140 + 30 * len(rates))
