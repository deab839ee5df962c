"""Sentences about what simple models and the best possible one would score."""

from collections.abc import Mapping
from typing import Final

from churn.baselines.rules import BaselineName, Gain
from churn.model.split import Part
from churn.scores.metrics import Scores
from churn.show.formats import PART_WORDS, lower_first, percent, score
from churn.show.uncertainty import difference

MODEL_LABEL: Final = "Model"
BASELINE_LABELS: Final[dict[BaselineName, str]] = {
    "stays": "Always “stays”", "lookup": "Look-up table",
    "regression": "Logistic regression", "ceiling": "Best possible",
}  # fmt: skip
BASELINE_MEANING: Final = (
    "**Always “stays”**: flags nobody and gives everybody the churn rate of the training customers.\n\n"
    "**Look-up table**: gives each customer the churn rate of the training customers with the same values in all"
    " columns, drawn towards the rate of all as if one more customer had been seen. Where there are none, it gives the"
    " rate of all.\n\n"
    "**Logistic regression**: adds up a weight for each value of a column and for pairs of values. It learns from the"
    " same training customers; the validation customers choose how cautious it is.\n\n"
    "**Best possible**: what somebody would score who knew the churn rate of every profile among these very customers."
    " A profile that occurs once looks fully predictable then, so the real limit is lower. A profile is what the"
    " columns say of a customer: customers with the same values in all of them share one."
)
SAME_CUSTOMERS: Final = (
    "All on the same split, at the same threshold. In brackets, and as lines through the model’s marks: 95% intervals."
    " *Best possible* has none: it is a limit for these very customers."
)
_OF_RIVALS: Final[dict[BaselineName, str]] = {"lookup": "the look-up table", "regression": "logistic regression"}


def against_baselines(
    model: Scores, rules: Mapping[BaselineName, Scores], gain: Gain, part: Part = "test", *, undecided: str = ""
) -> str:
    """Say how well the model ranks the customers of a part, how well simple models do, and how sure that is.

    Parameters
    ----------
    model : Scores
        Of the model.
    rules : mapping of str to Scores
        Of the look-up table and of logistic regression.
    gain : Gain
        What the model has over the better of the two.
    part : str
        The split on which all are judged.
    undecided : str
        Why the validation customers cannot say which is the better one, see `uncertainty.undecided`.
    """
    own, lookup, regression = model.roc_auc, rules["lookup"].roc_auc, rules["regression"].roc_auc
    if own is None or lookup is None or regression is None:
        reason = lower_first(model.reasons["roc_auc"])
        return f"Whether the model ranks {PART_WORDS[part]} customers better than a simple one cannot be said: {reason}"
    return (
        f"The model ranks a {PART_WORDS[part]} customer who left above one who stayed {percent(own)} of the time "
        f"(ROC AUC {score(own)}; ties count half); a look-up table of training profiles reaches {score(lookup)} and "
        f"logistic regression {score(regression)}. {_verdict(gain, part, undecided)}"
    )


def _verdict(gain: Gain, part: Part, undecided: str) -> str:
    if part == "train":
        return "All three have learned from these customers, so nothing follows from that."
    if gain.rival is None:
        return f"Which simple model is the better one cannot be said: {undecided}."
    if gain.difference is None:
        return f"Too few {part} customers left or stayed to say whether the model ranks better than the simple ones."
    rival = f"{_OF_RIVALS[gain.rival]}, the better of the two on the validation customers"
    if not gain.difference.clear:
        return f"Against {rival}, there is no clear difference: the simple model may do as well here."
    return f"Against {rival}, the model is {difference(gain.difference)} (ROC AUC, 95% interval)."
