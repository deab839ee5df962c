"""Whose a table is: what a viewer decides about it, and what others are told."""

from pathlib import Path
from typing import Final

import streamlit as st

from churn.errors import quote
from churn.show import formats
from churn.table.sources import Source
from churn.ui import pacing, tables
from churn.ui.viewers import STARTED, this_viewer

RESTART: Final = Path(__file__).with_name("restart.html").read_text(encoding="utf-8").replace("STARTED", STARTED)


def is_mine(source: Source) -> bool:
    """Return whether it was this viewer who brought a table."""
    return tables.sharing().brought_by(source.id, this_viewer())


def say(source: Source) -> None:
    """Say of the table that is shown who may open it, and let whoever brought it change that."""
    if source.path is not None:
        return
    name, shared = formats.escape(quote(source.label)), tables.sharing().shared(source.id)
    with st.container(horizontal=True, vertical_alignment="center", key="whose"):
        if not is_mine(source):
            st.markdown(f"{name} was brought by somebody else, who shares it by its link.", width="content")
        elif shared:
            said = "whoever has its link sees the whole table, with all names in it, and can download it."
            st.markdown(f"{name} is shared: {said}", width="content")
            st.button("Keep it to myself", icon=":material/lock:", on_click=share, args=(source.id,))
        else:
            st.markdown(f"{name} is yours alone: a link to it opens for nobody else.", width="content")
            label = "Share it with whoever has the link"
            st.button(label, icon=":material/group:", on_click=share, args=(source.id,), kwargs={"shared": True})


def link_opens(source: Source) -> str:
    """Say, in Markdown, for whom a link to what the viewer sees opens, and what it lets them see."""
    name = formats.escape(source.label)
    if source.synthetic:
        return "Whoever opens it sees this customer. The table is on this server for everybody: these are made up."
    if source.path is not None:
        return f"Whoever opens it sees this customer. The table {name} is on this server for everybody."
    if tables.sharing().shared(source.id):
        return f"Whoever opens it can see the whole table {name}, all names included."
    return f"Only you can open it: the table {name} is yours alone. Share it on the page *Data*."


def share(upload: str, *, shared: bool = False) -> None:
    """Let whoever has the link open a table that this viewer brought, or nobody else, from now on."""
    if tables.sharing().brought_by(upload, this_viewer()):
        tables.sharing().share(upload, shared=shared)


def watch(source: Source) -> None:
    """Draw the page anew where nobody moves: when a table is shared no longer, or the server was started anew."""
    st.html(RESTART, unsafe_allow_javascript=True)
    if source.path is None and not is_mine(source):
        st.fragment(_look, run_every=pacing.SHARED_TICK)(source)


def end_if_kept(source: Source) -> None:
    """Draw the page anew, to say why it ends, if its table is not for this viewer to open any more."""
    if tables.sharing().kept_from(source.id, this_viewer()):
        st.rerun()


def _look(source: Source) -> None:
    st.empty()
    end_if_kept(source)
