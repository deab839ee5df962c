"""Working beside the page: it is drawn without a result and again when the result is there."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from typing import Any, Final, Generic, Protocol, TypeVar

import streamlit as st

from churn.ui import state

STEP: Final = 0.05
"""Seconds for which a click has to wait while a script waits."""

Value = TypeVar("Value")


class Work(Protocol):
    """Something that takes its time."""

    @property
    def finished(self) -> bool:
        """Whether it is over."""


Watched = TypeVar("Watched", bound=Work)


class Answers(Generic[Value]):
    """Values by key, each computed once, in a thread of its own; the oldest go first."""

    def __init__(self, most: int) -> None:
        """Keep at most so many values."""
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Future[Value]] = OrderedDict()

    def ask(self, key: Hashable, compute: Callable[[], Value]) -> Future[Value]:
        """Return the value's future; the first to ask starts the computation, and after a failure the next one."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and not (kept.done() and kept.exception()):
                self._kept.move_to_end(key)
                return kept
            future = self._kept[key] = Future()
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        threading.Thread(target=_fulfil, args=(future, compute), daemon=True).start()
        return future


def patiently(asked: Future[Value], words: str) -> Value:
    """Wait for a value and say so; whoever does not want to wait can click elsewhere."""
    if not asked.done():
        with st.spinner(words):
            while not wait([asked], STEP).done:
                state.let_a_click_through()
    return asked.result()


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
        st.fragment(_look, run_every=None if work is None else every)(work, draw)


def _look(work: Watched | None, draw: Callable[[Watched], None]) -> None:
    if work is None:
        st.empty()  # takes the place of what was drawn last, which would stay until the script has ended
        return
    if work.finished:
        st.rerun()
    draw(work)


def _fulfil(future: Future[Any], compute: Callable[[], Any]) -> None:
    try:
        future.set_result(compute())
    except Exception as err:  # noqa: BLE001 - whoever asks for the value gets it
        future.set_exception(err)
