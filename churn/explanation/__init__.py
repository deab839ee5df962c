"""Why: the reasons of one customer's probability and of everybody's, the evidence, and what a change would do."""

from churn.explanation.customers import by_risk, part_of, row_values, values_of
from churn.explanation.overview import MOST_EXPLAINED, Effect, Overview, overview
from churn.explanation.reasons import MOST_BACKGROUND, Background, Reasons, background, explain
from churn.explanation.whatif import Alternative, WhatIf, changeable_by_default, what_if

__all__ = [
    "MOST_BACKGROUND",
    "MOST_EXPLAINED",
    "Alternative",
    "Background",
    "Effect",
    "Overview",
    "Reasons",
    "WhatIf",
    "background",
    "by_risk",
    "changeable_by_default",
    "explain",
    "overview",
    "part_of",
    "row_values",
    "values_of",
    "what_if",
]
