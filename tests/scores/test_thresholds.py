"""Thresholds are chosen by counting; a few customers are enough to check it by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from churn.scores.confusion import Confusion
from churn.scores.predictions import Predictions
from churn.scores.thresholds import GRID, best_f1, for_recall, per_hundred

Y = [1, 1, 1, 1, 0, 0, 0, 0]
P = [0.9, 0.7, 0.6, 0.25, 0.65, 0.2, 0.1, 0.1]


def f1(y: ArrayLike, p: ArrayLike, threshold: float) -> float:
    """Return F1 where somebody churned."""
    count = Predictions(y, p).confusion(threshold)
    return 2 * count.tp / (2 * count.tp + count.fp + count.fn)


def test_grid_is_the_sliders() -> None:
    """99 thresholds, each the very number that its two decimals spell."""
    assert len(GRID) == 99
    assert [str(value) for value in GRID[::28]] == ["0.01", "0.29", "0.57", "0.85"]


def test_best_f1_of_eight_customers() -> None:
    """Above 0.25, three are found with one false alarm: F1 6/8; from 0.20 on all four: F1 8/9, the best."""
    assert best_f1(Predictions(Y, P)) == 0.24
    assert f1(Y, P, 0.24) == pytest.approx(8 / 9)


def test_ties_go_to_the_threshold_nearest_to_one_half() -> None:
    """No probability between 0.2 and 0.8: every threshold there is as good, and one half is the usual one."""
    assert best_f1(Predictions([1, 0], [0.8, 0.2])) == 0.5
    assert best_f1(Predictions([1, 0], [0.9, 0.7])) == 0.7
    assert best_f1(Predictions([1, 0], [0.3, 0.2])) == 0.29


def test_of_two_equally_near_the_lower_one() -> None:
    """0.45 and 0.55 give the same F1 on the way down and up: the lower one misses fewer."""
    y = [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]
    p = [0.56, 0.9, 0.9, 0.55, 0.54, 0.53, 0.52, 0.51, 0.5, 0.46, 0.46, 0.46]
    assert f1(y, p, 0.45) == f1(y, p, 0.55) == pytest.approx(2 / 3)
    assert max(f1(y, p, value) for value in GRID) == pytest.approx(2 / 3)
    assert best_f1(Predictions(y, p)) == 0.45


@pytest.mark.parametrize(
    ("share", "threshold"), [(0.25, 0.89), (0.3, 0.69), (0.5, 0.69), (0.75, 0.59), (0.76, 0.24), (1, 0.24)]
)
def test_recall_of_eight_customers(share: float, threshold: float) -> None:
    """The largest threshold that still catches the share; one step higher catches too few."""
    assert for_recall(Predictions(Y, P), share) == threshold
    assert Predictions(Y, P).confusion(round(threshold + 0.01, 2)).tp / 4 < share


def test_a_share_that_is_a_whole_number_of_customers() -> None:
    """7 of 25 are 28%, although 0.28 * 25 is a little more than 7 in binary."""
    y, p = [1] * 25, [0.9] * 7 + [0.1] * 18
    assert for_recall(Predictions(y, p), 0.28) == 0.89


def test_a_share_out_of_reach() -> None:
    """A leaver whose probability is not above 0.01 is caught at no threshold of the slider."""
    assert for_recall(Predictions([1, 1, 0], [0.9, 0.01, 0.5]), 1) is None
    assert for_recall(Predictions([1, 1, 0], [0.9, 0.01, 0.5]), 0.5) == 0.89


@pytest.mark.parametrize(("y", "p"), [([], []), ([0, 0], [0.2, 0.9]), ([0], [0.5])], ids=["nobody", "stayers", "one"])
def test_without_churners_there_is_no_choice(y: list[int], p: list[float]) -> None:
    """Where nobody churned, neither F1 nor recall can choose."""
    assert best_f1(Predictions(y, p)) is None
    assert for_recall(Predictions(y, p), 0.8) is None


def test_equal_probabilities() -> None:
    """Everybody or nobody is flagged: both choices flag everybody, F1 at one half where that does."""
    assert best_f1(Predictions([1, 0, 0], [0.3] * 3)) == 0.29
    assert best_f1(Predictions([1, 0, 0], [0.7] * 3)) == 0.5
    assert for_recall(Predictions([1, 0, 0], [0.7] * 3), 0.8) == 0.69


@pytest.mark.parametrize("share", [0, -0.1, 1.1, float("nan")])
def test_refuses_impossible_shares(share: float) -> None:
    """A share to catch is above 0 and at most 1."""
    with pytest.raises(ValueError, match="at most 1"):
        for_recall(Predictions(Y, P), share)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=30))
def test_no_threshold_of_the_grid_beats_the_best(customers: list[tuple[bool, float]]) -> None:
    """Compared with the scores at every threshold: none has a higher F1; the recall target is met, just."""
    y, p = np.array([churned for churned, _ in customers]), np.array([value for _, value in customers])
    chosen, caught = best_f1(Predictions(y, p)), for_recall(Predictions(y, p), 0.8)
    if not y.any():
        assert chosen is caught is None
        return
    assert chosen is not None
    assert f1(y, p, chosen) == max(f1(y, p, value) for value in GRID)
    reached = [value for value in GRID if Predictions(y, p).confusion(value).tp >= 0.8 * y.sum() - 1e-9]
    assert caught == (reached[-1] if reached else None)


def test_per_hundred_of_the_travel_table() -> None:
    """28 found, 13 false alarms, 12 missed of 191: of 100, 22 are flagged, 15 rightly, and 6 are missed."""
    assert per_hundred(Confusion(tp=28, fp=13, fn=12, tn=138)) == Confusion(tp=15, fp=7, fn=6, tn=72)


@given(st.tuples(*[st.integers(0, 10**7)] * 4))
def test_per_hundred_adds_up(counts: tuple[int, int, int, int]) -> None:
    """The four counts are 100 together and each within one of its exact share."""
    hundred = per_hundred(Confusion(*counts))
    if sum(counts) == 0:
        assert hundred is None
        return
    assert hundred is not None
    scaled = [hundred.tp, hundred.fp, hundred.fn, hundred.tn]
    assert sum(scaled) == 100
    assert all(abs(whole - 100 * count / sum(counts)) < 1 for whole, count in zip(scaled, counts, strict=True))


def test_per_hundred_of_one() -> None:
    """A single customer stands for all hundred."""
    assert per_hundred(Confusion(0, 0, 1, 0)) == Confusion(0, 0, 100, 0)
