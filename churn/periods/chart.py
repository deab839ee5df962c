"""The chart of a score over time."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from churn.scores.proportions import Interval
from churn.show.chart import STAYED, error_bars, framed
from churn.show.formats import DASH, percent, score, span
from churn.show.uncertainty import interval


def score_over_time(
    names: Sequence[str],
    values: Sequence[float | None],
    ends: Sequence[Interval | None],
    label: str,
    *,
    in_percent: bool = False,
) -> go.Figure:
    """Draw a score of each period as a dot with its 95% interval, the earliest first.

    Parameters
    ----------
    names : sequence of str, length k
        Of the periods.
    values, ends : sequence, length k
        The score and its interval; None where there is none, and the period keeps its place.
    label : str
        Of the score.
    in_percent : bool
        Whether it is written in percent.
    """
    scale = 100 if in_percent else 1
    middle = np.array([np.nan if value is None else value for value in values])
    low, high = np.array([each or (value, value) for each, value in zip(ends, middle, strict=True)]).T
    figure = go.Figure()
    drawn = go.Scatter(x=list(names), y=scale * middle, mode="lines+markers", line={"width": 1, "color": STAYED})
    drawn.marker = {"size": 10, "color": STAYED}
    drawn.error_y = error_bars(middle, low, high, scale=scale, color=STAYED, thickness=2, width=4)
    drawn.customdata = [_told(value, each, in_percent=in_percent) for value, each in zip(values, ends, strict=True)]
    drawn.cliponaxis = False
    drawn.hovertemplate = "%{x}: %{customdata}<extra></extra>"
    figure.add_trace(drawn)
    figure.update_xaxes(title="Period", type="category", categoryorder="array", categoryarray=list(names))
    figure.update_yaxes(title=f"{label} ({'%' if in_percent else '0 to 1'})", range=[0, scale])
    return framed(figure, f"{label} over time, test")


def _told(value: float | None, ends: Interval | None, *, in_percent: bool) -> str:
    if value is None:
        return DASH
    if in_percent:
        return f"{percent(value)}{'' if ends is None else f', {span(*ends)}'}"
    return f"{score(value)}{'' if ends is None else f', {interval(ends)}'}"
