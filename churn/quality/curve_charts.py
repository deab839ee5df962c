"""Charts over all thresholds, with the chosen one marked: ROC, precision–recall, calibration, gains."""

from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from churn.scores.curves import Calibration, Gains, Point, PrecisionRecall, Roc
from churn.show.chart import LEFT, MAX_POINTS, MUTED, framed

_HEIGHT: Final = 420
_LOW: Final = 0.1
"""Of the height: there is no room for a name below a line that runs lower."""
_CHANCE: Final = {"color": MUTED, "dash": "dash"}


def roc(curve: Roc, threshold: float, part: str) -> go.Figure:
    """Draw recall against the share of stayers flagged."""
    figure = _line(curve, threshold, "%{x:.3f} of stayers, %{y:.3f} of leavers flagged<extra></extra>")
    _chance(figure, [0, 1], [0, 1], "ranking at random")
    _mark(figure, curve.at(threshold), threshold)
    figure.update_xaxes(title="False alarms (share of stayers flagged)", range=[-0.02, 1.02])
    figure.update_yaxes(title="Recall (share of leavers flagged)", range=[-0.02, 1.05])
    return framed(figure, _title("ROC curve", part, curve.n), height=_HEIGHT)


def precision_recall(curve: PrecisionRecall, threshold: float, part: str) -> go.Figure:
    """Draw precision against recall; between two points the precision of the lower threshold holds."""
    figure = _line(curve, threshold, "recall %{x:.3f}, precision %{y:.3f}<extra></extra>", first=1, shape="vh")
    _chance(figure, [0, 1], [curve.chance] * 2, "flagging at random")
    _mark(figure, curve.at(threshold), threshold)
    figure.update_xaxes(title="Recall (share of leavers flagged)", range=[-0.02, 1.02])
    figure.update_yaxes(title="Precision (share of flagged who left)", range=[-0.02, 1.05])
    return framed(figure, _title("Precision–recall", part, curve.n), height=_HEIGHT)


def gains(curve: Gains, threshold: float, part: str) -> go.Figure:
    """Draw the share of churners found against the share of customers contacted, likeliest leavers first."""
    figure = _line(curve, threshold, "contact %{x:.1f}%, find %{y:.1f}% of leavers<extra></extra>", scale=100)
    _chance(figure, [0, 100], [0, 100], "contacting at random")
    _mark(figure, curve.at(threshold), threshold, scale=100)
    figure.update_xaxes(title="Customers contacted, likeliest leavers first (%)", range=[-2, 102])
    figure.update_yaxes(title="Leavers found (%)", range=[-2, 105])
    return framed(figure, _title("Cumulative gains", part, curve.n), height=_HEIGHT)


def calibration(found: Calibration, threshold: float, part: str) -> go.Figure:
    """Draw what happened against what was predicted, with counts and 95% intervals."""
    figure = go.Figure()
    figure.add_scatter(
        x=100 * found.predicted, y=100 * found.observed, mode="markers", marker={"size": 9},
        error_y={
            "type": "data", "symmetric": False, "array": 100 * (found.high - found.observed),
            "arrayminus": 100 * (found.observed - found.low), "thickness": 1.5,
        },
        customdata=np.column_stack([found.churned, found.count, 100 * found.low, 100 * found.high]),
        hovertemplate="predicted %{x:.1f}%: %{customdata[0]:,} of %{customdata[1]:,} left, %{y:.1f}%"
        " (%{customdata[2]:.0f}–%{customdata[3]:.0f}%)<extra></extra>",
    )  # fmt: skip
    _chance(figure, [0, 100], [0, 100], "as predicted")
    figure.add_vline(
        x=100 * threshold, line={"color": LEFT, "dash": "dot"},
        annotation={"text": _threshold(threshold), "yref": "paper", "y": 1, "xanchor": "left", "xshift": 4},
    )  # fmt: skip
    figure.update_xaxes(title="Predicted churn probability, mean of the bin (%)", range=[-2, 102])
    figure.update_yaxes(title="Churn rate that came true (%)", range=[-2, 105])
    return framed(figure, _title("Calibration", part, int(found.count.sum())), height=_HEIGHT)


def _line(  # noqa: PLR0913 - how four curves that are drawn alike differ
    curve: Roc | PrecisionRecall | Gains,
    threshold: float,
    hover: str,
    *,
    first: int = 0,
    scale: int = 1,
    shape: str = "linear",
) -> go.Figure:
    keep = _kept(len(curve.x), first, max(first, curve.index(threshold)))
    return go.Figure(
        go.Scatter(
            x=scale * curve.x[keep], y=scale * curve.y[keep], mode="lines", hovertemplate=hover,
            line={"width": 2.5, "shape": shape},
        )
    )  # fmt: skip


def _kept(points: int, first: int, marked: int) -> NDArray[np.intp]:
    """Choose the points that the browser gets: evenly, the ends and the marked one among them."""
    evenly = np.linspace(first, points - 1, min(points - first, MAX_POINTS - 1)).astype(np.intp)
    return np.union1d(evenly, [marked])


def _chance(figure: go.Figure, x: list[float], y: list[float], name: str) -> None:
    """Draw the line that a model without knowledge would reach, its name below its middle."""
    figure.add_scatter(x=x, y=y, mode="lines", line=_CHANCE, hoverinfo="skip")
    figure.add_annotation(
        x=0.6 * x[1], y=y[0] + 0.6 * (y[1] - y[0]), text=name, showarrow=False, xanchor="left", xshift=6,
        yanchor="bottom" if y[1] < _LOW else "top",
    )  # fmt: skip


def _mark(figure: go.Figure, point: Point | None, threshold: float, scale: int = 1) -> None:
    """Mark the point of the threshold, if it has one."""
    if point is None:
        return
    right = point.x > 0.5  # noqa: PLR2004 - the middle of the axis
    figure.add_scatter(
        x=[scale * point.x], y=[scale * point.y], mode="markers", hoverinfo="skip",
        marker={"color": LEFT, "size": 12, "line": {"color": "white", "width": 2}},
    )  # fmt: skip
    figure.add_annotation(
        x=scale * point.x, y=scale * point.y, text=_threshold(threshold), showarrow=False, font={"size": 13},
        xanchor="right" if right else "left", xshift=-12 if right else 12, yanchor="top", yshift=-6,
    )  # fmt: skip


def _threshold(threshold: float) -> str:
    return f"threshold {threshold:.0%}"


def _title(name: str, part: str, n: int) -> str:
    return f"{name}, {part.lower()} ({n:,} customer{'s' * (n != 1)})"
