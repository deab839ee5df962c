"""Decide: whom to contact, and what it brings."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from churn.decision import chart, words
from churn.decision.advice import Recommendation
from churn.decision.amount_words import estimated, gain_decimals
from churn.decision.calls import PROBABILITY, REASONS, call_list, gain_heading
from churn.decision.campaign import Campaign
from churn.model.run import Run
from churn.reliability import words as reliability_words
from churn.scoring.safety import spreadsheet_safe
from churn.show.formats import percent_decimals, unbroken
from churn.ui import settings, shared
from churn.ui.background import draw_until_complete
from churn.ui.common import control, headline, no_model, switch, table
from churn.ui.decide import files
from churn.ui.figure import draw
from churn.ui.grid import draw_grid
from churn.ui.view import View

LIST_FILE: Final = "test_customers_outcomes_known.csv"
MAX_LISTED: Final = 1000  # customers that the page lists; the file has all


def show(view: View) -> None:
    """Draw the page."""
    if view.run is None:
        no_model(view, "whom to contact is decided by")
        return
    headline(view, view.run, "Whom should we contact?")
    answer = st.container(border=True, key="advice")
    campaign = _campaign()
    advice = shared.recommendation(view.run, campaign)
    with answer:
        _answer(advice)
    files.show(view, campaign)
    st.header("What does it bring?", anchor=False)
    _profit(advice)
    with st.expander("Formula, source and assumptions"):
        st.markdown(f"**{words.CAMPAIGN_FORMULA}**")
        st.markdown("\n".join(f"- {assumption}" for assumption in words.CAMPAIGN_ASSUMPTIONS))
        st.caption(f"Source: {words.CAMPAIGN_SOURCE}.")
    _past_customers(view, view.run, advice)


def _campaign() -> Campaign:
    """Draw the fields for the terms of the campaign; returns what they say."""
    with st.container(horizontal=True, key="terms"):
        for each in settings.TERMS:
            looks = {"format": "%g"} if each.kind is float else {}
            if each.default is None:
                looks = {"placeholder": "no limit"}
            settings.keep_term(each)
            control(each, kept=True, width=230, **looks)
    return settings.campaign()


def _answer(advice: Recommendation) -> None:
    st.header(unbroken(words.recommendation(advice)), anchor=False)
    if more := f"{words.certainty(advice)} {words.break_even(advice)}".strip():
        st.markdown(unbroken(more))
    st.caption(unbroken(f"{words.check(advice)} The threshold in the sidebar plays no part.".strip()))


def _profit(advice: Recommendation) -> None:
    alt = (
        f"{chart.title(advice)}, against the share contacted. {words.recommendation(advice)} "
        f"Everyone: {estimated(advice.everyone.gain, words.with_example_values(advice.campaign))}."
    )
    draw(chart.profit(advice), key="profit", alt=alt)
    rows = pd.DataFrame(words.alternatives(advice), columns=words.headings(advice)).set_index(words.ALTERNATIVE)
    table(rows, words.ALTERNATIVE, "The recommendation and its alternatives.")


def _past_customers(view: View, run: Run, advice: Recommendation) -> None:
    """List the test customers, whose outcomes are known, as they would have been called."""
    seen = advice.check
    st.header("How the list would have looked for the test customers, whose outcomes are known", anchor=False)
    everyone = seen.contacted == 0 or switch("List all test customers, not only those to contact", "list_all")
    wanted = seen.customers if everyone else seen.contacted
    named = advice.rule.better_than_chance  # else no reason is worth a word
    whose = run, view.dataset, MAX_LISTED

    def ranked(most: int, reasons: Sequence[str] | None, others: Mapping[str, Sequence[str]] | None) -> pd.DataFrame:
        test = run.split.test, run.evaluation.y["test"], run.evaluation.p["test"]
        texts = {**({} if reasons is None else {REASONS: reasons}), **(others or {})}
        return call_list(view.dataset.table, *test, advice.rule, texts=texts, most=min(most, wanted))

    def ready() -> tuple[Sequence[str] | None, Mapping[str, Sequence[str]] | None]:
        reasons = shared.reasons_of_riskiest.if_ready(*whose) if named else None
        return reasons, shared.like_riskiest.if_ready(*whose)

    def lacking() -> bool:
        reasons, others = ready()
        return others is None or (named and reasons is None)

    def to_csv() -> bytes:
        reasons = shared.reasons_of_riskiest(*whose) if named else None
        return spreadsheet_safe(ranked(wanted, reasons, shared.like_riskiest(*whose))).to_csv(index=False).encode()

    draw_until_complete(lambda: _listed(ranked(MAX_LISTED, *ready()), advice), lacking)
    without = "the others without reasons and customers like them"
    shown = f"The first {MAX_LISTED:,} of {wanted:,}; the file has all, {without}. " if wanted > MAX_LISTED else ""
    tied = "" if everyone else words.ties(advice) or ""
    st.caption(
        f"{shown}Customers with the same probability share a rank and stand in the order of the table, whose rows "
        f"*Row* counts from 1. {tied}"
    )
    label, icon = "Download the list of test customers (CSV)", ":material/download:"
    st.download_button(label, to_csv, LIST_FILE, "text/csv", on_click="ignore", icon=icon)


def _listed(customers: pd.DataFrame, advice: Recommendation) -> None:
    decimals = percent_decimals(customers[PROBABILITY])
    customers[PROBABILITY] *= 100
    gain = gain_heading(advice.rule)
    cents = gain_decimals(customers.get(gain, ()), advice.campaign)
    columns = {
        **dict.fromkeys(("Rank", "Row"), st.column_config.NumberColumn(format="localized")),
        PROBABILITY: st.column_config.NumberColumn(format=f"%.{decimals}f%%"),
        gain: st.column_config.NumberColumn(format=f"%.{cents}f"),
        REASONS: st.column_config.TextColumn(width="large"),
        reliability_words.ABOUT: st.column_config.TextColumn(help=reliability_words.WHAT_IT_IS),
    }
    draw_grid(customers, "call_list", "Test customers by risk", columns=columns, placeholder="")
