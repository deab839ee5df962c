"""Customer: how likely this one is to leave, why, and what would change it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from churn.explanation import chart as explanation_chart
from churn.explanation.reasons import explain
from churn.model.run import Run
from churn.show import formats
from churn.table.schema import Schema
from churn.table.values import Features
from churn.ui import pacing, shared, sidebar
from churn.ui.common import doubt, no_model
from churn.ui.customer import form as form_section
from churn.ui.customer import pick as pick_section
from churn.ui.customer import reasons as reasons_section
from churn.ui.customer import whatif as whatif_section
from churn.ui.figure import draw
from churn.ui.view import View


def show(view: View) -> None:
    """Draw the page."""
    if view.run is None:
        no_model(view, "a customer is scored by")
        return
    st.subheader("How likely is this customer to leave?", anchor=False)
    st.caption(f"Model: {formats.settings(view.run.spec)}. {sidebar.caption(view.source, view.dataset)}.")
    doubt(view, view.run)
    _customer(view, view.run)


@st.fragment
def _customer(view: View, run: Run) -> None:
    schema = run.model.schema
    with st.container(horizontal=True):
        pick_section.show(view.dataset, run)
        link = st.popover("Link to this customer", icon=":material/link:", key="link", on_change="rerun")
    answer, explained = (place.container() for place in st.columns([2, 3], gap="medium"))
    row = form_section.show(schema)
    pick_section.link(link)
    with answer:
        checked = schema.check(row)
        if not _unseen_allowed(schema, checked):
            return
        probability = float(run.model.predict_proba(checked)[0])
        reasons = explain(run.model, checked, shared.background(run, view.dataset))
        bar = _answer(probability, view.threshold)
        pick_section.origin(view.dataset, run, checked)
        sentence = reasons_section.sentences(view, run, checked, reasons)
    pacing.let_numbers_come_first()
    with bar:
        _bar(probability, view.threshold)
    with explained:
        reasons_section.waterfall(reasons, checked, view.threshold, sentence)
    whatif_section.show(view, run, checked)


def _unseen_allowed(schema: Schema, checked: Features) -> bool:
    """Warn of values outside what training saw; returns whether to go on."""
    unseen = schema.unseen_values(checked)
    if not unseen:
        return True
    lines = [
        f"- {formats.escape(each.column)}: {formats.escape(each.value)} is outside what training saw,"
        f" {formats.escape(each.allowed)}"
        for each in unseen
    ]
    st.warning("\n".join(["The model has no experience with this customer:", "", *lines]))
    return st.checkbox("Score this customer anyway", key="unseen")


def _answer(probability: float, threshold: float) -> DeltaGenerator:
    """Say it in a number and in words; returns the place of the bar, which the browser draws after all sentences."""
    st.metric("Churn probability", formats.percent(probability))
    st.markdown(f"This customer is **{formats.verdict(probability, threshold)}**.")
    return st.container()


def _bar(probability: float, threshold: float) -> None:
    draw(
        explanation_chart.probability_bar(probability, threshold),
        key="probability",
        alt=f"Churn probability {formats.percent(probability)}, threshold {formats.percent(threshold)}.",
    )
