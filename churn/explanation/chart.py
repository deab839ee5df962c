"""Charts of reasons: which columns matter, for whom, and how one customer's probability comes about.

They are given to plotly as plain dictionaries, whole: checked once and not again with every change, they are drawn
in a third of the time.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from churn.explanation.overview import Overview, Unit
from churn.explanation.reasons import Reasons, sample
from churn.show.chart import LEFT, MUTED, STAYED, framed, literal, told_apart

MOST_BARS: Final = 10
"""Columns in one picture."""
MOST_DOTS: Final = 300
"""Customers a column in a beeswarm."""
BINS: Final = 60
"""Places along the axis where dots are stacked."""
HIGHEST: Final = 0.42
"""Half the height of a swarm; 0.5 would touch the next."""
MOST_USUAL: Final = 1.5
"""A factor that the axis of odds reaches at least."""
MOST_ZEROS: Final = 6
"""Of a factor that is written out."""
MARK: Final = {"color": MUTED, "dash": "dash"}
LEVEL_COLOURS: Final = ("#1d5aa8", "#b3341f", "#3f8f4f", "#b8860b", "#7a4fa3", "#1f8a99", "#c2578a", "#6b6b6b")
LEVELS: Final[list[list[object]]] = [
    [place / (len(LEVEL_COLOURS) - 1), colour] for place, colour in enumerate(LEVEL_COLOURS)
]
SHADES: Final[list[list[object]]] = [[0.0, STAYED], [0.5, "#7b6b8a"], [1.0, LEFT]]
"""Of numbers, from low to high."""
UNITS: Final[dict[Unit, str]] = {"points": "points", "log_odds": "log-odds"}


def importance(overview: Overview, unit: Unit) -> go.Figure:
    """Draw the mean absolute contribution of the most important columns."""
    names = overview.ranked(unit)[:MOST_BARS]
    values = _scale(unit) * overview.importance.set_index("column")[unit][names]
    bars = {
        "type": "bar", "orientation": "h", "x": values.to_numpy(), "y": _labels(names), "marker": {"color": STAYED},
        "cliponaxis": False, "text": [f"{each:.1f}" if unit == "points" else f"{each:.2f}" for each in values],
        "textposition": "outside", "hovertemplate": "%{y}: %{x:.3f}<extra></extra>",
    }  # fmt: skip
    layout = {
        "yaxis": {"type": "category", "autorange": "reversed"},
        "xaxis": {"title": f"Mean contribution, ± ({UNITS[unit]})", "range": [0, 1.18 * max(values.max(), 1e-9)]},
    }
    return _figure([bars], layout, "How much each column matters", _height(names))


def beeswarm(overview: Overview, unit: Unit) -> go.Figure:
    """Draw customers by a column's contribution: numbers from low to high by colour, categories a colour a level."""
    names = overview.ranked(unit)[:MOST_BARS]
    labels = _labels(names)
    rows = sample(len(overview.frame), MOST_DOTS)
    contributions = _scale(unit) * getattr(overview.reasons, unit)[rows]
    span = float(np.abs(contributions).max()) or 1.0
    swarms = {True: _Swarm(), False: _Swarm()}  # a trace has one scale of colours: levels and numbers need their own
    for height, (name, label) in enumerate(zip(names, labels, strict=True)):
        x = contributions[:, overview.reasons.columns.index(name)]
        values = overview.frame[name].iloc[rows]
        swarms[isinstance(values.dtype, pd.CategoricalDtype)].add(label, x, height + _stacked(x, span), values)
    layout = {
        "yaxis": {
            "tickvals": [*range(len(names))], "ticktext": labels, "range": [len(names) - 0.5, -0.5],
            "showgrid": False, "zeroline": False,
        },
        "xaxis": {"title": f"Contribution ({UNITS[unit]})", "zeroline": True, "zerolinecolor": MUTED},
    }  # fmt: skip
    traces = [swarms[False].trace(SHADES, 1.0), swarms[True].trace(LEVELS, len(LEVEL_COLOURS) - 1.0)]
    title = "Each dot a customer, right: towards leaving"
    return _figure([trace for trace in traces if len(trace["x"])], layout, title, _height(names))


