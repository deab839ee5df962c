"""What is wrong with the table, worst first; a column can be left out with one click."""

from typing import Final

import streamlit as st

from churn.audit import words as audit_words
from churn.audit.finding import Finding, Severity
from churn.show import formats
from churn.ui import choices, shared
from churn.ui.view import View

MOST_SHOWN: Final = 20
"""Findings of one severity that the page lists."""


def show(view: View) -> None:
    """Draw the audit of the table."""
    findings = shared.audit(view.dataset, view.spec.split)
    used = {column.name for column in view.dataset.schema.features}
    st.markdown(audit_words.audit_summary(findings).markdown())
    _left_out()
    _serious([finding for finding in findings if finding.severity == "serious"], used)
    for severity in ("warning", "note"):
        _folded([finding for finding in findings if finding.severity == severity], severity, used)


def _left_out() -> None:
    names = choices.left_out()
    if not names:
        return
    with st.container(border=True, key="left_out"):
        st.markdown("You left these columns out, so the model is trained without them:")
        for name in names:
            st.button(
                f"Use {formats.escape(formats.short_name(name))} again",
                key=f"again.{name}",
                on_click=choices.give_role,
                args=(name, None),
            )


def _serious(findings: list[Finding], used: set[str]) -> None:
    if findings:
        with st.container(border=True, key="serious"):
            _list(findings, used)


def _folded(findings: list[Finding], severity: Severity, used: set[str]) -> None:
    if findings:
        with st.expander(audit_words.counted(findings, severity).capitalize(), key=f"audit.{severity}"):
            _list(findings, used)


def _list(findings: list[Finding], used: set[str]) -> None:
    for place, finding in enumerate(findings[:MOST_SHOWN]):
        st.markdown(audit_words.finding_line(finding).markdown())
        if finding.column in used:
            _leave_out(finding.column, key=f"{finding.severity}.{place}")
    if len(findings) > MOST_SHOWN:
        st.markdown(f"And {len(findings) - MOST_SHOWN:,} more.")


def _leave_out(column: str, key: str) -> None:
    st.button(
        f"Leave out {formats.escape(formats.short_name(column))}", key=f"leave_out.{key}", help=formats.escape(column),
        on_click=choices.give_role, args=(column, "leave out"),
    )  # fmt: skip
