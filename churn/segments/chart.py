"""Charts of scores by segment."""

from collections.abc import Sequence
from typing import Literal

import plotly.graph_objects as go

from churn.segments.by_level import Rate, Segment
from churn.show.chart import LEFT, MUTED, STAYED, framed, literal, told_apart

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
            _dots(figure, [name for name, _ in shown], [rate for _, rate in shown], worse=worse)
    if overall is not None:
        figure.add_vline(
            x=overall, line={"color": MUTED, "dash": "dash"},
            annotation={"text": f"all: {overall:.3f}", "xanchor": "right", "yref": "paper", "y": 1.0,
                        "yanchor": "bottom"},
        )  # fmt: skip
    column = literal(segments[0].column, 40) if segments else ""
    figure.update_yaxes(
        title=column, type="category", categoryorder="array", categoryarray=names, range=[len(names) - 0.5, -0.5]
    )
    figure.update_xaxes(title=f"{score.capitalize()} (0 to 1)", range=[-0.02, 1.02])
    return framed(figure, f"{score.capitalize()} by {column}, {part.lower()}", height=140 + 30 * len(names))


def _dots(figure: go.Figure, names: list[str], rates: list[Rate], *, worse: bool) -> None:
    values = [rate.value or 0.0 for rate in rates]
    intervals = [rate.interval or (value, value) for rate, value in zip(rates, values, strict=True)]
    colour = LEFT if worse else STAYED
    figure.add_scatter(
        x=values, y=names, mode="markers", name="clearly worse" if worse else "not clearly worse",
        marker={"color": colour, "size": 11, "symbol": "diamond" if worse else "circle"},
        error_x={
            "type": "data", "symmetric": False, "color": colour, "thickness": 2, "width": 4,
            "array": [high - value for value, (_, high) in zip(values, intervals, strict=True)],
            "arrayminus": [value - low for value, (low, _) in zip(values, intervals, strict=True)],
        },
        customdata=[(rate.hits, rate.of, *interval) for rate, interval in zip(rates, intervals, strict=True)],
        hovertemplate="%{y}: %{x:.3f}, %{customdata[2]:.2f}–%{customdata[3]:.2f}"
        " (%{customdata[0]} of %{customdata[1]})<extra></extra>",
    )  # fmt: skip
