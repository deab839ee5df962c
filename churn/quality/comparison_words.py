"""Sentences about two runs on the same customers."""

from collections.abc import Mapping
from typing import Final

from churn.model.split import Part
from churn.scores.comparison import Difference
from churn.scores.metrics import METRICS
from churn.show.formats import PART_WORDS
from churn.show.uncertainty import difference

WHAT_IT_IS_ABOUT: Final = (
    "The ranges are 95% intervals for all scores together. They are about these two models: on another split or with"
    " another seed, the same settings may come out the other way round."
)


def comparing(previous: str, part: Part) -> str:
    """Say that a comparison is on its way, in the place of `comparison`."""
    return f"Comparing with {previous} on the same {PART_WORDS[part]} customers …"


def comparison(differences: Mapping[str, Difference], previous: str, part: Part) -> str:
    """Say what changed against a previous run on the same customers, and what that is about.

    Parameters
    ----------
    differences : mapping of str to Difference
        By the names of `METRICS`; the new run minus the previous one.
    previous : str
        The settings of the previous run.
    part : Part
        The split on which both are judged.
    """
    start = f"Compared with {previous} on the same {PART_WORDS[part]} customers"
    clear = [f"{METRICS[name].label} {difference(each)}" for name, each in differences.items() if each.clear]
    unclear = [METRICS[name].label for name, each in differences.items() if not each.clear]
    if not differences:
        return f"{start}: no score can be compared."
    if not clear:
        compared = "" if len(differences) == len(METRICS) else " that can be compared"
        return f"{start}: no clear difference in any score{compared}."
    rest = f"; no clear difference in {', '.join(unclear)}" if unclear else ""
    return f"{start}: {'; '.join(clear)}{rest}. {WHAT_IT_IS_ABOUT}"
