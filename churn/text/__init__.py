"""Labels, number formats and sentences: page, command line and report say the same thing in the same words."""

from churn.text.decision import (
    CAMPAIGN_ASSUMPTIONS,
    CAMPAIGN_FORMULA,
    CAMPAIGN_HELP,
    CAMPAIGN_SOURCE,
    alternatives,
    break_even,
    certainty,
    money,
    recommendation,
    ties,
)
from churn.text.files import scored

__all__ = [
    "CAMPAIGN_ASSUMPTIONS",
    "CAMPAIGN_FORMULA",
    "CAMPAIGN_HELP",
    "CAMPAIGN_SOURCE",
    "alternatives",
    "break_even",
    "certainty",
    "money",
    "recommendation",
    "scored",
    "ties",
]
