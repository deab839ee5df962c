"""Charts over all thresholds, with the chosen one marked: ROC, precision–recall, calibration, gains."""

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from churn.errors import plural
from churn.scores.curves import Calibration, Gains, PrecisionRecall, Roc
from churn.show.chart import DASHED, GROUND, LEFT, MAX_POINTS, beside, error_bars, framed, mark_at, thinned
from churn.show.formats import PART_LABELS, bare_percent, percent, span

_LOW: Final = 0.15  # of the height: there is no room for a name below a line or a point that lies lower
_NEAR: Final = (
    0.2  # of the height: a point so near to the line of chance has its name farther away, and on the other side
)
_ASIDE: Final = {False: 12, True: 72}  # pixels from a point to its name, by whether it is near


def roc(curve: Roc, threshold: float, part: str) -> go.Figure:
    """Draw recall against the share of stayers flagged."""
    figure = _curve(curve, threshold, "%{x:.3f} of stayers, %{y:.3f} of leavers flagged", chance="ranking at random")
    x, y = "False alarms (share of stayers flagged)", "Recall (share of leavers flagged)"
    return _framed(figure, "ROC curve", part, curve.n, x=x, y=y)


def precision_recall(curve: PrecisionRecall, threshold: float, part: str) -> go.Figure:
    """Draw precision against recall; between two points the precision of the lower threshold holds."""
    hover, level = "recall %{x:.3f}, precision %{y:.3f}", (curve.chance, curve.chance)
    figure = _curve(curve, threshold, hover, chance="flagging at random", level=level, first=1)
    figure.data[0].line.shape = "vh"
    x, y = "Recall (share of leavers flagged)", "Precision (share of flagged who left)"
    return _framed(figure, "Precision–recall", part, curve.n, x=x, y=y)


def gains(curve: Gains, threshold: float, part: str) -> go.Figure:
    """Draw the share of leavers found against the share of customers contacted, the riskiest first."""
    hover = "contact %{x:.1f}%, find %{y:.1f}% of leavers"
    figure = _curve(curve, threshold, hover, chance="contacting at random", scale=100)
    x, y = "Customers contacted, the riskiest first (%)", "Leavers found (%)"
    return _framed(figure, "Cumulative gains", part, curve.n, x=x, y=y, scale=100)


def calibration(bins: Calibration, threshold: float, part: str) -> go.Figure:
    """Draw what happened against what was predicted, with counts and, but on the train part, 95% intervals."""
    points = go.Scatter(x=100 * bins.predicted, y=100 * bins.observed, mode="markers", marker_size=9)
    percents = ([percent(each) for each in shares] for shares in (bins.predicted, bins.observed))
    ends = [span(*each) for each in zip(bins.low, bins.high, strict=True)]
    points.customdata = list(zip(bins.churned.tolist(), bins.count.tolist(), *percents, ends, strict=True))
    counts, interval = "%{customdata[0]:,} of %{customdata[1]:,} left", ""
    if part != PART_LABELS["train"]:  # the model has learned from these: their bins say nothing of others
        points.error_y = error_bars(bins.observed, bins.low, bins.high, scale=100, thickness=1.5)
        interval = " (95% interval %{customdata[4]})"
    points.hovertemplate = f"predicted %{{customdata[2]}}: {counts}, %{{customdata[3]}}{interval}<extra></extra>"
    figure = go.Figure(points)
    _add_chance(figure, "as predicted", (0, 1), 100)
    dotted = {"color": LEFT, "dash": "dot"}
    mark_at(figure, 100 * threshold, f"threshold {bare_percent(threshold)}", (0, 100), dotted)
    x, y = "Predicted churn probability, mean of the group (%)", "Share who left (%)"
    return _framed(figure, "Calibration", part, int(bins.count.sum()), x=x, y=y, scale=100, marked=True)


def _curve(
    curve: Roc | PrecisionRecall | Gains,
    threshold: float,
    hover: str,
    *,
    chance: str,
    level: tuple[float, float] = (0, 1),
    first: int = 0,
    scale: int = 1,
) -> go.Figure:
    """Draw a curve, what chance would reach, from one height to another, and the point of the threshold, if any."""
    marked = max(first, curve.index(threshold))  # among the points that the browser gets
    keep = np.union1d(thinned(len(curve.x), first, MAX_POINTS - 1), [marked])
    line = {"width": 2.5, "shape": "linear"}
    x, y = scale * curve.x[keep], scale * curve.y[keep]
    figure = go.Figure(go.Scatter(x=x, y=y, mode="lines", hovertemplate=f"{hover}<extra></extra>", line=line))
    point = curve.at(threshold)
    near = point is not None and abs(point.y - _height_at(level, point.x)) < _NEAR
    _add_chance(figure, chance, level, scale, to_the_left=point is not None and near and point.x > 1 / 2)
    if point is not None:
        x, y = scale * point.x, scale * point.y
        marker = {"color": LEFT, "size": 12, "line": {"color": GROUND, "width": 2}}
        figure.add_scatter(x=[x], y=[y], mode="markers", hoverinfo="skip", marker=marker)
        below = {"yanchor": "top", "yshift": -3} if point.y > _LOW else {"yanchor": "bottom", "yshift": 1}
        place = {**below, **beside(point.x, 0.5, _ASIDE[near])}
        name = f"threshold {bare_percent(threshold)}"
        figure.add_annotation(x=x, y=y, text=name, showarrow=False, font={"size": 13}, bgcolor=GROUND, **place)
    return figure


def _add_chance(
    figure: go.Figure,
    name: str,
    level: tuple[float, float],
    scale: int,
    *,
    to_the_left: bool = False,
) -> None:
    """Draw the line that a model without knowledge would reach, its name below it."""
    start, end = scale * level[0], scale * level[1]
    figure.add_scatter(x=[0, scale], y=[start, end], mode="lines", line=DASHED, hoverinfo="skip")
    side: dict[str, Any] = {"xanchor": "left", "xshift": 6, "yanchor": "bottom" if end < _LOW else "top"}
    place = 0.08 if to_the_left else 0.6
    x, y = place * scale, _height_at((start, end), place)
    figure.add_annotation(x=x, y=y, text=name, showarrow=False, bgcolor=GROUND, **side)


def _height_at(level: tuple[float, float], x: float) -> float:
    """Return how high a line from one height to another is at `x`, from 0 to 1."""
    return level[0] + x * (level[1] - level[0])


def _framed(
    figure: go.Figure, name: str, part: str, n: int, *, x: str, y: str, scale: int = 1, marked: bool = False
) -> go.Figure:
    figure.update_traces(cliponaxis=False)  # a point on the edge is whole
    figure.update_xaxes(title=x, range=[0, scale], dtick=scale / 5)
    figure.update_yaxes(title=y, range=[0, scale], dtick=scale / 5)
    return framed(figure, f"{name}, {part.lower()} ({plural(n, 'customer')})", marked=marked, height=420)
