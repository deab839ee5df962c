"""Sentences about what simple models and the best possible one would score."""

from collections.abc import Mapping
from typing import Final

from churn.baselines.rules import BaselineName, Gain
from churn.model.split import Part
from churn.scores.metrics import Scores
from churn.show.formats import lower_first, percent
from churn.show.uncertainty import difference

MODEL_LABEL: Final = "Model"
BASELINE_LABELS: Final[dict[BaselineName, str]] = {
    "stays": "Always “stays”", "lookup": "Look-up table", "regression": "Logistic regression", "ceiling": "Ceiling",
}  # fmt: skip
BASELINE_MEANING: Final = (
    "All on the same split, at the same threshold. *Always “stays”* flags nobody and gives everybody the churn rate of"
    " training. The *look-up table* gives each customer the churn rate of the same profile in training, drawn towards"
    " the rate of all as if one more customer had been seen, and a new profile the rate of all. *Logistic regression*"
    " is a linear model of the columns, of their levels and of pairs of levels: it learns from the same training"
    " customers, and the validation customers choose how cautious it is. The *ceiling* is what somebody would score who"
    " knew the churn rate of every profile among these very customers. A profile that occurs once looks fully"
    " predictable to it, so the real limit is lower. In brackets, and as lines through the model’s marks: 95%"
    " intervals; the ceiling has none, because it is a bound for these very customers."
)


def against_baselines(
    model: Scores, rules: Mapping[BaselineName, Scores], gain: Gain | None, part: Part = "test"
) -> str:
    """Say how well the model ranks the customers of a part, how well simple models do, and how sure that is.

    Parameters
    ----------
    model : Scores
        Of the model.
    rules : mapping of str to Scores
        Of the look-up table and of logistic regression.
    gain : Gain or None
        What the model has over the better of the two.
    part : str
        The split on which all are judged.
    """
    own, lookup, regression = model.roc_auc, rules["lookup"].roc_auc, rules["regression"].roc_auc
    if own is None or lookup is None or regression is None or gain is None:
        reason = lower_first(model.reasons["roc_auc"])
        return f"Whether the model ranks {part} customers better than a simple one cannot be said: {reason}"
    return (
        f"The model ranks a {part} customer who left above one who stayed {percent(own)} of the time "
        f"(ROC AUC {own:.3f}); a look-up table of training profiles reaches {lookup:.3f} and logistic regression "
        f"{regression:.3f}. {_verdict(gain, part)}"
    )


def _verdict(gain: Gain, part: Part) -> str:
    if part == "train":
        return "All three have learned from these customers, so nothing follows from that."
    rival = f"{lower_first(BASELINE_LABELS[gain.rival])}, the better of the two on the validation customers"
    if not gain.difference.clear:
        return f"Against {rival}, there is no clear difference: the simple model may do as well here."
    return f"Against {rival}, the model is {difference(gain.difference)} (ROC AUC, 95% interval)."
