"""What works in the background for all viewers: one trainer, one repeater of runs, one scorer of files."""

import streamlit as st

from churn.scoring.background import Scorer
from churn.stability.repeated import Repeater
from churn.work.trainer import Trainer


@st.cache_resource(show_spinner=False)
def trainer() -> Trainer:
    """Return the server's one trainer."""
    return Trainer()


def repeater() -> Repeater:
    """Return the server's one collection of runs that are repeated on other splits."""
    return _repeater(id(trainer()), trainer())


@st.cache_resource(show_spinner=False, max_entries=1)
def _repeater(identity: int, _trainer: Trainer) -> Repeater:  # noqa: ARG001 - the cache's key
    return Repeater(_trainer)


@st.cache_resource(show_spinner=False)
def scorer() -> Scorer:
    """Return the server's one scorer of files of customers."""
    return Scorer()
