"""How a chart gets onto a page: with an alternative text, without a toolbar, in letters that can be read."""

import time
from collections.abc import Callable
from typing import Final

import streamlit as st

from churn.charts import Figure
from churn.ui import resources

INK: Final = {"light": "#515c69", "dark": "#aab4bf"}
"""Of axes; Streamlit's own grey is too pale on white to be read (3.7:1, where 4.5:1 is needed)."""


HEAD_START: Final = 0.04
"""Seconds that numbers get before charts: the browser collects for 10 ms what comes, and draws it in one go."""


def let_numbers_come_first() -> None:
    """Wait until the browser has shown what was drawn so far: a chart takes it a tenth of a second."""
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

    def made() -> Figure:
        return _inked(figure() if callable(figure) else figure, ink)

    ready = made() if of is None else resources.picture(f"{key} {ink} {of}", made)
    st.plotly_chart(ready, key=key, config={"displayModeBar": False}, alt=alt)


def _inked(figure: Figure, ink: str) -> Figure:
    axis = {"tickfont": {"color": ink}, "title": {"font": {"color": ink}}}
    figure.update_xaxes(axis)
    figure.update_yaxes(axis)
    figure.update_annotations(font={"color": ink}, selector=lambda note: note.font.color is None)
    figure.update_layout(legend={"font": {"color": ink}})
    return figure
