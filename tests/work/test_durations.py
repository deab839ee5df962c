"""How long a fit will take, from those before it."""

import pytest

from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.work.durations import Durations, Fit, size


def spec(depth: int, trees: int = 500, rate: float = 0.1) -> RunSpec:
    """Return settings."""
    return RunSpec(ModelSpec(depth, rate, trees))


def test_nothing_is_known_before_the_first_fit() -> None:
    """There is nothing to go by."""
    assert Durations().expected(spec(4), 1000) is None


def test_it_grows_with_trees_and_rows() -> None:
    """Twice as many trees, or rows, take twice as long."""
    durations = Durations()
    durations.note(Fit(spec(4), size(spec(4), 1000), 0.3))
    assert durations.expected(spec(4), 1000) == pytest.approx(0.3)
    assert durations.expected(spec(4, trees=5000), 1000) == pytest.approx(3)
    assert durations.expected(spec(4), 3000) == pytest.approx(0.9)


def test_the_most_similar_settings_count() -> None:
    """Deep trees take longer: whoever waits for one is told what the deep ones took, in the middle of several."""
    durations = Durations()
    for depth, seconds in ((4, 0.3), (10, 4.0), (10, 6.0), (10, 5.0)):
        durations.note(Fit(spec(depth), size(spec(depth), 1000), seconds))
    assert durations.expected(spec(10), 1000) == pytest.approx(5)
    assert durations.expected(spec(10, rate=0.05), 1000) == pytest.approx(5)
    assert durations.expected(spec(4, trees=1000), 1000) == pytest.approx(0.6)


def test_what_is_under_way_counts_by_what_is_done() -> None:
    """A fit that has grown half its trees in two seconds tells of another one like it that it takes four."""
    half = Fit(spec(9), size(spec(9), 1000) * 0.5, 2.0)
    assert Durations().expected(spec(9), 1000, [half]) == pytest.approx(4)


def test_an_empty_fit_tells_nothing() -> None:
    """A run that was stored elsewhere comes without the rows of its table."""
    durations = Durations()
    durations.note(Fit(spec(4), 0, 1.0))
    assert durations.expected(spec(4), 1000) is None
