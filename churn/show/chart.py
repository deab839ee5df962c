"""What all charts share: colours, literal names, marks, intervals, thinned lines, the frame.

Colours come from the page's theme, except where a colour carries a meaning of its own.
"""

import html
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

Figure = go.Figure  # so that a page can name the type without plotly

# The theme's first two colours; white text reads on both.
STAYED: Final = "#1d5aa8"
LEFT: Final = "#b3341f"
MUTED: Final = "#8a8f98"
DASHED: Final[Mapping[str, str]] = {"color": MUTED, "dash": "dash"}
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


def mark_at(figure: go.Figure, x: float, text: str, line: Mapping[str, str] = DASHED, **note: object) -> None:
    """Draw a vertical line at `x` and write `text` to the right of it, or where `note` says."""
    figure.add_vline(x=x, line=line, annotation={"text": text, "xanchor": "left", **note})


def beside(x: float, middle: float, shift: int) -> dict[str, object]:
    """Place a text `shift` pixels to the right of `x`, or to the left of it beyond the middle of the chart."""
    return {"xanchor": "right", "xshift": -shift} if x > middle else {"xanchor": "left", "xshift": shift}


def framed(
    figure: go.Figure, title: str, *, legend: bool = False, below: float | None = None, height: int = 340
) -> go.Figure:
    """Give a chart its title, its margins and its height in pixels.

    Parameters
    ----------
    legend : bool
        Name the traces in one line above the chart, and show what they say at one x together.
    below : float, optional
        Where the legend's upper edge stands below the chart, in heights of the chart, instead of above it.
    """
    place = {"y": 1.0, "yanchor": "bottom", "x": 1.0, "xanchor": "right"}
    if below is not None:
        place = {"y": -below, "yanchor": "top", "x": 0, "xanchor": "left"}
    figure.update_layout(title={"text": title}, height=height, margin={"l": 8, "r": 8, "t": 48, "b": 8})
    hover = "x unified" if legend else "closest"
    return figure.update_layout(showlegend=legend, legend={"orientation": "h", **place}, hovermode=hover)
