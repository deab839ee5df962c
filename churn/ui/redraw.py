"""A page that was stopped half way is drawn anew: the header's own Stop ends a script wherever it is.

While a page is drawn, the browser has a timer that looks whether the script has reached its end; it is the first thing
that a script declares and the last that it takes back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from churn.ui import pacing, state


@contextmanager
def if_stopped() -> Iterator[None]:
    """Draw what is drawn in here anew if it is stopped; what fails is not drawn again."""
    timers: list[str | None] = []
    state.unfinished.set(True)
    with st.container(key="unfinished"):
        st.fragment(_look, run_every=pacing.STOPPED_TICK or None)(timers)
    try:
        yield
    except Exception:
        _finish(timers)
        raise
    _finish(timers)


def _look(timers: list[str | None]) -> None:
    timers.append(ThreadState.get().fragment_id)
    if len(timers) > 1 and state.unfinished():  # the first time, the page is just beginning
        st.rerun()


def _finish(timers: list[str | None]) -> None:
    state.unfinished.set(False)
    run = get_script_run_ctx()
    if run is not None:
        message = ForwardMsg()
        message.stop_auto_rerun.fragment_ids.extend(each for each in timers if each is not None)
        run.enqueue(message)
