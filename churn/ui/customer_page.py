"""Customer: how likely this one is to leave."""

import pandas as pd
import streamlit as st

from churn import charts, text
from churn.run import Run
from churn.schema import Column, Schema
from churn.ui import sidebar
from churn.ui.figure import draw
from churn.ui.view import View

MOST_OPTIONS = 500
"""Levels that the browser gets to choose from; any other can be typed."""

LARGEST_IN_BROWSER = 2**53 - 1
"""A browser cannot count further; a number field with such a column is a text field."""


def show(view: View) -> None:
    """Draw the page."""
    if view.run is None:
        st.subheader("No model yet")
        if view.job is None:
            st.info("Press **Train** first: a customer is scored by the model on the page *Train*.")
        return
    st.subheader("How likely is this customer to leave?", anchor=False)
    st.caption(f"Model: {text.settings(view.run.spec)}. {sidebar.caption(view.source, view.dataset)}.")
    _customer(view.run, view.threshold)


@st.fragment
def _customer(run: Run, threshold: float) -> None:
    answer = st.container()
    schema = run.model.schema
    st.markdown("**The customer**")
    row = _form(schema)
    with answer:
        if _unseen_allowed(schema, row):
            _answer(float(run.model.predict_proba(row)[0]), threshold)


def _form(schema: Schema) -> pd.DataFrame:
    values = {}
    for start in range(0, len(schema.features), 2):  # a row of two at a time, so that a narrow page keeps the order
        for place, column in zip(st.columns(2, gap="medium"), schema.features[start : start + 2], strict=False):
            with place:
                values[column.name] = [_field(column)]
    return pd.DataFrame(values)


def _field(column: Column) -> object:
    """Draw the widget of one feature; returns its value, None where the customer has none."""
    label, key = text.escape(column.name), f"c.{column.name}"
    if column.missing and st.checkbox(f"{label} unknown", key=f"unknown.{column.name}", bind="query-params"):
        return None
    if column.kind == "category":
        options = column.levels[:MOST_OPTIONS]
        index = options.index(column.most_common) if column.most_common in options else 0
        return st.selectbox(label, options, index, key=key, bind="query-params", accept_new_options=True)
    if max(abs(column.low or 0), abs(column.high or 0)) > LARGEST_IN_BROWSER:
        return st.text_input(label, f"{column.median:.17g}", key=key, bind="query-params")
    if column.integer:
        return st.number_input(label, value=round(column.median or 0), step=1, key=key, bind="query-params")
    span = (column.high or 0) - (column.low or 0)
    return st.number_input(
        label, value=float(column.median or 0), step=span / 100 or 1.0, format="%g", key=key, bind="query-params"
    )


def _unseen_allowed(schema: Schema, row: pd.DataFrame) -> bool:
    """Warn of values outside what training saw; returns whether to go on."""
    surprises = schema.surprises(row)
    if not surprises:
        return True
    lines = [
        f"- {text.escape(surprise.column)}: {text.escape(surprise.value)} is outside what training saw,"
        f" {text.escape(surprise.allowed)}"
        for surprise in surprises
    ]
    st.warning("\n".join(["The model has no experience with this customer:", "", *lines]))
    return st.checkbox("Score this customer anyway", key="unseen")


def _answer(probability: float, threshold: float) -> None:
    st.metric("Churn probability", text.percent(probability))
    draw(
        charts.probability_bar(probability, threshold), key="probability",
        alt=f"Churn probability {text.percent(probability)}, threshold {text.percent(threshold)}.",
    )  # fmt: skip
    st.markdown(f"This customer is **{text.verdict(probability, threshold)}**.")
