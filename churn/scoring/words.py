"""Sentences about files of customers."""

from churn.show.formats import percent


def scored(n: int, flagged: int, threshold: float) -> str:
    """Say how a file came out."""
    customers = f"{n:,} customer{'s' * (n != 1)} scored"
    return f"{customers}, {flagged:,} flagged with a churn probability above {percent(threshold)}"
