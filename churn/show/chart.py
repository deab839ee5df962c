"""What all charts share: colours, literal names, the frame.

Colours come from the page's theme, except where a colour carries a meaning of its own.
"""

import html
from typing import Final

import plotly.graph_objects as go

Figure = go.Figure
"""So that a page can name the type without plotly."""

STAYED: Final = "#1d5aa8"
LEFT: Final = "#b3341f"
"""The theme's first two colours; white text reads on both."""
MUTED: Final = "#8a8f98"
MAX_POINTS: Final = 500
"""Points of a line that a browser gets: more than a chart has pixels helps nobody."""


def literal(text: object, longest: int = 32) -> str:
    """Make a user's text literal for plotly, which renders a subset of HTML, and shorten it for an axis."""
    short = str(text) if len(str(text)) <= longest else str(text)[: longest - 1] + "…"
    return html.escape(short)


def told_apart(names: list[str]) -> list[str]:
    """Give names that look alike once they are shortened a number: one bar must not stand on another."""
    again = [names[:place].count(name) + 1 for place, name in enumerate(names)]
    return [f"{name} ({k})" if names.count(name) > 1 else name for name, k in zip(names, again, strict=True)]


def framed(figure: go.Figure, title: str, *, legend: bool = False, height: int = 340) -> go.Figure:
    """Give a chart its title, its margins and its height in pixels."""
    figure.update_layout(
        title={"text": title}, height=height, margin={"l": 8, "r": 8, "t": 48, "b": 8}, showlegend=legend,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "xanchor": "right", "x": 1.0},
        hovermode="x unified" if legend else "closest",
    )  # fmt: skip
    return figure