def dependence(levels: pd.DataFrame, column: str) -> go.Figure:
    """Draw a column's effect on the odds by level, and under it who these customers were and how many left."""
    names = told_apart([literal(name, 20) for name in levels["level"]])
    layout = {
        "xaxis": {"type": "category", "anchor": "y2", "title": literal(column, 40)},
        "yaxis": {"title": "Odds of leaving", "domain": [0.48, 1.0], **_odds_axis(levels)},
        "yaxis2": {"title": "Left (%)", "domain": [0.0, 0.4], "range": [0, max(10.0, 150 * levels["rate"].max())]},
        "shapes": [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1, "line": MARK}],
    }
    traces = [_odds(names, levels), _odds_in_words(names, levels), _left(names, levels)]
    return _figure(traces, layout, f"What {literal(column, 40)} goes with", 480)


def waterfall(reasons: Reasons, values: Sequence[str], threshold: float, row: int = 0) -> go.Figure:
    """Draw how one customer's probability comes about, largest reason first; `values` say the customer's, in words."""
    contributions = 100 * reasons.points[row]
    order = reasons.largest(len(reasons.columns))[row]
    told, rest = order[:MOST_BARS], order[MOST_BARS:]
    labels = [f"{literal(reasons.columns[place], 22)}: {literal(values[place], 14)}" for place in told]
    steps = contributions[told].tolist()
    if len(rest):
        labels.append(f"{len(rest):,} other columns")
        steps.append(float(contributions[rest].sum()))
    labels = ["Average customer", *told_apart(labels), "This customer"]
    start, end = 100 * reasons.start, 100 * float(reasons.p[row])
    bars = {
        "type": "waterfall", "orientation": "h", "y": labels, "x": [start, *steps, end],
        "measure": ["absolute", *["relative"] * len(steps), "total"],
        "text": [f"{start:.1f}%", *map(_signed, steps), f"{end:.1f}%"],
        "textposition": "outside", "cliponaxis": False, "constraintext": "none",
        "increasing": {"marker": {"color": LEFT}}, "decreasing": {"marker": {"color": STAYED}},
        "totals": {"marker": {"color": MUTED}}, "connector": {"line": {"color": MUTED, "width": 1}},
        "hoverinfo": "y+text",
    }  # fmt: skip
    reached = start + np.cumsum([0.0, *steps])
    low, high = min(0.0, float(reached.min())), max(1.0, float(reached.max()))
    room = 0.2 * (high - low)  # for the numbers beside the bars
    at = 100 * threshold
    layout = {
        "yaxis": {"type": "category", "autorange": "reversed"},
        "xaxis": {"title": "Churn probability (%)", "range": [low - room, high + room], "zeroline": False},
        "shapes": [{"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at, "line": MARK}],
    }
    return _figure([bars], layout, "From the average to this customer (points)", _height(labels))


class _Swarm:
    """The dots of several columns that share a scale of colours."""

    def __init__(self) -> None:
        self._x: list[NDArray[np.float64]] = []
        self._y: list[NDArray[np.float64]] = []
        self._colours: list[NDArray[np.float64]] = []
        self._words: list[str] = []

    def add(self, label: str, x: NDArray[np.float64], y: NDArray[np.float64], values: pd.Series) -> None:
        """Put in a column's dots; a level's colour goes by its place, a number's by its rank."""
        if isinstance(values.dtype, pd.CategoricalDtype):
            colours = values.cat.codes.to_numpy().astype(np.float64) % len(LEVEL_COLOURS)
            self._words += [f"{label}: {literal(value)}" for value in values]
        else:
            colours = values.rank(pct=True).fillna(0.5).to_numpy().astype(np.float64)
            self._words += [f"{label}: {'unknown' if np.isnan(value) else f'{value:,.10g}'}" for value in values]
        self._x.append(x)
        self._y.append(y)
        self._colours.append(colours)

    def trace(self, scale: list[list[object]], highest: float) -> dict[str, Any]:
        """Return the dots as plotly takes them."""
        x, y, colours = (np.concatenate([np.empty(0), *parts]) for parts in (self._x, self._y, self._colours))
        return {
            "type": "scatter", "mode": "markers", "x": x, "y": y, "customdata": self._words,
            "marker": {
                "size": 5, "opacity": 0.8, "color": colours, "colorscale": scale, "cmin": 0.0, "cmax": highest,
            },
            "hovertemplate": "%{customdata}, %{x:+.2f}<extra></extra>",
        }  # fmt: skip


def _odds(names: list[str], levels: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": names, "y": levels["odds"].to_numpy(),
        "marker": {"size": 11, "color": [LEFT if odds > 1 else STAYED for odds in levels["odds"]]},
        "error_y": {
            "array": (levels["high"] - levels["odds"]).to_numpy(), "thickness": 1.5, "width": 5, "color": MUTED,
            "arrayminus": (levels["odds"] - levels["low"]).to_numpy(),
        },
        "customdata": np.column_stack([100 * levels["points"], levels["low"], levels["high"]]),
        "hovertemplate": "%{x}: odds ×%{y:,.3~r} (80% of customers ×%{customdata[1]:,.3~r} to ×%{customdata[2]:,.3~r}),"
        " %{customdata[0]:+.1f} points<extra></extra>",
    }  # fmt: skip


def _odds_in_words(names: list[str], levels: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "text", "textposition": "top center", "cliponaxis": False, "hoverinfo": "skip",
        "x": names, "y": levels[["odds", "high"]].max(axis=1).to_numpy(),
        "text": [_factor(odds) for odds in levels["odds"]],
    }  # fmt: skip


def _factor(odds: float) -> str:
    """Write a factor with two digits that count: ×0.084, ×5.9, ×180,000; an enormous one as a power of ten."""
    rounded = f"{odds:.1e}"
    digits, power = float(rounded[:3]), int(rounded[4:])
    if abs(power) > MOST_ZEROS:
        return f"×{digits:g}·10<sup>{power}</sup>"
    decimals = max(0, 1 - power)
    written = f"{float(rounded):,.{decimals}f}"
    return f"×{written.rstrip('0').rstrip('.') if decimals else written}"


def _left(names: list[str], levels: pd.DataFrame) -> dict[str, Any]:
    shares = [f"{rate:.0%}<br>of {count:,}" for rate, count in zip(levels["rate"], levels["customers"], strict=True)]
    return {
        "type": "bar", "x": names, "y": 100 * levels["rate"].to_numpy(), "yaxis": "y2", "marker": {"color": LEFT},
        "width": 0.6, "textposition": "outside", "textangle": 0, "cliponaxis": False,
        "text": shares, "customdata": levels[["churned", "customers"]].to_numpy(),
        "hovertemplate": "%{x}: %{customdata[0]:,} of %{customdata[1]:,} left<extra></extra>",
    }  # fmt: skip


def _odds_axis(levels: pd.DataFrame) -> dict[str, object]:
    """Lay out a logarithmic axis with a few factors on it, 1 among them."""
    low, high = np.log10(min(levels["low"].min(), 1 / MOST_USUAL)), np.log10(max(levels["high"].max(), MOST_USUAL))
    step = max(1, round((high - low) / 3))  # of the powers of ten
    powers = [10.0**power for power in range(int(low) - 1, int(high) + 2) if power % step == 0]
    ticks = powers if step > 1 else [factor * power for power in powers for factor in (1, 2, 5)]
    return {
        "type": "log", "range": [low - 0.1 * (high - low), high + 0.3 * (high - low)],
        "tickvals": ticks, "ticktext": [_factor(tick) for tick in ticks],
    }  # fmt: skip


def _figure(traces: list[dict[str, Any]], layout: dict[str, Any], title: str, height: int) -> go.Figure:
    return framed(go.Figure({"data": traces, "layout": layout}), title, height=height)


def _scale(unit: Unit) -> float:
    return 100.0 if unit == "points" else 1.0


def _signed(step: float) -> str:
    return "0.0" if round(step, 1) == 0 else f"{step:+.1f}".replace("-", "−")


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


def probability_bar(probability: float, threshold: float) -> go.Figure:
    """Draw one probability as a bar from 0 to 100% with the threshold marked."""
    at = 100 * threshold
    bar = {
        "type": "bar", "x": [100 * probability], "y": [""], "orientation": "h", "width": 0.6, "hoverinfo": "skip",
        "marker": {"color": LEFT if probability > threshold else STAYED},
    }  # fmt: skip
    layout = {
        "xaxis": {"range": [0, 101], "tickvals": [*range(0, 101, 20)], "title": "Churn probability (%)"},
        "yaxis": {"visible": False},
        "height": 130, "margin": {"l": 8, "r": 16, "t": 30, "b": 40},
        "shapes": [
            {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
             "line": {"color": MUTED, "dash": "dash"}}
        ],
        "annotations": [
            {"text": f"threshold {threshold:.0%}", "x": at, "xanchor": "left", "yref": "paper", "y": 1.35,
             "showarrow": False}
        ],
    }  # fmt: skip
    return go.Figure({"data": [bar], "layout": layout})  # checked once, whole: it is drawn with every edit
