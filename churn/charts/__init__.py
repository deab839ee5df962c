"""Results -> plotly figures. Takes numbers, never a model; the page and any report draw them alike."""

from churn.charts.curves import calibration, gains, precision_recall, roc
from churn.charts.customers import churn_by_level, probability_bar
from churn.charts.decision import profit
from churn.charts.profiles import reference_marks
from churn.charts.reasons import MOST_DOTS, beeswarm, dependence, importance, waterfall
from churn.charts.stability import score_strips
from churn.charts.training import confusion_matrix, learning_curve

__all__ = [
    "MOST_DOTS",
    "beeswarm",
    "calibration",
    "churn_by_level",
    "confusion_matrix",
    "dependence",
    "gains",
    "importance",
    "learning_curve",
    "precision_recall",
    "probability_bar",
    "profit",
    "reference_marks",
    "roc",
    "score_strips",
    "waterfall",
]
