"""The map itself: what it says, its picture, how far it is filled, and how a cell is chosen."""

from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st

from churn.show import formats
from churn.tuning import chart, names, search_words, words
from churn.tuning.cells import all_defaults, defaults
from churn.tuning.default_words import against_all_defaults
from churn.tuning.fits import Where
from churn.tuning.landscape import Landscape
from churn.tuning.score import Score
from churn.ui import map_of_settings, pacing, shared, state
from churn.ui.figure import draw
from churn.ui.grid import draw_grid
from churn.ui.view import View
from churn.work.progress import Progress

KEY: Final = "score_map"
TABLE: Final = "score_table"
TABLE_HELP: Final = "Click a cell, or mark a line of the table (Shift+Space), and the sliders go there."
ARE_THERE: Final = "Its results are there already."


def show(view: View, score: Score) -> None:
    """Draw it, again and again while it fills."""
    filling = map_of_settings.filling(view, map_of_settings.progress(view))
    st.fragment(_show, run_every=pacing.MAP_TICK or None if filling else None)(view, score, filling=filling)


def _show(view: View, score: Score, *, filling: bool) -> None:
    if filling:
        map_of_settings.fill(view)  # again, for whoever was away for a moment
    how_far = map_of_settings.progress(view)
    if state.cell_chosen() or map_of_settings.filling(view, how_far) != filling:
        state.cell_chosen.set(False)
        st.rerun()
    known, cells = map_of_settings.shown(view, filling=filling), map_of_settings.cells(view)
    found = map_of_settings.landscape(view, score, tuple(each for each in known if cells.place(each) is not None))
    at_defaults = cells.place(all_defaults(view.spec)) is not None
    with_all = None if at_defaults else map_of_settings.landscape(view, score, known)
    _how_far(view, how_far)
    _verdict(view, found, with_all)
    drawing, table = st.columns([6, 5], gap="medium")
    with drawing:
        draw(
            lambda: chart.score_map(found, cells, view.spec),
            key=KEY,
            of=f"{view.dataset.fingerprint} {view.spec} {score} {len(found.cells)}",
            alt=words.described(found, cells, view.spec),
            on_select=_clicked_for(view),
        )
    with table:
        _table(view, found)


def _verdict(view: View, found: Landscape, with_all_defaults: Landscape | None) -> None:
    said = words.verdict(found, map_of_settings.cells(view), defaults(view.spec))
    with st.container(key="map_verdict"):
        st.markdown(formats.unbroken(" ".join(said)))
    if with_all_defaults is not None:
        beside = [] if words.says_nothing(found) else against_all_defaults(found, with_all_defaults)
        with st.container(key="map_defaults"):
            st.markdown(formats.unbroken(" ".join(beside)))
    for sentence in words.undefined_cells(found):
        st.caption(sentence)
    with st.container(key="map_here"):
        st.caption(f"The sliders stand at {names.name(view.spec)}: {words.note(found, view.spec)}.")
    named = [] if words.says_nothing(found) else list(dict.fromkeys(filter(None, (found.simplest, found.best))))
    with st.container(horizontal=True, key="map_choices"):
        for cell in named:
            kind = "best" if cell == found.best else "simplest of the equally good"
            st.button(
                f"Use {names.name(cell)} ({kind})", key=f"use_{'best' if cell == found.best else 'simplest'}",
                disabled=cell == view.spec, on_click=map_of_settings.choose, args=(view, cell),
            )  # fmt: skip


def _how_far(view: View, how_far: Progress) -> None:
    for fault in map_of_settings.faults(view):
        st.error(formats.escape(fault))
    filling = map_of_settings.filling(view, how_far)
    with st.container(key="map_progress", horizontal=True, vertical_alignment="center"):
        said = words.progress(how_far.done, how_far.total, how_far.seconds if filling else None)
        if how_far.done >= how_far.total:
            st.caption(f"The map has {said}.")
        elif filling:
            st.progress(how_far.done / how_far.total, text=formats.escape(f"{said}, {_where(view)}"))
            st.button("Stop filling", key="stop_map", on_click=map_of_settings.stop, args=(view,))
        else:
            st.caption(f"The map has {said}.{_estimate(how_far)}")
            st.button("Fill the map", key="fill_map", on_click=map_of_settings.begin, args=(view,))


def _where(view: View) -> str:
    return search_words.where(map_of_settings.where(view) or Where(1, shared.trainer().workers))


def _estimate(how_far: Progress) -> str:
    if how_far.seconds is None:
        return ""
    rest = formats.duration(how_far.seconds / shared.trainer().workers)
    return f" The rest takes about {rest} on all cores of this machine."


def _table(view: View, found: Landscape) -> None:
    rows = pd.DataFrame(words.table(found, map_of_settings.cells(view)))
    order = words.in_order(found)
    looks = {name: st.column_config.NumberColumn(format="%.3f") for name in words.columns_of_table(found.score)}

    def marked() -> None:
        lines = state.widget(TABLE)["selection"]["rows"]
        if lines and lines[0] < len(order):
            map_of_settings.choose(view, order[lines[0]])

    draw_grid(
        rows, TABLE, f"Cells of the map by {names.label(found.score)}, {names.judges(found)}",
        columns=looks, on_select=marked, selection_mode="single-row", height=440,
    )  # fmt: skip
    st.caption(TABLE_HELP if found.folds else f"{TABLE_HELP} {ARE_THERE}")


def _clicked_for(view: View) -> Callable[[], None]:
    def clicked() -> None:
        points = state.widget(KEY)["selection"]["points"]
        pair = points[0].get("customdata") if points else None
        if pair:
            cell = map_of_settings.cells(view).with_values(*pair)
            if cell is not None:
                map_of_settings.choose(view, cell)

    return clicked
