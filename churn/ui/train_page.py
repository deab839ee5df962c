"""Train: how good the model is, on customers it never saw."""

import pandas as pd
import streamlit as st

from churn import charts, text
from churn.metrics import Scores
from churn.run import Run
from churn.split import PARTS, Part
from churn.ui import baselines_section, profiles_section, sidebar
from churn.ui.figure import draw
from churn.ui.view import View


def show(view: View) -> None:
    """Draw the page."""
    if view.run is None:
        _invitation(view)
        return
    _heading(view, view.run)
    _headline(view.run, view.threshold)
    _split_table(view.run, view.threshold)
    _learning_curve(view.run)
    baselines_section.show(view)
    profiles_section.show(view)


def _invitation(view: View) -> None:
    st.subheader("No results yet")
    st.caption(sidebar.caption(view.source, view.dataset))
    if view.job is None:
        st.info(f"Press **Train** to fit {text.settings(view.spec)}.")


def _heading(view: View, run: Run) -> None:
    st.subheader(f"Results for {text.settings(run.spec)}", anchor=False)
    st.caption(sidebar.caption(view.source, view.dataset))
    if view.outdated and view.job is None:
        st.info(f"Not trained yet: {text.settings(view.spec)}. Press **Train** to see its results.")


def _headline(run: Run, threshold: float) -> None:
    scores = run.evaluation.scores(threshold)
    test = scores["test"]
    matrix = run.evaluation.confusion("test", threshold)
    precision, recall = st.columns(2)
    with precision.container(border=True):
        st.metric("Precision on test customers", text.score(test.precision), help=text.SCORE_HELP["precision"])
        st.caption(text.precision_in_counts(matrix))
    with recall.container(border=True):
        st.metric("Recall on test customers", text.score(test.recall), help=text.SCORE_HELP["recall"])
        st.caption(text.recall_in_counts(matrix))
    st.markdown(text.overfitting(scores, run.curve))


def _split_table(run: Run, threshold: float) -> None:
    by_part = run.evaluation.scores(threshold)
    scores, matrix = st.columns(2, gap="medium")
    with scores:
        st.markdown("**Scores on the three splits**")
        st.table(_scores_frame(by_part), border="horizontal", alt="Scores on the train, validation and test split.")
        for reason in text.undefined(by_part):
            st.caption(reason)
        st.caption(f"A customer is flagged when the churn probability is above {text.percent(threshold)}.")
    with matrix:
        part = st.segmented_control(
            "Split of the confusion matrix", PARTS, default="test", format_func=text.PART_LABELS.__getitem__,
            required=True, key="matrix_part", bind="query-params",
        )  # fmt: skip
        counts = run.evaluation.confusion(part, threshold)
        draw(
            lambda: charts.confusion_matrix(counts, text.PART_LABELS[part]), key="matrix", of=f"{part} {counts}",
            alt=f"Confusion matrix, {part}: {counts.tp} found, {counts.fn} missed, {counts.fp} false alarms, "
            f"{counts.tn} stayed and not flagged.",
        )  # fmt: skip


def _scores_frame(scores: dict[Part, Scores]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            text.PART_LABELS[part]: {
                **{label: text.score(getattr(each, name)) for name, label in text.SCORE_LABELS.items()},
                "Customers": f"{each.n:,}",
                "Churned": f"{each.positives:,}",
            }
            for part, each in scores.items()
        }
    )
    return frame.rename_axis("Score")


def _learning_curve(run: Run) -> None:
    draw(
        lambda: charts.learning_curve(run.curve), key="curve", of=run.key,
        alt=f"Log loss on train and validation against the number of trees; the best number is {run.model.trees}.",
    )  # fmt: skip
    st.caption(f"{run.model.trees:,} trees kept of {run.spec.model.iterations:,} · trained in {run.seconds:.1f} s")
