"""The answer for everybody: one sentence, its picture, what a campaign brings, and where to read on."""

from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from churn.decision import words as decision_words
from churn.model.run import Run
from churn.quality import landing_words as words
from churn.quality.landing_charts import hundred, shares
from churn.show.formats import unbroken
from churn.ui import settings, shared
from churn.ui.train import customers
from churn.ui.view import View

# The questions that other pages answer, by their addresses; none holds the name of a page: the navigation has those.
QUESTIONS: Final = (
    ("decide", "Whom to contact, and what it brings", ":material/call:"),
    ("why", "What goes with leaving", ":material/help:"),
    ("customer", "How likely one of them is to leave", ":material/person:"),
    ("brief", "All of it on one sheet", ":material/description:"),
)


def show(view: View, run: Run) -> DeltaGenerator:
    """Draw all but the campaign's sentence, which takes its time; returns the place for it."""
    counts = run.evaluation.confusion("test", view.threshold)
    with st.container(key="lead"):  # the style sheet makes it large
        st.markdown(words.lead(counts, better_than_chance=run.evaluation.better_than_chance))
    about = words.about_the_dots(counts, view.threshold, several_rows=customers.several_rows(view))
    dark = st.context.theme.type == "dark"
    for column, drawn in zip(
        st.columns(2), (hundred(counts, about, dark=dark), shares(counts, dark=dark)), strict=True
    ):
        column.markdown(drawn, unsafe_allow_html=True)  # `st.html` takes SVG away
    place = st.container(key="campaign").empty()
    with st.container(horizontal=True, key="questions_answered"):
        for folder, question, icon in QUESTIONS:
            st.page_link(st.Page(_elsewhere, title=question, icon=icon, url_path=folder))
    return place


def say_campaign(place: DeltaGenerator, run: Run) -> None:
    """Say in its place whom to contact and what that brings."""
    said = decision_words.in_short(shared.recommendation(run, settings.campaign()))
    place.markdown(unbroken(said))


def _elsewhere() -> None:
    """Stand for a page of the navigation, which Streamlit knows by its address."""
