"""A search for good settings: how long it may take, how far it is, and what it has found."""

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from churn.errors import ChurnError, capitalized
from churn.model.run import Run, run_key
from churn.model.setting import Setting, settings_of
from churn.show import formats
from churn.tuning import search_charts, search_words
from churn.tuning.budget import MOST_MINUTES, MOST_TRIALS, Budget
from churn.tuning.names import label
from churn.tuning.score import Score
from churn.tuning.search import Search
from churn.tuning.searches import WholeSearch
from churn.tuning.space import Space
from churn.ui import map_of_settings, pacing, refused, shared, state, wanted
from churn.ui.background import watch
from churn.ui.common import BIND, choose
from churn.ui.figure import draw
from churn.ui.grid import draw_grid
from churn.ui.view import View

PLACE: Final = "search"
BY: Final = {"trials": "Trials", "minutes": "Minutes"}
SHOWN: Final = {"all": "All trials", "scored": "With a score", "without": "Without one"}
WHAT: Final = (
    "Tries other settings, each by a whole fit, and learns from those before where to look next. It begins with the"
    " defaults, and at its end both meet on fresh splits. The test customers play no part. The page stays live."
)
GOES_ON: Final = (
    "You have stopped it for yourself. It goes on, because somebody else looks at it: Search shows it again."
)


def show(view: View, run: Run, score: Score) -> None:
    """Draw the section."""
    del run  # whichever is shown, the search is about the settings that are not searched
    st.caption(WHAT)
    budget = _budget()
    name = _name(view, budget, score)
    if state.search_wanted():  # not in the button's callback, which knows only what the fields said before
        state.search_wanted.set(False)
        _begin(view, budget, score)
    search = _joined(view, budget, score)
    busy = search is not None and not search.finished and (search.stopped or name not in state.stopped())
    watch(search if busy else None, partial(_under_way, name), pacing.REPEATS_TICK)
    if not busy:
        st.button("Search", key="begin_search", on_click=state.search_wanted.set, args=(True,))
    if search is not None and search.finished:
        _found(search)
    elif search is not None and not busy:
        st.caption(GOES_ON)


def _budget() -> Budget:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = choose("How long", BY, "trials", "search_by")
        most, usual = (MOST_TRIALS, 60) if by == "trials" else (round(MOST_MINUTES), 5)
        key = f"search_{by}"
        refused.unless_number(Setting(default=usual, label=BY[by], subject=BY[by], low=1, high=most, key=key))
        value = st.number_input(BY[by], 1, most, usual, key=key, bind=BIND, width=160)
    return Budget(trials=value) if by == "trials" else Budget(minutes=float(value))


def _name(view: View, budget: Budget, score: Score) -> str:
    folds = " on folds" if map_of_settings.by_folds() else ""
    return f"search from {run_key(view.dataset, Space.around(view.spec).defaults)} by {score}{folds}, {budget}"


def _joined(view: View, budget: Budget, score: Score) -> WholeSearch | None:
    """Return the search of these settings, if there is one; whoever sees it under way wants it, unless he stopped it.

    One that has just been left alone goes on: the page was reloaded, or has found the network again.
    """
    searches, spec = shared.tuning().searches, Space.around(view.spec).defaults
    search = searches.of(view.dataset, spec, budget, score, folds=map_of_settings.by_folds())
    if search is None or _name(view, budget, score) in state.stopped():
        return search
    if search.left_alone:
        _begin(view, budget, score)
        return searches.of(view.dataset, spec, budget, score, folds=map_of_settings.by_folds())
    if not search.finished:
        searches.join(search, wanted.by_this_viewer(PLACE))
    return search


def _begin(view: View, budget: Budget, score: Score) -> None:
    wanted.ask(_name(view, budget, score))
    tuning, spec = shared.tuning(), Space.around(view.spec).defaults
    fits, message = tuning.fits.of(view.dataset)
    try:
        tuning.searches.start(
            view.dataset, spec, fits, budget, score=score, folds=map_of_settings.by_folds(),
            wanted_by=wanted.by_this_viewer(PLACE),
        )  # fmt: skip
    except ChurnError as err:  # there is no cross-validation
        message = str(err)
    if message:
        state.begin_anew(message)


