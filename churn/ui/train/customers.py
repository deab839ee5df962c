"""Several rows per customer: how much better the model looks if it may remember a customer."""

from functools import partial
from typing import Final

import streamlit as st

from churn.model.division import COLUMN, RANDOM
from churn.model.run import Run
from churn.profiles import words
from churn.show import formats
from churn.ui import progress
from churn.ui.background import watch
from churn.ui.train import counterpart
from churn.ui.view import View

KEY: Final = "remembered"


def several_rows(view: View) -> bool:
    """Whether customers of the table have several rows."""
    return view.dataset.schema.customer is not None


def show(view: View, run: Run, *, opened: bool) -> None:
    """Draw the section; nothing is trained before somebody asks for it."""
    job, name = None, view.dataset.schema.customer
    if opened and name is not None:
        together = f"{COLUMN}{name}"
        by = RANDOM if run.split.by == together else together
        offer = words.customer_offer(formats.escape(name), random=by == RANDOM)
        job = counterpart.show(view, run, by, offer, lambda other: _side_by_side(view, run, other, name), key=KEY)
    watch(job, partial(counterpart.draw_progress, key=KEY), progress.every(job))


def _side_by_side(view: View, run: Run, other: Run, name: str) -> None:
    together, apart = sorted((run, other), key=lambda each: each.split.by != f"{COLUMN}{name}")
    alone, remembered = (each.evaluation.confusion("test", view.threshold) for each in (together, apart))
    if apart.split.by == RANDOM:
        st.markdown(formats.unbroken(words.customer_splits(remembered, alone, formats.escape(name))))
    counterpart.table_of((together, apart), view.threshold)
    st.caption(counterpart.shown(run))
