"""Sentences that compare a model with simple ones say the numbers, in words that stay neutral."""

from dataclasses import replace

import pytest

from churn.baselines import words as baseline_words
from churn.baselines.rules import BaselineName, Gain
from churn.profiles import words as profile_words
from churn.scores.comparison import Difference
from churn.scores.metrics import Scores
from churn.scores.predictions import Predictions

SOME = Predictions([1, 1, 0, 0], [0.9, 0.2, 0.6, 0.1]).scores()


def ranking(roc_auc: float | None) -> Scores:
    """Return scores with this ROC AUC."""
    return replace(SOME, by_name={**SOME.by_name, "roc_auc": roc_auc})


def ranked(**roc_auc: float | None) -> dict[BaselineName, Scores]:
    """Return rules with these ROC AUCs."""
    given: dict[BaselineName, float | None] = {"lookup": roc_auc["lookup"], "regression": roc_auc["regression"]}
    return {name: ranking(value) for name, value in given.items()}


def test_wording_is_neutral() -> None:
    """A repeat is called neither a leak nor a duplicate: it may be a look-alike."""
    words = (
        profile_words.NO_CUSTOMER_ID
        + baseline_words.BASELINE_MEANING
        + "".join(profile_words.COUNTERPART_OFFER.values())
    )
    assert "copy" in words
    assert "looks the same" in words
    assert "leak" not in words.lower()
    assert "duplicate" not in words.lower()


BETTER = "the better of the two on the validation customers"


@pytest.mark.parametrize(("name", "rival"), [("regression", "logistic regression"), ("lookup", "the look-up table")])
@pytest.mark.parametrize(
    ("difference", "verdict"),
    [
        (Difference(0.075, 0.03, 0.12), "the model is better: +0.07, 0.03–0.12 (ROC AUC, 95% interval)."),
        (Difference(-0.04, -0.08, -0.01), "the model is worse: −0.04, −0.08 to −0.01 (ROC AUC, 95% interval)."),
        (Difference(0.075, -0.01, 0.15), "there is no clear difference: the simple model may do as well here."),
    ],
)
def test_model_against_the_rules(difference: Difference, verdict: str, name: BaselineName, rival: str) -> None:
    """One sentence has all three figures, the next says whether the model is surely worth its trouble."""
    gain = Gain(name, difference)
    said = baseline_words.against_baselines(ranking(0.938), ranked(lookup=0.863, regression=0.825), gain)
    assert said == (
        "The model ranks a test customer who left above one who stayed 93.8% of the time (ROC AUC 0.938; ties "
        "count half); a look-up table of training profiles reaches 0.863 and logistic regression 0.825. Against "
        f"{rival}, {BETTER}, {verdict}"
    )


def test_training_customers_judge_nobody() -> None:
    """Whoever learned from the customers looks good on them; nothing is concluded."""
    gain = Gain("lookup", Difference(0.1, 0.05, 0.15))
    said = baseline_words.against_baselines(ranking(0.98), ranked(lookup=0.9, regression=0.9), gain, "train")
    assert said.endswith("All three have learned from these customers, so nothing follows from that.")
    assert "better" not in said


def test_nobody_to_rank() -> None:
    """Where nobody has churned, the sentence says why there is no answer."""
    model = Predictions([0, 0], [0.1, 0.2]).scores()
    assert baseline_words.against_baselines(model, ranked(lookup=None, regression=None), Gain()) == (
        "Whether the model ranks test customers better than a simple one cannot be said: nobody here left."
    )


def test_too_few_to_compare() -> None:
    """With a handful of leavers all ROC AUCs have a value and their difference has none: the numbers are said."""
    said = baseline_words.against_baselines(ranking(0.9), ranked(lookup=0.8, regression=0.7), Gain("lookup"))
    assert "a look-up table of training profiles reaches 0.800 and logistic regression 0.700" in said
    assert said.endswith(
        ". Too few test customers left or stayed to say whether the model ranks better than the simple ones."
    )


def test_no_rival_without_leavers_in_validation() -> None:
    """Where nobody among the validation customers left, no simple model is called the better one."""
    why = "nobody among the validation customers left"
    said = baseline_words.against_baselines(ranking(0.9), ranked(lookup=0.5, regression=0.7), Gain(), undecided=why)
    assert said.endswith(
        ". Which simple model is the better one cannot be said: nobody among the validation customers left."
    )
    assert "the better of the two" not in said
