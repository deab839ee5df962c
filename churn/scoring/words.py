"""Sentences about files of customers."""

from typing import Final

from churn.decision.contacts import ContactRule
from churn.decision.words import exact_percent, why_nobody, with_example_values
from churn.errors import plural
from churn.scoring.ranking import Ranking
from churn.show.formats import percent

GAIN_HELP: Final = (
    "What contacting this customer brings on average: save rate × value × churn probability − cost, in euros{}."
)
CONTACT_HELP: Final = "Whether to contact this customer: the expected gain is above 0, and the capacity is not used up."
UNSEEN_HELP: Final = "Columns in which this customer has a value that training never saw."


def scored(ranking: Ranking, rule: ContactRule, threshold: float | None = None) -> str:
    """Say how a file came out: whom to contact, and, where there is a threshold, how many are above it."""
    done, contacted = f"{plural(len(ranking), 'customer')} scored", ranking.contacted(rule)
    flags = "" if threshold is None else f". {ranking.flagged(threshold):,} flagged, above {percent(threshold)}"
    bar, amounts = rule.campaign.worthwhile, with_example_values(rule.campaign)
    if (reason := why_nobody(rule)) is not None or bar is None:
        return f"{done}, nobody to contact{reason}{flags}"
    whom = f"{contacted:,}" if contacted else "nobody"
    above, worthwhile = (
        f"a contact pays above a churn probability of {exact_percent(bar)}",
        rule.number_worthwhile(ranking.p),
    )
    more = f", which {worthwhile:,} have: more than you can contact" if contacted < worthwhile else ""
    return f"{done}, {whom} to contact: {above}{amounts}{more}{flags}"


def gain_help(rule: ContactRule) -> str:
    """Say what the column of expected gains is."""
    return GAIN_HELP.format(with_example_values(rule.campaign))
