"""What a search has tried: best so far, the settings of all trials side by side, the importance of each setting.

Trials that failed, were given up or still run are in no picture: their scores cannot be compared.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from churn.show.chart import GROUND, INK, LEFT, MUTED, STAYED, framed, literal
from churn.show.uncertainty import side_by_side
from churn.tuning.names import label
from churn.tuning.score import Score
from churn.tuning.trial import Trial

GOOD: Final = 0.1  # share of the trials that is drawn as the good ones
LOGARITHMIC: Final = 20  # ratio of the largest to the smallest value from which on an axis may be logarithmic
FAR: Final = 4  # times as far from the best as the middle trial is: what is worse is drawn at the end of the axis
_ROOM: Final = 0.06  # beyond the ends of an axis


def best_so_far(trials: Sequence[Trial], score: Score, defaults: float | None = None) -> go.Figure:
    """Draw the score of each trial, the best so far as a line, and that of the defaults for comparison.

    Parameters
    ----------
    trials : sequence of Trial
        In the order in which they began.
    score : Score
        Which values are good.
    defaults : float, optional
        The score of the default settings.
    """
    places = [place for place, each in enumerate(trials, start=1) if each.scored]
    values = np.array([each.value for each in trials if each.scored], dtype=np.float64)
    best = (np.minimum if score.better == "lower" else np.maximum).accumulate(values)
    low, high = _axis(values, score)
    drawn = np.clip(values, low, high)
    hover = "trial %{x}: %{customdata}<extra></extra>"
    figure = go.Figure()
    marker = {"color": STAYED, "size": 7, "symbol": "circle-open"}
    told = side_by_side(values.tolist()) if len(values) else []
    figure.add_scatter(
        x=places, y=drawn, mode="markers", marker=marker, name="trials", customdata=told, hovertemplate=hover
    )
    line = {"color": LEFT, "width": 2.5, "shape": "hv"}
    figure.add_scatter(x=places, y=best, mode="lines", line=line, name="best so far", hoverinfo="skip")
    if defaults is not None and places:
        level = {"x": [1, max(len(trials), 2)], "y": [defaults] * 2, "line": {"color": MUTED, "dash": "dash"}}
        figure.add_scatter(**level, mode="lines", name="defaults", hoverinfo="skip")
        low, high = min(low, defaults), max(high, defaults)
    room = _ROOM * (high - low) or _ROOM
    figure.update_yaxes(title=f"{score.better.capitalize()} is better", range=[low - room, high + room])
    figure.update_xaxes(title="Trial", rangemode="tozero")
    figure.update_traces(cliponaxis=False)
    framed(figure, f"{label(score)} by trial", legend=True)
    return figure.update_layout(hovermode="closest", margin={"t": 84})


def parallel_coordinates(trials: Sequence[Trial], labels: Mapping[str, str], score: Score) -> go.Figure:
    """Draw each trial as a line through its settings; the best tenth stands out, and the best trial most.

    Parameters
    ----------
    trials : sequence of Trial
        Of one search.
    labels : mapping of str to str
        What the settings are called, by their names, in the order of the axes.
    score : Score
        Which values are good; it is the last axis.
    """
    scored = sorted((each for each in trials if each.scored), key=lambda each: _loss(each, score), reverse=True)
    names = [name for name in labels if any(name in each.settings for each in scored)]
    columns = [np.array([each.settings.get(name, np.nan) for each in scored], dtype=np.float64) for name in names]
    values = np.array([each.value for each in scored], dtype=np.float64)
    ends = [*map(_ends, columns), _axis(values, score)]
    heights = np.array(
        [*map(_heights, columns), _between(np.clip(values, *ends[-1]), ends[-1])], dtype=np.float64
    ).T.reshape(len(scored), len(names) + 1)
    good = max(1, round(GOOD * len(scored)))
    notes = [_note(each, {name: labels[name] for name in names}, score) for each in scored]
    figure = go.Figure()
    for name, rows, width, colour, strength in (
        ("trials", slice(0, -good), 1, MUTED, 0.45),
        ("best tenth", slice(-good, -1), 2, STAYED, 0.9),
        ("best", slice(-1, None), 3.5, LEFT, 1),
    ):
        figure.add_trace(_lines(heights[rows], notes[rows], name, width, colour, strength))
    _name_axes(figure, [*(labels[name] for name in names), label(score)], ends if scored else [])
    framed(figure, "Settings of all trials", legend=True, height=400)
    return figure.update_layout(hovermode="closest", margin={"t": 84})


def importance_bars(importance: Mapping[str, float], labels: Mapping[str, str]) -> go.Figure:
    """Draw how much of the differences between trials comes from each setting, the most important on top.

    Parameters
    ----------
    importance : mapping of str to float
        By the names of the settings, each 0 or more.
    labels : mapping of str to str
        What they are called.
    """
    order = sorted(importance, key=lambda name: importance[name])
    total = sum(importance.values()) or 1.0
    shares = [100 * importance[name] / total for name in order]
    bars = go.Bar(x=shares, y=[literal(labels.get(name, name)) for name in order], orientation="h", marker_color=STAYED)
    bars.update(text=[f"{each:.0f}%" for each in shares], textposition="outside", cliponaxis=False)
    bars.update(hovertemplate="%{y}: %{x:.1f}%<extra></extra>")
    figure = go.Figure(bars)
    figure.update_xaxes(title="Share of the differences between trials (%)", range=[0, 1.15 * max(shares, default=1)])
    figure.update_yaxes(ticklabelstandoff=8)
    return framed(figure, "Importance of the settings", height=120 + 36 * max(len(order), 1))


def _loss(trial: Trial, score: Score) -> float:
    value = trial.value if trial.value is not None else np.inf
    return value if score.better == "lower" else -value


def _axis(values: NDArray[np.float64], score: Score) -> tuple[float, float]:
    """Return from where to where scores are drawn: a few very bad trials take no room from the good ones."""
    if not len(values):
        return 0.0, 1.0
    best = values.min() if score.better == "lower" else values.max()
    away = np.abs(values - best)
    reach = min(float(away.max()), FAR * float(np.median(away)) or float(away.max()))
    return (float(best), float(best + reach)) if score.better == "lower" else (float(best - reach), float(best))


def _ends(column: NDArray[np.float64]) -> tuple[float, float]:
    known = column[np.isfinite(column)]
    return (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)


def _heights(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where a setting's values lie on its axis, 0 to 1; NaN where a trial has none."""
    low, high = _ends(column)
    if low > 0 and high / low >= LOGARITHMIC:
        middle, root = float(np.nanmedian(column)), float(np.sqrt(low * high))
        if abs(middle - root) < abs(middle - (low + high) / 2):  # drawn evenly on a logarithmic scale
            return _between(np.log(column), (float(np.log(low)), float(np.log(high))))
    return _between(column, (low, high))


