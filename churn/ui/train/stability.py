"""Repeat on 20 other splits: how much of a score is the luck of the split."""

import pandas as pd
import streamlit as st

from churn.model.run import Run
from churn.show import formats
from churn.stability import chart as stability_chart
from churn.stability import words as stability_words
from churn.stability.repeated import SPLITS, Series
from churn.ui import pacing, shared
from churn.ui.background import watch
from churn.ui.figure import draw
from churn.ui.view import View

LABEL = f"Repeat on {SPLITS} other splits"


def show(view: View) -> None:
    """Draw the section: the button, then how far it is, then what came out."""
    if view.run is None:
        return
    section = st.expander(LABEL, key="stability", on_change="rerun", bind="query-params")
    with section:
        series = shared.repeater().find(view.run.key) if section.open else None
        busy = series is not None and not series.finished
        watch(series if busy else None, _progress, pacing.REPEATS_TICK)
        if section.open and not busy:
            _results(view, view.run, series)


def _repeat(view: View, run: Run) -> None:
    shared.repeater().start(view.dataset, run.spec)


def _progress(series: Series) -> None:
    st.progress(series.fraction, text=stability_words.repeating(series))
    st.button("Stop repeating", key="stop_repeating", on_click=series.stop)


def _results(view: View, run: Run, series: Series | None) -> None:
    if series is None or not series.complete:
        st.caption(
            f"Trains {formats.settings(run.spec)} again on {SPLITS} other splits of the same customers, to see how much"
            " of the scores above is the luck of this one. In the background: the page stays live."
        )
        st.button(LABEL, key="repeat", on_click=_repeat, args=(view, run))
    if series is None:
        return
    spreads = shared.spreads(series, run, view.threshold)
    if series.done:
        for name in ("precision", "recall"):
            st.markdown(stability_words.other_splits(name, spreads[name]))
        draw(
            stability_chart.score_strips(spreads, formats.SCORE_LABELS), key="strips",
            alt=" ".join(stability_words.other_splits(name, spread) for name, spread in spreads.items()),
        )  # fmt: skip
        table = {formats.SCORE_LABELS[name]: stability_words.spread_cells(spread) for name, spread in spreads.items()}
        st.table(
            pd.DataFrame(table).T.rename_axis("Score, test"), border="horizontal", alt="The scores over the splits."
        )
        st.caption(
            "SD: standard deviation. Only the seed of the split varies. The splits share their customers: the spread"
            " shows the luck of the shuffle, and new customers can differ by more."
        )
    for sentence in stability_words.missing_splits(series, spreads):
        st.caption(formats.escape(sentence))
