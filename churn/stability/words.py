"""Sentences about the luck of the split, and about test customers that have judged many settings."""

from collections.abc import Mapping
from typing import Final

from churn.scores.metrics import METRICS
from churn.show.formats import DASH, lower_first, score
from churn.stability.repeated import RepeatedSplits
from churn.stability.spread import Place, Spread

# These are undefined where nobody left or nobody was flagged, and nowhere else.
USUALLY_UNDEFINED: Final = ("precision", "recall", "f1")
PLACES: Final[dict[Place, str]] = {
    "ordinary": "ordinary",
    "lucky": "lucky: better than nearly all of them",
    "unlucky": "unlucky: worse than nearly all of them",
}


def other_splits(name: str, spread: Spread) -> str:
    """Say mean and spread of one score on the test customers of other splits, and what to think of this split's.

    The range is from the 2.5th to the 97.5th percentile of the splits' scores.
    """
    label, k = lower_first(METRICS[name].label), len(spread.values)
    if spread.mean is None:
        return f"On the other splits, {label} on test customers is undefined."
    if spread.middle is None:
        return f"On one other split, {label} on test customers was {spread.mean:.2f}."
    low, high = spread.middle
    words = (
        f"On {k} other splits, {label} on test customers was {spread.mean:.2f} on average,"
        f" and between {low:.2f} and {high:.2f} in the middle 95% of them"
    )
    if spread.current is None:
        return f"{words}; on this split it is undefined."
    if spread.place is None:
        return f"{words}; too few to say whether this split's {spread.current:.3f} is ordinary."
    return f"{words}; this split's {spread.current:.3f} is {PLACES[spread.place]}."


def missing_splits(splits: RepeatedSplits, spreads: Mapping[str, Spread]) -> list[str]:
    """Say how many splits are missing from the results, and from which scores, and why; nothing if none is."""
    n, lines = len(splits.seeds), []
    if not splits.complete:
        lines.append(f"Stopped after {splits.done + splits.failed} of {n} splits: the button goes on with the others.")
    if splits.failed:
        lines.append(f"On {splits.failed} of {n} splits no model could be trained. {splits.reason}")
    usual = {reason for name in USUALLY_UNDEFINED if name in spreads for reason in spreads[name].reasons}
    concerned: dict[tuple[int, str], list[str]] = {}
    for name, spread in spreads.items():
        why = ", because nobody left or nobody was flagged there"
        if not spread.reasons <= usual:
            why = f" ({'; '.join(lower_first(reason).rstrip('.') for reason in sorted(spread.reasons))})"
        if spread.undefined:
            concerned.setdefault((spread.undefined, why), []).append(METRICS[name].label)
    lines += [
        f"Undefined on {undefined} of the {splits.done} splits{why}: {', '.join(labels)}."
        for (undefined, why), labels in concerned.items()
    ]
    return lines


def spread_cells(spread: Spread) -> dict[str, str]:
    """Return one score's line of the table over the splits."""
    low, high = spread.middle or (None, None)
    middle = DASH if low is None else f"{score(low)}–{score(high)}"
    return {
        "This split": score(spread.current),
        "Mean": score(spread.mean),
        "SD": score(spread.sd),
        "Middle 95%": middle,
        "Splits below": DASH if spread.below is None else f"{spread.below:.0%}",
    }


def repeating(splits: RepeatedSplits) -> str:
    """Say how many of the splits are done."""
    return f"{splits.done + splits.failed} of {len(splits.seeds)} splits"


def settings_judged(settings: int, customers: int, lead: float | None) -> str:
    """Say how many settings the test customers have judged and what that means for small gains.

    Parameters
    ----------
    settings, customers : int
        Different settings so far; test customers.
    lead : float or None
        See `churn.stability.budget.largest_lead`.
    """
    these = f"these {customers:,} test customers"
    if settings <= 1:
        return f"This is the first setting judged by {these}: no choice among several flatters its scores."
    words = f"{settings:,} settings have been judged by {these} so far."
    if lead is None:
        return f"{words} The best of them owes a part of its lead to luck."
    return (
        f"{words} Were all equally good, luck alone could put the best of them about {lead:.2f} ahead of their"
        " average in precision or recall: a smaller gain is no evidence of progress."
    )
