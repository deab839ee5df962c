"""What all charts share: colours, literal names, marks, intervals, thinned lines, the frame.

Colours come from the page's theme, except where a colour carries a meaning of its own: those are the light theme's,
and `recoloured` puts the dark one's in their place.
"""

import html
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

Figure = go.Figure  # so that a page can name the type without plotly

# The theme's first two colours: who stayed and who left. What is written on them has the colour of the ground.
STAYED: Final = "#1d5aa8"
LEFT: Final = "#b3341f"
MIDDLE: Final = "#7b6b8a"  # between the two
MUTED: Final = "#6b7480"  # means, thresholds, what is only compared with
INK: Final = "#0c151e"  # of error bars, which have to be seen on a bar as well as beside it
GROUND: Final = "#ffffff"
LEVEL_COLOURS: Final = (STAYED, LEFT, "#3f8f4f", "#a87608", "#7a4fa3", "#1f8a99", "#c2578a", "#6b6b6b")
# What stands for them in the dark theme. Marks differ from the ground by 3:1 or more, and so does what is written on
# them by 4.5:1.
DARK: Final[Mapping[str, str]] = {
    **dict(zip((STAYED, LEFT, MIDDLE, MUTED), ("#5b9bf0", "#e4572e", "#a58fa8", "#9aa3ae"), strict=True)),
    **dict(zip((INK, GROUND), ("#f4f7fa", "#10161d"), strict=True)),
    **dict(zip(LEVEL_COLOURS[2:], ("#63b573", "#d9a62e", "#a884cf", "#3fb0c0", "#dd7faa", "#a3a3a3"), strict=True)),
}
_COLOUR_KEYS: Final = {"color", "fillcolor", "bgcolor", "colorscale"}
DASHED: Final[Mapping[str, str]] = {"color": MUTED, "dash": "dash"}
LETTER: Final = 7  # pixels: its width in a chart, about
MAX_POINTS: Final = 500  # of a line: more than a chart has pixels helps nobody


def literal(text: object, longest: int = 32) -> str:
    """Make a user's text literal for plotly, which renders a subset of HTML, and shorten it for an axis."""
    short = str(text) if len(str(text)) <= longest else str(text)[: longest - 1] + "…"
    return html.escape(short)


def told_apart(names: Sequence[str]) -> list[str]:
    """Give names that look alike once they are shortened a number: one bar must not stand on another."""
    again = [names[:place].count(name) + 1 for place, name in enumerate(names)]
    return [f"{name} ({k})" if names.count(name) > 1 else name for name, k in zip(names, again, strict=True)]


def thinned(points: int, first: int = 0, most: int = MAX_POINTS) -> NDArray[np.intp]:
    """Choose at most `most` of the positions `first` to `points` - 1, evenly, the two ends among them."""
    return np.unique(np.linspace(first, points - 1, min(points - first, most)).astype(np.intp))


def error_bars(
    values: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], *, scale: int = 1, **looks: object
) -> dict[str, object]:
    """Return bars that reach from `low` to `high` around `values`, all of shape (n,), in units of 1 / `scale`."""
    return {"array": scale * (high - values), "arrayminus": scale * (values - low), **looks}


def mark_at(
    figure: go.Figure, x: float, text: str, ends: tuple[float, float], line: Mapping[str, str] = DASHED
) -> None:
    """Draw a vertical line at `x` and write `text` above its upper end, on an axis with such ends.

    `framed` leaves room for it where it is told that something is `marked`.
    """
    figure.add_vline(x=x, line=line, annotation=above_line(x, text, ends))


def above_line(x: float, text: str, ends: tuple[float, float]) -> dict[str, object]:
    """Place a text above the chart at `x`; near an end of the axis, which is given, it leans inwards."""
    third = (ends[1] - ends[0]) / 3
    side = "left" if x < ends[0] + third else "right" if x > ends[1] - third else "center"
    return {"x": x, "text": text, "xanchor": side, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}


def beside_chart(texts: Sequence[str], y: Sequence[str], end: float) -> dict[str, Any]:
    """Return a trace that writes a text to each line `y` of a chart, right of it, where its horizontal axis ends.

    There nothing crosses it. `framed` leaves room for it where it is told the `texts`.
    """
    looks = {"textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip", "showlegend": False}
    return dict(type="scatter", mode="text", x=[end] * len(y), y=y, text=[f" {each}" for each in texts], **looks)


def recoloured(figure: go.Figure, colours: Mapping[str, str] = DARK) -> go.Figure:
    """Return a figure with other colours in the place of its own; nothing else that reads alike is touched."""
    return go.Figure(_recoloured(figure.to_plotly_json(), colours))


def _recoloured(part: Any, colours: Mapping[str, str], *, coloured: bool = False) -> Any:  # noqa: ANN401 - as in JSON
    if isinstance(part, dict):
        return {key: _recoloured(each, colours, coloured=coloured or key in _COLOUR_KEYS) for key, each in part.items()}
    if isinstance(part, list | tuple):
        return [_recoloured(each, colours, coloured=coloured) for each in part]
    return colours.get(part, part) if coloured and isinstance(part, str) else part


def beside(x: float, middle: float, shift: int) -> dict[str, object]:
    """Place a text `shift` pixels to the right of `x`, or to the left of it beyond the middle of the chart."""
    return {"xanchor": "right", "xshift": -shift} if x > middle else {"xanchor": "left", "xshift": shift}


def framed(
    figure: go.Figure,
    title: str,
    *,
    legend: bool = False,
    below: bool = False,
    marked: bool = False,
    texts: Sequence[str] = (),
    height: int = 340,
) -> go.Figure:
    """Give a chart its title, its margins and its height in pixels.

    Parameters
    ----------
    legend : bool
        Name the traces in one line above the chart, and show what they say at one x together.
    below : bool
        Put the legend below the chart instead, with a line for each name where one line is too short for all.
    marked : bool
        Whether `mark_at` has written something above the chart.
    texts : sequence of str
        What `beside_chart` writes.
    """
    place = {"y": 1.0, "yanchor": "bottom", "x": 1.0, "xanchor": "right"}
    if below:  # at the lower edge of the picture: the title of the axis then stands above it, however many lines it has
        place = {"yref": "container", "y": 0.0, "yanchor": "bottom", "x": 0.0, "xanchor": "left"}
    right = LETTER * max((len(html.unescape(each)) + 2 for each in texts), default=0)
    margin = {"l": 8, "r": 16 + right, "t": 68 if marked else 48, "b": 8}
    figure.update_layout(title={"text": title}, height=height + 20 * marked, margin=margin)
    hover = "x unified" if legend else "closest"
    return figure.update_layout(showlegend=legend, legend={"orientation": "h", **place}, hovermode=hover)
