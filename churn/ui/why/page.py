"""Why: what goes with leaving, over all customers."""

import streamlit as st

from churn.explanation import chart, words
from churn.explanation.overview import Overview, Unit
from churn.ui import shared
from churn.ui.common import BIND, choose, headline, no_model
from churn.ui.figure import draw
from churn.ui.view import View

UNITS: dict[Unit, str] = {"points": "Points of probability", "log_odds": "Log-odds (SHAP values)"}


def show(view: View) -> None:
    """Draw the page."""
    if view.run is None:
        no_model(view, "the reasons are those of")
        return
    overview = shared.overview(view.run, view.dataset)
    headline(view, view.run, "Why do customers leave?")
    st.markdown(words.main_reasons(overview).markdown())
    _columns(overview)
    st.markdown("**In words**")
    st.markdown("\n".join(f"- {words.effect(effect).markdown()}" for effect in overview.effects))
    _one_column(overview)
    with st.expander("How this is computed"):
        st.markdown(words.POINTS_METHOD.format(learner=view.run.spec.learner.name))
        st.markdown(
            "An effect in words is the mean contribution of the column, in points, over the explained customers who"
            " have that value: no customer is made up, and no sign of a log-odds is translated."
        )
    st.caption(words.ASSOCIATION)


@st.fragment
def _columns(overview: Overview) -> None:
    unit = choose("Unit of the contributions", UNITS, "points", "unit", bind=BIND)
    bars, swarm = st.columns(2, gap="medium")
    with bars:
        alt = f"Columns by importance, the most important first: {', '.join(overview.ranked(unit))}."
        draw(chart.importance(overview, unit), key="importance", alt=alt)
    with swarm:
        alt = "One dot a customer, by column: to the right where the column moves the model towards leaving."
        draw(chart.beeswarm(overview, unit), key="beeswarm", alt=alt)
    st.caption(
        f"{words.explained(overview)} Dots: up to {chart.MAX_DOTS:,} customers; numbers from"
        " blue (low) to red (high), categories a colour a level. Point at a dot to read the value."
    )


@st.fragment
def _one_column(overview: Overview) -> None:
    column = st.selectbox("What a column goes with", overview.ranked(), key="why_column", bind=BIND)
    levels = overview.dependence(column)
    effects = (f"{row.level} ×{row.odds:.3g}, {row.rate:.1%} of {row.customers} left" for row in levels.itertuples())
    alt = f"Effect on the odds of leaving by level: {'; '.join(effects)}."
    draw(chart.dependence(levels, column), key="dependence", alt=alt)
    st.caption(
        "Above: the factor by which the model multiplies the odds of leaving, on average over the customers of a level;"
        " the line spans the middle 80% of them, who differ in other columns. Below: how many of them left."
    )
