"""The map: its best cell, its equals, its edges, on rows made by hand."""

import numpy as np
import pytest

from churn.model.run import RunSpec
from churn.scores.predictions import Predictions
from churn.tuning.cells import cells_around
from churn.tuning.landscape import Landscape
from churn.tuning.score import Score
from tests.tuning.maps import Y, cell, says


def test_values_best_and_equals() -> None:
    """The cell with the lowest log loss is the best; one a little behind by chance is its equal, a far one is not."""
    known = {cell(3, 0.1): says(0.8, 0.1, 1), cell(5, 0.1): says(0.81, 0.1, 2), cell(8, 0.3): says(0.55)}
    found = Landscape.of(known)
    assert found.value(cell(8, 0.3)) == pytest.approx(-np.log(0.55))
    assert found.best in {cell(3, 0.1), cell(5, 0.1)}
    assert found.equals == {cell(3, 0.1), cell(5, 0.1)}
    assert found.simplest == cell(3, 0.1)
    assert found.lag(found.best) == 0
    lag, reach = found.lag(cell(8, 0.3)), found.reach(cell(8, 0.3))
    assert lag is not None
    assert reach is not None
    assert lag > reach > 0
    assert (found.customers, found.left) == (40, 12)


def test_of_one_depth_the_simplest_is_the_best() -> None:
    """The lowest depth comes first; which learning rate goes with it, the customers say."""
    known = {
        cell(2, 0.01): says(0.70, 0.1, 1),
        cell(2, 0.3): says(0.78, 0.1, 2),
        cell(2, 0.1): says(0.75, 0.1, 3),
        cell(6, 0.02): says(0.8, 0.1, 4),
    }
    found = Landscape.of(known)
    assert found.best == cell(6, 0.02)
    assert found.simplest == cell(2, 0.3)


def test_of_the_same_score_the_simplest_is_the_best() -> None:
    """Whatever was fitted first, and whatever the last digit of a sum says."""
    nearly = Predictions(Y, np.nextafter(says(0.8).p, 1))
    for known in ({cell(8, 0.5): says(0.8), cell(1, 0.1): nearly}, {cell(1, 0.1): nearly, cell(8, 0.5): says(0.8)}):
        found = Landscape.of(known)
        assert found.best == found.simplest == cell(1, 0.1)
        assert found.equals == {cell(1, 0.1), cell(8, 0.5)}
        assert found.lag(cell(8, 0.5)) == pytest.approx(0, abs=1e-12)


def test_a_score_that_is_better_when_higher() -> None:
    """Average precision prefers the ranking that log loss finds too sure of itself."""
    ranked = Predictions(Y, np.where(Y, 0.9, 0.89))
    mixed = says(0.7, 0.2, 5)
    by_rank = Landscape.of({cell(1, 0.1): ranked, cell(2, 0.1): mixed}, Score("average_precision"))
    by_loss = Landscape.of({cell(1, 0.1): ranked, cell(2, 0.1): mixed})
    assert (by_rank.best, by_loss.best) == (cell(1, 0.1), cell(2, 0.1))
    assert by_rank.value(cell(1, 0.1)) == 1


def test_a_cell_that_reaches_no_such_precision_is_undefined() -> None:
    """It is neither best nor equal nor 0, and the reason is kept."""
    wrong = Predictions(Y, np.where(Y, 0.2, 0.8))
    found = Landscape.of({cell(1, 0.1): wrong, cell(2, 0.1): says(0.8)}, Score("recall", 0.7))
    assert found.value(cell(1, 0.1)) is None
    assert found.lag(cell(1, 0.1)) is None
    assert found.reach(cell(1, 0.1)) is None
    assert found.equals == {cell(2, 0.1)}
    assert found.reasons == {cell(1, 0.1): "No threshold reaches a precision of 0.7 here."}
    nothing = Landscape.of({cell(1, 0.1): wrong}, Score("recall", 0.7))
    assert (nothing.best, nothing.simplest, nothing.equals, nothing.edges) == (None, None, frozenset(), ())


def test_an_empty_map_and_a_map_of_one_cell() -> None:
    """While the map fills there is nothing first, and then one cell, which is best of what is known."""
    empty = Landscape.of({})
    assert (empty.best, empty.simplest, empty.equals, empty.customers) == (None, None, frozenset(), 0)
    assert empty.value(cell(4, 0.1)) is None
    assert not empty.known_better_than_chance
    one = Landscape.of({cell(4, 0.1): says(0.8)})
    assert one.best == one.simplest == cell(4, 0.1)
    assert one.value(cell(5, 0.1)) is None


