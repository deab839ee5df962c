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


def test_undefined_scores_have_a_reason_each() -> None:
    """Every dash of the table is explained by one sentence that ends with one full stop."""
    empty = Predictions([0, 0], [0.1, 0.2]).scores()
    fine = Predictions([0, 1], [0.1, 0.9]).scores()
    sentences = quality_words.undefined({"train": fine, "validation": fine, "test": empty})
    missing = [name for name, value in empty.as_dict().items() if value is None]
    assert len(sentences) == len(missing) == 5
    assert "Recall, test: Nobody here left." in sentences
    assert all(re.search(r"[^.]\.$", sentence) for sentence in sentences)


def test_the_gap_is_normal() -> None:
    """The gap has its interval and is called normal, and nothing is concluded from it."""
    assert quality_words.new_customers(Gap(0.985, 0.938, Interval(0.0176, 0.1004)), better_than_chance=True) == (
        "ROC AUC is 0.985 on the customers the model learned from and 0.938 on test customers: a gap of 0.05 (95%"
        " interval 0.02–0.10). A gap is normal: of those it learned from, the model has seen who left."
    )
    assert "only if a simpler setting does better" in quality_words.overfitting(None, 0)


def test_no_comfort_without_knowledge() -> None:
    """Of a model that is no better than chance no gap is called normal; the page says what it is."""
    said = quality_words.new_customers(Gap(0.725, 0.488, Interval(0.08, 0.39)), better_than_chance=False)
    assert said.endswith("a gap of 0.24 (95% interval 0.08–0.39).")
    better = quality_words.new_customers(Gap(0.55, 0.58, Interval(-0.3, 0.4)), better_than_chance=False)
    assert better.endswith("a gap of −0.03 (95% interval −0.30 to 0.40).")
    assert "do not show that this model ranks better than chance" in quality_words.NO_KNOWLEDGE.plain()


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (
            Gap(0.92, 0.93, Interval(-0.03, 0.02)),
            ": a gap of −0.01 (95% interval −0.03 to 0.02). On them it does no wo",
        ),
        (Gap(0.912, 0.909, Interval(0.001, 0.006)), ": a gap of 0.003 (95% interval 0.001–0.006). A gap is normal"),
        (Gap(0.95, 0.912, Interval(-0.004, 0.08)), ": a gap of 0.038 (95% interval −0.004 to 0.080). A gap is normal"),
        (Gap(0.9997, 0.93), "ROC AUC is 0.9997 on the customers the model learned from and 0.930 on test customers:"),
        (Gap(0.95, 0.93), ": a gap of 0.02 (95% interval …)."),
        (
            Gap(0.5, 0.5, None, "The model gives every customer here the same probability."),
            ": a gap of 0.00 (no interval: the model gives every test customer the same probability). On them it does",
        ),
    ],
)
def test_the_gap(gap: Gap, said: str) -> None:
    """As many digits as the interval is worth; no interval goes without its own reason, and no sign is lost."""
    assert said in quality_words.new_customers(gap, better_than_chance=True)


def test_simpler_settings() -> None:
    """Overfitting is said only of a model that a simpler setting clearly beats, with the numbers that show it."""
    simpler = Simpler(RunSpec(), 0.0213, Interval(0.0044, 0.0386), 1)
    name = "depth 2, learning rate 0.1"
    assert quality_words.overfitting(simpler, 1, name) == (
        "But it overfits: depth 2, learning rate 0.1, a simpler setting, is clearly better on the validation customers"
        " (log loss lower by 0.021, 95% interval 0.004–0.039)."
    )
    tiny = replace(simpler, lower=0.0004, interval=Interval(0.0002, 0.0006))
    assert "lower by 0.0004, 95% interval 0.0002–0.0006" in quality_words.overfitting(tiny, 1, name)
    assert "adjusted for 3 simpler settings" in quality_words.overfitting(replace(simpler, tried=3), 3, name)
    one, three = (quality_words.overfitting(None, tried) for tried in (1, 3))
    assert one == (
        "The one simpler setting trained so far is not clearly better on the validation customers: no sign that the"
        " model overfits."
    )
    assert "None of 3 simpler settings is clearly better" in three


@pytest.mark.parametrize("simpler", [None, Simpler(RunSpec(), 0.02, Interval(0.01, 0.03), 1)])
def test_validation_that_cannot_say_whether_it_overfits(simpler: Simpler | None) -> None:
    """With too few validation customers who left, neither a fault nor its absence is read from them."""
    why = "only 3 of the validation customers left"
    assert quality_words.overfitting(simpler, 2, "depth 2", undecided=why) == (
        "Whether the model overfits cannot be said: only 3 of the validation customers left."
    )


def test_a_gap_that_cannot_be_said() -> None:
    """Without ROC AUC on both sides there is no gap, and why is said."""
    sentence = quality_words.new_customers(None, better_than_chance=True)
    assert "cannot be said" in sentence
    assert "all of them left or all stayed" in sentence


