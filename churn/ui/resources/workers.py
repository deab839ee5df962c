"""What works in the background for all viewers: one trainer, one repeater of runs, one scorer of files."""

import gc
import sys
from typing import Final

import streamlit as st

from churn import scoring
from churn.jobs import Trainer
from churn.stability import Repeater

TURN: Final = 0.0005
"""Seconds that a thread may keep the interpreter while others wait for it."""


@st.cache_resource(show_spinner=False)
def trainer() -> Trainer:
    """Return the server's one trainer."""
    # Streamlit looks for garbage among all objects after every run of the script, and the last elements of the page
    # wait for it. What has been imported by now is no garbage: not looking at it again saves 0.1 s a run.
    gc.freeze()
    # After every tree a fit waits for its turn, once for each session that is busy: at Python's usual 5 ms, twenty
    # viewers would make a second's fit last a minute.
    sys.setswitchinterval(TURN)
    return Trainer()


def repeater() -> Repeater:
    """Return the server's one collection of runs that are repeated on other splits."""
    return _repeater(id(trainer()), trainer())


@st.cache_resource(show_spinner=False, max_entries=1)
def _repeater(identity: int, _trainer: Trainer) -> Repeater:  # noqa: ARG001 - the cache's key
    return Repeater(_trainer)


@st.cache_resource(show_spinner=False)
def scorer() -> scoring.Scorer:
    """Return the server's one scorer of files of customers."""
    return scoring.Scorer()
