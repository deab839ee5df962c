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
from churn.explanation import odds
from churn.explanation.overview import Overview, Unit
from churn.explanation.reasons import Reasons
from churn.explanation.steps import order_within, sums_within
from churn.scores.confusion import flagged
from churn.scores.proportions import wilson
from churn.show.chart import (
    DASHED,
    INK,
    LEFT,
    LEVEL_COLOURS,
    MIDDLE,
    MUTED,
    STAYED,
    above_line,
    beside_chart,
    error_bars,
    framed,
    literal,
    told_apart,
)
from churn.show.formats import bare_percent, percent, span, whole_percent
from churn.table.summary import sample_rows
from churn.table.values import MISSING

MAX_BARS: Final = 10  # columns in one picture
MAX_DOTS: Final = 300  # customers a column in a beeswarm
LONGEST_LABEL: Final = 40  # letters
BINS: Final = 60  # places along the axis where dots are stacked
SWARM_HEIGHT: Final = 0.42  # half of it, in rows; 0.5 would touch the next
MAX_MARKS: Final = 6  # on the axis of a waterfall, not counting 0
NOTHING: Final = 1e-9  # points or log-odds: a smaller number is a rounding error
ROOM: Final = 0.2  # for the words of dots, in heights of what the dots need
GAP: Final = 0.03  # between a dot and its words, likewise
MANY: Final = 8  # levels beside each other: of more, what a chart says of each stands in its name
# How dots are coloured: numbers from low to high, by their rank from 0 to 1; levels by their place.
NUMBER_SCALE: Final = [[0.0, STAYED], [0.5, MIDDLE], [1.0, LEFT]]
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
        "xaxis": {"type": "category", "anchor": "y2", "title": literal(column, 40), **_names_with(shares)},
        "yaxis": {"title": "Odds by the model", "domain": [0.52, 1.0], **_odds_axis(levels)},
        "yaxis2": {"title": "Left (%)", "domain": [0.0, 0.38], "range": [0, min(100.0, 1.3 * max(shares["y"]))]},
        "shapes": [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1, "line": DASHED}],
    }
    words = _odds(names, levels)
    if len(names) > MANY:
        words[1]["text"] = shares["text"] = ()
    height = 500 if len(names) <= MANY else 620
    return _figure([*words, left, shares], layout, f"What {literal(column, 40)} goes with", height)


def _names_with(shares: _Trace) -> dict[str, object]:
    """Return the marks of the axis where there is no room for shares above the bars; the browser turns long ones."""
    if len(shares["x"]) <= MANY:
        return {}
    told = [f"{name}: {text.replace('<br>', ' ')}" for name, text in zip(shares["x"], shares["text"], strict=True)]
    return {"tickvals": shares["x"], "ticktext": told, "tickangle": -90}


def waterfall(reasons: Reasons, values: Sequence[str], threshold: float, row: int = 0) -> go.Figure:
    """Draw how one customer's probability comes about, by column; `values` say the customer's, in words.

    The largest step comes first, as far as that leads neither below 0 nor above 100%. Where no order of the steps keeps
    between the two, a step is cut off there, and the chart says so.
    """
    labels, steps = _named_steps(reasons, values, row)
    order = order_within(reasons.start, steps)
    place = range(len(steps)) if order is None else order
    labels, steps = [labels[each] for each in place], [steps[each] for each in place]
    labels = [f"Average of {plural(reasons.compared, 'customer')}", *told_apart(labels), "This customer"]
    reached = 100 * np.array(sums_within(reasons.start, steps))
    measure = ["absolute", *["relative"] * len(steps), "total"]
    first, last = (html.escape(percent(each)) for each in (reasons.start, float(reasons.p[row])))
    text = [first, *(_signed(100 * step) for step in steps), last]
    drawn = [reached[0], *np.diff(reached), reached[-1]]
    bars: _Trace = dict(type="waterfall", orientation="h", x=drawn, y=labels, measure=measure, text=text)
    bars |= dict(textposition="none", hoverinfo="y+text", connector={"line": {"color": MUTED, "width": 1}})
    colours = {"increasing": LEFT, "decreasing": STAYED, "totals": MUTED}
    bars |= {kind: {"marker": {"color": colour}} for kind, colour in colours.items()}
    end = min(100.0, 1.05 * max(1.0, float(reached.max()), 100 * threshold))
    x = dict(title=_probability_axis(cut=order is None), range=[0, end], zeroline=False, tickvals=_percents(end))
    marks = dict(shapes=[_threshold(threshold)], annotations=[_threshold_name(threshold, end)])
    traces = [bars, beside_chart(text, labels, end)]
    title = "From the average to this customer (points)"
    return _figure(traces, dict(xaxis=x, yaxis=_TOP_DOWN, **marks), title, _height(labels), marked=True, texts=text)


def _named_steps(reasons: Reasons, values: Sequence[str], row: int) -> tuple[list[str], list[float]]:
    """Return the contributions of the most important columns, the largest first, with their names, and of the rest."""
    order = reasons.largest(len(reasons.columns))[row]
    named, rest = order[:MAX_BARS], order[MAX_BARS:]
    labels = [_of_customer(reasons.columns[place], values[place]) for place in named]
    steps = reasons.points[row][named].tolist()
    if len(rest):
        labels.append(f"{len(rest):,} other columns")
        steps.append(float(reasons.points[row][rest].sum()))
    return labels, steps


def _probability_axis(*, cut: bool) -> str:
    return "Churn probability (%)" + ("<br>bars end at 0 and 100%,<br>their numbers are whole" if cut else "")


