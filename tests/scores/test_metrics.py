"""Scores are arithmetic on outcomes and probabilities; four customers are enough to check it by hand."""

import json
import math
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from churn.scores.confusion import THRESHOLD, Confusion
from churn.scores.predictions import Predictions

Y = [1, 1, 0, 0]
P = [0.9, 0.2, 0.6, 0.1]


def test_confusion_of_four_customers() -> None:
    """One is found, one is a false alarm, one is missed, one is left alone."""
    assert Predictions(Y, P).confusion() == Confusion(tp=1, fp=1, fn=1, tn=1)
    assert Predictions(Y, P).confusion(0.7) == Confusion(tp=1, fp=0, fn=1, tn=2)
    assert Predictions(Y, P).confusion(0.0) == Confusion(tp=2, fp=2, fn=0, tn=0)


def test_a_probability_at_the_threshold_is_not_flagged() -> None:
    """Flagged means p > threshold."""
    assert Predictions([1], [THRESHOLD]).confusion().tp == 0
    assert Predictions([1], [np.nextafter(THRESHOLD, 1)]).confusion().tp == 1


def test_scores_of_four_customers() -> None:
    """All seven, computed by hand."""
    judged = Predictions(Y, P).scores()
    assert judged.precision == 1 / 2
    assert judged.recall == 1 / 2
    assert judged.f1 == 1 / 2
    assert judged.roc_auc == 3 / 4  # of the four pairs of a churner and a stayer, one is the wrong way round
    assert judged.average_precision == pytest.approx(1 / 2 * 1 + 1 / 2 * 2 / 3)
    assert judged.log_loss == pytest.approx(-math.log(0.9 * 0.2 * 0.4 * 0.9) / 4)
    assert judged.brier == pytest.approx((0.1**2 + 0.8**2 + 0.6**2 + 0.1**2) / 4)
    assert (judged.n, judged.positives) == (4, 2)
    assert judged.reasons == {}


def test_only_three_scores_depend_on_the_threshold() -> None:
    """Moving the threshold changes precision, recall and F1 and nothing else."""
    low, high = Predictions(Y, P).scores().as_dict(), Predictions(Y, P).scores(0.7).as_dict()
    assert {name for name in low if low[name] != high[name]} == {"precision", "f1"}
    assert Predictions(Y, P).scores(0.15).recall == 1


def test_scores_are_scikit_learns() -> None:
    """On a thousand customers with ties, all scores are those that scikit-learn computes."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 1000)
    p = np.round(np.clip(0.3 * y + rng.random(1000) * 0.8, 0, 1), 2)
    judged, flagged = Predictions(y, p).scores(), p > THRESHOLD
    assert judged.precision == sklearn_metrics.precision_score(y, flagged)
    assert judged.recall == sklearn_metrics.recall_score(y, flagged)
    assert judged.f1 == sklearn_metrics.f1_score(y, flagged)
    assert judged.roc_auc == sklearn_metrics.roc_auc_score(y, p)
    assert judged.average_precision == sklearn_metrics.average_precision_score(y, p)
    assert judged.log_loss == pytest.approx(sklearn_metrics.log_loss(y, p), rel=1e-12)
    assert judged.brier == pytest.approx(sklearn_metrics.brier_score_loss(y, p), rel=1e-12)


def test_sure_and_wrong_is_costly_not_infinite() -> None:
    """A probability of exactly 0 for somebody who churned costs what scikit-learn says, 36 nats."""
    customers = [1, 0], [0.0, 0.0]
    assert Predictions(*customers).scores().log_loss == pytest.approx(sklearn_metrics.log_loss(*customers))


@pytest.mark.parametrize(
    ("y", "p", "undefined"),
    [
        ([1, 0], [0.4, 0.3], {"precision": "Nobody here has a churn probability above 50%."}),
        (
            [0, 0],
            [0.9, 0.3],
            {
                "recall": "Nobody here left.",
                "roc_auc": "Nobody here left.",
                "average_precision": "Nobody here left.",
            },
        ),
        (
            [0, 0],
            [0.1, 0.3],
            {
                "precision": "Nobody here has a churn probability above 50%.",
                "recall": "Nobody here left.",
                "f1": "Nobody here left and nobody is flagged.",
                "roc_auc": "Nobody here left.",
                "average_precision": "Nobody here left.",
            },
        ),
        ([1, 1], [0.9, 0.3], {"roc_auc": "Everybody here left."}),
        (
            [],
            [],
            dict.fromkeys(
                ["precision", "recall", "f1", "roc_auc", "average_precision", "log_loss", "brier"],
                "There are no customers here.",
            ),
        ),
    ],
    ids=["nobody-flagged", "nobody-churned", "neither", "everybody-churned", "nobody"],
)
def test_undefined_scores_say_why(y: list[int], p: list[float], undefined: dict[str, str]) -> None:
    """A score without a value is None and has a sentence; all others have a value and none. Nothing warns."""
    judged = Predictions(y, p).scores()
    assert judged.reasons == undefined
    values = {name: value for name, value in judged.as_dict().items() if name not in {"n", "positives"}}
    assert {name for name, value in values.items() if value is None} == set(undefined)


def test_a_reason_names_the_threshold() -> None:
    """The sentence about nobody being flagged gives the threshold as a percentage, rounding errors hidden."""
    assert Predictions([1, 0], [0.2, 0.1]).scores(0.29).reasons["precision"].endswith("above 29%.")


def test_f1_is_zero_when_all_flags_are_wrong() -> None:
    """F1 has a value as soon as somebody churned or is flagged."""
    assert Predictions([0, 0], [0.9, 0.3]).scores().f1 == 0
    assert Predictions([0, 1], [0.9, 0.3]).scores().f1 == 0


def test_as_dict_is_json() -> None:
    """The dictionary holds plain numbers and None, in the order of the attributes, without the reasons."""
    text = json.dumps(Predictions(np.array([0, 0]), np.array([0.1, 0.3])).scores().as_dict())
    assert json.loads(text) == {
        "precision": None,
        "recall": None,
        "f1": None,
        "roc_auc": None,
        "average_precision": None,
        "log_loss": pytest.approx(-math.log(0.9 * 0.7) / 2),
        "brier": pytest.approx(0.05),
        "n": 2,
        "positives": 0,
    }
    assert list(json.loads(text))[:3] == ["precision", "recall", "f1"]


@pytest.mark.parametrize(
    ("y", "p", "threshold", "fault"),
    [
        ([1, 0], [0.5], 0.5, r"same shape \(n,\), not \(2,\) and \(1,\)"),
        ([[1]], [[0.5]], 0.5, r"same shape \(n,\), not \(1, 1\)"),
        ([1], [0.5], 1.5, "0 to 1, not 1.5"),
        ([1], [0.5], float("nan"), "0 to 1, not nan"),
    ],
)
def test_refuses_nonsense(y: Any, p: Any, threshold: float, fault: str) -> None:  # noqa: ANN401 - nonsense
    """Arrays that do not fit and thresholds that are no probabilities are mistakes of the caller."""
    with pytest.raises(ValueError, match=fault):
        Predictions(y, p).scores(threshold)
