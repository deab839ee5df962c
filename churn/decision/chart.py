"""What a campaign brings against how many are contacted."""

from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from churn.decision.advice import Recommendation
from churn.decision.curve import ProfitCurve
from churn.show.chart import LEFT, MAX_POINTS, MUTED, framed

BAND: Final = "rgba(138, 143, 152, 0.22)"
"""MUTED, so pale that the lines show through."""


def profit(advice: Recommendation) -> go.Figure:
    """Draw the expected gain on test with its interval, the curve that chose, and the choice among its alternatives."""
    n = advice.customers
    figure = go.Figure()
    figure.add_scatter(  # first, for the theme's first colour
        **_line(advice.test, 1), name="Test", line={"width": 2.5},
        hovertemplate="€ %{y:,.0f}, %{text} contacted", text=[f"{k:,}" for k in _kept(advice.test)],
    )  # fmt: skip
    for ends, fill in ((advice.high, None), (advice.low, "tonexty")):
        figure.add_scatter(
            x=100 * advice.steps / n, y=ends, mode="lines", line={"width": 0}, fill=fill, fillcolor=BAND,
            hoverinfo="skip", name="95% interval, test", showlegend=fill is not None,
        )  # fmt: skip
    figure.add_scatter(
        **_line(advice.validation, n / max(1, len(advice.validation))), name="Validation (per as many)",
        line={"color": MUTED, "dash": "dot", "width": 1.5}, hovertemplate="€ %{y:,.0f}",
    )  # fmt: skip
    figure.add_hline(y=0, line={"color": MUTED, "width": 1})
    _marks(figure, advice)
    _capacity(figure, advice)
    figure.update_xaxes(title="Share of the customers contacted (%)", range=[-3, 103])
    figure.update_yaxes(title="Expected gain (€)", tickformat=",.0f")
    framed(figure, f"Expected gain, {n:,} test customers", legend=True, height=440)
    below = {"x": 0, "xanchor": "left", "y": -0.2, "yanchor": "top"}  # beside the title a phone has no room for it
    return figure.update_layout(legend=below)


def _marks(figure: go.Figure, advice: Recommendation) -> None:
    n, k = advice.customers, advice.contacted
    marks = [(0, 0.0, "nobody", MUTED), (n, advice.everyone.value, "everyone", MUTED)]
    marks = [mark for mark in marks if mark[0] != k]
    marks.append((k, advice.gain.value, "nobody" if k == 0 else f"contact {k:,}", LEFT))
    figure.add_scatter(
        x=[100 * place / n for place, *_ in marks], y=[gain for _, gain, *_ in marks], mode="markers",
        marker={"color": [colour for *_, colour in marks], "size": [8] * (len(marks) - 1) + [13]},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    for place, gain, name, _ in marks:
        side, shift = ("left", 6) if place <= n / 2 else ("right", -6)
        figure.add_annotation(
            x=100 * place / n, y=gain, text=name, showarrow=False, xanchor=side, xshift=shift, yshift=-18
        )


def _capacity(figure: go.Figure, advice: Recommendation) -> None:
    capacity, n = advice.campaign.capacity, advice.customers
    if capacity is not None and capacity < n:
        figure.add_vline(
            x=100 * capacity / n, line={"color": MUTED, "dash": "dash"},
            annotation={"text": f"capacity {capacity:,}", "yref": "paper", "y": 0, "yanchor": "bottom"},
            annotation_xanchor="left" if capacity < n / 2 else "right",
        )  # fmt: skip


def _line(curve: ProfitCurve, scale: float) -> dict[str, object]:
    kept = _kept(curve)
    return {"x": 100 * kept / max(1, len(curve)), "y": scale * curve.gain[kept], "mode": "lines"}


def _kept(curve: ProfitCurve) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, len(curve), min(len(curve) + 1, MAX_POINTS)).astype(np.intp))
