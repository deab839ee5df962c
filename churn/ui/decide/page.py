"""Decide: whom to contact, and what it brings."""

from typing import Final

import pandas as pd
import streamlit as st

from churn.decision import chart, words
from churn.decision.advice import Recommendation, call_list
from churn.decision.campaign import Campaign
from churn.model.run import Run
from churn.model.setting import settings_of
from churn.scoring.safety import spreadsheet_safe
from churn.ui import settings, shared
from churn.ui.common import control, headline, no_model
from churn.ui.decide import files
from churn.ui.figure import draw
from churn.ui.view import View

MAX_LISTED: Final = 1000  # customers that the page lists; the file has all
LIST_COLUMNS: Final = {
    "Churn probability": st.column_config.NumberColumn(format="%.1f%%"),
    "Expected gain (€)": st.column_config.NumberColumn(format="%.0f"),
    "Main reasons": st.column_config.TextColumn(width="large"),
}


def show(view: View) -> None:
    """Draw the page."""
    if view.run is None:
        no_model(view, "whom to contact is decided by")
        return
    settings.refuse_address(settings_of(Campaign))
    headline(view, view.run, "Whom should we contact?")
    answer = st.container(border=True)
    campaign = _campaign(len(view.run.split.test))
    advice = shared.recommendation(view.run, campaign)
    with answer:
        _answer(advice)
    _profit(advice)
    with st.expander("Formula, source and assumptions"):
        st.markdown(f"**{words.CAMPAIGN_FORMULA}**")
        st.markdown("\n".join(f"- {assumption}" for assumption in words.CAMPAIGN_ASSUMPTIONS))
        st.caption(f"Source: {words.CAMPAIGN_SOURCE}.")
    _call_list(view, view.run, advice)
    files.show(view)


def _campaign(customers: int) -> Campaign:
    """Draw the fields for the terms of the campaign; returns what they say."""
    with st.container(horizontal=True):
        for each in settings_of(Campaign):
            looks = {"format": "%g"} if each.kind is float else {}
            if each.default is None:
                looks = {"label": f"{each.label} (of {customers:,})", "placeholder": "no limit"}
            control(each, width=230, **looks)
    return settings.campaign()


def _answer(advice: Recommendation) -> None:
    answer = words.recommendation(advice).replace("€ ", "€\N{NO-BREAK SPACE}")  # no line ends in €
    st.markdown(f"#### {answer}")
    st.markdown(f"{words.certainty(advice)} {words.break_even(advice)}")
    st.caption(
        "Said of the test customers, whose outcomes are known. The threshold in the sidebar plays no part: the share "
        "to contact is the one that brings most."
    )


def _profit(advice: Recommendation) -> None:
    alt = (
        f"Expected gain against the share of {advice.customers:,} test customers contacted. "
        f"{words.recommendation(advice)} Everyone: {words.money(advice.everyone.value)}."
    )
    draw(chart.profit(advice), key="profit", alt=alt)
    names = ["Contact", "Customers", "Would have left", "Expected gain"]
    rows = pd.DataFrame(words.alternatives(advice), columns=names).set_index("Contact")
    st.table(rows, border="horizontal", alt="The recommendation and its alternatives.")


def _call_list(view: View, run: Run, advice: Recommendation) -> None:
    st.markdown("**Call list**")
    everyone = advice.contacted == 0 or st.toggle("List all test customers, not only those to contact", key="list_all")
    wanted = advice.customers if everyone else advice.contacted
    reasons = shared.reasons_of_riskiest(run, view.dataset, MAX_LISTED)

    def ranked(most: int) -> pd.DataFrame:
        rows, p = run.split.test, run.evaluation.p["test"]
        return call_list(view.dataset.table, rows, p, advice.campaign, reasons=reasons, most=min(most, wanted))

    def to_csv() -> bytes:
        return spreadsheet_safe(ranked(wanted)).to_csv(index=False).encode()

    listed = ranked(MAX_LISTED)
    listed["Churn probability"] *= 100
    st.dataframe(listed, hide_index=True, key="call_list", column_config=LIST_COLUMNS)
    first = f"The first {MAX_LISTED:,} of {wanted:,}; the file has all, the others without reasons. "
    shown = first if wanted > MAX_LISTED else ""
    tied = "" if everyone else words.ties(advice) or ""
    st.caption(
        f"{shown}Customers with the same probability share a rank and stand in the order of the table, whose rows "
        f"*Row* counts from 1. {tied} What these customers did is known already: so the list would have looked."
    )
    label, icon = "Download the call list (CSV)", ":material/download:"
    st.download_button(label, to_csv, "call_list.csv", "text/csv", on_click="ignore", icon=icon)
