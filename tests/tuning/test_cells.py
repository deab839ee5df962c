"""The cells of the map: every position of the two sliders, once, in an order in which the first ones say most."""

from dataclasses import dataclass, replace
from itertools import pairwise

import pytest

from churn.model.learner import LEARNERS
from churn.model.run import RunSpec
from churn.model.setting import Setting, check_settings, setting
from churn.model.spec import STOPS, ModelSpec
from churn.model.split import SplitSpec
from churn.tuning.cells import FIRST, MOST, Cells, cells_around, positions


@dataclass(frozen=True)
class TwoSliders:
    """Settings of another learner: a whole number from 1 to 3, a share in steps of 0.25, and one that is not main."""

    layers: int = setting(2, "Layers", 1, 3, main=True)
    seed: int = setting(1, "Seed", 0, 9)
    dropout: float = setting(0.25, "Dropout", 0.0, 0.5, step=0.25, main=True)

    def __post_init__(self) -> None:
        check_settings(self)


@dataclass(frozen=True)
class OneSlider:
    """Settings of a learner with one main setting."""

    pace: float = setting(0.5, "Pace", 0.5, 1.5, step=0.5, main=True)

    def __post_init__(self) -> None:
        check_settings(self)


def small(monkeypatch: pytest.MonkeyPatch, model: object = None) -> Cells:
    """Return the map of a learner with two sliders of three positions each, or of another model's."""
    model = model or TwoSliders()
    monkeypatch.setitem(LEARNERS, type(model), LEARNERS[ModelSpec])
    return cells_around(RunSpec(model=model))


def test_all_positions_of_both_sliders() -> None:
    """Ten depths × thirteen rates, each once, all else as it was: trees, L2, seed, split."""
    spec = RunSpec(ModelSpec(depth=6, iterations=70, l2_leaf_reg=9, seed=5), SplitSpec(seed=8, grouped=True))
    cells = cells_around(spec)
    assert cells.shape == (10, 13)
    assert len(cells) == len(set(cells.specs)) == 130
    assert [(each.model.depth, each.model.learning_rate) for each in cells.specs] == [
        (depth, rate) for depth in range(1, 11) for rate in STOPS
    ]
    assert {replace(each, model=replace(each.model, depth=6, learning_rate=0.1)) for each in cells.specs} == {spec}


def test_the_same_map_from_each_of_its_cells() -> None:
    """Whatever the two sliders say, the cells are equal; another number of trees is another map."""
    cells = cells_around(RunSpec())
    assert all(cells_around(each).specs == cells.specs for each in (cells.at(0, 0), cells.at(9, 12)))
    assert set(cells_around(RunSpec(ModelSpec(iterations=60))).specs).isdisjoint(cells.specs)


def test_places() -> None:
    """Rows are depths, columns learning rates; what is no stop of the slider has no place."""
    cells = cells_around(RunSpec())
    assert cells.place(RunSpec(ModelSpec(depth=1, learning_rate=0.01))) == (0, 0)
    assert cells.place(RunSpec(ModelSpec(depth=10, learning_rate=0.02))) == (9, 2)
    assert cells.at(9, 2) == RunSpec(ModelSpec(depth=10, learning_rate=0.02))
    assert cells.place(RunSpec(ModelSpec(learning_rate=0.11))) is None
    assert cells.place(RunSpec(ModelSpec(iterations=60))) is None
    for outside in ((-1, 0), (10, 0), (0, 13)):
        with pytest.raises(IndexError, match="There is no cell"):
            cells.at(*outside)


