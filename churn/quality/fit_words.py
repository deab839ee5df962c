"""Sentences about a fit: whose numbers a page shows, and what is read out when a fit begins or ends."""

from churn.scores.metrics import METRICS, Scores
from churn.show.formats import lower_first, score

HEADLINE = ("precision", "recall")


def up_to_date(settings: str) -> str:
    """Say that the numbers are of the settings in the sidebar."""
    return f"Up to date: these numbers are of {settings}."


def not_trained(settings: str) -> str:
    """Say that the settings in the sidebar were never trained, in Markdown."""
    return f"Not trained yet: {settings}. Press **Train** to see its results."


def other_settings(*, under_way: bool) -> str:
    """Say beside numbers that the sidebar says something else; in few words, for a phone."""
    return "Other settings are being trained." if under_way else "The settings were moved, and wait for training."


def begun(settings: str) -> str:
    """Say that a fit has begun."""
    return f"Training {settings}."


def ended(settings: str, test: Scores) -> str:
    """Say that a fit is over, and what came out on test customers."""
    scores = ", ".join(f"{METRICS[name].label} {score(test.by_name[name])}" for name in HEADLINE)
    first, _, others = scores.partition(", ")
    return f"Trained: {settings}. {first}, {lower_first(others)} on test customers."


def without_results(settings: str, *, failed: bool) -> str:
    """Say that a fit has ended without results."""
    return f"Training {'failed' if failed else 'was stopped'}: {settings}. The numbers are the ones before."
