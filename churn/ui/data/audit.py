"""What is wrong with the table, worst first; a column can be left out with one click."""

from typing import Final

import streamlit as st

from churn.audit import words as audit_words
from churn.show import formats
from churn.table.finding import SEVERITIES, Finding
from churn.ui import settings, shared
from churn.ui.view import View

MAX_SHOWN: Final = 20  # findings of one severity that the page lists


def show(view: View) -> None:
    """Draw the audit of the table."""
    findings = shared.audit(view.dataset, view.spec.split)
    used = {column.name for column in view.dataset.schema.features}
    st.markdown(audit_words.audit_summary(findings).markdown())
    _left_out()
    for severity in SEVERITIES:
        listed = [finding for finding in findings if finding.severity == severity]
        if listed and severity == "serious":
            place = st.container(border=True, key="serious")
        elif listed:
            place = st.expander(audit_words.counted(listed, severity).capitalize(), key=f"audit.{severity}")
        else:
            continue
        with place:
            _list(listed, used)


def _left_out() -> None:
    names = settings.left_out()
    if not names:
        return
    with st.container(border=True, key="left_out"):
        st.markdown("You left these columns out, so the model is trained without them:")
        for name in names:
            label = f"Use {formats.escape(formats.short_name(name))} again"
            st.button(label, key=f"again.{name}", on_click=settings.give_role, args=(name, None))


def _list(findings: list[Finding], used: set[str]) -> None:
    for place, finding in enumerate(findings[:MAX_SHOWN]):
        st.markdown(audit_words.finding_line(finding).markdown())
        if finding.column in used:
            name, key = finding.column, f"leave_out.{finding.severity}.{place}"
            label, whole = f"Leave out {formats.escape(formats.short_name(name))}", formats.escape(name)
            st.button(label, key=key, help=whole, on_click=settings.give_role, args=(name, "leave out"))
        for number, answer in enumerate(finding.answers):
            key, decided = f"answer.{finding.severity}.{place}.{number}", (finding.column, answer.role)
            st.button(formats.escape(answer.label), key=key, on_click=settings.give_role, args=decided)
    if len(findings) > MAX_SHOWN:
        st.markdown(f"And {len(findings) - MAX_SHOWN:,} more.")
