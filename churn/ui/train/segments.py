"""How good the model is for whom: scores by level of a column."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from churn.model.run import Run
from churn.model.split import Part
from churn.segments import chart, words
from churn.segments.by_level import Segment
from churn.show import formats
from churn.ui import shared
from churn.ui.common import choose, choose_column, choose_part
from churn.ui.figure import draw
from churn.ui.grid import draw_grid
from churn.ui.view import View

SCORES: dict[chart.Score, str] = {
    "rate": "Churn rate",
    "roc_auc": "ROC AUC",
    "recall": "Recall",
    "precision": "Precision",
}


def show(view: View, run: Run, *, opened: bool) -> None:
    """Draw the section; nothing is computed before it is opened."""
    if not opened:
        return
    summary = st.container()
    part = choose_part("Split of the segments", key="segments_part")
    segments = shared.segments(run, view.dataset, part, view.threshold)
    customers = len(shared.judged_rows(run, view.dataset, part))
    better = run.evaluation.better_than_chance
    summary.markdown(formats.unbroken(words.marked_segments(segments, part, better_than_chance=better).markdown()))
    if segments:
        _column(run, part, view.threshold, segments)
    if customers < len(run.evaluation.y[part]):
        st.caption(words.ONE_ROW)
    st.caption(words.segments_method(segments, customers, part))


def _column(run: Run, part: Part, threshold: float, segments: Sequence[Segment]) -> None:
    names = list(dict.fromkeys(segment.column for segment in segments))
    marked = {segment.column for segment in segments if segment.marked}
    left, right = st.columns(2, gap="medium")
    ordered = sorted(names, key=lambda name: name not in marked)
    column = choose_column("Column of the segments", ordered, "segments_column", left)
    with right:
        score = choose("Score of the segments", SCORES, "rate", "segments_score")
    shown = [segment for segment in segments if segment.column == column]
    scores = run.evaluation.scores(threshold)[part]
    overall = scores.positives / scores.n if score == "rate" and scores.n else scores.by_name.get(score)
    rates = "; ".join(f"{segment.level} {words.in_brief(segment, score, part)}" for segment in shown)
    figure = chart.score_by_level(shown, score, formats.PART_LABELS[part], overall, sure=part != "train")
    draw(figure, key="segments_chart", alt=f"{SCORES[score]} of each level, {part}: {rates}")
    rows = pd.DataFrame([_row(segment, part) for segment in shown])
    draw_grid(rows, "segments_table", f"Scores by {shown[0].column} {part}" if shown else "Scores")


def _row(segment: Segment, part: Part) -> dict[str, object]:
    return {
        "Level": segment.level,
        "Mark": words.segment_mark(segment),
        "Customers": f"{segment.n:,}",
        "Left": f"{segment.counts.positives:,}",
        "Predicted": words.predicted(segment),
        "ROC AUC": words.ranked(segment),
        "Promised": words.promised(segment),
        "Would have shown (points above predicted)": words.would_have_shown(segment),
        "Flagged": f"{segment.counts.flagged:,} ({formats.percent(segment.counts.flagged / segment.n)})",
        "Recall": words.rate(segment.recall, part),
        "Precision": words.rate(segment.precision, part),
    }
