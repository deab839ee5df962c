"""Charts of reasons: which columns contribute most, for whom, and how one customer's probability comes about.

They are given to plotly as plain dictionaries, whole: checked once and not again with every change, they are drawn
in a third of the time.
"""

import html
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from churn.errors import plural
from churn.explanation.overview import Overview, Unit
from churn.explanation.reasons import Reasons
from churn.scores.confusion import flagged
from churn.scores.proportions import wilson
from churn.show.chart import DASHED, LEFT, MUTED, STAYED, error_bars, framed, literal, told_apart
from churn.show.formats import percent, span, whole_percent
from churn.table.summary import sample_rows
from churn.table.values import MISSING

MAX_BARS: Final = 10  # columns in one picture
MAX_DOTS: Final = 300  # customers a column in a beeswarm
BINS: Final = 60  # places along the axis where dots are stacked
SWARM_HEIGHT: Final = 0.42  # half of it, in rows; 0.5 would touch the next
MAX_MARKS: Final = 6  # on the axis of a waterfall, not counting 0
NOTHING: Final = 1e-9  # points or log-odds: a smaller number is a rounding error
MIN_FACTOR: Final = 1.5  # that the axis of odds reaches at least, and down to one over it
MAX_ZEROS: Final = 6  # of a factor that is written out
LEVEL_COLOURS: Final = ("#1d5aa8", "#b3341f", "#3f8f4f", "#b8860b", "#7a4fa3", "#1f8a99", "#c2578a", "#6b6b6b")
# How dots are coloured: numbers from low to high, by their rank from 0 to 1; levels by their place.
NUMBER_SCALE: Final = [[0.0, STAYED], [0.5, "#7b6b8a"], [1.0, LEFT]]
LEVEL_SCALE: Final = [[place / (len(LEVEL_COLOURS) - 1), colour] for place, colour in enumerate(LEVEL_COLOURS)]
SHARE: Final = "%{x}: %{customdata[0]:,} of %{customdata[1]:,} left (95% interval %{customdata[2]})<extra></extra>"
UNITS: Final[dict[Unit, str]] = {"points": "points", "log_odds": "log-odds"}

_Trace = dict[str, Any]
_Dots = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], list[str]]  # x, y, colour, words
_TOP_DOWN: Final = {"type": "category", "autorange": "reversed"}


def importance(overview: Overview, unit: Unit) -> go.Figure:
    """Draw the mean absolute contribution of the most important columns."""
    names = overview.ranked(unit)[:MAX_BARS]
    values = _scale(unit) * overview.importance.set_index("column")[unit][names]
    text = [_rounded(each, decimals=1 if unit == "points" else 2) for each in values]
    bars: _Trace = dict(type="bar", orientation="h", x=values.to_numpy(), y=_labels(names), marker={"color": STAYED})
    bars |= dict(text=text, textposition="outside", cliponaxis=False, hovertemplate="%{y}: %{x:.3f}<extra></extra>")
    x = {"title": f"Mean size of the contribution ({UNITS[unit]})", "range": [0, 1.18 * max(values.max(), 1e-9)]}
    return _figure([bars], dict(xaxis=x, yaxis=_TOP_DOWN), "How much each column contributes", _height(names))


def beeswarm(overview: Overview, unit: Unit) -> go.Figure:
    """Draw customers by a column's contribution: numbers from low to high by colour, categories a colour a level."""
    names = overview.ranked(unit)[:MAX_BARS]
    labels = _labels(names)
    rows = sample_rows(len(overview.frame), MAX_DOTS)
    contributions = _scale(unit) * overview.contributions(unit)[rows]
    span = float(np.abs(contributions).max()) or 1.0
    numbers: list[_Dots] = []
    levels: list[_Dots] = []
    for height, (name, label) in enumerate(zip(names, labels, strict=True)):
        x = contributions[:, overview.reasons.columns.index(name)]
        values = overview.frame[name].iloc[rows]
        dots = levels if isinstance(values.dtype, pd.CategoricalDtype) else numbers
        dots.append((x, height + _stacked(x, span), *_coloured(values, label)))
    # A trace has one scale of colours: numbers and levels need their own.
    scales = ((numbers, NUMBER_SCALE, 1.0), (levels, LEVEL_SCALE, len(LEVEL_COLOURS) - 1.0))
    traces = [_swarm(dots, scale, highest) for dots, scale, highest in scales if dots]
    x_axis = dict(title=f"Contribution ({UNITS[unit]})", zeroline=True, zerolinecolor=MUTED)
    y_axis = dict(tickvals=[*range(len(names))], ticktext=labels, range=[len(names) - 0.5, -0.5])
    layout = dict(xaxis=x_axis, yaxis=y_axis | dict(showgrid=False, zeroline=False))
    return _figure(traces, layout, "Each dot a customer; right: adds to the probability", _height(names))


