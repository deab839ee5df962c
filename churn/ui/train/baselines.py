"""Baselines and ceiling: what simple rules would score on the same split, and what no model can exceed."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from churn.baselines import chart as baseline_chart
from churn.baselines import words as baseline_words
from churn.model.run import Run
from churn.model.split import Part
from churn.profiles import words as profile_words
from churn.scores.metrics import Scores
from churn.scores.proportions import Interval, count_intervals
from churn.show import formats, uncertainty
from churn.ui import shared
from churn.ui.common import choose_part
from churn.ui.figure import draw
from churn.ui.view import View


def show(view: View) -> None:
    """Draw the section, closed at first; nothing is computed before it is opened."""
    if view.run is None:
        return
    section = st.expander("Baselines and ceiling", key="baselines", on_change="rerun", bind="query-params")
    if section.open:
        with section:
            _comparison(view, view.run)


def _comparison(view: View, run: Run) -> None:
    verdict = st.empty()
    part = choose_part("Split of the comparison", key="baselines_part")
    model = run.evaluation.scores(view.threshold)[part]
    rules = {rule.name: rule.scores(part, view.threshold) for rule in shared.rules(run, view.dataset)}
    verdict.markdown(baseline_words.against_baselines(model, rules, shared.gain(run, view.dataset, part), part))
    scores = {
        baseline_words.MODEL_LABEL: model,
        **{baseline_words.BASELINE_LABELS[name]: each for name, each in rules.items()},
    }
    sure = _intervals(view, run, part)
    draw(
        baseline_chart.reference_marks(scores, sure[baseline_words.MODEL_LABEL], formats.PART_LABELS[part]),
        key="references",
        alt=f"Scores on the {part} split of the model, three simple rules and the ceiling; the table below lists them.",
    )
    st.table(
        _frame(scores, sure), border="horizontal",
        alt=f"Scores of the model, simple rules and the ceiling, {part} split.",
    )  # fmt: skip
    for reason in profile_words.undefined_for(scores):
        st.caption(reason)
    st.caption(baseline_words.BASELINE_MEANING)
    st.markdown(profile_words.ceiling(shared.ceiling(view.dataset)))


def _intervals(view: View, run: Run, part: Part) -> dict[str, dict[str, Interval]]:
    """Return the intervals of all that is compared, by label; the ceiling has none."""
    of_ranks = shared.rule_intervals(run, view.dataset, part)
    found = {baseline_words.MODEL_LABEL: count_intervals(run.evaluation.confusion(part, view.threshold))}
    found[baseline_words.MODEL_LABEL] |= shared.intervals(run)[part]
    for rule in shared.rules(run, view.dataset):
        if rule.name in of_ranks:
            counted = count_intervals(rule.confusion(part, view.threshold))
            found[baseline_words.BASELINE_LABELS[rule.name]] = counted | of_ranks[rule.name]
    return found


def _frame(scores: Mapping[str, Scores], sure: Mapping[str, Mapping[str, Interval]]) -> pd.DataFrame:
    columns = {}
    for label, each in scores.items():
        found = sure.get(label, {})
        columns[label] = {
            name: uncertainty.with_interval(getattr(each, score), found.get(score))
            for score, name in formats.SCORE_LABELS.items()
        }
    return pd.DataFrame(columns).rename_axis("Score")
