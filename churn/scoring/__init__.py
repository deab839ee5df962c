"""Files of customers whose outcome nobody knows yet: check them, score and rank them, hand them back whole."""

from churn.scoring.background import Scorer, Scoring
from churn.scoring.customers import Customers, Written, check
from churn.scoring.ranking import (
    FLAGGED,
    NOT_FLAGGED,
    PROBABILITY,
    RANK,
    REASONS,
    VERDICT,
    Ranking,
    check_threshold,
    score,
)
from churn.scoring.safety import spreadsheet_safe
from churn.scoring.writing import FORMATS, Format, format_of, to_bytes, whole_or_nothing, write

__all__ = [
    "FLAGGED",
    "FORMATS",
    "NOT_FLAGGED",
    "PROBABILITY",
    "RANK",
    "REASONS",
    "VERDICT",
    "Customers",
    "Format",
    "Ranking",
    "Scorer",
    "Scoring",
    "Written",
    "check",
    "check_threshold",
    "format_of",
    "score",
    "spreadsheet_safe",
    "to_bytes",
    "whole_or_nothing",
    "write",
]
