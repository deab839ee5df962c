"""Charts of reasons: which columns matter, for whom, and how one customer's probability comes about."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from churn.charts.base import LEFT, MUTED, STAYED, framed, literal, told_apart
from churn.explanation import Overview, Reasons
from churn.explanation.overview import Unit
from churn.explanation.reasons import sample

MOST_BARS: Final = 10
"""Columns in one picture."""
MOST_DOTS: Final = 300
"""Customers a column in a beeswarm."""
BINS: Final = 60
"""Places along the axis where dots are stacked."""
HIGHEST: Final = 0.42
"""Half the height of a swarm; 0.5 would touch the next."""
LEVEL_COLOURS: Final = ("#1d5aa8", "#b3341f", "#3f8f4f", "#b8860b", "#7a4fa3", "#1f8a99", "#c2578a", "#6b6b6b")
UNITS: Final[dict[Unit, str]] = {"points": "points of probability", "log_odds": "log-odds"}


def importance(overview: Overview, unit: Unit) -> go.Figure:
    """Draw the mean absolute contribution of the most important columns."""
    names = overview.ranked(unit)[:MOST_BARS]
    values = _scale(unit) * overview.importance.set_index("column")[unit][names]
    figure = go.Figure(
        go.Bar(
            x=values, y=_labels(names), orientation="h", marker={"color": STAYED}, cliponaxis=False,
            text=[f"{each:.1f}" if unit == "points" else f"{each:.2f}" for each in values],
            textposition="outside", hovertemplate="%{y}: %{x:.3f}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_yaxes(type="category", autorange="reversed")
    figure.update_xaxes(title=f"Mean absolute contribution ({UNITS[unit]})", range=[0, 1.18 * max(values.max(), 1e-9)])
    return framed(figure, "How much each column matters", height=_height(names))


def beeswarm(overview: Overview, unit: Unit) -> go.Figure:
    """Draw customers by a column's contribution: numbers from low to high by colour, categories a colour a level."""
    names = overview.ranked(unit)[:MOST_BARS]
    rows = sample(len(overview.frame), MOST_DOTS)
    contributions = _scale(unit) * getattr(overview.reasons, unit)[rows]
    span = float(np.abs(contributions).max()) or 1.0
    figure = go.Figure()
    for height, (name, label) in enumerate(zip(names, _labels(names), strict=True)):
        x = contributions[:, overview.reasons.columns.index(name)]
        values = overview.frame[name].iloc[rows]
        shown = values.astype(object).map(lambda value: literal(value) if isinstance(value, str) else f"{value:,.10g}")
        figure.add_scattergl(
            x=x, y=height + _stacked(x, span), mode="markers", name=label, customdata=shown,
            marker={"size": 5, "opacity": 0.8, **_colours(values)},
            hovertemplate=f"{label}: %{{customdata}}, %{{x:+.2f}}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=0, line={"color": MUTED, "width": 1})
    figure.update_yaxes(
        tickvals=[*range(len(names))], ticktext=_labels(names), range=[len(names) - 0.5, -0.5], showgrid=False,
        zeroline=False,
    )  # fmt: skip
    figure.update_xaxes(title=f"Contribution ({UNITS[unit]}), right: towards leaving")
    return framed(figure, "One dot a customer", height=_height(names))


def dependence(levels: pd.DataFrame, column: str) -> go.Figure:
    """Draw a column's effect on the odds by level, and under it who these customers were and how many left."""
    names = told_apart([literal(name, 20) for name in levels["level"]])
    figure = make_subplots(
        rows=2, shared_xaxes=True, vertical_spacing=0.1, row_heights=[0.55, 0.45],
    )  # fmt: skip
    figure.add_scatter(
        x=names, y=levels["odds"], mode="markers+text", textposition="top center", cliponaxis=False,
        marker={"size": 11, "color": np.where(levels["odds"] > 1, LEFT, STAYED)},
        text=[f"×{odds:.3g}" for odds in levels["odds"]],
        error_y={
            "array": levels["high"] - levels["odds"], "arrayminus": levels["odds"] - levels["low"], "color": MUTED,
            "thickness": 1.5, "width": 5,
        },
        customdata=np.column_stack([100 * levels["points"], levels["low"], levels["high"]]),
        hovertemplate="%{x}: odds ×%{y:.3g} (80% of customers ×%{customdata[1]:.3g} to ×%{customdata[2]:.3g}),"
        " %{customdata[0]:+.1f} points<extra></extra>",
        row=1, col=1,
    )  # fmt: skip
    figure.add_bar(
        x=names, y=100 * levels["rate"], marker={"color": LEFT}, width=0.6, textposition="outside", cliponaxis=False,
        text=[f"{rate:.0%} of {count:,}" for rate, count in zip(levels["rate"], levels["customers"], strict=True)],
        customdata=levels[["churned", "customers"]].to_numpy(),
        hovertemplate="%{x}: %{customdata[0]:,} of %{customdata[1]:,} left<extra></extra>",
        row=2, col=1,
    )  # fmt: skip
    figure.add_hline(y=1, line={"color": MUTED, "dash": "dash"}, row=1, col=1)
    figure.update_xaxes(type="category")
    figure.update_xaxes(title=literal(column, 40), row=2, col=1)
    low, high = np.log10(min(levels["low"].min(), 1.0)), np.log10(max(levels["high"].max(), 1.0))
    pad = 0.15 * (high - low) + 0.05
    figure.update_yaxes(type="log", title="Odds of leaving, ×", range=[low - pad, high + 2 * pad], row=1, col=1)
    figure.update_yaxes(
        title="Left (%)", range=[0, max(10.0, 130 * float(levels["rate"].max()))], row=2, col=1
    )  # fmt: skip
    return framed(figure, f"What {literal(column, 40)} goes with", height=480)


def waterfall(reasons: Reasons, values: Sequence[str], threshold: float, row: int = 0) -> go.Figure:
    """Draw how one customer's probability comes about, largest reason first; `values` say the customer's, in words."""
    contributions = 100 * reasons.points[row]
    order = reasons.largest(len(reasons.columns))[row]
    told, rest = order[:MOST_BARS], order[MOST_BARS:]
    labels = [f"{literal(reasons.columns[place], 22)}: {literal(values[place], 14)}" for place in told]
    steps = list(contributions[told])
    if len(rest):
        labels.append(f"{len(rest):,} other columns")
        steps.append(float(contributions[rest].sum()))
    labels = ["Average customer", *told_apart(labels), "This customer"]
    start, end = 100 * reasons.start, 100 * float(reasons.p[row])
    figure = go.Figure(
        go.Waterfall(
            orientation="h", y=labels, x=[start, *steps, end],
            measure=["absolute", *["relative"] * len(steps), "total"],
            text=[f"{start:.1f}%", *(f"{step:+.1f}".replace("-", "−") for step in steps), f"{end:.1f}%"],
            textposition="outside", cliponaxis=False, constraintext="none",
            increasing={"marker": {"color": LEFT}}, decreasing={"marker": {"color": STAYED}},
            totals={"marker": {"color": MUTED}}, connector={"line": {"color": MUTED, "width": 1}},
            hoverinfo="y+text",
        )
    )  # fmt: skip
    reached = start + np.concatenate([[0.0], np.cumsum(steps)])
    figure.add_vline(x=100 * threshold, line={"color": MUTED, "dash": "dash"})
    figure.update_yaxes(type="category", autorange="reversed")
    figure.update_xaxes(
        title="Churn probability (%)",
        range=[min(0.0, 1.1 * float(reached.min())), max(1.0, 1.15 * float(reached.max()))],
    )
    return framed(figure, "From the average to this customer (points)", height=_height(labels))


def _scale(unit: Unit) -> float:
    return 100.0 if unit == "points" else 1.0


def _labels(names: Sequence[str]) -> list[str]:
    return told_apart([literal(name, 26) for name in names])


def _height(names: Sequence[str]) -> int:
    return 130 + 32 * len(names)


def _stacked(x: NDArray[np.float64], span: float) -> NDArray[np.float64]:
    """Place dots that share a bin above and below each other: 0, 1, -1, 2, …, scaled so that the fullest bin fits."""
    bins = np.round(x / span * BINS / 2).astype(int)
    order = np.argsort(bins, kind="stable")
    _, first, counts = np.unique(bins[order], return_index=True, return_counts=True)
    rank = np.empty(len(x), dtype=int)
    rank[order] = np.arange(len(x)) - np.repeat(first, counts)
    side = np.where(rank % 2 == 1, (rank + 1) // 2, -(rank // 2))
    return np.asarray(HIGHEST * side / max(8.0, counts.max() / 2), dtype=np.float64)


def _colours(values: pd.Series) -> dict[str, object]:
    """Colour numbers by rank from blue to red, levels by place; missing numbers are grey."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return {"color": [LEVEL_COLOURS[code % len(LEVEL_COLOURS)] for code in values.cat.codes]}
    ranks = values.rank(pct=True, method="average")
    shades = [
        MUTED if np.isnan(rank) else f"rgb({round(29 + 150 * rank)},{round(90 - 38 * rank)},{round(168 - 137 * rank)})"
        for rank in ranks
    ]
    return {"color": shades}