def dependence(levels: pd.DataFrame, column: str) -> go.Figure:
    """Draw the model's factor on the odds by level of a column, and under it how many of these customers left."""
    names = told_apart([literal(name, 20) for name in levels["level"]])
    left, shares = _left(names, levels)
    layout = {
        "xaxis": {"type": "category", "anchor": "y2", "title": literal(column, 40)},
        "yaxis": {"title": "Odds by the model", "domain": [0.48, 1.0], **_odds_axis(levels)},
        "yaxis2": {"title": "Left (%)", "domain": [0.0, 0.4], "range": [0, 1.5 * max(shares["y"])]},
        "shapes": [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1, "line": DASHED}],
    }
    return _figure([*_odds(names, levels), left, shares], layout, f"What {literal(column, 40)} goes with", 480)


def waterfall(reasons: Reasons, values: Sequence[str], threshold: float, row: int = 0) -> go.Figure:
    """Draw how one customer's probability comes about, largest reason first; `values` say the customer's, in words."""
    contributions = 100 * reasons.points[row]
    order = reasons.largest(len(reasons.columns))[row]
    named, rest = order[:MAX_BARS], order[MAX_BARS:]
    labels = [f"{literal(reasons.columns[place], 22)}: {literal(values[place], 14)}" for place in named]
    steps = contributions[named].tolist()
    if len(rest):
        labels.append(f"{len(rest):,} other columns")
        steps.append(float(contributions[rest].sum()))
    labels = [f"Average of {plural(reasons.compared, 'customer')}", *told_apart(labels), "This customer"]
    start, end = 100 * reasons.start, 100 * float(reasons.p[row])
    measure = ["absolute", *["relative"] * len(steps), "total"]
    first, last = (html.escape(percent(each)) for each in (reasons.start, float(reasons.p[row])))
    text = [first, *map(_signed, steps), last]
    bars: _Trace = dict(type="waterfall", orientation="h", x=[start, *steps, end], y=labels, measure=measure, text=text)
    bars |= dict(textposition="outside", cliponaxis=False, constraintext="none", hoverinfo="y+text")
    colours = {"increasing": LEFT, "decreasing": STAYED, "totals": MUTED}
    bars |= {kind: {"marker": {"color": colour}} for kind, colour in colours.items()}
    bars["connector"] = {"line": {"color": MUTED, "width": 1}}
    reached = start + np.cumsum([0.0, *steps])
    low, high = min(0.0, float(reached.min())), max(1.0, float(reached.max()))
    room = 0.2 * (high - low)  # for the numbers beside the bars
    x = dict(title="Churn probability (%)", range=[low - room, high + room], zeroline=False, tickvals=_percents(high))
    layout = dict(xaxis=x, yaxis=_TOP_DOWN, shapes=[_threshold(threshold)])
    return _figure([bars], layout, "From the average to this customer (points)", _height(labels))


def probability_bar(probability: float, threshold: float) -> go.Figure:
    """Draw one probability as a bar from 0 to 100% with the threshold marked."""
    bar: _Trace = dict(type="bar", x=[100 * probability], y=[""], orientation="h", width=0.6, hoverinfo="skip")
    bar["marker"] = {"color": LEFT if flagged(probability, threshold) else STAYED}
    x = dict(range=[0, 101], tickvals=[*range(0, 101, 20)], title="Churn probability (%)")
    place = dict(x=100 * threshold, xanchor="left", yref="paper", y=1.35, showarrow=False)
    marks = dict(shapes=[_threshold(threshold)], annotations=[dict(text=f"threshold {threshold:.0%}", **place)])
    size = dict(height=130, margin={"l": 8, "r": 16, "t": 30, "b": 40})
    return go.Figure({"data": [bar], "layout": dict(xaxis=x, yaxis={"visible": False}, **marks, **size)})


