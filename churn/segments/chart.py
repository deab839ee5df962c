"""Charts of what happened in each segment."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go

from churn.scores.confusion import Floats
from churn.scores.proportions import Interval
from churn.segments.by_level import Segment
from churn.segments.judging import Verdict
from churn.show.chart import LEFT, MUTED, STAYED, error_bars, framed, literal, mark_at, told_apart
from churn.show.formats import percent, span
from churn.show.formats import score as score_text
from churn.show.uncertainty import interval

Score = Literal["rate", "roc_auc", "recall", "precision"]
AXES: Final[Mapping[Score, str]] = {
    "rate": "Churn rate (%)<br>grey: what the model says{}",
    "roc_auc": "ROC AUC (0 to 1)<br>grey: what the model promises{}",
    "recall": "Recall (0 to 1)",
    "precision": "Precision (0 to 1)",
}


PERCENTS: Final = (0, 20, 40, 60, 80, 100)


class Dot(NamedTuple):
    """One level: what happened, the range that belongs to it, if it has one, and whether it is marked."""

    name: str
    value: float
    range: Interval | None
    promised: float | None
    counts: str
    marked: bool


def score_by_level(
    segments: Sequence[Segment], score: Score, part: str, overall: float | None, *, sure: bool = True
) -> go.Figure:
    """Draw a score of each level of one column as a dot, the score of all customers marked.

    Churn rate and ROC AUC stand beside what the model says, with the range of 95% of cases if it is right; marked
    levels are diamonds of the colour of leavers. Recall and precision have their 95% intervals, if they are to be shown
    (`sure`). Levels without a value keep their line.
    """
    names = told_apart([literal(segment.level) for segment in segments])
    dots = [dot for name, segment in zip(names, segments, strict=True) if (dot := _dot(name, segment, score))]
    figure = go.Figure()
    if promised := [dot for dot in dots if dot.promised is not None]:
        _add_promised(figure, promised, score)
    for marked in (False, True):
        if shown := [dot for dot in dots if dot.marked == marked]:
            _add_dots(figure, shown, score, marked=marked, bars=sure and not promised)
    if overall is not None:
        mark_at(figure, overall, f"all: {_told(overall, score)}", (0, 1))
    ranged = ",<br>in 95% of cases" if any(dot.range for dot in promised) else ""
    column, title = literal(segments[0].column, 40) if segments else "", AXES[score].format(ranged)
    figure.update_yaxes(title=column, type="category", categoryorder="array", categoryarray=names)
    figure.update_yaxes(range=[len(names) - 0.5, -0.5], ticklabelstandoff=8)
    figure.update_xaxes(title=title, range=[0, 1])
    if score == "rate":
        figure.update_xaxes(tickvals=[each / 100 for each in PERCENTS], ticktext=list(map(str, PERCENTS)))
    heading = f"{title.partition(' (')[0]} by {column}, {part.lower()}"
    return framed(figure, heading, marked=True, height=140 + 30 * len(names))


def _dot(name: str, segment: Segment, score: Score) -> Dot | None:
    """Return what to draw of a segment; None where it has no value."""
    if score == "rate":
        counts = f"{segment.counts.positives:,} of {segment.n:,} left"
        return _beside(name, segment.left, segment.n, counts, marked=segment.miscounted)
    if score == "roc_auc":
        if segment.ranking is None:
            return None
        return _beside(name, segment.ranking, 1, "ROC AUC", marked=segment.ranks_worse)
    rate = segment.recall if score == "recall" else segment.precision
    if rate.value is None or rate.interval is None:
        return None
    return Dot(name, rate.value, rate.interval, None, f"{rate.hits:,} of {rate.of:,}", marked=False)


def _beside(name: str, verdict: Verdict, n: int, counts: str, *, marked: bool) -> Dot:
    ends = verdict.range and Interval(*(end / n for end in verdict.range))
    return Dot(name, verdict.value / n, ends, verdict.promised / n, counts, marked)


def _told(value: float, score: Score) -> str:
    """Write a churn rate in percent, other scores with three decimals."""
    return percent(value) if score == "rate" else score_text(value)


def _ends_told(ends: Interval, score: Score) -> str:
    return span(*ends) if score == "rate" else interval(ends)


def _add_promised(figure: go.Figure, dots: Sequence[Dot], score: Score) -> None:
    promised = np.array([dot.promised for dot in dots], dtype=float)
    marks = go.Scatter(x=promised, y=[dot.name for dot in dots], mode="markers", name="the model says")
    marks.marker = {"color": MUTED, "size": 13, "symbol": "line-ns", "line": {"width": 3, "color": MUTED}}
    marks.error_x = error_bars(promised, *_ends(dots), color=MUTED, thickness=5, width=0)
    marks.customdata = [
        f"the model says {_told(dot.promised, score)}"
        + (f", 95% of cases {_ends_told(dot.range, score)}" if dot.range else "")
        for dot in dots
        if dot.promised is not None
    ]
    marks.hovertemplate = "%{y}: %{customdata}<extra></extra>"
    marks.cliponaxis = False
    figure.add_trace(marks)


def _add_dots(figure: go.Figure, dots: Sequence[Dot], score: Score, *, marked: bool, bars: bool) -> None:
    values = np.array([dot.value for dot in dots])
    name, colour, symbol = ("clearly differs", LEFT, "diamond") if marked else ("what happened", STAYED, "circle")
    drawn = go.Scatter(x=values, y=[dot.name for dot in dots], mode="markers", name=name)
    drawn.marker = {"color": colour, "size": 11, "symbol": symbol}
    drawn.customdata = [
        f"{_told(dot.value, score)}{f', {_ends_told(dot.range, score)}' if bars and dot.range else ''} ({dot.counts})"
        for dot in dots
    ]
    drawn.hovertemplate = "%{y}: %{customdata}<extra></extra>"
    drawn.cliponaxis = False
    if bars:
        drawn.error_x = error_bars(values, *_ends(dots), color=colour, thickness=2, width=4)
    figure.add_trace(drawn)


def _ends(dots: Sequence[Dot]) -> tuple[Floats, Floats]:
    """Return where the ranges begin and end, each of shape (n,); NaN where there is none."""
    low, high = np.array([dot.range or (np.nan, np.nan) for dot in dots]).T
    return low, high
