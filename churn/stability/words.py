"""Sentences about the luck of the split, and about test customers on whom many settings were tried."""

from collections.abc import Mapping
from typing import Final

from churn.scores.metrics import METRICS
from churn.show.formats import DASH, lower_first, score
from churn.show.uncertainty import side_by_side
from churn.stability.budget import Lead
from churn.stability.repeated import RepeatedSplits
from churn.stability.spread import Place, Spread

# These are undefined where nobody left or nobody was flagged, and nowhere else.
USUALLY_UNDEFINED: Final = ("precision", "recall", "f1")
ONE_SPLIT: Final = (
    "This run is split by time: there is one such split and no shuffle whose luck could be measured. How the scores"
    " vary from period to period shows the section *Over time*."
)
SMALLEST_LEAD: Final = 0.001  # that is told in digits
SMALL_LEAD: Final = 0.02  # is told in three
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
        return f"On one other split, {label} on test customers was {score(spread.mean)}."
    told = _side_by_side(spread)
    low, high = told["low"], told["high"]
    words = f"On {k} other splits, {label} on test customers was {told['mean']} on average, from {low} to {high}"
    if low == high:
        words = f"On each of {k} other splits, {label} on test customers was {low}"
    if spread.current is None:
        return f"{words}; on this split it is undefined."
    if spread.place is None:
        return f"{words}; too few to say whether this split's {told['current']} stands out."
    return f"{words}; this split's {told['current']} {PLACES[spread.place]}."


def _side_by_side(spread: Spread) -> dict[str, str]:
    """Format mean, ends and this split's value, as far as there are any, with the same decimals."""
    low, high = spread.range or (None, None)
    each = {"mean": spread.mean, "low": low, "high": high, "current": spread.current}
    known = {name: value for name, value in each.items() if value is not None}
    return dict(zip(known, side_by_side(known.values()), strict=True)) if known else {}


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
    told = _side_by_side(spread)
    return {
        "This split": told.get("current", DASH),
        "Mean": told.get("mean", DASH),
        "SD": score(spread.sd),
        "Lowest to highest": f"{told['low']}–{told['high']}" if "low" in told else DASH,
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
        f"{words} Chance alone can put the best of {settings:,} equally good settings {_ahead(lead.precision)} ahead of"
        f" their average in precision and {_ahead(lead.recall)} in recall (in 95 of 100 cases): a smaller lead shows"
        " nothing. Every threshold that was tried adds to that."
    )


def _ahead(lead: float) -> str:
    if 0 < lead < SMALLEST_LEAD:
        return f"less than {SMALLEST_LEAD}"
    return f"up to {lead:.{3 if lead < SMALL_LEAD else 2}f}"