def _coloured(values: pd.Series, label: str) -> tuple[NDArray[np.float64], list[str]]:
    """Return each value's place on the scale of colours, and what is said of it."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy().astype(np.float64)
        return codes % len(LEVEL_COLOURS), [f"{label}: {_known(value)}" for value in values]
    words = [f"{label}: {'unknown' if np.isnan(value) else f'{value:,.10g}'}" for value in values]
    return values.rank(pct=True).fillna(0.5).to_numpy().astype(np.float64), words


def _known(level: str) -> str:
    return "unknown" if level == MISSING else literal(level)


def _swarm(dots: list[_Dots], scale: list[list[object]], highest: float) -> _Trace:
    """Return the dots of several columns that share a scale of colours as one trace."""
    x, y, colours, words = (np.concatenate(parts) for parts in zip(*dots, strict=True))
    marker = dict(size=5, opacity=0.8, color=colours, colorscale=scale, cmin=0.0, cmax=highest)
    looks = dict(mode="markers", marker=marker, hovertemplate="%{customdata}, %{x:+.2f}<extra></extra>")
    return dict(type="scatter", x=x, y=y, customdata=words, **looks)


def _odds(names: list[str], levels: pd.DataFrame) -> list[_Trace]:
    """Return the factors on the odds as dots, and in words above them; none where nobody is explained."""
    names = [name for name, explained in zip(names, levels["explained"], strict=True) if explained]
    levels = levels[levels["explained"] > 0]
    odds, low, high = (levels[name].to_numpy() for name in ("odds", "low", "high"))
    dots: _Trace = dict(type="scatter", mode="markers", x=names, y=odds)
    dots["marker"] = {"size": 11, "color": [LEFT if each > 1 else STAYED for each in odds]}
    dots["error_y"] = error_bars(odds, low, high, thickness=1.5, width=5, color=MUTED)
    dots["customdata"] = [*zip(map(_signed, 100 * levels["points"]), low, high, strict=True)]
    spread = "80% of customers ×%{customdata[1]:,.3~r} to ×%{customdata[2]:,.3~r}"
    dots["hovertemplate"] = f"%{{x}}: odds ×%{{y:,.3~r}} ({spread}), %{{customdata[0]:+.1f}} points<extra></extra>"
    words = dict(type="scatter", mode="text", x=names, y=np.maximum(odds, high), text=[_factor(each) for each in odds])
    return [dots, words | dict(textposition="top center", cliponaxis=False, hoverinfo="skip")]


def _factor(odds: float) -> str:
    """Write a factor with two digits that count: ×0.084, ×5.9, ×180,000; an enormous one as a power of ten."""
    rounded = f"{odds:.1e}"
    digits, power = float(rounded[:3]), int(rounded[4:])
    if abs(power) > MAX_ZEROS:
        return f"×{digits:g}·10<sup>{power}</sup>"
    decimals = max(0, 1 - power)
    written = f"{float(rounded):,.{decimals}f}"
    return f"×{written.rstrip('0').rstrip('.') if decimals else written}"


def _left(names: list[str], levels: pd.DataFrame) -> list[_Trace]:
    """Return the shares that left as bars with their intervals, and in words above them."""
    counts = levels[["churned", "customers"]].to_numpy()
    rate, (low, high) = levels["rate"].to_numpy(), np.array([wilson(*each) for each in counts.tolist()]).T
    bars: _Trace = dict(type="bar", x=names, y=100 * rate, yaxis="y2", width=0.6, marker={"color": LEFT})
    bars["error_y"] = error_bars(rate, low, high, scale=100, thickness=1.5, width=5, color=MUTED)
    bars |= dict(customdata=[*zip(*counts.T, map(span, low, high), strict=True)], hovertemplate=SHARE)
    shares = [
        f"{html.escape(whole_percent(each))}<br>of {customers:,}"
        for each, (_, customers) in zip(rate, counts, strict=True)
    ]
    words = dict(type="scatter", mode="text", x=names, y=100 * high, yaxis="y2", text=shares, hoverinfo="skip")
    return [bars, words | dict(textposition="top center", cliponaxis=False)]


def _odds_axis(levels: pd.DataFrame) -> dict[str, object]:
    """Lay out a logarithmic axis with a few factors on it, 1 among them."""
    low, high = np.log10(min(levels["low"].min(), 1 / MIN_FACTOR)), np.log10(max(levels["high"].max(), MIN_FACTOR))
    step = max(1, round((high - low) / 3))  # of the powers of ten
    powers = [10.0**power for power in range(int(low) - 1, int(high) + 2) if power % step == 0]
    ticks = powers if step > 1 else [factor * power for power in powers for factor in (1, 2, 5)]
    reach = [low - 0.1 * (high - low), high + 0.3 * (high - low)]
    return dict(type="log", range=reach, tickvals=ticks, ticktext=[_factor(tick) for tick in ticks])


def _percents(high: float) -> list[float]:
    """Return a few marks of a probability's axis; steps may lead beyond 0 and 100%, a probability does not."""
    top = min(high, 100.0)
    step = next(step for step in (0.2, 0.5, 1, 2, 5, 10, 20) if top / step <= MAX_MARKS)
    return [step * place for place in range(int(top / step) + 1)]


def _threshold(threshold: float) -> _Trace:
    return dict(type="line", yref="paper", x0=100 * threshold, x1=100 * threshold, y0=0, y1=1, line=DASHED)


def _figure(traces: list[_Trace], layout: dict[str, Any], title: str, height: int) -> go.Figure:
    return framed(go.Figure({"data": traces, "layout": layout}), title, height=height)


def _scale(unit: Unit) -> float:
    return 100.0 if unit == "points" else 1.0


def _signed(step: float) -> str:
    rounded = _rounded(abs(step))
    return f"{'−' if step < 0 else '+'}{rounded}" if round(step, 1) else rounded


def _rounded(value: float, decimals: int = 1) -> str:
    """Write a number from 0 up; only what is none reads as 0."""
    if value < NOTHING:
        return "0"
    return f"{value:.{decimals}f}" if round(value, decimals) else f"&lt;{10.0**-decimals:g}"


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
    return np.asarray(SWARM_HEIGHT * side / max(8.0, counts.max() / 2), dtype=np.float64)
