"""How much of a score is luck: of the split, and of the many settings that were tried on the same test customers."""

import pandas as pd
import streamlit as st

from churn.model.run import Run
from churn.scores.metrics import METRICS, plain_shares
from churn.show import formats
from churn.stability import chart, words
from churn.stability.budget import lead_by_chance
from churn.stability.repeated import SPLITS, RepeatedSplits
from churn.ui import pacing, shared, state, wanted
from churn.ui.background import watch
from churn.ui.common import table
from churn.ui.figure import draw
from churn.ui.view import View

LABEL = f"Repeat on {SPLITS} other splits"


def settings_tried(view: View, run: Run) -> None:
    """Say how many settings were tried on the test customers already, and what that means for small gains."""
    settings = max(1, shared.trainer().settings_tried(view.dataset, run.spec.split))
    tried = [each.evaluation.predictions["test"] for each in shared.trainer().runs_tried(view.dataset, run.spec.split)]
    lead = lead_by_chance(tried, view.threshold, settings)
    st.caption(words.settings_tried(settings, len(run.split.test), lead))


def show(view: View, run: Run, *, opened: bool) -> None:
    """Draw the section: the button, then how far it is, then what came out."""
    if run.split.in_time:
        watch(None, _progress, None)
        if opened:
            st.markdown(words.ONE_SPLIT)
        return
    splits = _splits(view, run) if opened else None
    busy = splits is not None and not splits.finished and _place(run.key) not in state.stopped()
    watch(splits if busy else None, _progress, pacing.REPEATS_TICK)
    if opened and not busy:
        _results(view, run, splits)


def _place(key: str) -> str:
    return f"repeated splits of {key}"


def _splits(view: View, run: Run) -> RepeatedSplits | None:
    """Return the splits; whoever sees them under way wants them, and who was away for a while has them go on."""
    store, place = shared.repeated_splits(), _place(run.key)
    splits = store.find(run.key)
    if splits is None or place in state.stopped():
        return splits
    if not splits.finished:
        store.join(splits, wanted.by_this_viewer(place))
    elif not splits.complete and place in state.asked():
        store.start(view.dataset, run.spec, wanted_by=wanted.by_this_viewer(place))
    return splits


def _repeat(view: View, run: Run) -> None:
    place = _place(run.key)
    wanted.ask(place)
    shared.repeated_splits().start(view.dataset, run.spec, wanted_by=wanted.by_this_viewer(place))


def _progress(splits: RepeatedSplits) -> None:
    place = _place(splits.key)
    st.progress(splits.fraction, text=words.repeating(splits))
    st.button("Stop repeating", key="stop_repeating", on_click=wanted.stop, args=(place, place))


def _results(view: View, run: Run, splits: RepeatedSplits | None) -> None:
    if splits is None or not splits.complete:
        st.caption(
            f"Trains {formats.settings(run.spec, markdown=True)} again on {SPLITS} other splits of the same"
            " customers, to see how much of the scores above is the luck of this one. In the background: the page"
            " stays live."
        )
        st.button(LABEL, key="repeat", on_click=_repeat, args=(view, run))
    if splits is None:
        return
    spreads = shared.spreads(splits, run, view.threshold)
    if splits.done:
        sentences = {name: words.other_splits(name, spread) for name, spread in spreads.items()}
        for name in plain_shares():
            st.markdown(formats.unbroken(sentences[name]))
        draw(chart.score_strips(spreads), key="strips", alt=" ".join(sentences.values()))
        rows = {METRICS[name].label: words.spread_cells(spread) for name, spread in spreads.items()}
        table(pd.DataFrame(rows).T, "Score, test", "The scores over the splits.")
        st.caption(
            "SD: standard deviation, roughly how far a split’s score is from the mean. Only the seed of the"
            " split varies. The splits share their customers: the spread"
            " shows the luck of the shuffle, and new customers can differ by more."
        )
    for sentence in words.missing_splits(splits, spreads):
        st.caption(formats.escape(sentence))
