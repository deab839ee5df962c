"""Why: what goes with leaving, over all customers, as the model learned it."""

from collections.abc import Hashable, Mapping
from typing import Any

import streamlit as st

from churn.explanation import chart, words
from churn.explanation.overview import Overview, Unit
from churn.show import formats
from churn.table.sources import Source
from churn.ui import shared, whose
from churn.ui.common import choose, choose_column, headline, no_model
from churn.ui.figure import draw
from churn.ui.view import View

QUESTION = "What goes with leaving?"
UNITS: dict[Unit, str] = {"points": "Points of probability", "log_odds": "Log-odds (SHAP values)"}


def show(view: View) -> None:
    """Draw the page."""
    if view.run is None:
        no_model(view, "the reasons are those of")
        return
    if not view.run.evaluation.better_than_chance:
        headline(view, view.run, QUESTION)
        st.warning(words.NO_REASONS)
        return
    overview = shared.overview(view.run, view.dataset)
    headline(view, view.run, QUESTION)
    st.markdown(words.main_reasons(overview).markdown())
    _columns(view.source, overview)
    st.header("In words", anchor=False)
    told = (words.extremes(ends, overview.rate, sampled=overview.sampled).markdown() for ends in overview.extremes)
    st.markdown("\n".join(f"- {formats.unbroken(ends)}" for ends in told))
    _one_column(view.source, overview)
    with st.expander("How this is computed"):
        for paragraph in words.method(shared.background(view.run, view.dataset), view.run.spec.learner.name):
            st.markdown(paragraph)
        st.markdown(
            "Beside a value stand the share of customers with it who left, which is counted, and the mean contribution"
            " of the column, in points, over the explained customers who have it."
        )
    st.caption(words.ASSOCIATION)


@st.fragment
def _columns(source: Source, overview: Overview) -> None:
    whose.end_if_kept(source)
    unit = choose("Unit of the contributions", UNITS, "points", "unit", help=words.UNITS_HELP)
    bars, swarm = st.columns(2, gap="medium")
    with bars:
        alt = f"Columns by mean contribution in size, the largest first: {', '.join(overview.ranked(unit))}."
        draw(chart.importance(overview, unit), key="importance", alt=alt)
    with swarm:
        alt = "One dot a customer, by column: to the right where the column adds to the churn probability."
        draw(chart.beeswarm(overview, unit), key="beeswarm", alt=alt)
    st.caption(
        f"{words.explained(overview)} Dots: up to {chart.MAX_DOTS:,} customers; numbers from"
        " blue (low) to red (high), categories a colour a value. Point at a dot to read the value."
    )


@st.fragment
def _one_column(source: Source, overview: Overview) -> None:
    whose.end_if_kept(source)
    column = choose_column("What a column goes with", overview.ranked(), "why_column")
    levels = overview.dependence(column)
    alt = "; ".join(_said(row) for row in levels.to_dict("records"))
    draw(chart.dependence(levels, column), key="dependence", alt=f"The model's factor on the odds by value: {alt}.")
    st.caption(
        "Odds: how many leave for each who stays. Above: by how much the model multiplies them, on average over the"
        " customers with a value. The line spans the middle 80% of these customers, who differ in other columns."
        " Below: how many of them left, with the 95% interval. Where the two disagree, the other columns account for"
        " the difference."
    )


def _said(level: Mapping[Hashable, Any]) -> str:
    factor = f"×{level['odds']:.3g}, " if level["explained"] else ""
    return f"{level['level']} {factor}{formats.percent(level['rate'])} of {level['customers']:,} left"