LOWEST = "Log loss on validation customers was lowest after"
FALLING = "kept: log loss on validation customers was still falling at the last one (by"
FLAT = "The last 50 trees lowered log loss on validation customers by less than 0.001: the curve is nearly flat there."


@pytest.mark.parametrize(
    ("best", "grown", "falls", "said"),
    [
        (232, 500, 0, f"{LOWEST} 232 of 500 trees; the last 268 were dropped."),
        (299, 300, 0, f"{LOWEST} 299 of 300 trees; the last one was dropped."),
        (500, 500, 0.0001, f"All 500 trees are {FALLING} 0.005 over the last 50 trees), so more trees may help."),
        (5, 5, 0.0004, f"All 5 trees are {FALLING} 0.0004 over the last tree), so more trees may help."),
        (500, 500, 0.00001, f"All 500 trees are kept. {FLAT}"),
        (1, 1, 0, "The one tree is kept; more may help."),
    ],
)
def test_trees_kept(best: int, grown: int, falls: float, said: str) -> None:
    """Dropped trees are counted; nearly flat is said of ten trees or more, and no forecast is made from it."""
    assert quality_words.trees_kept(curve(best, grown, falls)) == said


def test_validation_that_cannot_say_how_many_trees() -> None:
    """Without leavers the loss falls for ever: that it does is no advice."""
    why = "nobody among the validation customers left"
    assert quality_words.trees_kept(curve(100, 100, 0.001), undecided=why) == (
        "All 100 trees are kept: nobody among the validation customers left, so they cannot say how many are best."
    )
    assert quality_words.trees_kept(curve(40, 100), undecided=why).startswith("40 of 100 trees are kept: nobody")
    assert quality_words.trees_kept(curve(1, 1), undecided=why).startswith("The one tree is kept: nobody")


def test_answer() -> None:
    """The threshold, both counts and both intervals, on the test customers."""
    assert quality_words.answer(Confusion(tp=28, fp=13, fn=12, tn=138), 0.5) == (
        "At a threshold of 50%, of the 191 test customers the model finds 28 of the 40 who left and is right about 28"
        " of the 41 it flags. Over very many customers like these, it would find 55–82% of those who leave and be"
        " right about 53–80% of those it flags (95% intervals)."
    )


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (Confusion(900, 0, 0, 900), "it would find 99.57–100.00% of those who leave"),
        (Confusion(22_400, 5_600, 0, 10), "be right about 79.53–80.46% of those it flags"),
        (Confusion(2, 10, 400, 10), "it would find 0.1–1.8% of those who leave"),
        (Confusion(1, 0, 0, 9), "the model finds the one who left and is right about the one it flags."),
        (Confusion(0, 14, 2, 9), "the model finds none of the 2 who left and is right about none of the 14 it flags."),
        (Confusion(0, 1, 1, 9), "the model misses the one who left and is wrong about the one it flags."),
    ],
)
def test_answers_at_the_edge(matrix: Confusion, words: str) -> None:
    """No range has the width 0 or an end that reads as 0 or 100% and is not; one customer is one."""
    assert words in quality_words.answer(matrix, 0.29)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (
            Confusion(0, 0, 15, 65),
            (
                "At a threshold of 29%, the model flags none of the 80 test customers, so it finds none of the 15 who"
                " left."
            ),
        ),
        (
            Confusion(0, 0, 1, 65),
            "At a threshold of 29%, the model flags none of the 66 test customers, so it misses the one who left.",
        ),
        (Confusion(0, 1, 0, 0), "None of the 1 test customer left, so how good the model is cannot be said."),
        (Confusion(0, 0, 0, 0), "None of the 0 test customers left, so how good the model is cannot be said."),
    ],
)
def test_answers_that_cannot_be_given(matrix: Confusion, words: str) -> None:
    """Without leavers or flags, the sentence says so, and that flags hang on the threshold."""
    assert quality_words.answer(matrix, 0.29) == words


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
        "On the validation customers, F1 is highest at a threshold of 21%; a threshold of 39% catches at least 80% of"
        " the leavers. Test customers play no part in this choice."
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
        "Left in each group, from low to high probability: 0 of 20, 1,200 of 2,400."
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
        ranges = re.findall(
            r"([\d.]+)–([\d.]+)% of", quality_words.answer(Confusion(tp, fp, left - tp, n - left - fp), 0.5)
        )
        if ranges:
            said += 1
            for place, (true, (low, high)) in enumerate(zip((recall, precision), ranges, strict=True)):
                held[place] += float(low) / 100 - 0.005 <= true <= float(high) / 100 + 0.005
    shares = held / said
    print(f"n = {n}, churn {churn_rate:.0%}: recall and precision held in {shares.round(3)}")  # noqa: T201 - the figures
    assert (shares >= 0.92).all()
    if n * churn_rate * recall >= 10:
        assert (shares <= 0.98).all()
