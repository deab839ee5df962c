"""What stands inside the frame: the sidebar, a fit under way, messages, and the page, in the order of drawing.

A page is a module `churn/ui/<folder>/page.py` with a function `show(view)`. It may have two more: `answer(view, later)`
draws its head, before the sidebar where the results are known, and `ask(unclear)` draws what takes its place where only
the viewer can say who has left.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module

import streamlit as st

from churn.errors import ChurnError
from churn.show import formats
from churn.table.outcomes.outcome import Unclear
from churn.ui import (
    absent,
    map_of_settings,
    progress,
    questions,
    refused,
    returning,
    sidebar,
    state,
    tables,
    takeaway,
    whose,
)
from churn.ui.pacing import Later
from churn.ui.view import View, leave, resolve, trained_sidebar_values


class Drawing:
    """One run of the script for one page.

    Parameters
    ----------
    folder : str
        Of the page's module in churn/ui.
    later : Later
        What gives way to the numbers.
    """

    def __init__(self, folder: str, later: Later) -> None:
        self._folder = folder
        self._later = later
        self._view: View | None = None

    def show(self, run_page: Callable[[], None]) -> None:
        """Draw all; `run_page` has Streamlit call `page` in its turn."""
        takeaway.begin()
        module = import_module(f"churn.ui.{self._folder}.page")
        answer: Callable[[View, Later], None] | None = getattr(module, "answer", None)
        try:
            refused.address()
            known = trained_sidebar_values() if answer else None
            above = progress.Above()
            if known is None:
                drawn = sidebar.show()
                view = progress.stay_with_new(resolve(drawn.says), drawn.said, above)
            else:
                view = resolve(known)
            self._view = view
            place = st.empty()  # kept without a message, too: what stands below, an upload perhaps, is not drawn anew
            if message := state.take_flash(again=view.job is not None):  # the end of a fit draws the page anew
                place.error(formats.escape(message))
            self._later.draw(st.container(), partial(returning.show, view))
            if answer is not None:
                answer(view, self._later)
            if known is not None:
                drawn = sidebar.show()
            progress.follow(view, drawn.fit, drawn.said, above)
            run_page()
            whose.watch(view.source)
            map_of_settings.fill(view, elsewhere=self._folder != "tune")
            takeaway.offer(view, self._folder)
        except tables.Absent as gone:
            absent.instead_of_page(gone)
        except Unclear as unclear:
            leave()  # whoever turns to another table waits for no fit on the one before
            getattr(module, "ask", questions.instead_of_page)(unclear)
        except ChurnError as err:
            st.title("This page cannot be shown", anchor=False)
            st.error(formats.escape(err))

    @property
    def has_results(self) -> bool:
        """Whether what was drawn has a model's results; what comes in their place moves, whatever is drawn first."""
        return self._view is not None and self._view.run is not None

    def page(self) -> None:
        """Draw the page itself."""
        if self._view is not None:
            import_module(f"churn.ui.{self._folder}.page").show(self._view)
