"""Sentences about repeated profiles."""

from collections.abc import Mapping, Sequence
from typing import Final

from churn.model.split import Part
from churn.profiles.repeated import Ceiling, Familiarity
from churn.scores.confusion import Confusion
from churn.scores.metrics import METRICS, Scores
from churn.scores.proportions import wilson
from churn.show.formats import lower_first, percent
from churn.show.uncertainty import with_interval

NO_CUSTOMER_ID: Final = (
    "Without a customer id, a repeated profile can be a copy of a row or another customer who looks the same."
    " If they are copies, the scores on new profiles are the ones to expect in use; if they are look-alikes, tomorrow’s"
    " customers will repeat known profiles too, and the overall scores are the ones to expect."
)
FAMILIARITY_LABELS: Final[dict[Familiarity, str]] = {"seen": "Profile seen in training", "new": "New profile"}
ALL_LABEL: Final = "All"
# The next two by `SplitSpec.grouped`.
GROUPING_LABELS: Final = {False: "Split row by row", True: "Identical profiles together"}
COUNTERPART_OFFER: Final = {
    True: "How good is a model with the same settings if identical profiles never fall into different splits? Every"
    " test profile is new then.",
    False: "This run keeps identical profiles together. How good is a model with the same settings if rows are split"
    " one by one?",
}


def repeated_profiles(counts: Mapping[Familiarity, Confusion], part: Part = "test") -> str:
    """Say how many customers of a part have a profile that training has seen, and what that does to the scores."""
    seen, new = counts["seen"], counts["new"]
    n = seen.n + new.n
    if seen.n == 0:
        return f"None of the {n:,} {part} customers matches a profile seen in training."
    if new.n == 0:
        return (
            f"All {n:,} {part} customers match a profile seen in training: none shows how the model does on new ones."
        )
    return (
        f"{seen.n:,} of {n:,} {part} customers {'match' if seen.n > 1 else 'matches'} a profile seen in training: "
        f"{_both(seen)} on {'those' if seen.n > 1 else 'that one'}; "
        f"{_both(new)} on the {f'{new.n:,} others' if new.n > 1 else 'one other'}."
    )


def undefined_for(scores: Mapping[str, Scores], names: Sequence[str] | None = None) -> list[str]:
    """Say for each dash in a table of labelled scores why the score is undefined there, a sentence a reason."""
    concerned: dict[tuple[str, str], list[str]] = {}
    for label, each in scores.items():
        for name in METRICS if names is None else names:
            if name in each.reasons:
                concerned.setdefault((label, each.reasons[name]), []).append(METRICS[name].label)
    return [
        f"{', '.join(labels)} ({lower_first(label)}): {lower_first(why)}" for (label, why), labels in concerned.items()
    ]


def grouping(counts: Mapping[bool, Confusion]) -> str:
    """Compare the test scores of a split row by row with those of a split that keeps identical profiles together."""
    apart, together = counts[False], counts[True]
    return (
        f"Kept together, no test profile was seen in training: {_both(together)} on {together.n:,} test customers. "
        f"Split row by row: {_both(apart)} on {apart.n:,}. The two are measured on different customers, so the "
        "difference may be chance."
    )


def grouping_shown(*, grouped: bool) -> str:
    """Say which of the two splits the page shows, and how to see the other."""
    return (
        f"The rest of this page shows: {lower_first(GROUPING_LABELS[grouped])}. The switch *Keep identical profiles"
        " together* under *More settings* shows the other."
    )


def ceiling(limit: Ceiling) -> str:
    """Say how often a table contradicts itself, and what that means for any model on its columns."""
    if limit.contradictory == 0:
        return (
            f"None of the {limit.profiles:,} different profiles in the table occurs with both outcomes: it shows no"
            " limit to what a model on these columns can reach."
        )
    return (
        f"{limit.contradictory:,} of the {limit.profiles:,} different profiles in the table, "
        f"{limit.contradictory_rows:,} of its {limit.rows:,} customers, occur with both outcomes: no model on these"
        f" columns can be right about more than {limit.right:,} of the {limit.rows:,} ({percent(limit.accuracy, 2)})."
    )


def _both(counts: Confusion) -> str:
    """Say precision and recall, each with its interval."""
    precision, recall = (
        with_interval(counts.tp / of, wilson(counts.tp, of)) if of else "undefined"
        for of in (counts.flagged, counts.positives)
    )
    return f"precision {precision} and recall {recall}"
