"""How good a model is, in words that a stakeholder reads once; the page and the command line say the same."""

import re

import numpy as np
import pytest

from churn.model.curve import Curve
from churn.model.split import Part
from churn.quality import words as quality_words
from churn.scores.comparison import Difference
from churn.scores.confusion import Confusion
from churn.scores.metrics import Scores
from churn.scores.predictions import Predictions


def f1_of(train: float | None, test: float | None) -> dict[Part, Scores]:
    """Return scores of which only F1 is of interest."""

    def with_f1(value: float | None) -> Scores:
        return Scores({"f1": value}, Confusion(5, 0, 0, 5))

    return {"train": with_f1(train), "validation": with_f1(0.5), "test": with_f1(test)}


def curve(best: int | None, grown: int = 500) -> Curve:
    """Return a learning curve with this best number of trees."""
    return Curve(np.ones(grown), np.ones(grown), np.arange(1, grown + 1), best)


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


@pytest.mark.parametrize(
    ("train", "test", "verdict"),
    [
        (0.90, 0.70, "It overfits:"),
        (0.80, 0.70, "It overfits:"),
        (0.76, 0.70, "It overfits slightly:"),
        (0.74, 0.70, "No sign of overfitting:"),
        (0.60, 0.70, "No sign of overfitting:"),
    ],
)
def test_overfitting(train: float, test: float, verdict: str) -> None:
    """The verdict follows the difference in F1 and shows both numbers."""
    sentence = quality_words.overfitting(f1_of(train, test), curve(best=232))
    assert sentence.startswith(verdict)
    assert f"{train:.3f}" in sentence
    assert f"{test:.3f}" in sentence
    assert sentence.endswith("lowest after 232 of 500 trees, so the later trees were dropped.")


@pytest.mark.parametrize("best", [500, None])
def test_more_trees_might_help(best: int | None) -> None:
    """Where the last tree was the best, the sentence says that more might help."""
    assert "more trees might help" in quality_words.overfitting(f1_of(0.7, 0.7), curve(best=best))


@pytest.mark.parametrize(("train", "test"), [(None, 0.7), (0.7, None)])
def test_overfitting_that_cannot_be_said(train: float | None, test: float | None) -> None:
    """Without F1 on both sides there is no verdict."""
    assert "cannot be said" in quality_words.overfitting(f1_of(train, test), curve(best=1))


def test_answer() -> None:
    """One sentence with both counts and both intervals, on the test customers."""
    assert quality_words.answer(Confusion(tp=28, fp=13, fn=12, tn=138)) == (
        "Of the 191 test customers the model finds 28 of the 40 who left and is right about 28 of the 41 it flags; of"
        " other customers like these, expect it to find 55% to 82% of those who leave and to be right about 53% to 80%"
        " of those it flags."
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
        (Confusion(28, 13, 12, 138), "Of 100 test customers, we flag 22; 15 of them would have left; we miss 6."),
        (Confusion(0, 0, 12, 138), "Of 100 test customers, we flag nobody; we miss 8."),
        (Confusion(0, 5, 0, 5), "Of 100 test customers, we flag 50; none of them would have left; we miss nobody."),
        (
            Confusion(1, 50, 2, 9947),
            "Of 100 test customers, we flag 1; fewer than 1 of them would have left; we miss fewer than 1.",
        ),
        (Confusion(0, 0, 0, 0), "There are no test customers."),
    ],
)
def test_in_a_hundred(matrix: Confusion, words: str) -> None:
    """Whole customers of a hundred; a few are never said to be none."""
    assert quality_words.in_a_hundred(matrix, "test") == words


def test_comparison() -> None:
    """What is clear comes first with its numbers, the rest by name; both settings' rows are named."""
    clear, unclear = Difference(0.04, 0.01, 0.08), Difference(0.04, -0.01, 0.08)
    start = "Compared with depth 4, learning rate 0.1 on the same test customers: "
    name = "depth 4, learning rate 0.1"
    assert quality_words.comparison({"recall": unclear, "f1": clear}, name, "test") == (
        f"{start}F1 better: +0.04, 0.01–0.08; no clear difference in Recall."
    )
    assert quality_words.comparison({"f1": clear}, name, "test") == f"{start}F1 better: +0.04, 0.01–0.08."
    assert quality_words.comparison({"f1": unclear}, name, "test") == f"{start}no clear difference in any score."
    assert quality_words.comparison({}, name, "test") == f"{start}no score can be compared."


def test_threshold_choices() -> None:
    """The sentence names the validation customers, both thresholds, and why there is none."""
    assert quality_words.threshold_choices(0.21, 0.39, 0.8, nobody_left=False) == (
        "On the validation customers, F1 is best at threshold 0.21; threshold 0.39 catches 80% of the leavers."
        " Test customers choose nothing: they judge."
    )
    assert "no threshold of the slider catches 95%" in quality_words.threshold_choices(
        0.21, None, 0.95, nobody_left=False
    )
    assert quality_words.threshold_choices(None, None, 0.8, nobody_left=True) == (
        "None of the validation customers left, so they cannot choose a threshold."
    )


def test_calibration_counts() -> None:
    """Every bin with its counts."""
    assert quality_words.calibration_counts([0, 1200], [20, 2400]) == (
        "Left in each bin, from low to high probability: 0 of 20, 1,200 of 2,400."
    )
