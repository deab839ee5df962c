"""How good a model is, in words that a stakeholder reads once; the page and the command line say the same."""

import re
from dataclasses import replace

import numpy as np
import pytest

from churn.model.curve import Curve
from churn.model.run import RunSpec
from churn.quality import words as quality_words
from churn.quality.overfitting import Gap, Simpler
from churn.scores.confusion import Confusion
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval


def curve(best: int | None, grown: int = 500, falls: float = 0) -> Curve:
    """Return a learning curve with this best number of trees, whose validation loss falls by so much a tree."""
    return Curve(np.ones(grown), np.linspace(1, 1 - falls * (grown - 1), grown), np.arange(1, grown + 1), best)


def test_scores_in_counts() -> None:
    """Precision and recall are said in customers, and where nobody is there to count, that is said."""
    matrix = Confusion(tp=28, fp=1300, fn=10, tn=5)
    assert quality_words.precision_in_counts(matrix) == "28 of the 1,328 test customers it flags did leave"
    assert quality_words.recall_in_counts(matrix) == "28 of the 38 test customers who left are flagged"
    nobody = Confusion(tp=0, fp=0, fn=0, tn=5)
    assert quality_words.precision_in_counts(nobody) == "it flags nobody"
    assert quality_words.recall_in_counts(nobody) == "no test customer left"


def test_undefined_scores_have_a_reason_each() -> None:
    """Every dash of the table is explained by one sentence that ends with one full stop."""
    empty = Predictions([0, 0], [0.1, 0.2]).scores()
    fine = Predictions([0, 1], [0.1, 0.9]).scores()
    sentences = quality_words.undefined({"train": fine, "validation": fine, "test": empty})
    missing = [name for name, value in empty.as_dict().items() if value is None]
    assert len(sentences) == len(missing) == 5
    assert "Recall, test: Nobody here has churned." in sentences
    assert all(re.search(r"[^.]\.$", sentence) for sentence in sentences)


def test_overfitting_without_a_simpler_setting() -> None:
    """The gap has its interval, is called normal, and nothing is concluded from it."""
    assert quality_words.overfitting(Gap(0.985, 0.938, Interval(0.0176, 0.1004)), None, 0) == (
        "ROC AUC is 0.985 on the customers the model learned from and 0.938 on test customers: a gap of 0.05 (95%"
        " interval 0.02 to 0.10). A gap is normal, because the model has seen who of the first left. The model overfits"
        " only if a simpler setting does better; none was trained on this split so far."
    )


@pytest.mark.parametrize(
    ("gap", "pending", "said"),
    [
        (Gap(0.92, 0.93, Interval(-0.03, 0.02)), False, ": a gap of −0.01 (95% interval −0.03 to 0.02)."),
        (Gap(0.912, 0.909, Interval(0.001, 0.006)), False, ": a gap of 0.003 (95% interval 0.001 to 0.006)."),
        (Gap(0.95, 0.93), True, ": a gap of 0.02 (95% interval …)."),
        (Gap(0.95, 0.93), False, ": a gap of 0.02, without an interval because too few test customers left or stayed."),
    ],
)
def test_the_gap(gap: Gap, said: str, *, pending: bool) -> None:
    """As many digits as the interval is worth; no interval goes without its reason."""
    assert said in quality_words.overfitting(gap, None, 0, pending=pending)


def test_simpler_settings() -> None:
    """Overfitting is said only of a model that a simpler setting clearly beats, with the numbers that show it."""
    gap = Gap(0.985, 0.938, Interval(0.02, 0.10))
    simpler = Simpler(RunSpec(), 0.0213, Interval(0.004, 0.0386), 1)
    name = "depth 2, learning rate 0.1"
    assert quality_words.overfitting(gap, simpler, 1, name).endswith(
        "But it overfits: depth 2, learning rate 0.1, a simpler setting, is clearly better on the validation customers"
        " (log loss lower by 0.021, 95% interval 0.004 to 0.039)."
    )
    assert "adjusted for 3 simpler settings" in quality_words.overfitting(gap, replace(simpler, tried=3), 3, name)
    one, three = (quality_words.overfitting(gap, None, tried) for tried in (1, 3))
    assert one.endswith(
        "The one simpler setting trained so far is not clearly better on the validation customers: no sign that the"
        " model overfits."
    )
    assert "None of 3 simpler settings is clearly better" in three


def test_a_gap_that_cannot_be_said() -> None:
    """Without ROC AUC on both sides there is no gap, and simpler settings can still be compared."""
    sentence = quality_words.overfitting(None, None, 1)
    assert "cannot be said" in sentence
    assert "not clearly better" in sentence


