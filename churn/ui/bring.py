"""How a viewer brings a table: the file, who else may open it, and what is asked about it."""

from contextlib import suppress
from functools import partial
from typing import Final

import streamlit as st

from churn.errors import DataError
from churn.table import reading
from churn.table.outcomes.outcome import Unclear
from churn.table.sources import Source
from churn.ui import questions, sessions, settings, sheets, state, tables, whose
from churn.ui.common import bring_table, told_errors

UPLOADER: Final = "file"
MINE, SHARED = "Only me", "Whoever has the link"
CHOICE: Final = "who_may_open"
WHAT_IT_MEANS: Final = (
    "Whoever may open it sees the whole table, with all names in it, and can download it. You can change this at any"
    " time."
)

_say = partial(state.say_of_file, UPLOADER)


def show() -> None:
    """Draw where a table is brought, and ask who else may open it: nobody, if nothing is said."""
    bring_table("Bring your own table", UPLOADER, _uploaded)
    brought = state.brought() if state.widget(UPLOADER) is not None else None
    chosen = state.widget(CHOICE, MINE) if brought is None else SHARED if tables.sharing().shared(brought) else MINE
    state.set_widget(CHOICE, chosen)
    st.segmented_control(
        "Who may open it", [MINE, SHARED], required=True, key=CHOICE, on_change=_decided, args=(brought,)
    )
    st.caption(WHAT_IT_MEANS)


def pending() -> bool:
    """Ask who has left according to an uploaded table, where the program could not find out; returns whether it did."""
    pending = state.pending_upload()
    raw = tables.upload(pending) if pending else None
    if pending is None or raw is None:
        return False
    choice = state.DataChoice(pending)
    try:
        tables.dataset(Source(pending, raw.name), choice)
    except Unclear as unclear:
        sheets.offer(raw, settings.sheets(Source(pending, raw.name), raw))
        questions.ask(raw, choice, unclear, _take)
        st.button("Cancel: keep the table as it is", on_click=state.pending_upload.set, args=(None,), type="tertiary")
        return True
    return False


def _decided(brought: str | None) -> None:
    if brought is not None:
        whose.share(brought, shared=_shared())


def _shared() -> bool:
    return bool(state.widget(CHOICE, MINE) == SHARED)


def _uploaded() -> None:
    file = state.widget(UPLOADER)
    state.flash(None)
    _say(None)
    state.pending_upload.set(None)
    state.brought.set(None)
    if file is None:
        return
    with told_errors(_say):
        data = sessions.bytes_of(file)
        table = reading.read(data, file.name)
        shared = _shared()
        others = [each for each in table.format.sheets if each != table.format.sheet]
        for sheet in others[: sheets.MOST]:  # the file itself is not kept
            with suppress(DataError):
                sessions.keep_upload(reading.read(data, file.name, sheet), table, shared=shared)
        brought = sessions.keep_upload(table, table, shared=shared)
        state.brought.set(brought)
        _take(state.DataChoice(brought))


def _take(choice: state.DataChoice) -> None:
    """Use an uploaded table; where only the viewer can say who has left, keep it until that is said."""
    raw = tables.upload(choice.source)
    if raw is None:
        return
    pending = None
    try:
        tables.dataset(Source(choice.source, raw.name), choice)
    except Unclear as unclear:
        pending = choice.source if unclear.candidates else None
        _say(str(unclear) if pending is None else None)
    except DataError as err:
        _say(str(err))
    else:
        state.add_upload(choice.source)
        state.choose_data(choice)
        _say(None)
    state.pending_upload.set(pending)
