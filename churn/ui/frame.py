"""What stands around every page: its name, its looks, the way to the other pages.

Nothing heavy is imported before it is drawn.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import streamlit as st

NAME: Final = "Churn dashboard"
ICON: Final = Path(__file__).with_name("icon.svg")
STYLE: Final = Path(__file__).with_name("style.css")


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
    from churn.ui import body  # noqa: PLC0415 - it brings all the rest with it

    st.set_page_config(NAME, ICON, layout="wide")
    st.html(STYLE)
    drawing = {each.folder: body.Drawing(each.folder) for each in pages}
    shown = {
        each.folder: st.Page(
            drawing[each.folder].page, title=each.name, url_path=each.folder, icon=each.icon, default=each is pages[0]
        )
        for each in pages
    }
    chosen = st.navigation(list(shown.values()), position="top")
    folder = next(folder for folder, page in shown.items() if page is chosen)
    drawing[folder].show(chosen.run)
