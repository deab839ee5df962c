"""The difference of a score on different customers."""

import numpy as np
import pytest

from churn.scores.independent import difference
from churn.scores.intervals import probability_intervals
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval, wilson


def test_newcombes_example() -> None:
    """Of two proportions it is Newcombe's interval (1998, method 10): 56/70 and 48/80 differ by 0.0524 to 0.3339."""
    found = difference("recall", (56 / 70, wilson(56, 70)), (48 / 80, wilson(48, 80)))
    assert found is not None
    assert (round(found.value, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)
    assert found.better


@pytest.mark.parametrize(
    ("new", "old"), [((None, None), (0.5, Interval(0.4, 0.6))), ((0.5, None), (0.5, Interval(0.4, 0.6)))]
)
def test_nothing_is_said_without_an_interval(
    new: tuple[float | None, None], old: tuple[float | None, Interval | None]
) -> None:
    """Whichever of the two has none."""
    assert difference("roc_auc", new, old) is None
    assert difference("roc_auc", old, new) is None


def test_it_holds_as_often_as_it_says() -> None:
    """Two equally good rankings of different customers differ clearly in about one of twenty draws."""
    rng, clear = np.random.default_rng(0), 0
    for _ in range(200):
        both = []
        for n in (150, 300):
            y = rng.random(n) < 0.3
            p = 1 / (1 + np.exp(-rng.normal(y * 1.2 - 1, 1)))
            predictions = Predictions(y, p)
            ends = probability_intervals(predictions, ("roc_auc",)).by_name["roc_auc"]
            both.append((predictions.scores().roc_auc, ends))
        found = difference("roc_auc", *both)
        assert found is not None
        clear += found.clear
    assert clear <= 20
