"""Results -> plotly figures. Takes numbers, never a model; the page and any report draw them alike."""

from churn.charts.decision import profit
from churn.charts.reasons import MOST_DOTS, beeswarm, dependence, importance, waterfall

__all__ = [
    "MOST_DOTS",
    "beeswarm",
    "dependence",
    "importance",
    "profit",
    "waterfall",
]
