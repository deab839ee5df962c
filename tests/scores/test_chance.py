"""Better than chance: counted by hand for a few customers, and simulated."""

from math import comb

import numpy as np
import pytest

from churn.scores.chance import LEVEL, better_than_chance, chance_of_ranking
from churn.scores.predictions import Predictions


def test_p_value_of_a_perfect_ranking_is_one_order_in_all() -> None:
    """Of 120 ways to place 3 leavers among 10, one has them all on top; of 15,504 to place 5 among 20, too."""
    few = Predictions([1] * 3 + [0] * 7, np.linspace(0.9, 0.1, 10))
    assert chance_of_ranking(few) == pytest.approx(1 / comb(10, 3))
    assert not better_than_chance(few)
    enough = Predictions([1] * 5 + [0] * 15, np.linspace(0.9, 0.1, 20))
    assert chance_of_ranking(enough) == pytest.approx(1 / comb(20, 5))
    assert better_than_chance(enough)


def test_ranking_upside_down_is_no_better() -> None:
    """One-sided: the worst ranking has the p-value 1."""
    predictions = Predictions([1] * 3 + [0] * 7, np.linspace(0.1, 0.9, 10))
    assert chance_of_ranking(predictions) == pytest.approx(1)
    assert not better_than_chance(predictions)


@pytest.mark.parametrize("y", [[], [0, 0, 0], [1, 1, 1]])
def test_unknown_without_both_outcomes(y: list[int]) -> None:
    """Where nobody left, everybody did, or there is nobody, it cannot be said."""
    predictions = Predictions(y, np.linspace(0.1, 0.9, len(y)))
    assert chance_of_ranking(predictions) is None
    assert not better_than_chance(predictions)


def test_one_probability_for_all_says_nothing() -> None:
    """Only ties: not better than chance, and no warning."""
    assert not better_than_chance(Predictions([1, 0, 1, 0], [0.3] * 4))


def test_chance_passes_as_rarely_as_promised() -> None:
    """Of 5,000 rankings at random, with and without ties, about one in a thousand passes."""
    rng = np.random.default_rng(1)
    passed = 0
    for number in range(5_000):
        p = rng.random(191)
        y = rng.random(191) < 0.23
        passed += better_than_chance(Predictions(y, p.round(1) if number % 2 else p))
    assert passed <= 5_000 * LEVEL + 3 * np.sqrt(5_000 * LEVEL)
