"""How a chart gets onto a page: with an alternative text, without a toolbar, in letters that can be read."""

import time
from collections.abc import Callable
from typing import Final

import streamlit as st

from churn.show.chart import Figure
from churn.ui import state
from churn.ui.background import STEP
from churn.work.bounded import BoundedStore

INK: Final = {"light": "#515c69", "dark": "#aab4bf"}
"""Of axes; Streamlit's own grey is too pale on white to be read (3.7:1, where 4.5:1 is needed)."""


HEAD_START: Final = 0.08
"""Seconds that the answer gets before all else: the browser collects for 10 ms what comes, draws it in one go, and
takes a tenth of a second for a chart."""
PICTURES: Final[BoundedStore[str, Figure]] = BoundedStore(256)
# The charts made last, by what determines them; nobody may change one.
CODE_OF_CHARTS: float = 0.7
"""Seconds that all else gets before the first chart: to fetch and compile plotly takes a browser one or two, and until
then it shows nothing of what came in the meantime."""


def let_numbers_come_first() -> None:
    """Wait until the browser has shown what was drawn so far."""
    time.sleep(HEAD_START)


def draw(figure: Figure | Callable[[], Figure], key: str, alt: str, *, of: str | None = None) -> None:
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
    """
    ink = INK.get(st.context.theme.type or "light", INK["light"])
    if state.first_time("charts"):
        _let_all_else_come_first()
    name = f"{key} {ink} {of}"
    ready = PICTURES.get(name) if of is not None else None
    if ready is None:
        ready = _inked(figure() if callable(figure) else figure, ink)
        if of is not None:
            PICTURES.put(name, ready)
    st.plotly_chart(ready, key=key, config={"displayModeBar": False}, alt=alt)


def _let_all_else_come_first() -> None:
    end = time.monotonic() + CODE_OF_CHARTS
    while time.monotonic() < end:
        time.sleep(STEP)
        state.yield_to_rerun()


def _inked(figure: Figure, ink: str) -> Figure:
    axis = {"tickfont": {"color": ink}, "title": {"font": {"color": ink}}}
    figure.update_xaxes(axis)
    figure.update_yaxes(axis)
    figure.update_annotations(font={"color": ink}, selector=lambda note: note.font.color is None)
    figure.update_layout(legend={"font": {"color": ink}})
    return figure
