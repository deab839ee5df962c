"""Sentences about repeated profiles."""

from collections.abc import Mapping, Sequence
from typing import Final

from churn.model.division import PROFILES, RANDOM
from churn.model.split import Part
from churn.profiles.repeated import Ceiling, Familiarity
from churn.scores.confusion import Confusion
from churn.scores.metrics import METRICS, Scores
from churn.show.formats import lower_first, percent
from churn.show.splits import SPLIT_BY
from churn.show.uncertainty import precision_and_recall

NO_CUSTOMER_ID: Final = (
    "A profile is what the columns say of a customer. Without a customer id, a repeated profile can be a copy of a row"
    " or another customer who looks the same. If they are copies, expect the scores on new profiles in use. If they are"
    " look-alikes, tomorrow’s customers will repeat known profiles too: expect the overall scores."
)
FAMILIARITY_LABELS: Final[dict[Familiarity, str]] = {"seen": "Profile seen in training", "new": "New profile"}
ALL_LABEL: Final = "All"
MAY_BE_CHANCE: Final = "The two are measured on different customers, so the difference may be chance."
# By what the counterpart is split by.
COUNTERPART_OFFER: Final = {
    PROFILES: "How good is a model with the same settings if identical profiles never fall into different splits? Every"
    " test profile is new then.",
    RANDOM: "This run keeps identical profiles together. How good is a model with the same settings if rows are split"
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
        f"{precision_and_recall(seen)} on {'those' if seen.n > 1 else 'that one'}; "
        f"{precision_and_recall(new)} on the {f'{new.n:,} others' if new.n > 1 else 'one other'}."
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
        f"Kept together, no test profile was seen in training: {precision_and_recall(together)} on {together.n:,} test"
        f" customers. Split row by row: {precision_and_recall(apart)} on {apart.n:,}. {MAY_BE_CHANCE}"
    )


def two_splits(counts: Mapping[str, Confusion]) -> str:
    """Compare the test scores of two splits, each by its label."""
    each = (f"{name}: {precision_and_recall(found)} on {found.n:,} test customers." for name, found in counts.items())
    return f"{' '.join(each)} {MAY_BE_CHANCE}"


def split_shown(label: str) -> str:
    """Say which of two splits the page shows, and how to see the other."""
    return (
        f"The rest of this page shows: {lower_first(label)}. *{SPLIT_BY}* under *More settings* in the sidebar"
        " shows the other."
    )


def customer_offer(name: str, *, random: bool) -> str:
    """Offer to train the counterpart of a run on a table with several rows per customer.

    Parameters
    ----------
    name : str
        The column that names the customer.
    random : bool
        Whether the counterpart is the one that is split row by row.
    """
    if random:
        return (
            f"This run keeps the rows of each {name} in one split. How good would it look if rows were split one by"
            " one? Rows of one customer would then fall on both sides."
        )
    return (
        f"This run has rows of one {name} on both sides: the model can know a test customer from training. How good is"
        f" it on customers it has never seen?"
    )


def customer_splits(apart: Confusion, together: Confusion, name: str) -> str:
    """Compare the test scores of a split row by row with those of one that keeps each customer's rows together."""
    return (
        f"Rows of the same {name} together: {precision_and_recall(together)} on {together.n:,} test rows of customers"
        f" the model has never seen. At random, rows of one customer fall on both sides: {precision_and_recall(apart)}"
        f" on {apart.n:,} test rows; what is better there may be memory. New customers are like the first."
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
