"""Baselines and ceiling: what simple rules would score on the same split, and what no model can exceed."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from churn import charts, text
from churn.intervals import Interval, count_intervals
from churn.metrics import Scores
from churn.run import Run
from churn.ui import resources
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
    rules = {rule.name: rule for rule in resources.rules(run, view.dataset)}
    doubt = resources.doubt_of_rules(run, view.dataset, part)
    judged = {name: rule.scores(part, view.threshold) for name, rule in rules.items()}
    verdict.markdown(text.against_baselines(model, judged, doubt.gain, part))
    scores = {text.MODEL_LABEL: model, **{text.BASELINE_LABELS[name]: each for name, each in judged.items()}}
    own = count_intervals(run.evaluation.confusion(part, view.threshold)) | resources.intervals(run)[part]
    sure = {text.MODEL_LABEL: own} | {
        text.BASELINE_LABELS[name]: count_intervals(rules[name].confusion(part, view.threshold)) | of_ranks
        for name, of_ranks in doubt.intervals.items()
    }
    draw(
        charts.reference_marks(scores, own, text.PART_LABELS[part]), key="references",
        alt=f"Scores on the {part} split of the model, three simple rules and the ceiling; the table below lists them.",
    )  # fmt: skip
    st.table(
        _frame(scores, sure), border="horizontal",
        alt=f"Scores of the model, simple rules and the ceiling, {part} split.",
    )  # fmt: skip
    for reason in text.undefined_for(scores):
        st.caption(reason)
    st.caption(text.BASELINE_MEANING)
    st.markdown(text.ceiling(resources.ceiling(view.dataset)))


def _frame(scores: Mapping[str, Scores], sure: Mapping[str, Mapping[str, Interval]]) -> pd.DataFrame:
    columns = {}
    for label, each in scores.items():
        found = sure.get(label, {})
        columns[label] = {
            name: text.with_interval(getattr(each, score), found.get(score))
            for score, name in text.SCORE_LABELS.items()
        }
    return pd.DataFrame(columns).rename_axis("Score")
