"""Whether this customer's probability can be believed: what became of customers like this one."""

import numpy as np
import streamlit as st

from churn.model.run import Run
from churn.reliability import words
from churn.reliability.experience import Groups
from churn.show.formats import unbroken
from churn.table.values import Features
from churn.ui import shared, state
from churn.ui.background import draw_until_complete
from churn.ui.view import View


def show(view: View, run: Run, checked: Features, probability: float) -> None:
    """Draw the block: its heading at once, each fact when it is there."""
    st.header(words.QUESTION, anchor=False, help=words.WHAT_IT_IS)
    draw_until_complete(lambda: _facts(view, run, checked, probability), lambda: _lacking(view, run))


def _lacking(view: View, run: Run) -> bool:
    facts = shared.twins.if_ready(view.dataset), shared.experience.if_ready(run, view.dataset)
    return any(fact is None for fact in facts)


def _facts(view: View, run: Run, checked: Features, probability: float) -> None:
    twins, known = shared.twins.if_ready(view.dataset), shared.experience.if_ready(run, view.dataset)
    if twins is not None:
        picked = state.picked().get(view.dataset.fingerprint, -1)  # no twin of his own, as long as nobody edits him
        alike = _only(twins.of(checked, np.array([picked])))
        st.markdown(unbroken(words.exactly_alike(*alike).markdown()))
        customers, _, low, high = alike
        if doubt := words.doubt(probability, customers, low, high):
            st.markdown(f":material/warning: {unbroken(doubt.markdown())}")
    if known is None:
        st.caption("Looking for customers with about this probability …")
    else:
        st.markdown(unbroken(words.about(*_only(known.about([probability]))).markdown()))


def _only(group: Groups) -> tuple[int, int, float, float]:
    """Return the only group: customers, how many left, and the interval of their churn rate."""
    low, high = group.interval
    return int(group.customers[0]), int(group.left[0]), float(low[0]), float(high[0])
