"""The answer for everybody: one sentence, its picture, what a campaign brings, and where to read on."""

from functools import partial
from typing import Final

import streamlit as st

from churn.decision import words as decision_words
from churn.model.run import Run
from churn.quality import landing_words as words
from churn.quality.landing_charts import hundred, shares
from churn.scores.confusion import Confusion
from churn.show.formats import unbroken
from churn.ui import settings, shared
from churn.ui.pacing import Later
from churn.ui.train import customers
from churn.ui.view import View

# The questions that other pages answer, by their addresses; none holds the name of a page: the navigation has those.
QUESTIONS: Final = (
    ("decide", "Whom to contact, and what it brings", ":material/call:"),
    ("why", "What goes with leaving", ":material/help:"),
    ("customer", "How likely one of them is to leave", ":material/person:"),
    ("brief", "All of it on one sheet", ":material/description:"),
)


def show(view: View, run: Run, later: Later) -> None:
    """Draw it, or have it drawn when the numbers below are there."""
    later.draw(st.container(key="landing"), partial(_draw, view, run))


def _draw(view: View, run: Run) -> None:
    counts = run.evaluation.confusion("test", view.threshold)
    with st.container(key="lead"):  # the style sheet makes it large
        st.markdown(words.lead(counts, better_than_chance=run.evaluation.better_than_chance))
    with st.container(key="hundred"):
        _hundred(view, counts)
    with st.container(key="campaign"):
        _campaign(run)
    with st.container(key="questions_answered", horizontal=True):
        _links()


def _hundred(view: View, counts: Confusion) -> None:
    about = words.about_the_dots(counts, view.threshold, several_rows=customers.several_rows(view))
    dark = st.context.theme.type == "dark"
    drawings = hundred(counts, about, dark=dark), shares(counts, dark=dark)
    for column, drawn in zip(st.columns(2), drawings, strict=True):
        column.markdown(drawn, unsafe_allow_html=True)  # `st.html` takes SVG away


def _campaign(run: Run) -> None:
    """Say whom to contact and what that brings."""
    said = decision_words.in_short(shared.recommendation(run, settings.campaign()))
    st.markdown(unbroken(said))


def _links() -> None:
    for folder, question, icon in QUESTIONS:
        st.page_link(st.Page(_elsewhere, title=question, icon=icon, url_path=folder))


def _elsewhere() -> None:
    """Stand for a page of the navigation, which Streamlit knows by its address."""