@pytest.mark.parametrize(
    ("depth", "rate", "sides"),
    [
        (4, 0.1, []),
        (1, 0.1, [("depth", "lowest", False)]),
        (10, 0.1, [("depth", "highest", False)]),
        (4, 0.01, [("learning_rate", "lowest", True)]),
        (4, 0.5, [("learning_rate", "highest", True)]),
        (10, 0.5, [("depth", "highest", False), ("learning_rate", "highest", True)]),
        (4, 0.7, []),
    ],
)
def test_edges(depth: int, rate: float, sides: list[tuple[str, str, bool]]) -> None:
    """Beyond depths 1 and 10 there is nothing; beyond each other edge there may be better settings."""
    assert [
        (each.setting.name, each.side, each.beyond) for each in cells_around(cell(depth, rate)).edges(cell(depth, rate))
    ] == sides
    assert [each.side for each in Landscape.of({cell(depth, rate): says(0.8)}).edges] == [side for _, side, _ in sides]


def test_rows_of_one_customer_make_a_cell_no_surer() -> None:
    """A gap that forty customers prove is not proved by ten of them with four rows each."""
    known = {cell(2, 0.1): says(0.75, 0.12, 1), cell(4, 0.1): says(0.79, 0.12, 2)}
    four = {each: Predictions(np.repeat(one.churned[::4], 4), np.repeat(one.p[::4], 4)) for each, one in known.items()}
    apart, together = Landscape.of(four), Landscape.of(four, groups=np.repeat(np.arange(10), 4))
    lagging = next(each for each in known if each != apart.best)
    assert apart.lag(lagging) == together.lag(lagging)
    assert (together.reach(lagging) or 0) > 1.7 * (apart.reach(lagging) or 0)


def test_a_map_of_chance_is_known_to_be_one() -> None:
    """The best of 130 cells that know nothing looks good, and is still not known to be better than chance."""
    rng = np.random.default_rng(4)
    nothing = {
        cell(depth, rate): Predictions(Y, rng.random(len(Y)))
        for depth in range(1, 11)
        for rate in cells_around(RunSpec()).columns.values
    }
    found = Landscape.of(nothing, Score("average_precision"))
    assert found.chance is not None
    assert found.chance < 0.05
    assert not found.known_better_than_chance
    assert Landscape.of({cell(4, 0.1): says(0.8)}).known_better_than_chance


def test_customers_must_be_the_same() -> None:
    """Predictions of other customers cannot be compared, nor groups of other rows."""
    others = Predictions(1 - Y, np.full(len(Y), 0.5))
    with pytest.raises(ValueError, match="same customers"):
        Landscape.of({cell(1, 0.1): says(0.8), cell(2, 0.1): others})
    with pytest.raises(ValueError, match="3 rows for 40 predictions"):
        Landscape.of({cell(1, 0.1): says(0.8)}, groups=np.arange(3))


def test_folds() -> None:
    """The score of a cell is its mean over the folds, with a standard error that knows what the folds share."""
    known = {
        cell(2, 0.1): [says(0.70, 0.1, 1), says(0.72, 0.1, 2), says(0.74, 0.1, 3)],
        cell(4, 0.1): [says(0.80, 0.1, 1), says(0.81, 0.1, 2), says(0.84, 0.1, 3)],
    }
    found = Landscape.of_folds(known, overlap=0.5)
    losses = np.array([[Score().value(each) for each in one] for one in known.values()], dtype=float)
    assert found.value(cell(2, 0.1)) == pytest.approx(losses[0].mean())
    assert found.standard_error(cell(2, 0.1)) == pytest.approx(np.sqrt(losses[0].var(ddof=1) * (1 / 3 + 0.5)))
    assert found.best == cell(4, 0.1)
    assert found.folds == 3
    assert found.known_better_than_chance
    assert Landscape.of_folds({}, overlap=0.25).best is None


def test_a_fold_without_a_score_leaves_the_cell_without_one() -> None:
    """The reason is that of the fold."""
    stayed = Predictions(np.zeros(40), np.full(40, 0.3))
    known = {cell(2, 0.1): [says(0.7), stayed], cell(3, 0.1): [says(0.7), says(0.8)]}
    found = Landscape.of_folds(known, Score("average_precision"), overlap=0.25)
    assert found.value(cell(2, 0.1)) is None
    assert found.reasons == {cell(2, 0.1): "Nobody here left."}
    assert found.equals == {cell(3, 0.1)}
