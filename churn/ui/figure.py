"""How a chart gets onto a page: with an alternative text, without a toolbar, in letters that can be read."""

from typing import Final

import streamlit as st

from churn.charts import Figure

INK: Final = {"light": "#515c69", "dark": "#aab4bf"}
"""Of axes; Streamlit's own grey is too pale on white to be read (3.7:1, where 4.5:1 is needed)."""


def draw(figure: Figure, key: str, alt: str) -> None:
    """Draw a chart; `alt` says in words what it shows."""
    ink = INK.get(st.context.theme.type or "light", INK["light"])
    figure.update_xaxes(tickfont={"color": ink}, title_font={"color": ink})
    figure.update_yaxes(tickfont={"color": ink}, title_font={"color": ink})
    figure.update_annotations(font={"color": ink}, selector=lambda note: note.font.color is None)
    figure.update_layout(legend={"font": {"color": ink}})
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=alt)
