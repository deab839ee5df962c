"""Brief: what a stakeholder reads in one minute, and takes away as a file."""

from datetime import datetime

import streamlit as st

from churn.report.brief import Section, to_html
from churn.show import formats
from churn.ui import settings, shared
from churn.ui.common import no_model
from churn.ui.view import View


def show(view: View) -> None:
    """Draw the page."""
    if view.run is None:
        no_model(view, "the brief tells of")
        return
    today, synthetic = datetime.now().astimezone().date(), view.source.synthetic
    brief = shared.brief(view.run, view.dataset, view.threshold, settings.campaign(), synthetic=synthetic, on=today)
    with st.container(key="brief_head"):
        heading, take_away, paper = st.columns([4, 1, 1], vertical_alignment="bottom")
    heading.title("Who is about to leave?", anchor=False)
    take_away.download_button(
        "Download", lambda: to_html(brief).encode(), "churn_brief.html", "text/html", on_click="ignore",
        icon=":material/download:", width="stretch", help="One HTML file with its pictures inside; needs no network.",
    )  # fmt: skip
    paper.button("Print", key="print", icon=":material/print:", width="stretch", help="On one sheet of paper (A4).")
    st.caption(formats.escape(brief.customers))
    for place, section in enumerate(brief.sections):
        with st.container(key=f"section_{place}"):  # on paper its picture stands beside the words
            _section(section)
    st.header("Where these numbers come from", anchor=False)
    st.caption(
        "  \n".join(
            f"{formats.escape(name)}: {formats.unbroken(formats.escape(value))}" for name, value in brief.origin
        )
    )


def _section(section: Section) -> None:
    st.header(formats.escape(section.question), anchor=False)
    for sentence in section.answer:
        st.markdown(formats.unbroken(formats.escape(sentence)))
    if section.points:
        st.markdown("\n".join(f"- {formats.unbroken(formats.escape(point))}" for point in section.points))
    if section.picture is not None:
        st.image(section.picture.svg, alt=section.picture.alt, width=600)
