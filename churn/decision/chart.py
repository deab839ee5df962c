"""What a campaign brings against how many are contacted."""

from typing import Any, Final

import plotly.graph_objects as go

from churn.decision.advice import Recommendation
from churn.decision.curve import ProfitCurve
from churn.show.chart import LEFT, MUTED, beside, framed, mark_at, thinned

BAND: Final = "rgba(138, 143, 152, 0.22)"  # MUTED, so pale that the lines show through


def profit(advice: Recommendation) -> go.Figure:
    """Draw the expected gain on test with its interval, the curve that chose, and the choice among its alternatives."""
    n, figure = advice.customers, go.Figure()
    contacted = [f"{k:,}" for k in thinned(len(advice.test) + 1)]
    _add_line(figure, advice.test, "Test", text=contacted, line={"width": 2.5})  # first: the theme's first colour
    figure.data[0].hovertemplate += ", %{text} contacted"
    band: dict[str, Any] = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "name": "95% interval, test"}
    figure.add_scatter(x=100 * advice.steps / n, y=advice.high, fillcolor=BAND, showlegend=False, **band)
    figure.add_scatter(x=100 * advice.steps / n, y=advice.low, fillcolor=BAND, fill="tonexty", showlegend=True, **band)
    scale = n / max(1, len(advice.validation))
    dotted = {"color": MUTED, "dash": "dot", "width": 1.5}
    _add_line(figure, advice.validation, "Validation (per as many)", scale, line=dotted)
    figure.add_hline(y=0, line={"color": MUTED, "width": 1})
    _mark_choice(figure, advice)
    _mark_capacity(figure, advice)
    figure.update_xaxes(title="Share of the customers contacted (%)", range=[-3, 103])
    figure.update_yaxes(title="Expected gain (€)", tickformat=",.0f")
    # Beside the title a phone has no room for the legend.
    return framed(figure, f"Expected gain, {n:,} test customers", legend=True, below=0.2, height=440)


def _add_line(figure: go.Figure, curve: ProfitCurve, name: str, scale: float = 1.0, **looks: object) -> None:
    kept = thinned(len(curve) + 1)
    share, gain = 100 * kept / max(1, len(curve)), scale * curve.gain[kept]
    figure.add_scatter(x=share, y=gain, name=name, mode="lines", hovertemplate="€ %{y:,.0f}", **looks)


def _mark_choice(figure: go.Figure, advice: Recommendation) -> None:
    n, k = advice.customers, advice.contacted
    marks = [(0, 0.0, "nobody", MUTED), (n, advice.everyone.value, "everyone", MUTED)]
    marks = [mark for mark in marks if mark[0] != k]
    marks.append((k, advice.gain.value, "nobody" if k == 0 else f"contact {k:,}", LEFT))
    x, y, names, colours = zip(*((100 * place / n, *rest) for place, *rest in marks), strict=True)
    marker = {"color": colours, "size": [8] * (len(marks) - 1) + [13]}
    figure.add_scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="skip", showlegend=False)
    for share, gain, name in zip(x, y, names, strict=True):
        figure.add_annotation(x=share, y=gain, text=name, showarrow=False, yshift=-18, **beside(share, 50, 6))


def _mark_capacity(figure: go.Figure, advice: Recommendation) -> None:
    capacity, n = advice.campaign.capacity, advice.customers
    if capacity is not None and capacity < n:
        side = "left" if capacity < n / 2 else "right"
        mark_at(figure, 100 * capacity / n, f"capacity {capacity:,}", xanchor=side, yref="paper", y=0, yanchor="bottom")
