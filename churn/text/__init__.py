"""Labels, number formats and sentences: page, command line and report say the same thing in the same words."""

from churn.text.formats import (
    DASH,
    PART_LABELS,
    SCORE_HELP,
    SCORE_LABELS,
    duration,
    escape,
    percent,
    score,
    settings,
    verdict,
)
from churn.text.results import (
    CLEAR_GAP,
    SLIGHT_GAP,
    overfitting,
    precision_in_counts,
    recall_in_counts,
    undefined,
)

__all__ = [
    "CLEAR_GAP",
    "DASH",
    "PART_LABELS",
    "SCORE_HELP",
    "SCORE_LABELS",
    "SLIGHT_GAP",
    "duration",
    "escape",
    "overfitting",
    "percent",
    "precision_in_counts",
    "recall_in_counts",
    "score",
    "settings",
    "undefined",
    "verdict",
]