def test_neighbours_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight around the middle, three around a corner, none around what is no cell; a corner lies at two ends."""
    cells = small(monkeypatch)
    assert cells.neighbours(cells.at(1, 1)) == (*cells.specs[:4], *cells.specs[5:])
    assert cells.neighbours(cells.at(0, 2)) == (cells.at(0, 1), cells.at(1, 1), cells.at(1, 2))
    assert cells.neighbours(RunSpec()) == ()

    def ends(row: int, column: int) -> list[tuple[str, str]]:
        return [(each.setting.label, each.side) for each in cells.edges(cells.at(row, column))]

    assert ends(1, 1) == []
    assert ends(0, 2) == [("Layers", "lowest"), ("Dropout", "highest")]
    assert ends(2, 1) == [("Layers", "highest")]
    assert cells.edges(RunSpec()) == ()


def test_the_first_sixteen_are_spread_over_the_whole_map() -> None:
    """Four depths × four rates, both ends among them, the four corners before the others."""
    cells = cells_around(RunSpec())
    first = [cells.place(each) for each in cells.coarse_first[:FIRST]]
    assert {each.row for each in first if each} == {0, 3, 6, 9}
    assert {each.column for each in first if each} == {0, 4, 8, 12}
    assert set(first[:4]) == {(0, 0), (0, 12), (9, 0), (9, 12)}


def test_coarse_first_has_every_cell_once_and_no_early_hole() -> None:
    """After forty cells none is farther than two steps from a fitted one, and the last ones are the quickest."""
    cells = cells_around(RunSpec())
    assert sorted(map(cells.specs.index, cells.coarse_first)) == list(range(130))
    fitted = [place for each in cells.coarse_first[:40] if (place := cells.place(each))]
    for each in cells.specs:
        at = cells.place(each)
        assert at is not None
        assert min((at.row - row) ** 2 + (at.column - column) ** 2 for row, column in fitted) <= 4
    assert [each.model.depth for each in cells.coarse_first[-5:]] == [1] * 5


def test_nearest_first() -> None:
    """The position itself, then one step of either slider away, then both, then two; a corner has fewer around it."""
    cells = cells_around(RunSpec())
    order = cells.nearest_first(RunSpec(ModelSpec(depth=4, learning_rate=0.1)))
    found = [(each.model.depth, each.model.learning_rate) for each in order]
    assert found[0] == (4, 0.1)
    assert set(found[1:5]) == {(3, 0.1), (5, 0.1), (4, 0.07), (4, 0.15)}
    assert set(found[5:9]) == {(3, 0.07), (3, 0.15), (5, 0.07), (5, 0.15)}
    assert set(found[9:13]) == {(2, 0.1), (6, 0.1), (4, 0.05), (4, 0.2)}
    assert sorted(map(cells.specs.index, order)) == list(range(130))
    assert cells.nearest_first(cells.at(0, 0))[1:3] == (cells.at(0, 1), cells.at(1, 0))


def test_settings_between_two_stops_come_first_themselves() -> None:
    """They are no cell; the cells around the nearest one follow."""
    spec = RunSpec(ModelSpec(depth=7, learning_rate=0.11))
    cells = cells_around(spec)
    order = cells.nearest_first(spec)
    assert (len(order), order[0]) == (131, spec)
    assert order[1].model == ModelSpec(depth=7, learning_rate=0.1)


def test_another_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own two sliders make the map; one with a single slider has a column, and sixteen cells need not be there."""
    cells = small(monkeypatch)
    assert (cells.rows.values, cells.columns.values) == ((1, 2, 3), (0.0, 0.25, 0.5))
    assert {each.model.seed for each in cells.specs} == {1}
    assert sorted(map(cells.specs.index, cells.coarse_first)) == list(range(9))
    lone = small(monkeypatch, OneSlider(pace=1.0))
    assert lone.shape == (3, 1)
    assert [each.model.pace for each in lone.nearest_first(RunSpec(model=OneSlider(1.5)))] == [1.5, 1.0, 0.5]
    assert [(each.setting.label, each.side) for each in lone.edges(lone.at(0, 0))] == [("Pace", "lowest")]


def test_a_fine_slider_is_thinned_out() -> None:
    """A hundred positions become 25, evenly spread, with both ends; none is changed."""
    fine = positions(Setting(default=0.5, label="Share", low=0.01, high=1.0, step=0.01))
    assert len(fine) == MOST
    assert (fine[0], fine[-1]) == (0.01, 1.0)
    assert all(round(100 * each) == pytest.approx(100 * each) for each in fine)
    steps = [after - before for before, after in pairwise(fine)]
    assert max(steps) == pytest.approx(0.05, abs=0.011)
