"""The pictures of a search: trials that cannot be compared are in none of them."""

import numpy as np
import pytest

from churn.show.chart import recoloured
from churn.tuning import search_charts
from churn.tuning.score import Score
from churn.tuning.trial import Trial
from tests.figures import described, notes

LABELS = {"depth": "Tree depth", "learning_rate": "Learning rate", "l2_leaf_reg": "L2 regularisation"}


def trial(depth: float, rate: float, value: float | None, state: str = "complete") -> Trial:
    """Return a trial of two settings."""
    return Trial({"depth": depth, "learning_rate": rate}, value, state)  # type: ignore[arg-type]


TRIALS = [
    trial(4, 0.1, 0.25),
    trial(2, 0.001, 0.69, "pruned"),
    trial(6, 0.02, 0.22),
    trial(9, 1.0, None, "failed"),
    trial(3, 0.5, 0.3),
    trial(5, 0.2, None, "running"),
]


def test_the_best_so_far_never_gets_worse() -> None:
    """Each scored trial stands at its number; the line holds the best of those before."""
    points, line, level = search_charts.best_so_far(TRIALS, Score(), 0.25).data
    assert list(points.x) == list(line.x) == [1, 3, 5]
    assert list(points.y) == [0.25, 0.22, 0.3]
    assert list(line.y) == [0.25, 0.22, 0.22]
    assert (list(level.x), list(level.y)) == ([1, 6], [0.25, 0.25])
    higher = search_charts.best_so_far(TRIALS, Score("average_precision")).data
    assert list(higher[1].y) == [0.25, 0.25, 0.3]


def test_a_very_bad_trial_takes_no_room_from_the_good_ones() -> None:
    """It is drawn at the end of the axis, and its tooltip tells its score."""
    many = [trial(4, 0.1, 0.2 + 0.01 * place) for place in range(10)] + [trial(1, 1.0, 7.5)]
    figure = search_charts.best_so_far(many, Score())
    points = figure.data[0]
    assert max(points.y) < 0.5
    assert points.customdata[-1] == "7.500"
    assert figure.layout.yaxis.range[1] < 0.5


def test_a_line_a_trial_through_its_settings() -> None:
    """Heights by hand: depth is even, the learning rate goes by its logarithm where it spans as much."""
    many = [trial(1, 0.01, 0.4), trial(5, 0.1, 0.3), trial(9, 1.0, 0.2), trial(3, 0.1, 0.69, "pruned")]
    figure = search_charts.parallel_coordinates(many, LABELS, Score())
    others, tenth, best = figure.data
    assert list(best.y[:3]) == pytest.approx([1, 1, 0])
    assert list(others.y[4:7]) == pytest.approx([0.5, 0.5, 0.5])
    assert list(others.y[:3]) == pytest.approx([0, 0, 1])
    assert np.isnan(others.y[3])
    assert len(tenth.y) == 0
    assert not tenth.showlegend
    assert list(figure.layout.xaxis.ticktext) == ["Tree<br>depth", "Learning<br>rate", "Log<br>loss"]
    assert notes(figure) == ["1", "9", "0.01", "1", "0.2", "0.4"]
    assert best.text[0] == "Tree depth 9<br>Learning rate 1<br>Log loss 0.200"


def test_values_that_lie_evenly_are_drawn_evenly() -> None:
    """A value near 0 alone makes no axis logarithmic."""
    many = [trial(each, 0.1, 0.3) for each in (0.001, 1.5, 3.0)]
    others, _, best = search_charts.parallel_coordinates(many, LABELS, Score()).data
    assert sorted([others.y[0], others.y[4], best.y[0]]) == pytest.approx([0, 0.49983, 1], abs=1e-4)


def test_the_best_tenth_stands_out() -> None:
    """Of forty trials the best four, the best of them alone, by width as well as by colour."""
    rng = np.random.default_rng(1)
    many = [trial(float(rng.integers(1, 11)), 0.1, float(value)) for value in rng.random(40)]
    others, tenth, best = search_charts.parallel_coordinates(many, LABELS, Score("average_precision")).data
    assert [len(each.y) // 4 for each in (others, tenth, best)] == [36, 3, 1]
    assert others.line.width < tenth.line.width < best.line.width
    assert best.y[2] == 1


def test_a_setting_that_some_trials_lack_leaves_a_gap() -> None:
    """A later search may try another setting, too."""
    more = [Trial({"depth": 3, "l2_leaf_reg": 3.0}, 0.3), trial(4, 0.1, 0.2)]
    figure = search_charts.parallel_coordinates(more, LABELS, Score())
    others, _, best = figure.data
    assert np.isnan(others.y[1])
    assert np.isnan(best.y[2])
    assert len(figure.layout.xaxis.ticktext) == 4


@pytest.mark.parametrize("trials", [[], [trial(4, 0.1, None, "failed")], [trial(4, 0.1, 0.3)]])
def test_nothing_or_one_to_draw(trials: list[Trial]) -> None:
    """While the first trials run, and where all fail, the pictures are empty, not broken."""
    scored = sum(each.scored for each in trials)
    for figure in (
        search_charts.best_so_far(trials, Score(), 0.4),
        search_charts.parallel_coordinates(trials, LABELS, Score()),
    ):
        assert sum(len(each.x) for each in figure.data if each.name in {"trials", "best"}) >= scored
        assert described(recoloured(figure))["layout"]["title"]["text"]


def test_importance() -> None:
    """Shares of the whole, the most important on top; names that are nobody's are literal."""
    figure = search_charts.importance_bars({"depth": 1.0, "learning_rate": 3.0, "<b>": 0.0}, LABELS)
    (bars,) = figure.data
    assert list(bars.y) == ["&lt;b&gt;", "Tree depth", "Learning rate"]
    assert list(bars.x) == [0, 25, 75]
    assert list(bars.text) == ["0%", "25%", "75%"]
    assert list(search_charts.importance_bars({}, LABELS).data[0].x) == []
    assert list(search_charts.importance_bars({"depth": 0.0}, LABELS).data[0].x) == [0]