def _between(values: NDArray[np.float64], ends: tuple[float, float]) -> NDArray[np.float64]:
    low, high = ends
    return (values - low) / (high - low) if high > low else np.where(np.isfinite(values), 0.5, np.nan)


def _lines(
    heights: NDArray[np.float64], notes: Sequence[str], name: str, width: float, colour: str, strength: float
) -> go.Scatter:
    """Draw some trials, one line each, in one trace: a gap follows each."""
    count, axes = heights.shape
    y = np.column_stack([heights, np.full(count, np.nan)]).ravel()
    x = np.tile(np.append(np.arange(axes, dtype=np.float64), np.nan), count)
    looks = {"line": {"color": colour, "width": width}, "opacity": strength, "name": name}
    line = go.Scatter(x=x, y=y, mode="lines", text=np.repeat(list(notes), axes + 1), connectgaps=False, **looks)
    return line.update(hovertemplate="%{text}<extra></extra>", showlegend=count > 0)


def _note(trial: Trial, labels: Mapping[str, str], score: Score) -> str:
    told = [f"{literal(label)} {trial.settings[name]:.4g}" for name, label in labels.items() if name in trial.settings]
    return "<br>".join([*told, f"{label(score)} {side_by_side([trial.value or 0.0])[0]}"])


def _name_axes(figure: go.Figure, names: Sequence[str], ends: Sequence[tuple[float, float]]) -> None:
    """Draw an axis for each setting, with its name below and its smallest and largest value at its ends."""
    broken = [literal(name).replace(" at ", "<br>at ").replace(" ", "<br>", 1) for name in names]
    figure.update_xaxes(tickvals=list(range(len(names))), ticktext=broken, showgrid=True, gridcolor=MUTED)
    figure.update_xaxes(range=[-0.4, len(names) - 0.6], zeroline=False, fixedrange=True)
    figure.update_yaxes(visible=False, range=[-0.1, 1.1], fixedrange=True)
    for place, (low, high) in enumerate(ends):
        for value, y, side in ((low, 0, "top"), (high, 1, "bottom")):
            looks = {"showarrow": False, "yanchor": side, "bgcolor": GROUND, "font": {"color": INK, "size": 12}}
            figure.add_annotation(x=place, y=y, text=f"{value:.3g}", **looks)
