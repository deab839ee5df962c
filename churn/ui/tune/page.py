"""Tune: which settings are good, and by how much more than chance."""

from typing import Final

import streamlit as st

from churn.errors import DataError
from churn.show import formats
from churn.tuning.score import NAMES, PRECISION, Name, Score
from churn.tuning.words import ABOUT_FOLDS, ABOUT_MAP, ABOUT_ONE_SPLIT
from churn.ui import map_of_settings, shared
from churn.ui.common import choose, headline, no_model, section
from churn.ui.tune import more, score_map
from churn.ui.view import View

QUESTION: Final = "Which settings are best, and is it more than luck?"
LABELS: Final[dict[Name, str]] = {
    "log_loss": "Log loss",
    "average_precision": "Average precision",
    "recall": "Recall at a precision",
}
PRECISIONS: Final = {each / 100: f"{each}%" for each in (50, 60, 70, 80, 90)}
JUDGES: Final = {"split": "One validation split", map_of_settings.FOLDS: "Cross-validation"}
JUDGED: Final = (
    "One validation split is quick. Cross-validation fits each setting ten times, each time without a fifth of the"
    " customers, who then judge it: slower, and surer. The test customers play no part in either."
)
MEANING: Final = (
    "Log loss judges the probabilities of all customers. Average precision judges their order alone. Recall at a"
    " precision asks how many leavers are found while so many of the flagged really leave."
)


def show(view: View) -> None:
    """Draw the page."""
    run = view.run
    if run is None:
        no_model(view, "the map begins with")
        return
    headline(view, run, QUESTION)
    score = _score()
    _map(view, score)
    for label, key, draw_section in more.SECTIONS:
        place = section(label, key)
        with place:
            if place.open:
                draw_section(view, run, score)
    with st.expander("How this is computed"):
        st.markdown(f"{ABOUT_MAP} {ABOUT_FOLDS if map_of_settings.by_folds() else ABOUT_ONE_SPLIT}")
        tried = shared.trainer().settings_tried(view.dataset, run.spec.split)
        st.markdown(
            "To look at the map shows nobody the test customers. To choose a cell shows its results on them, and counts"
            f" as one more setting tried there: so far {max(1, tried):,}."
        )


def _map(view: View, score: Score) -> None:
    try:
        map_of_settings.fill(view)
        score_map.show(view, score)
    except DataError as err:  # no cross-validation
        st.info(formats.escape(err))


def _score() -> Score:
    with st.container(horizontal=True, vertical_alignment="bottom", key="map_by"):
        choose("Judge by", JUDGES, "split", map_of_settings.JUDGE, help=JUDGED)
        name = choose("Compare by", {each: LABELS[each] for each in NAMES}, "log_loss", "map_score", help=MEANING)
        if name != "recall":
            return Score(name)
        return Score(name, choose("Precision of at least", PRECISIONS, PRECISION, "map_precision"))
