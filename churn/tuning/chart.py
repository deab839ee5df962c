"""The map of the two main settings, and the learning curves by trees and by customers."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from churn.model.run import RunSpec
from churn.show.chart import GROUND, INK, MUTED, STAYED, error_bars, framed
from churn.show.uncertainty import side_by_side
from churn.tuning import words
from churn.tuning.cells import Cells, Place
from churn.tuning.landscape import Landscape
from churn.tuning.more_trees import LearningCurve
from churn.tuning.names import label
from churn.tuning.names import name as named

# From worse to better, even for eyes that do not tell red from green: cividis (Nuñez, Anderton and Renslow 2018).
SCALE: Final = (
    "#00224e",
    "#123570",
    "#3b496c",
    "#575d6d",
    "#707173",
    "#8a8678",
    "#a59c74",
    "#c3b369",
    "#e1cc55",
    "#fee838",
)
MOST_TICKS: Final = 7  # names of values that stand side by side on a narrow screen
BEYOND: Final = 1.5  # lags of the last equal cell; what is worse has the colour of the worst
HEIGHT: Final = 440
_NEAR: Final = 1e-9
_LEAST: Final = 1e-6  # from the first colour to the last


def score_map(found: Landscape, cells: Cells, current: RunSpec | None = None) -> go.Figure:
    """Draw the map: a colour a cell, the better the brighter; outlined what may be the best; ringed the sliders' cell.

    Each cell has a point of its own, transparent, with the two settings as its `customdata`: what is clicked, and where
    the tooltip comes from. A cell that is not known yet has a small dot, one without a score a cross.

    Parameters
    ----------
    found : Landscape
        The cells that are known.
    cells : Cells
        All cells of the map.
    current : RunSpec, optional
        Where the sliders stand.
    """
    figure = go.Figure(_colours(found, cells))
    nothing = words.says_nothing(found)
    for inside in () if nothing else (False, True):  # a dark line within a light one is seen on any colour
        figure.add_trace(_outline(found, cells, inside=inside))
    without = [cell for cell in cells.specs if found.value(cell) is None]
    for symbol, which in (
        ("circle", [cell for cell in without if cell not in found.reasons]),
        ("x", [cell for cell in without if cell in found.reasons]),
    ):
        figure.add_trace(_marks(cells, which, "", {"symbol": symbol, "size": 4, "color": MUTED}))
    _mark_named(figure, found, cells, current)
    figure.add_trace(_points(found, cells))
    _name_axes(figure, cells)
    name = label(found.score)
    framed(figure, f"{name}, {'cross-validated' if found.folds else 'validation'}", legend=True, height=HEIGHT)
    return figure.update_layout(hovermode="closest", hoverdistance=60, margin={"t": 104}, dragmode=False)


def by_size(curve: LearningCurve, unit: str, *, points: bool = False) -> go.Figure:
    """Draw a score against the number of trees or customers, with its 95% interval.

    Parameters
    ----------
    curve : LearningCurve
        The values.
    unit : str
        What the sizes count.
    points : bool
        Whether each size is a point with a bar of its own, instead of a line within a band.
    """
    name, known = label(curve.score), np.isfinite(curve.low)
    ends = [f"{low:.3f}–{high:.3f}" if ok else "" for low, high, ok in zip(curve.low, curve.high, known, strict=True)]
    hover = f"%{{x:,}} {unit}: %{{y:.3f}} (95% interval %{{customdata}})<extra></extra>"
    line = go.Scatter(x=curve.sizes, y=curve.values, customdata=ends, hovertemplate=hover, name=name)
    figure = go.Figure()
    if points:
        line.update(mode="lines+markers", marker={"size": 9, "color": STAYED}, line={"color": STAYED, "width": 2})
        line.error_y = error_bars(curve.values, curve.low, curve.high, thickness=1.5, color=STAYED)
    else:
        line.update(mode="lines", line={"color": STAYED, "width": 2.5})
        x = np.concatenate([curve.sizes[known], curve.sizes[known][::-1]])
        y = np.concatenate([curve.high[known], curve.low[known][::-1]])
        band = {"fill": "toself", "mode": "lines", "line": {"width": 0}, "fillcolor": STAYED, "opacity": 0.18}
        figure.add_trace(go.Scatter(x=x, y=y, hoverinfo="skip", **band))
    figure.add_trace(line)
    better = "lower is better" if curve.score.better == "lower" else "higher is better"
    figure.update_xaxes(title=unit.capitalize(), rangemode="tozero")
    figure.update_yaxes(title=better.capitalize())
    return framed(figure, f"{name} by {unit}, with 95% interval")


def _colours(found: Landscape, cells: Cells) -> go.Heatmap:
    values = np.array([found.value(cell) for cell in cells.specs], dtype=np.float64).reshape(cells.shape)
    ends, lower = _ends(found), found.score.better == "lower"
    bar: dict[str, object] = {"orientation": "h", "y": -0.28, "yanchor": "top", "thickness": 10, "outlinewidth": 0}
    ticks = [ends[0], sum(ends) / 2, ends[1]]
    looks = {"tickvals": ticks, "ticktext": side_by_side(ticks), "tickfont": {"color": INK}}
    title = {"text": _scale_title(found, ends), "side": "bottom", "font": {"color": INK}}
    stops = SCALE[::-1] if lower else SCALE
    scale = [[place / (len(stops) - 1), colour] for place, colour in enumerate(stops)]
    return go.Heatmap(
        z=values,
        zmin=ends[0],
        zmax=ends[1],
        colorscale=scale,
        colorbar={**bar, **looks, "title": title, "len": 0.96},
        showscale=ends[1] - ends[0] > 2 * _LEAST and bool(np.isfinite(values).any()),  # else there is one colour
        hoverinfo="skip",
        xgap=1,
        ygap=1,
    )


def _ends(found: Landscape) -> tuple[float, float]:
    """Return the scores with the first and the last colour: differences among good cells are to be seen."""
    lags = found.estimates.lags()
    if found.best is None or not np.isfinite(lags).any():
        return 0.0, 1.0
    equal = float(np.nanmax(np.where(found.estimates.equals, lags, np.nan)))
    worst = float(np.nanmax(lags))
    reach = max(min(worst, BEYOND * equal) or worst, _LEAST)
    best = found.value(found.best) or 0.0
    return (best, best + reach) if found.score.better == "lower" else (best - reach, best)


def _scale_title(found: Landscape, ends: tuple[float, float]) -> str:
    """Say which values are good, and whether the darkest colour stands for even worse ones."""
    lower = found.score.better == "lower"
    end = ends[1] if lower else ends[0]
    values = [value for cell in found.cells if (value := found.value(cell)) is not None]
    beyond = any(each > end + _NEAR if lower else each < end - _NEAR for each in values)
    darkest = f"; the darkest: {side_by_side(ends)[1 if lower else 0]} or worse" if beyond else ""
    return f"{found.score.better.capitalize()} is better{darkest}"


def _outline(found: Landscape, cells: Cells, *, inside: bool) -> go.Scatter:
    """Draw the border around the cells that may be the best: each side of one that has no other beyond it."""
    equal = np.zeros((cells.shape[0] + 2, cells.shape[1] + 2), dtype=np.bool_)
    for cell in found.equals:
        if (at := cells.place(cell)) is not None:
            equal[at.row + 1, at.column + 1] = True
    sides = [(-1, 0, -1, -1, -1, 1), (1, 0, 1, -1, 1, 1), (0, -1, -1, -1, 1, -1), (0, 1, -1, 1, 1, 1)]
    x, y = list[float | None](), list[float | None]()
    for row, column in np.argwhere(equal):
        for down, right, *ends in sides:
            if not equal[row + down, column + right]:
                y += [row - 1 + ends[0] / 2, row - 1 + ends[2] / 2, None]
                x += [column - 1 + ends[1] / 2, column - 1 + ends[3] / 2, None]
    looks = {"color": INK, "width": 2} if inside else {"color": GROUND, "width": 5}
    line = go.Scatter(x=x, y=y, mode="lines", line=looks, hoverinfo="skip", name="equally good", cliponaxis=False)
    return line.update(showlegend=inside and bool(x))


def _mark_named(figure: go.Figure, found: Landscape, cells: Cells, current: RunSpec | None) -> None:
    """Mark the best cell, the simplest of its equals, and ring that of the sliders."""
    edge = {"color": INK, "width": 1.5}
    if len(found.cells) > 1 and not words.says_nothing(found):
        star, diamond = ({"symbol": each, "size": 13, "color": GROUND, "line": edge} for each in ("star", "diamond"))
        figure.add_trace(_marks(cells, [found.best], "best", star))
        if len(found.equals) > 1 and found.simplest != found.best:
            figure.add_trace(_marks(cells, [found.simplest], "simplest of them", {**diamond, "size": 11}))
    ring = {"symbol": "circle-open", "size": 22}
    figure.add_trace(_marks(cells, [current], "", {**ring, "color": GROUND, "line": {"width": 6}}))
    figure.add_trace(_marks(cells, [current], "sliders", {**ring, "color": INK, "line": {"width": 2.5}}))


def _marks(cells: Cells, which: Sequence[RunSpec | None], name: str, marker: Mapping[str, object]) -> go.Scatter:
    places = [at for each in which if each is not None and (at := cells.place(each)) is not None]
    points = _at(places)
    trace = go.Scatter(x=points[:, 1], y=points[:, 0], mode="markers", marker=dict(marker), hoverinfo="skip", name=name)
    trace.unselected = {"marker": {"opacity": 1}}  # a click on a cell leaves all marks as they are
    return trace.update(showlegend=bool(name and places))


def _points(found: Landscape, cells: Cells) -> go.Scatter:
    """Return a transparent point a cell, which is what a click selects."""
    points = _at([Place(*divmod(each, cells.shape[1])) for each in range(len(cells))])
    pairs = [
        [getattr(cell.model, axis.setting.name, None) for axis in (cells.rows, cells.columns)] for cell in cells.specs
    ]
    texts = [f"{named(cell)}<br>{words.note(found, cell).replace('; ', '<br>')}" for cell in cells.specs]
    clear = {"opacity": 0}
    trace = go.Scatter(x=points[:, 1], y=points[:, 0], mode="markers", customdata=pairs, text=texts, showlegend=False)
    trace.update(marker={"symbol": "square", "size": 24, "opacity": 0}, hovertemplate="%{text}<extra></extra>")
    return trace.update(selected={"marker": clear}, unselected={"marker": clear})


def _at(places: Sequence[Place]) -> NDArray[np.float64]:
    return np.array(places, dtype=np.float64).reshape(-1, 2)


def _name_axes(figure: go.Figure, cells: Cells) -> None:
    """Write the values of the sliders at the cells, as many as a narrow screen has room for."""
    for update, axis, most in (
        (figure.update_xaxes, cells.columns, MOST_TICKS),
        (figure.update_yaxes, cells.rows, len(cells.rows.values)),
    ):
        step = -(-len(axis.values) // most)
        shown = range(0, len(axis.values), step)
        names = ["" if axis.values[each] is None else f"{axis.values[each]:g}" for each in shown]
        looks = {"showgrid": False, "zeroline": False, "fixedrange": True, "range": [-0.5, len(axis.values) - 0.5]}
        update(title=axis.setting.label, tickmode="array", tickvals=list(shown), ticktext=names, **looks)
