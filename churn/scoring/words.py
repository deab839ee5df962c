"""Sentences about files of customers."""

from churn.errors import plural
from churn.show.formats import percent


def scored(n: int, flagged: int, threshold: float) -> str:
    """Say how a file came out."""
    return f"{plural(n, 'customer')} scored, {flagged:,} flagged with a churn probability above {percent(threshold)}"
