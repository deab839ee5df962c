"""What the sentences say, and when."""

import numpy as np
import pytest

from churn.reliability import words
from churn.reliability.binomial import exact_intervals
from churn.reliability.calibration import calibration
from churn.reliability.experience import Groups
from churn.scores.predictions import Predictions


def said(groups: dict[float, tuple[int, int]], *, better: bool = True) -> str:
    """Say whether probabilities are right; by probability, how many left and how many stayed."""
    y = [outcome for left, stayed in groups.values() for outcome in [1] * left + [0] * stayed]
    p = [p for p, both in groups.items() for _ in range(sum(both))]
    return words.calibrated(calibration(Predictions(y, p)), better_than_chance=better).plain()


def test_right_probabilities() -> None:
    """Sum and slope, each with its interval, and no claim beyond."""
    assert said({0.2: (21, 79), 0.8: (78, 22)}) == (
        "Can the probabilities be believed? Nothing speaks against it: on the 200 test customers they add up to 100 "
        "leavers, and 99 left (chance allows 89–111), and high and low ones are about as far apart as they should be "
        "(slope 0.93, 95% interval 0.69–1.18; 1 is right)."
    )


@pytest.mark.parametrize(
    ("groups", "doubt"),
    [
        ({0.2: (25, 75), 0.8: (87, 13)}, "their sum may be too low"),
        ({0.2: (27, 73), 0.8: (74, 26)}, "high and low ones may lie too far apart"),
    ],
)
def test_what_one_test_of_two_would_find_is_a_doubt(groups: dict[float, tuple[int, int]], doubt: str) -> None:
    """112 left where chance allows 111, or the slope's interval ends below 1: the test of both decides."""
    text = said(groups)
    assert text.startswith("Can the probabilities be believed? In doubt: on the 200 test customers they add up to 100 ")
    assert f" left (chance allows 89–111): {doubt} (slope " in text
    assert text.endswith("; 1 is right). Taken together, chance alone can explain it.")


def test_few_leavers_hardly_say_anything_of_the_spread() -> None:
    """Where the interval of the slope is wide, the sentence claims less."""
    text = said({0.2: (6, 24), 0.4: (7, 10)})
    assert "high and low ones may be as far apart as they should (slope 1.0" in text
    assert "about as far apart" not in text


def test_too_extreme() -> None:
    """What is wrong, and what a high probability stands for."""
    assert said({0.1: (30, 70), 0.9: (70, 30)}).endswith(
        "100 left (chance allows 92–108): they are too extreme (slope 0.39, 95% interval 0.25–0.52; 1 is right). A "
        "probability of 90.0% stands for about 70.0% (95% interval 58–80%)."
    )


@pytest.mark.parametrize(
    ("groups", "end"),
    [
        ({0.3: (21, 79), 0.4: (75, 25)}, "they are too low and too cautious"),
        ({0.5: (10, 90), 0.6: (12, 88)}, "they are too high"),
        ({0.02: (8, 92)}, "): they are too low."),
        ({0.02: (3, 97)}, "More cannot be said with 3 leavers: it takes 10."),
        ({0.98: (97, 3)}, "More cannot be said with 3 stayers: it takes 10."),
        ({0.3: (30, 70)}, "More cannot be said: all have the same probability."),
        ({0.95: (40, 0), 0.02: (0, 40)}, "No leaver’s is lower than any stayer’s, so that nothing shows whether they"),
    ],
)
def test_other_cases(groups: dict[float, tuple[int, int]], end: str) -> None:
    """Each has its own words."""
    assert end in said(groups)


def test_of_a_model_no_better_than_chance_only_the_sum_is_right() -> None:
    """It says nothing about a single customer."""
    text = said({0.2: (21, 79), 0.21: (20, 80)}, better=False)
    assert text.endswith(
        "they do not clearly tell leavers from stayers: one customer’s may say no more than the average of all."
    )
    assert "Nothing speaks against it" not in text


def test_nobody_to_speak_of() -> None:
    """No test customers, no doubt: no sentence."""
    assert not words.calibrated(calibration(Predictions([], [])), better_than_chance=False)
    assert not words.doubt(0.3, 16, 0.2, 0.4)


def test_few_are_not_told_as_many() -> None:
    """Under ten customers nothing is said of their rate, and one twin is no share."""
    few = "customers whose probability can be checked have about this one: too few to say how many of such leave."
    assert words.about(9, 3, 0.07, 0.7).plain() == f"Only 9 {few}"
    assert (
        words.about(1, 0, 0, 0.98).plain().startswith("Only 1 customer whose probability can be checked has about this")
    )
    assert words.about(0, 0, 0, 1).plain() == "No customer whose probability can be checked has about this one."
    alone = words.exactly_alike(1, 1, 0.025, 1).plain()
    assert alone == "The one other customer of the table exactly like this one left."
    assert words.exactly_alike(0, 0, 0, 1).plain() == "No other customer of the table is exactly like this one."


def test_one_left_is_not_none() -> None:
    """One of 30, and 29 of 30: neither end of the exact interval is written as a rate that cannot be."""
    one = exact_intervals(np.array([1, 29]), np.array([30, 30]))
    assert words.about(30, 1, *[float(end[0]) for end in one]).plain().endswith("1 left: 0.1–17% (95% interval).")
    assert words.about(30, 29, *[float(end[1]) for end in one]).plain().endswith("29 left: 83–99.9% (95% interval).")


def test_one_twin_contradicts_nothing() -> None:
    """One customer alone is no warning, neither beside a probability nor in a list; two can be."""
    left = exact_intervals(np.array([1, 2]), np.array([1, 2]))
    (one, _), (_, two) = zip(*left, strict=True), zip(*left, strict=True)
    assert not words.doubt(0.02, 1, *map(float, one))
    assert "lies below that interval" in words.doubt(0.02, 2, *map(float, two)).plain()
    nobody = Groups(np.zeros(2, dtype=int), np.zeros(2, dtype=int))
    cells = words.cells(np.array([0.02, 0.02]), nobody, Groups(np.array([1, 2]), np.array([1, 2])))
    assert cells[words.ALIKE] == ["1 of 1 left: 3–100%", "2 of 2 left: 16–100%, more than the probability says"]


def test_a_negative_slope_has_a_minus_sign() -> None:
    """Probabilities the wrong way round are said with the sign that all numbers here have."""
    assert "(slope −" in said({0.2: (60, 40), 0.8: (40, 60)})
