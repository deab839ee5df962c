"""How often the test customers have judged already, and what that means for small gains."""

import streamlit as st

from churn.model.run import Run
from churn.stability import words as stability_words
from churn.stability.budget import largest_lead
from churn.ui import shared
from churn.ui.view import View


def show(view: View, run: Run) -> None:
    """Draw the line under the test scores."""
    settings = max(1, shared.trainer().settings_tried(view.dataset, run.spec.split))
    count = run.evaluation.confusion("test", view.threshold)
    st.caption(stability_words.settings_judged(settings, count.n, largest_lead(settings, count)))
