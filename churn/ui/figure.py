"""How a chart gets onto a page: with an alternative text, without a toolbar, in letters that can be read."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from churn.show.chart import Figure, recoloured
from churn.ui import pacing
from churn.work.bounded import BoundedStore

# of axes; Streamlit's own grey is too pale on white to be read (3.7:1, where 4.5:1 is needed)
INK: Final = {"light": "#515c69", "dark": "#aab4bf"}
# the charts made last, by what determines them; nobody may change one
PICTURES: Final[BoundedStore[str, Figure]] = BoundedStore(256)


def draw(
    figure: Figure | Callable[[], Figure],
    key: str,
    alt: str,
    *,
    of: str | None = None,
    on_select: Callable[[], None] | None = None,
) -> None:
    """Draw a chart.

    Parameters
    ----------
    figure : Figure or callable
        The chart, or what makes it.
    key : str
        Names the place on the page.
    alt : str
        Says in words what the chart shows.
    of : str, optional
        What determines the chart besides its place, such as a run's key: equal charts are then made once, for plotly
        needs ten milliseconds to make one and one to send it.
    on_select : callable, optional
        Called when the viewer has clicked a point; what it is, the session knows under the key.
    """
    theme = "dark" if st.context.theme.type == "dark" else "light"
    pacing.let_charts_come_last()
    name = f"{key} {theme} {of}"
    ready = PICTURES.get(name) if of is not None else None
    if ready is None:
        ready = _inked(figure() if callable(figure) else figure, INK[theme])
        if theme == "dark":
            ready = recoloured(ready)
        if of is not None:
            PICTURES.put(name, ready)
    clicks: dict[str, Any] = {} if on_select is None else {"on_select": on_select, "selection_mode": "points"}
    st.plotly_chart(ready, key=key, config={"displayModeBar": False}, alt=alt, **clicks)


def _inked(figure: Figure, ink: str) -> Figure:
    axis = {"tickfont": {"color": ink}, "title": {"font": {"color": ink}}}
    figure.update_xaxes(axis)
    figure.update_yaxes(axis)
    figure.update_traces(textfont_color=ink, selector={"mode": "text"})
    figure.update_traces(outsidetextfont_color=ink, selector={"type": "bar"})
    figure.update_annotations(font={"color": ink}, selector=lambda note: note.font.color is None)
    figure.update_layout(legend={"font": {"color": ink}})
    return figure
