"""What stands around every page: its name, its looks, the way to the other pages.

Nothing heavy is imported before it is drawn.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from churn.ui import pacing, redraw, state
from churn.ui.warmup import WARM_UP

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

NAME: Final = "Churn dashboard"
ICON: Final = Path(__file__).with_name("icon.svg")
SKELETON: Final = (
    '<div class="skeleton" role="status" aria-label="The page is on its way">'
    '<i class="title"></i><i class="line"></i><i class="line short"></i>'
    '<div><i class="card"></i><i class="card"></i></div><i class="picture"></i></div>'
)
SKELETON_SIDEBAR: Final = (
    '<div class="skeleton" aria-hidden="true">' + 4 * '<i class="label"></i><i class="control"></i>' + "</div>"
)


class Page(NamedTuple):
    """A page as the navigation shows it.

    Attributes
    ----------
    folder : str
        Of its `page.py` in churn/ui, and its address.
    name : str
        Stands in the navigation.
    icon : str
        Stands beside it.
    """

    folder: str
    name: str
    icon: str


def show(pages: Sequence[Page]) -> None:
    """Draw the page that the viewer is on; the first one is where they arrive."""
    WARM_UP.give_way()
    st.set_page_config(NAME, ICON, layout="wide")  # before the navigation, which else takes an icon from elsewhere

    def page() -> None:
        drawing.page()

    shown = {
        each.folder: st.Page(page, title=each.name, url_path=each.folder, icon=each.icon, default=each is pages[0])
        for each in pages
    }
    chosen = st.navigation(list(shown.values()), position="top")
    st.set_page_config(f"{chosen.title} · {NAME}")
    ready = WARM_UP.ready(0)
    later = pacing.Later(at_once=state.drawn_page() != chosen.url_path or not ready)
    head = st.container(key="head")
    later.draw(head, partial(_skeleton_and_links, list(shown.values()), drawn=not ready))
    later.draw(head, _name, takes_room=False)
    if not ready:
        st.sidebar.html(SKELETON_SIDEBAR)
    else:
        st.sidebar.empty()
    with redraw.if_stopped():
        WARM_UP.hurry()
        for _ in pacing.steps(WARM_UP.ready):
            pass
        from churn.ui import body  # noqa: PLC0415 - it brings all the rest with it

        drawing = body.Drawing(next(folder for folder, page in shown.items() if page is chosen), later)
        drawing.show(chosen.run)
        later.catch_up()
        state.drawn_page.set(chosen.url_path if drawing.has_results else None)
    WARM_UP.give_way()


def _skeleton_and_links(pages: "Sequence[StreamlitPage]", *, drawn: bool) -> None:
    """Draw grey where the page is going to be; the style sheet takes it away as soon as the page is there."""
    place = st.container(key="skeleton")
    if drawn:
        place.html(SKELETON)
    with st.container(key="pages", horizontal=True):  # shown where the navigation is in the closed sidebar
        for each in pages:
            st.page_link(each)


def _name() -> None:
    st.container(key="name").html(f'<p class="product">{NAME}</p>')
