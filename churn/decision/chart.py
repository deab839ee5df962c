"""What a campaign brings against how many are contacted."""

from typing import Any, Final

import plotly.graph_objects as go

from churn.decision.advice import Recommendation
from churn.decision.amount_words import axis_decimals, money_as_sure_as
from churn.decision.words import as_sure, with_example_values
from churn.show.chart import GROUND, LEFT, MUTED, beside, framed, mark_at, thinned

BAND: Final = "rgba(107, 116, 128, 0.2)"  # MUTED, so pale that the lines show through


def profit(advice: Recommendation) -> go.Figure:
    """Draw the expected gain that the test customers show, with its interval, and the choice among its alternatives."""
    check, figure = advice.check, go.Figure()
    n = max(1, check.customers)
    kept = thinned(len(check.curve) + 1)
    gain = advice.campaign.customers / n * check.curve.gain[kept]
    contacted = [f"{round(k * advice.campaign.customers / n):,}" for k in kept]
    written = f",.{axis_decimals(gain)}f"
    amounts = [money_as_sure_as(each, as_sure(advice)) for each in gain]
    hover = "%{customdata}, %{text} contacted"
    shown: dict[str, Any] = {
        "text": contacted,
        "customdata": amounts,
        "hovertemplate": hover,
        "line": {"width": 2.5},
        "mode": "lines",
    }
    shown["name"] = f"As the {check.customers:,} test customers show it"
    figure.add_scatter(x=100 * kept / n, y=gain, **shown)
    band: dict[str, Any] = {"mode": "lines", "line": {"width": 1, "color": MUTED}, "hoverinfo": "skip"}
    band["name"] = "95% interval of the expected gain"
    figure.add_scatter(x=100 * check.shares, y=check.high, fillcolor=BAND, showlegend=False, **band)
    figure.add_scatter(x=100 * check.shares, y=check.low, fillcolor=BAND, fill="tonexty", showlegend=True, **band)
    figure.add_hline(y=0, line={"color": MUTED, "width": 1})
    _mark_choice(figure, advice)
    _mark_capacity(figure, advice)
    figure.update_xaxes(title="Share of the customers contacted,<br>the riskiest first (%)", range=[0, 100], dtick=20)
    figure.update_yaxes(title="Expected gain (€)", tickformat=written)
    # Beside the title a phone has no room for the legend.
    figure.update_traces(cliponaxis=False)
    return framed(figure, title(advice), legend=True, below=True, marked=True, height=440)


def title(advice: Recommendation) -> str:
    """Return what the chart is called."""
    campaign = advice.campaign
    return f"Expected gain{with_example_values(campaign)}, {campaign.customers:,} customers"


def _mark_choice(figure: go.Figure, advice: Recommendation) -> None:
    n, k = advice.campaign.customers, advice.chosen.contacted
    nobody = "nobody" if advice.rule.better_than_chance else "nobody by this model"
    marks = [(0, 0.0, "nobody", MUTED), (n, advice.everyone.gain.value, "everyone", MUTED)]
    marks = [mark for mark in marks if mark[0] != k]
    marks.append((k, advice.chosen.gain.value, nobody if k == 0 else f"contact {k:,}", LEFT))
    x, y, names, colours = zip(*((100 * place / n, *rest) for place, *rest in marks), strict=True)
    marker = {"color": colours, "size": [8] * (len(marks) - 1) + [13], "opacity": 1}
    figure.add_scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="skip", showlegend=False)
    for share, gain, name, colour in zip(x, y, names, colours, strict=True):
        place = {"yshift": 20 if colour == LEFT else -18, **beside(share, 50, 6)}  # the choice may be next to another
        figure.add_annotation(x=share, y=gain, text=name, showarrow=False, bgcolor=GROUND, **place)


def _mark_capacity(figure: go.Figure, advice: Recommendation) -> None:
    capacity, n = advice.campaign.capacity, advice.campaign.customers
    if capacity is not None and capacity < n:
        mark_at(figure, 100 * capacity / n, f"capacity {capacity:,}", (0, 100))
