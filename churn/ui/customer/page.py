"""Customer: how likely this one is to leave, the model's reasons, and its answers where one thing differs."""

import streamlit as st

from churn.explanation import chart, words
from churn.explanation.customers import values_of
from churn.explanation.reasons import Reasons, explain
from churn.model.run import Run
from churn.show import formats
from churn.table.schema import Schema
from churn.table.unseen import NOT_IN_TABLE
from churn.table.values import Features
from churn.ui import pacing, shared, state, whose
from churn.ui.common import headline, no_model
from churn.ui.customer import belief, form, pick, whatif
from churn.ui.figure import draw
from churn.ui.view import View


def show(view: View) -> None:
    """Draw the page."""
    if view.run is None:
        no_model(view, "a customer is scored by")
        return
    headline(view, view.run, "How likely is this customer to leave?")
    _customer(view, view.run)


@st.fragment
def _customer(view: View, run: Run) -> None:
    """Draw all about one customer: the style sheet shows nothing before what stands above it, so that nothing moves."""
    whose.end_if_kept(view.source)
    with st.container(key="customer"):
        _parts(view, run)


def _parts(view: View, run: Run) -> None:
    schema, anew = run.model.schema, state.went_back() or not state.knows("link")
    head = st.container(key="customer_head")  # above the menus, which open downwards and would cover it
    with st.container(horizontal=True):
        pick.show(view.dataset, run)
        link = st.popover("Link to this customer", icon=":material/link:", key="link", on_change="rerun")
    left, right = st.columns([2, 3], gap="medium")
    answer, explained = left.container(key="customer_answer"), right.container()
    fields = pick.drawn(view.dataset, run)
    others = pick.others(view.dataset, schema.features, fields)
    with st.container(key="customer_form"):
        customer = form.show(schema, fields, others, pick.exact(view.dataset), anew=anew)
    state.went_back.set(state.back_or_forward())
    if state.went_back():  # then the address fills the form, in a way that does not last
        st.rerun()
    pick.link(link, view.source, ready=not customer.empty)
    with head:
        checked = _checked(schema, customer)
        if checked is None:
            return
        probability = float(run.model.predict_proba(checked)[0])
        percent = formats.percent(probability)
        st.metric("Churn probability", percent)
        st.markdown(f"This customer is **{formats.verdict(probability, view.threshold)}**.")
    with answer:
        bar = st.container(key="customer_bar")  # the browser draws it after all sentences
        pick.origin(view.dataset, run, checked)
        reasons = _reasons(view, run, checked)
        _evidence(view, run, checked)
        belief.show(view, run, checked, probability)
    pacing.let_numbers_come_first()
    with bar:
        alt = f"Churn probability {percent}, threshold {formats.bare_percent(view.threshold)}."
        draw(chart.probability_bar(probability, view.threshold), key="probability", alt=alt)
    if reasons is None:
        return
    with explained:
        _waterfall(view, schema, reasons, checked)
    whatif.show(view, run, checked)


def _checked(schema: Schema, customer: form.Customer) -> Features | None:
    """Return the customer as the model expects one, and None, with the reason, where there is none to be scored."""
    if customer.empty:
        st.warning(form.empty(customer.empty))
        return None
    checked = schema.check(customer.row)
    for text in schema.taken_for(customer.row):
        st.caption(formats.escape(text))
    return checked if _unseen_allowed(schema, checked) else None


def _waterfall(view: View, schema: Schema, reasons: Reasons, checked: Features) -> None:
    values, zeros = values_of(checked), schema.counted_from
    said = [words.value(value, zeros.get(name, "")) for name, value in values.items()]
    alt = words.reason_sentence(reasons, values, zeros=zeros).plain()
    draw(chart.waterfall(reasons, said, view.threshold), key="waterfall", alt=alt)


def _reasons(view: View, run: Run, checked: Features) -> Reasons | None:
    """Say the reasons; returns them, None where the model has none to be named."""
    if not run.evaluation.better_than_chance:
        st.warning(words.NO_REASONS)
        return None
    reasons = explain(run.model, checked, shared.background(run, view.dataset))
    st.markdown(words.reason_sentence(reasons, values_of(checked), zeros=run.model.schema.counted_from).markdown())
    return reasons


def _evidence(view: View, run: Run, checked: Features) -> None:
    """Say who in training was nearest to this customer, where nobody there is exactly alike."""
    alike = shared.training_rows(run, view.dataset).like(checked)
    if nearest := words.evidence(alike):
        st.markdown(nearest.markdown())
    if unseen := words.unseen(alike, values_of(checked), run.model.schema.counted_from):
        st.markdown(f":material/warning: {unseen.markdown()}")


def _unseen_allowed(schema: Schema, checked: Features) -> bool:
    """Warn of values that the table lacks; returns whether to go on."""
    unseen = schema.unseen_values(checked)
    if not unseen:
        return True
    lines = ["The model has no experience with this customer:", ""]
    for each in unseen:
        column, value, allowed = map(formats.escape, (each.column, each.value, each.allowed))
        lines.append(f"- {column}: {value} {NOT_IN_TABLE} {allowed}")
    st.warning("\n".join(lines))
    return st.checkbox("Score this customer anyway", key="unseen")
