"""Sentences about the results of one run."""

from collections.abc import Mapping
from typing import Final

from churn.model.curve import Curve
from churn.model.split import Part
from churn.scores.metrics import Confusion, Scores
from churn.show.formats import PART_LABELS, SCORE_LABELS

CLEAR_GAP: Final = 0.10
SLIGHT_GAP: Final = 0.05
"""Differences in F1 between training and test customers from which we speak of overfitting."""


def precision_in_counts(matrix: Confusion) -> str:
    """Say precision in customers."""
    if not matrix.flagged:
        return "it flags nobody"
    return f"{matrix.tp:,} of the {matrix.flagged:,} test customers it flags did leave"


def recall_in_counts(matrix: Confusion) -> str:
    """Say recall in customers."""
    if not matrix.positives:
        return "no test customer left"
    return f"{matrix.tp:,} of the {matrix.positives:,} test customers who left are flagged"


def undefined(scores: Mapping[Part, Scores]) -> list[str]:
    """Say for each dash in the table why the score is undefined there."""
    return [
        f"{SCORE_LABELS[name]}, {PART_LABELS[part].lower()}: {reason.rstrip('.')}."
        for part, part_scores in scores.items()
        for name, reason in part_scores.reasons.items()
    ]


def overfitting(scores: Mapping[Part, Scores], curve: Curve) -> str:
    """Say whether the model overfits, and why one can tell."""
    train, test = scores["train"].f1, scores["test"].f1
    if train is None or test is None:
        return "Whether the model overfits cannot be said: F1 is undefined on the training or the test customers."
    change = f"F1 is {train:.3f} on the customers it learned from and {test:.3f} on test customers it never saw"
    gap = train - test
    if gap >= CLEAR_GAP:
        verdict = "It overfits"
    elif gap >= SLIGHT_GAP:
        verdict = "It overfits slightly"
    else:
        verdict = "No sign of overfitting"
    return f"{verdict}: {change}. {_kept_trees(curve)}"


def _kept_trees(curve: Curve) -> str:
    grown = int(curve.steps[-1])
    if curve.best is None or curve.best >= grown:
        return f"Validation loss was still falling after {grown:,} trees: more trees might help."
    return f"Validation loss was lowest after {curve.best:,} of {grown:,} trees, so the later trees were dropped."
