"""A table beside the program that cannot be read: what stands in for it is said, and it comes back by itself."""

from collections.abc import Callable

import streamlit as st

from churn.errors import quote
from churn.show import formats
from churn.ui import pacing, settings, state, tables
from churn.ui.background import watch
from churn.ui.view import View


class Return:
    """The return of a table.

    Parameters
    ----------
    back : callable
        Whether it can be read again.
    said : str
        What the page says meanwhile.
    """

    def __init__(self, back: Callable[[], bool], said: str) -> None:
        self._back, self.said = back, said

    @property
    def finished(self) -> bool:
        """Whether it is back."""
        return self._back()


def show(view: View) -> None:
    """Say what stands in for what, and draw the page anew when the table is back; else draw nothing."""
    watch(_awaited(view), _say, pacing.RETURN_TICK)


def _awaited(view: View) -> Return | None:
    choice = state.data_choice(view.source.id)
    if (fault := tables.fault(view.source, choice)) is not None:
        said = f"{quote(view.source.label)} cannot be used since {fault.since:%H:%M:%S}: {fault.why}"
        return Return(
            lambda: tables.usable(view.source, choice),
            f"{said} These are the results of what it held before. The page comes back by itself.",
        )
    if (missed := settings.missed()) is None:
        return None
    source, wanted = missed
    said = f"{quote(source.label)} cannot be used yet, and {quote(view.source.label)} stands in for it"
    return Return(
        lambda: tables.usable(source, wanted) and _taken(wanted),
        f"{said}: the numbers are not about your customers. The page comes back by itself.",
    )


def _taken(wanted: state.DataChoice) -> bool:
    state.choose_data(wanted)
    state.missed.set(None)
    return True


def _say(work: Return) -> None:
    st.warning(formats.escape(work.said), icon=":material/warning:")
