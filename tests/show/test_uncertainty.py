"""How sure a score is, in words that a stakeholder reads once."""

import pytest

from churn.quality import words as quality_words
from churn.scores.comparison import Difference
from churn.scores.confusion import Confusion
from churn.scores.proportions import Interval
from churn.show import uncertainty

SURE = Interval(0.5461, 0.8190)


def test_formats() -> None:
    """A proportion comes in counts, with three decimals and an interval of two; nothing of nothing is a dash."""
    assert uncertainty.interval(SURE) == "0.55–0.82"
    assert uncertainty.interval(None) == "–"
    assert uncertainty.proportion(28, 40) == "28 of 40 = 0.700, 0.55–0.82"
    assert uncertainty.proportion(1, 1) == "1 of 1 = 1.000, 0.21–1.00"
    assert uncertainty.proportion(0, 0) == "–"
    assert uncertainty.with_sureness("28 of 40", SURE) == "28 of 40 (95% interval 0.55–0.82)"
    assert uncertainty.with_sureness("it flags nobody", None) == "it flags nobody"


@pytest.mark.parametrize(
    ("value", "found", "shown"), [(0.7, SURE, "0.700 (0.55–0.82)"), (0.7, None, "0.700"), (None, SURE, "–")]
)
def test_score_with_interval(value: float | None, found: Interval | None, shown: str) -> None:
    """Without an interval the score stands alone; an interval does not break at its dash."""
    cell = uncertainty.with_interval(value, found)
    assert cell.replace("\u2060", "") == shown
    assert "(" not in cell or "\u2060–\u2060" in cell


def test_place_of_a_pending_interval() -> None:
    """While an interval is computed its place is kept by a bracket that no line breaks; an undefined score has none."""
    score, _, place = uncertainty.with_interval(0.7, None, pending=True).partition(" ")
    assert (score, place.strip("()").strip("\u2007")) == ("0.700", "…")
    assert " " not in place
    assert uncertainty.with_interval(None, None, pending=True) == "–"
    assert uncertainty.with_interval(0.7, SURE, pending=True) == uncertainty.with_interval(0.7, SURE)


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


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Difference(0.04, 0.01, 0.08), "better: +0.04, 0.01–0.08"),
        (Difference(-0.04, -0.08, -0.01), "worse: −0.04, −0.08 to −0.01"),
        (Difference(-0.04, -0.08, -0.01, better_if="lower"), "better: −0.04, −0.08 to −0.01"),
        (Difference(0.004, 0.0012, 0.008, better_if="lower"), "worse: +0.004, 0.001–0.008"),
        (Difference(0.04, -0.01, 0.08), "no clear difference"),
        (Difference(0.0, 0.0, 0.0), "no clear difference"),
    ],
)
def test_difference(found: Difference, words: str) -> None:
    """Better and worse follow the score: of a loss, less is better; small numbers keep a digit that counts."""
    assert uncertainty.difference(found) == words


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
