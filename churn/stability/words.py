"""Sentences about the luck of the split, and about test customers on whom many settings were tried."""

from collections.abc import Mapping
from typing import Final

from churn.scores.metrics import METRICS
from churn.show.formats import DASH, lower_first, score
from churn.stability.budget import Lead
from churn.stability.repeated import RepeatedSplits
from churn.stability.spread import Place, Spread

# These are undefined where nobody left or nobody was flagged, and nowhere else.
USUALLY_UNDEFINED: Final = ("precision", "recall", "f1")
PLACES: Final[dict[Place, str]] = {
    "ordinary": "does not stand out",
    "lucky": "is lucky: clearly better than on any of them",
    "unlucky": "is unlucky: clearly worse than on any of them",
}


def other_splits(name: str, spread: Spread) -> str:
    """Say mean and range of one score on the test customers of other splits, and what to think of this split's."""
    label, k = lower_first(METRICS[name].label), len(spread.values)
    if spread.mean is None:
        return f"On the other splits, {label} on test customers is undefined."
    if spread.range is None:
        return f"On one other split, {label} on test customers was {spread.mean:.2f}."
    low, high = spread.range
    words = (
        f"On {k} other splits, {label} on test customers was {spread.mean:.2f} on average, from {low:.2f} to {high:.2f}"
    )
    if spread.current is None:
        return f"{words}; on this split it is undefined."
    if spread.place is None:
        return f"{words}; too few to say whether this split's {spread.current:.3f} stands out."
    return f"{words}; this split's {spread.current:.3f} {PLACES[spread.place]}."


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
    low, high = spread.range or (None, None)
    ends = DASH if low is None else f"{score(low)}–{score(high)}"
    return {
        "This split": score(spread.current),
        "Mean": score(spread.mean),
        "SD": score(spread.sd),
        "Lowest to highest": ends,
        "Splits with a lower score": DASH if spread.below is None else f"{spread.below:.0%}",
    }


def repeating(splits: RepeatedSplits) -> str:
    """Say how many of the splits are done."""
    return f"{splits.done + splits.failed} of {len(splits.seeds)} splits"


def settings_tried(settings: int, customers: int, lead: Lead | None) -> str:
    """Say how many settings were tried on the test customers and what that means for small gains.

    Parameters
    ----------
    settings, customers : int
        Different settings since the server was started; test customers.
    lead : Lead or None
        See `churn.stability.budget.lead_by_chance`.
    """
    tried = f"tried on these {customers:,} test customers since this server was started"
    if settings <= 1:
        return f"This is the first setting {tried}: unless others were tried before, no choice flatters its scores."
    words = f"{settings:,} settings were {tried}."
    if lead is None:
        return (
            f"{words} The best of them owes a part of its lead to chance; too few customers left or are flagged to say"
            " how much."
        )
    if not any(lead):
        return f"{words} At this threshold the last ones flag the same customers."
    return (
        f"{words} If all were equally good, chance could still put the best of them {lead.precision:.2f} ahead of their"
        f" average in precision and {lead.recall:.2f} in recall (in 95 of 100 cases by less): a smaller lead shows"
        " nothing. Every threshold that was tried adds to that."
    )
