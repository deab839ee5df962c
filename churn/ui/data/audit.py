"""What was found about the table, what matters most first; one click decides otherwise or leaves a column out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from churn.audit import words as audit_words
from churn.audit.summary import FIRST, MOST, Group, grouped, is_question
from churn.show import formats
from churn.table.finding import SEVERITIES, Finding, Kind
from churn.table.roles import Role
from churn.ui import settings, shared, state
from churn.ui.view import View

LEAKS: Final[tuple[Kind, ...]] = ("copy", "leak")  # whatever it is about is best left out at once


def show(view: View) -> None:
    """Draw the audit of the table."""
    findings = [each for each in shared.audit(view.dataset, view.spec.split) if not _said_below(each)]
    groups = grouped(findings)
    st.markdown(audit_words.audit_summary(findings).markdown())
    _decided()
    asked, serious, open_ones, rest = _places(groups)
    if asked:
        with st.container(border=True, key="questions"):
            st.header("Questions", anchor=False)
            st.caption("What the program had to guess, and you may know.")
            _list(asked, view, "asked")
    if serious:
        with st.container(border=True, key="serious"):
            _list(serious, view, "serious")
    with st.container(key="first"):
        _list(open_ones, view, "first")
    for severity in SEVERITIES:
        if closed := [group for group in rest if group.severity == severity]:
            n = sum(len(group.findings) for group in closed)
            more = any(group.severity == severity for group in (*asked, *serious, *open_ones))
            with st.expander(audit_words.number_of(n, severity, more=more), key=f"audit.{severity}"):
                _list(closed, view, severity)


def _places(groups: Sequence[Group]) -> tuple[list[Group], list[Group], list[Group], list[Group]]:
    """Divide what was found: asked; serious; the first warnings, to be read at once; the rest."""
    asked = [group for group in groups if _asks(group.first)]
    serious = [group for group in groups if group.severity == "serious" and group not in asked]
    warnings = [group for group in groups if group.severity == "warning" and group not in asked]
    open_ones = warnings[: max(0, FIRST - len(serious) - len(asked))]
    shown = {id(group) for group in (*asked, *serious, *open_ones)}
    return asked, serious, open_ones, [group for group in groups if id(group) not in shown]


def _said_below(finding: Finding) -> bool:
    """Return whether the line about the outcome, below, says it."""
    return finding.kind == "outcome" and finding.severity == "note"


def _asks(finding: Finding) -> bool:
    return is_question(finding) or (finding.kind == "outcome" and finding.severity == "serious")


def _decided() -> None:
    """List what the viewer decided, each taken back with one click."""
    out = settings.left_out()
    used = [(name, role) for name, role in state.data_choice("").roles if role != "leave out"]
    if not out and not used:
        return
    with st.container(border=True, key="left_out"):
        if out:
            st.markdown("You left these columns out, so the model is trained without them:")
            with st.container(horizontal=True, key="left_out_again"):
                for name in out:
                    label = f"Use {formats.escape(formats.short_name(name))} again"
                    st.button(label, key=f"again.{name}", on_click=settings.give_role, args=(name, None))
        if used:
            st.markdown("You decided what these columns are used as:")
            with st.container(horizontal=True, key="decided"):
                for name, role in used:
                    label = f"Undo: {formats.escape(formats.short_name(name))} as {role}"
                    st.button(label, key=f"undo.{name}", on_click=settings.give_role, args=(name, None))


def _list(groups: Sequence[Group], view: View, place: str) -> None:
    """Draw a line for each group, and below it what can be decided about it."""
    if len(groups) > MOST and not st.toggle(f"Show all {len(groups)} lines", key=f"all.{place}"):
        groups = groups[:MOST]
    for number, group in enumerate(groups):
        st.markdown(audit_words.group_line(group).markdown())
        if len(group.findings) == 1:
            _decisions(group.first, view, f"{place}.{number}")
        else:
            _decisions_about_many(group, view, f"{place}.{number}")


def _decisions(finding: Finding, view: View, key: str) -> None:
    """Draw a button for each other decision about a column."""
    name, schema = finding.column, view.dataset.schema
    if name is None:
        return
    roles: list[tuple[str, Role]] = [
        (answer.label, answer.role) for answer in finding.answers if answer.role != "leave out"
    ]
    if name in schema.names or len(roles) < len(finding.answers):
        roles.append((f"Leave out {formats.short_name(name)}", "leave out"))
    decisions: list[tuple[str, Callable[[], None]]]
    decisions = [(label, partial(settings.give_role, name, role)) for label, role in roles]
    decisions += _outcomes(finding, view)
    if not decisions:
        return
    with st.container(horizontal=True, key=f"decide.{key}"):
        for number, (label, decide) in enumerate(decisions):
            looks: dict[str, Any] = {"help": formats.escape(name), "on_click": decide}
            st.button(formats.escape(label), key=f"answer.{key}.{number}", **looks)


def _outcomes(finding: Finding, view: View) -> list[tuple[str, Callable[[], None]]]:
    """Return what the question about the values of the outcome can be answered with."""
    outcome = view.dataset.outcome
    if finding.kind != "outcome" or finding.severity == "note":
        return []
    if new := [name for name in outcome.levels.saying("new") if name in outcome.negative]:
        out = partial(settings.give_outcome, outcome.target, outcome.positive, (*outcome.ignored, *new))
        return [(f"Leave out {formats.short_name(' and '.join(new))}", out)]
    if len(outcome.positive) > 1 or len(outcome.negative) > 1:
        return []
    (yes,), (no,) = outcome.positive, outcome.negative
    confirmed = partial(settings.give_outcome, outcome.target, outcome.positive, outcome.ignored)
    reversed_ = partial(settings.give_outcome, outcome.target, outcome.negative, outcome.ignored)
    return [(f"Yes, “{yes}” means left", confirmed), (f"No, “{no}” means left", reversed_)]


def _decisions_about_many(group: Group, view: View, key: str) -> None:
    """Draw a button for each decision about all columns of a group, and a choice of one of them."""
    names = group.columns
    decisions = [(f"{answer.label}: all {len(names):,}", answer.role, names) for answer in group.common_answers]
    if group.first.kind in LEAKS and (present := [name for name in names if name in view.dataset.schema.names]):
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
        _decisions(finding, view, f"{key}.one")
