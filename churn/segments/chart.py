"""Charts of scores by segment."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from churn.segments.by_level import Rate, Segment
from churn.show.chart import LEFT, STAYED, error_bars, framed, literal, mark_at, told_apart

Score = Literal["precision", "recall"]


def score_by_level(segments: Sequence[Segment], score: Score, part: str, overall: float | None) -> go.Figure:
    """Draw a score of each level of one column as a dot with its 95% interval, the score of all customers marked.

    Levels without a value keep their line; clearly worse ones are diamonds of the colour of leavers.
    """
    names = told_apart([literal(segment.level) for segment in segments])
    figure = go.Figure()
    rates: list[Rate] = [getattr(segment, score) for segment in segments]
    for worse in (False, True):
        shown = [(name, rate) for name, rate in zip(names, rates, strict=True) if rate.of and rate.worse == worse]
        if shown:
            _add_dots(figure, *zip(*shown, strict=True), worse=worse)
    if overall is not None:
        mark_at(figure, overall, f"all: {overall:.3f}", xanchor="right", yref="paper", y=1.0, yanchor="bottom")
    column = literal(segments[0].column, 40) if segments else ""
    figure.update_yaxes(title=column, type="category", categoryorder="array", categoryarray=names)
    figure.update_yaxes(range=[len(names) - 0.5, -0.5])
    figure.update_xaxes(title=f"{score.capitalize()} (0 to 1)", range=[-0.02, 1.02])
    return framed(figure, f"{score.capitalize()} by {column}, {part.lower()}", height=140 + 30 * len(names))


def _add_dots(figure: go.Figure, names: Sequence[str], rates: Sequence[Rate], *, worse: bool) -> None:
    values = np.array([rate.value for rate in rates], dtype=float)
    low, high = np.array([rate.interval for rate in rates], dtype=float).T
    name, colour, symbol = ("clearly worse", LEFT, "diamond") if worse else ("not clearly worse", STAYED, "circle")
    dots = go.Scatter(x=values, y=names, mode="markers", name=name)
    dots.marker = {"color": colour, "size": 11, "symbol": symbol}
    dots.error_x = error_bars(values, low, high, color=colour, thickness=2, width=4)
    dots.customdata = [(rate.hits, rate.of, *ends) for rate, *ends in zip(rates, low, high, strict=True)]
    interval, counts = "%{customdata[2]:.2f}–%{customdata[3]:.2f}", "%{customdata[0]} of %{customdata[1]}"
    dots.hovertemplate = f"%{{y}}: %{{x:.3f}}, {interval} ({counts})<extra></extra>"
    figure.add_trace(dots)
