"""Simple models and the best possible: what they would score on the same split, and what no model can exceed."""

import streamlit as st

from churn.baselines import chart, words
from churn.model.evaluation import counted_intervals
from churn.model.run import Run
from churn.profiles import words as profile_words
from churn.scores.proportions import Interval
from churn.show import formats, uncertainty
from churn.ui import shared
from churn.ui.common import choose_part, table
from churn.ui.figure import draw
from churn.ui.view import View


def show(view: View, run: Run, *, opened: bool) -> None:
    """Draw the section; nothing is computed before it is opened."""
    if not opened:
        return
    verdict = st.empty()
    part = choose_part("Split of the comparison", key="baselines_part")
    model = run.evaluation.scores(view.threshold)[part]
    rules = {rule.name: rule.scores(part, view.threshold) for rule in shared.rules(run, view.dataset)}
    undecided = uncertainty.undecided(run.evaluation.predictions["validation"])
    gain = shared.gain(run, view.dataset, part)
    said = words.against_baselines(model, rules, gain, part, undecided=undecided)
    verdict.markdown(formats.unbroken(said))
    scores = {words.MODEL_LABEL: model} | {words.BASELINE_LABELS[name]: each for name, each in rules.items()}
    resampled = shared.rule_intervals(run, view.dataset, part)
    own = counted_intervals(part, model) | shared.intervals(run)[part].by_name
    intervals: dict[str, dict[str, Interval]] = {words.MODEL_LABEL: own}
    for name, each in rules.items():  # the best possible has none
        intervals[words.BASELINE_LABELS[name]] = (
            counted_intervals(part, each) | resampled[name] if name in resampled else {}
        )
    figure = chart.reference_marks(scores, intervals[words.MODEL_LABEL], formats.PART_LABELS[part])
    alt = (
        f"Scores on the {part} split of the model, three simple ones and the best possible; the table below lists them."
    )
    draw(figure, key="references", alt=alt)
    columns = {label: uncertainty.score_cells(each, intervals[label]) for label, each in scores.items()}
    st.subheader("Scores side by side", anchor=False, help=words.BASELINE_MEANING)
    table(columns, "Score", f"Scores of the model, simple ones and the best possible, {part} split.")
    for reason in profile_words.undefined_for(scores):
        st.caption(reason)
    for reason in uncertainty.without_interval(part, shared.intervals(run)[part].reasons):
        st.caption(reason)
    st.caption(words.SAME_CUSTOMERS)
    st.markdown(profile_words.ceiling(shared.ceiling(view.dataset)))
