"""What was found about the table, what matters most first; one click decides otherwise or leaves a column out."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from churn.audit import words as audit_words
from churn.audit.summary import FIRST, MOST, Group, grouped, is_question
from churn.show import formats
from churn.table.finding import SEVERITIES, Finding, Kind
from churn.ui import settings, shared
from churn.ui.view import View

LEAKS: Final[tuple[Kind, ...]] = ("copy", "leak")  # whatever it is about is best left out at once


def show(view: View) -> None:
    """Draw the audit of the table."""
    findings = shared.audit(view.dataset, view.spec.split)
    used = {column.name for column in view.dataset.schema.features}
    groups = grouped(findings)
    st.markdown(audit_words.audit_summary(findings).markdown())
    _left_out()
    serious, open_ones, rest = _places(groups)
    if serious:
        with st.container(border=True, key="serious"):
            _list(serious, used, "serious")
    with st.container(key="first"):
        _list(open_ones, used, "first")
    for severity in SEVERITIES:
        if closed := [group for group in rest if group.severity == severity]:
            n = sum(len(group.findings) for group in closed)
            more = any(group.severity == severity for group in (*serious, *open_ones))
            with st.expander(audit_words.number_of(n, severity, more=more), key=f"audit.{severity}"):
                _list(closed, used, severity)


def _places(groups: Sequence[Group]) -> tuple[list[Group], list[Group], list[Group]]:
    """Divide what was found: serious; open to be read at once, questions and the first warnings; the rest."""
    serious = [group for group in groups if group.severity == "serious"]
    asked = [group for group in groups if is_question(group.first)]
    warnings = [group for group in groups if group.severity == "warning" and group not in asked]
    open_ones = asked + warnings[: max(0, FIRST - len(serious) - len(asked))]
    shown = {id(group) for group in (*serious, *open_ones)}
    return serious, open_ones, [group for group in groups if id(group) not in shown]


def _left_out() -> None:
    names = settings.left_out()
    if not names:
        return
    with st.container(border=True, key="left_out"):
        st.markdown("You left these columns out, so the model is trained without them:")
        for name in names:
            label = f"Use {formats.escape(formats.short_name(name))} again"
            st.button(label, key=f"again.{name}", on_click=settings.give_role, args=(name, None))


def _list(groups: Sequence[Group], used: set[str], place: str) -> None:
    """Draw a line for each group, and below it what can be decided about it."""
    if len(groups) > MOST and not st.toggle(f"Show all {len(groups)} lines", key=f"all.{place}"):
        groups = groups[:MOST]
    for number, group in enumerate(groups):
        st.markdown(audit_words.group_line(group).markdown())
        if len(group.findings) == 1:
            _decisions(group.first, used, f"{place}.{number}")
        else:
            _decisions_about_many(group, used, f"{place}.{number}")


def _decisions(finding: Finding, used: set[str], key: str) -> None:
    """Draw a button for each other decision about a column."""
    name = finding.column
    decisions = [(answer.label, answer.role) for answer in finding.answers]
    if name is not None and name in used and all(role != "leave out" for _, role in decisions):
        decisions.append((f"Leave out {formats.short_name(name)}", "leave out"))
    if name is None or not decisions:
        return
    with st.container(horizontal=True, key=f"decide.{key}"):
        for number, (label, role) in enumerate(decisions):
            looks: dict[str, Any] = {"help": formats.escape(name), "on_click": settings.give_role, "args": (name, role)}
            st.button(formats.escape(label), key=f"answer.{key}.{number}", **looks)


def _decisions_about_many(group: Group, used: set[str], key: str) -> None:
    """Draw a button for each decision about all columns of a group, and a choice of one of them."""
    names = group.columns
    decisions = [(f"{answer.label}: all {len(names):,}", answer.role, names) for answer in group.common_answers]
    if group.first.kind in LEAKS and (present := [name for name in names if name in used]):
        decisions.append((f"Leave out all {len(present):,}", "leave out", present))
    if decisions:
        with st.container(horizontal=True, key=f"decide_all.{key}"):
            for number, (label, role, columns) in enumerate(decisions):
                decided = (columns, role)
                st.button(formats.escape(label), key=f"all.{key}.{number}", on_click=settings.give_roles, args=decided)
    label = f"{audit_words.KIND_LABELS[group.first.kind]}: one of the {len(names):,} columns"
    chosen = st.selectbox(label, names, index=None, placeholder="Choose one to decide about it", key=f"one.{key}")
    for finding in (each for each in group.findings if each.column == chosen):
        st.markdown(audit_words.finding_line(finding).markdown())
        _decisions(finding, used, f"{key}.one")