def _stop(name: str, whole: WholeSearch) -> None:
    wanted.stop(name, PLACE)
    if whole.stopped:  # nobody else wants it
        whole.give_up()


def _under_way(name: str, whole: WholeSearch) -> None:
    search, (met, of) = whole.search, whole.meeting
    if of:
        st.progress(met / of, text=f"The best and the defaults meet on fresh splits: {met:,} of {of:,} fits")
    else:
        st.progress(search.fraction, text=formats.escape(search_words.progress(search)))
    st.button("Stop searching", key="stop_search", on_click=_stop, args=(name, whole))
    st.caption(f"{capitalized(search_words.where(whole.where))}. If nobody else looks at it, a stop ends it.")
    _best_so_far(search)


def _found(whole: WholeSearch) -> None:
    search = whole.search
    if whole.error is not None:
        st.error(formats.escape(whole.error))
    said = search_words.found(search)
    if whole.fresh is not None:
        said = [*search_words.verdict(whole.fresh, search_words.judges(search)), *said]
    elif whole.unknown:
        said = [whole.unknown, *said]
    elif whole.stopped:
        said = ["The search was stopped: its best and the defaults have not met on fresh splits.", *said]
    st.markdown("\n".join(f"- {formats.unbroken(formats.escape(each))}" for each in said))
    if (best := search.best) is None:
        return
    spec = search.spec_of(best)
    named = search_words.settings(search.space, spec)
    st.button(f"Use these settings: {named}", key="use_found", on_click=_use, args=(search,))
    _best_so_far(search)
    _settings(search)
    _trials(search)


def _use(search: Search) -> None:
    """Set the controls of what was searched to the best trial."""
    if (best := search.best) is None:
        return
    spec = search.spec_of(best)
    searched = {each.name for each in search.space.dimensions}
    for each in settings_of(type(spec.model)):
        if each.name in searched:
            state.set_widget(each.key, each.write(getattr(spec.model, each.name)))
    state.training_wanted.set(True)


def _best_so_far(search: Search) -> None:
    trials, defaults = search.trials, search.defaults
    value = None if defaults is None else defaults.value
    best = search.best
    alt = f"{label(search.score)} of {len(trials):,} trials" + (
        "" if best is None or best.value is None else f"; the best has {formats.score(best.value)}."
    )
    made_of = f"{search.spec} {search.budget} {search.score} {search.done}"
    draw(lambda: search_charts.best_so_far(trials, search.score, value), key="best_so_far", of=made_of, alt=alt)


def _settings(search: Search) -> None:
    labels = {each.name: each.setting.label for each in search.space.dimensions}
    importance = search.importance()
    left, right = st.columns(2, gap="medium")
    told = ", ".join(f"{labels[name]} {share:.0%}" for name, share in importance.items())
    with left:
        if importance:
            alt = f"How much of the differences between trials each setting explains: {told}."
            draw(lambda: search_charts.importance_bars(importance, labels), key="importance_of_settings", alt=alt)
        else:
            st.caption("Which settings matter most is known from ten trials with different scores on.")
    with right:
        alt = "Each trial as a line through its settings; the table below lists them."
        draw(
            lambda: search_charts.parallel_coordinates(search.trials, labels, search.score),
            key="parallel_coordinates", alt=alt,
        )  # fmt: skip


def _trials(search: Search) -> None:
    which = choose("Trials shown", SHOWN, "all", "trials_shown")
    wanted_ones = [each for each in search.trials if which == "all" or each.scored == (which == "scored")]
    labels = {each.name: each.setting.label for each in search.space.dimensions}
    rows = [
        {
            "Trial": each.number + 1,
            **{text: each.settings.get(name) for name, text in labels.items()},
            label(search.score): each.value,
            "Trees kept": each.trees,
            "Seconds": each.seconds,
            "What became of it": formats.escape(each.reason) if each.reason else each.state,
        }
        for each in wanted_ones
    ]
    looks: dict[str, Any] = {
        label(search.score): st.column_config.NumberColumn(format="%.3f"),
        "Seconds": st.column_config.NumberColumn(format="%.1f"),
    }
    if rows:
        draw_grid(pd.DataFrame(rows), "trials", f"Trials of the search on {search_words.judges(search)}", columns=looks)
    else:
        st.caption("There is no such trial.")