def test_trees_kept() -> None:
    """Dropped trees are counted; where all are kept, the last tenth says whether more might help."""
    assert quality_words.trees_kept(curve(best=232)) == (
        "Log loss on validation customers was lowest after 232 of 500 trees; the 268 after them were dropped."
    )
    assert quality_words.trees_kept(curve(best=500, falls=0.0001)) == (
        "All 500 trees are kept. The last 50 lowered log loss on validation customers by 0.005: more trees might help."
    )
    assert quality_words.trees_kept(curve(best=500, falls=0.00001)).endswith(
        "The last 50 lowered log loss on validation customers by less than 0.001: more trees would hardly help."
    )
    assert "more trees would hardly help" in quality_words.trees_kept(curve(best=1, grown=1))


def test_answer() -> None:
    """One sentence with both counts and both intervals, on the test customers."""
    assert quality_words.answer(Confusion(tp=28, fp=13, fn=12, tn=138)) == (
        "Of the 191 test customers the model finds 28 of the 40 who left and is right about 28 of the 41 it flags."
        " Over very many customers like these, it would find 55% to 82% of those who leave and be right about 53% to"
        " 80% of those it flags (95% intervals)."
    )


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (
            Confusion(0, 0, 4, 6),
            "Of the 10 test customers the model finds 0 of the 4 who left, because it flags nobody.",
        ),
        (Confusion(0, 1, 0, 0), "None of the 1 test customer left, so how good the model is cannot be said."),
        (Confusion(0, 0, 0, 0), "None of the 0 test customers left, so how good the model is cannot be said."),
    ],
)
def test_answers_that_cannot_be_given(matrix: Confusion, words: str) -> None:
    """Without leavers or flags, the sentence says so."""
    assert quality_words.answer(matrix) == words


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (Confusion(28, 13, 12, 138), "Per 100 test customers, we flag 22; 15 of them left; we miss 6 who left."),
        (Confusion(0, 0, 12, 138), "Per 100 test customers, we flag nobody; we miss 8 who left."),
        (Confusion(0, 5, 0, 5), "Per 100 test customers, we flag 50; none of them left; we miss nobody who left."),
        (
            Confusion(1, 50, 2, 9947),
            "Per 100 test customers, we flag 1; fewer than 1 of them left; we miss fewer than 1 who left.",
        ),
        (Confusion(0, 0, 0, 0), "There are no test customers."),
    ],
)
def test_in_a_hundred(matrix: Confusion, words: str) -> None:
    """Whole customers of a hundred; a few are never said to be none."""
    assert quality_words.in_a_hundred(matrix, "test") == words


def test_threshold_choices() -> None:
    """The sentence names the validation customers, both thresholds, and why there is none."""
    assert quality_words.threshold_choices(0.21, 0.39, 0.8, nobody_left=False) == (
        "On the validation customers, F1 is highest at threshold 0.21; threshold 0.39 catches at least 80% of the"
        " leavers. Test customers play no part in this choice."
    )
    assert "no threshold of the slider catches 95%" in quality_words.threshold_choices(
        0.21, None, 0.95, nobody_left=False
    )
    assert quality_words.threshold_choices(None, None, 0.8, nobody_left=True) == (
        "None of the validation customers left, so they suggest no threshold."
    )


def test_calibration_counts() -> None:
    """Every bin with its counts."""
    assert quality_words.calibration_counts([0, 1200], [20, 2400]) == (
        "Left in each bin, from low to high probability: 0 of 20, 1,200 of 2,400."
    )


@pytest.mark.slow
@pytest.mark.parametrize("n", [50, 191, 1_000])
@pytest.mark.parametrize("churn_rate", [0.02, 0.23, 0.5])
def test_the_answer_holds_over_very_many_customers(n: int, churn_rate: float) -> None:
    """Both ranges of the sentence hold the true rate in 92 to 98% of samples; with a handful to count, in no fewer."""
    rng = np.random.default_rng(8)
    recall, false_alarms = 0.7, 0.08
    precision = churn_rate * recall / (churn_rate * recall + (1 - churn_rate) * false_alarms)
    held, said = np.zeros(2), 0
    for _ in range(2_000):
        left = rng.binomial(n, churn_rate)
        tp, fp = rng.binomial(left, recall), rng.binomial(n - left, false_alarms)
        ranges = re.findall(r"(\d+)% to (\d+)%", quality_words.answer(Confusion(tp, fp, left - tp, n - left - fp)))
        if ranges:
            said += 1
            for place, (true, (low, high)) in enumerate(zip((recall, precision), ranges, strict=True)):
                held[place] += float(low) / 100 - 0.005 <= true <= float(high) / 100 + 0.005
    shares = held / said
    print(f"n = {n}, churn {churn_rate:.0%}: recall and precision held in {shares.round(3)}")  # noqa: T201 - the figures
    assert (shares >= 0.92).all()
    if n * churn_rate * recall >= 10:
        assert (shares <= 0.98).all()
