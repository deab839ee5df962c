"""Working beside the page: it is drawn without a result and again when the result is there."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Protocol, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from churn.ui import pacing, state

Value = TypeVar("Value")


class Work(Protocol):
    """Something that takes its time."""

    @property
    def finished(self) -> bool:
        """Whether it is over."""


Watched = TypeVar("Watched", bound=Work)


def wait_with_spinner(future: Future[Value], sentence: str) -> Value:
    """Wait for a value and say so; whoever does not want to wait can click elsewhere. In other threads, just wait."""
    if not future.done() and get_script_run_ctx(suppress_warning=True):
        with st.spinner(sentence):
            for _ in pacing.steps(lambda seconds: wait([future], seconds).done):
                pass
    return future.result()


def watch(work: Watched | None, draw: Callable[[Watched], None], every: float | None) -> None:
    """Draw how far something is, again and again, and the page anew when it is over; of nothing, draw nothing.

    Parameters
    ----------
    work : Work or None
        What is under way.
    draw : callable
        Takes it and draws it.
    every : float or None
        Seconds between two looks.
    """
    with st.container():  # a place of its own: what a late look takes away is no part of what follows
        # declared even where nothing is under way: that is how the browser's timer is taken back
        st.fragment(_look, run_every=None if work is None else every or None)(work, draw)


def draw_until_complete(
    draw: Callable[[], None], incomplete: Callable[[], bool], *, drawn_incomplete: bool = False
) -> None:
    """Draw what may lack a result that is computed beside the page, and the page anew when the result is there.

    Parameters
    ----------
    draw : callable
        Draws it, with the result or without.
    incomplete : callable
        Whether the result is still lacking.
    drawn_incomplete : bool
        Whether something else that waits for it was drawn without: if the result has come since, it is drawn anew, too.
    """
    lacking = drawn_incomplete or incomplete()
    # declared even where nothing is lacking: that is how the browser's timer is taken back
    st.fragment(_draw, run_every=pacing.RESULT_TICK or None if lacking else None)(draw, incomplete, lacking=lacking)


def _draw(draw: Callable[[], None], incomplete: Callable[[], bool], *, lacking: bool) -> None:
    if lacking and not incomplete():
        _draw_page_anew()
    draw()


def _look(work: Watched | None, draw: Callable[[Watched], None]) -> None:
    if work is None:
        st.empty()  # takes the place of what was drawn last, which would stay until the script has ended
        return
    if work.finished or state.stop_pressed():  # for others it may go on
        state.stop_pressed.set(False)
        _draw_page_anew()
    draw(work)


def _draw_page_anew() -> None:
    state.keep_flash()
    st.rerun()
