"""Who has left, asked where the program cannot tell from a table: in place of the results, on whatever page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from churn.errors import quote, share
from churn.show import formats
from churn.table.outcomes.levels import Levels, levels
from churn.table.outcomes.outcome import Unclear
from churn.table.outcomes.polarity import Polarity, judge
from churn.table.raw import RawTable
from churn.ui import settings, sheets, state, tables
from churn.ui.state import DataChoice

WHICH_COLUMN: Final = "Which column says who has left?"
USE: Final = "Use this table"
PAIR: Final = 2


def instead_of_page(unclear: Unclear) -> None:
    """Ask in place of what a page shows."""
    in_place_of_results()
    st.title("Who has left?", anchor=False)
    ask_about_chosen_table(unclear)


def in_place_of_results() -> None:
    """Begin as every page does, so that what stands on both, an upload perhaps, is not drawn anew."""
    place = st.empty()
    if message := state.take_flash(again=False):
        place.error(formats.escape(message))
    st.container()  # a table that is to come back would be here


def ask_about_chosen_table(unclear: Unclear) -> None:
    """Ask about the table that the viewer chose, or that the server begins with."""
    choice = state.data_choice(settings.default_source())
    source = tables.available(state.uploads())[choice.source]
    table = tables.raw(source, choice.sheet)
    sheets.offer(table, settings.sheets(source, table))
    ask(table, choice, unclear, settings.decide)
    before = state.understood()
    if before is not None and before != choice:
        st.button("Back to the table as it was", on_click=state.choose_data, args=(before,), type="tertiary")


def ask(table: RawTable, choice: DataChoice, unclear: Unclear, use: Callable[[DataChoice], None]) -> None:
    """Ask who has left, and let the viewer use the table once that is answered.

    Parameters
    ----------
    table : RawTable
        As it was read.
    choice : DataChoice
        What the viewer has decided about it.
    unclear : Unclear
        What is asked.
    use : callable
        Takes the choice with the answer.
    """
    with st.container(border=True, key=f"questions.{choice.source[:16]}"):
        target = _column(table, choice, unclear)
        known = levels(table.frame[target]) if target is not None else None
        if target is None or known is None:
            st.button(USE, type="primary", disabled=True, key=f"use.{choice.source[:16]}")
            return
        polarity = judge(target, known)
        key = f"{choice.source[:16]}.{target}"
        positive, ignored = _pair(known, polarity, key) if len(known.names) == PAIR else _several(known, polarity, key)
        answered = bool(positive) and len({*positive, *ignored}) < len(known.names) and not {*positive} & {*ignored}
        st.caption(formats.escape(_consequence(known, positive, ignored) if answered else "Choose who has left."))
        answer = replace(choice, target=target, positive=positive, ignored=ignored)
        st.button(
            USE, type="primary", disabled=not answered, on_click=use, args=(answer,), key=f"use.{choice.source[:16]}"
        )


def _column(table: RawTable, choice: DataChoice, unclear: Unclear) -> str | None:
    """Ask for the column; one that seems to be it is chosen already, with the reason."""
    st.header("Questions", anchor=False)
    read = f"**{formats.escape(table.name)}** was read: {len(table.frame):,} rows."
    pair = unclear.levels is None or len(unclear.levels.names) == PAIR
    asked = ("Which value", "means") if pair else ("Which values", "mean")
    which = f"{asked[0]} of {formats.escape(quote(unclear.target))} {asked[1]} that a customer has left?"
    st.markdown(f"{read} {WHICH_COLUMN if unclear.asks_target else which}")
    offered = list(dict.fromkeys([*unclear.candidates, *tables.plausible_targets(table)]))
    if not offered:
        st.markdown(formats.escape(str(unclear)))
        return None
    index = offered.index(unclear.target) if unclear.target in offered else None
    key = f"target.{choice.source[:16]}"
    target = st.selectbox("Outcome column", offered, index, key=key, placeholder="Choose a column")
    if unclear.why and unclear.asks_target and target == unclear.target:
        st.caption(formats.escape(f"Proposed, because {unclear.why}."))
    return target


def _pair(known: Levels, polarity: Polarity, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ask which of two values means left."""
    labels = {name: formats.escape(label) for name, label in _labels(known).items()}
    proposed = polarity.positive[0] if polarity.positive else None
    label = "Value that means the customer has left"
    chosen = st.segmented_control(
        label, list(known.names), default=proposed, format_func=labels.__getitem__, key=f"positive.{key}"
    )
    if proposed is not None and chosen == proposed:
        _reason(polarity)
    return (() if chosen is None else (chosen,)), ()


def _several(known: Levels, polarity: Polarity, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ask which of several values mean left, and which say neither."""
    labels, names = _labels(known), list(known.names)
    left, out = st.columns(2, gap="medium")
    label = "Values that mean the customer has left"
    positive = left.multiselect(
        label,
        names,
        polarity.positive,
        format_func=labels.__getitem__,
        key=f"positive.{key}",
        placeholder="Choose values",
    )
    label = "Values to leave out: neither left nor stayed"
    ignored = out.multiselect(
        label, names, polarity.ignored, format_func=labels.__getitem__, key=f"ignored.{key}", placeholder="None"
    )
    if {*positive} == {*polarity.positive}:
        _reason(polarity)
    return tuple(positive), tuple(ignored)


def _reason(polarity: Polarity) -> None:
    if polarity.why:
        st.caption(formats.escape(f"Proposed: {polarity.why}."))


def _labels(known: Levels) -> dict[str, str]:
    """Return what the values are called: with their number of customers."""
    counted = zip(known.names, known.counts, strict=True)
    return {name: f"{formats.short_name(name)} ({n:,})" for name, n in counted}


def _consequence(known: Levels, positive: tuple[str, ...], ignored: tuple[str, ...]) -> str:
    """Say how many customers count as what."""
    counts = dict(zip(known.names, known.counts, strict=True))
    left, out = sum(counts[name] for name in positive), sum(counts[name] for name in ignored)
    n, unknown = sum(known.counts) - out, int((known.codes < 0).sum())
    said = f"{left:,} of {n:,} customers ({share(left / n)}) count as left."
    return f"{said} {out + unknown:,} are left out." if out + unknown else said