def _of_customer(column: str, value: str) -> str:
    """Name a column and a customer's value in it: the shorter the name, the more of the value."""
    name = literal(column, 22)
    return f"{name}: {literal(value, max(14, LONGEST_LABEL - len(name)))}"


def probability_bar(probability: float, threshold: float) -> go.Figure:
    """Draw one probability as a bar from 0 to 100% with the threshold marked."""
    bar: _Trace = dict(type="bar", x=[100 * probability], y=[""], orientation="h", width=0.6, hoverinfo="skip")
    bar["marker"] = {"color": LEFT if flagged(probability, threshold) else STAYED}
    x = dict(range=[0, 100], tickvals=[*range(0, 101, 20)], title="Churn probability (%)")
    marks = dict(shapes=[_threshold(threshold)], annotations=[_threshold_name(threshold, 100.0)])
    size = dict(height=130, margin={"l": 12, "r": 20, "t": 30, "b": 40})
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
    marker = dict(size=5, color=colours, colorscale=scale, cmin=0.0, cmax=highest)
    looks = dict(mode="markers", marker=marker, hovertemplate="%{customdata}, %{x:+.2f}<extra></extra>")
    return dict(type="scatter", x=x, y=y, customdata=words, **looks)


def _odds(names: list[str], levels: pd.DataFrame) -> list[_Trace]:
    """Return the factors on the odds as dots, and in words above them; none where nobody is explained."""
    names = [name for name, explained in zip(names, levels["explained"], strict=True) if explained]
    levels = levels[levels["explained"] > 0]
    factors, low, high = (np.clip(levels[name], *odds.EXTREME).to_numpy() for name in ("odds", "low", "high"))
    dots: _Trace = dict(type="scatter", mode="markers", x=names, y=factors)
    dots["marker"] = {"size": 11, "color": [LEFT if each > 1 else STAYED for each in factors]}
    dots["error_y"] = error_bars(factors, low, high, thickness=1.5, width=5, color=MUTED)
    dots["customdata"] = [*zip(map(_signed, 100 * levels["points"]), low, high, strict=True)]
    spread = "80% of customers ×%{customdata[1]:,.3~r} to ×%{customdata[2]:,.3~r}"
    dots["hovertemplate"] = f"%{{x}}: odds ×%{{y:,.3~r}} ({spread}), %{{customdata[0]:+.1f}} points<extra></extra>"
    text = [odds.factor(each) for each in factors]
    ends = odds.reach([*factors, *low, *high])
    away = (ends[1] / ends[0]) ** GAP  # from 1, so that no text stands on its line
    y = np.where(factors < 1, np.minimum(factors, low) / away, np.maximum(factors, high) * away)
    words: _Trace = dict(type="scatter", mode="text", x=names, y=y, text=text, cliponaxis=False, hoverinfo="skip")
    words["textposition"] = ["bottom center" if each < 1 else "top center" for each in factors]
    return [dots, words]


def _left(names: list[str], levels: pd.DataFrame) -> list[_Trace]:
    """Return the shares that left as bars with their intervals, and in words above them."""
    counts = levels[["churned", "customers"]].to_numpy()
    rate, (low, high) = levels["rate"].to_numpy(), np.array([wilson(*each) for each in counts.tolist()]).T
    bars: _Trace = dict(type="bar", x=names, y=100 * rate, yaxis="y2", width=0.6, marker={"color": LEFT})
    bars["error_y"] = error_bars(rate, low, high, scale=100, thickness=1.5, width=5, color=INK)
    bars |= dict(customdata=[*zip(*counts.T, map(span, low, high), strict=True)], hovertemplate=SHARE)
    shares = [
        f"{html.escape(whole_percent(each))}<br>of {customers:,}"
        for each, (_, customers) in zip(rate, counts, strict=True)
    ]
    words = dict(type="scatter", mode="text", x=names, y=100 * high, yaxis="y2", text=shares, hoverinfo="skip")
    return [bars, words | dict(textposition="top center", cliponaxis=False)]


def _odds_axis(levels: pd.DataFrame) -> dict[str, object]:
    """Lay out a logarithmic axis with a few factors on it, 1 among them."""
    low, high = odds.reach([*levels["low"], *levels["high"], *levels["odds"]])
    marks, width = odds.ticks(low, high), np.log10(high / low)
    ends = [np.log10(low) - ROOM * width, np.log10(high) + ROOM * width]
    return dict(type="log", range=ends, tickvals=marks, ticktext=[odds.factor(mark) for mark in marks])


def _percents(high: float) -> list[float]:
    """Return a few marks of a probability's axis; steps may lead beyond 0 and 100%, a probability does not."""
    top = min(high, 100.0)
    step = next(step for step in (0.2, 0.5, 1, 2, 5, 10, 20) if top / step <= MAX_MARKS)
    return [step * place for place in range(int(top / step) + 1)]


def _threshold(threshold: float) -> _Trace:
    return dict(type="line", yref="paper", x0=100 * threshold, x1=100 * threshold, y0=0, y1=1, line=DASHED)


def _threshold_name(threshold: float, end: float) -> dict[str, object]:
    return above_line(100 * threshold, f"threshold {bare_percent(threshold)}", (0, end))


def _figure(traces: list[_Trace], layout: dict[str, Any], title: str, height: int, **frame: Any) -> go.Figure:  # noqa: ANN401 - see framed
    return framed(go.Figure({"data": traces, "layout": layout}), title, height=height, **frame)


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
