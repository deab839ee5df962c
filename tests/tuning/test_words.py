"""What the page says of a map: word for word where a reader decides by it."""

from dataclasses import replace

import numpy as np
import pytest

from churn.model.run import RunSpec
from churn.scores.predictions import Predictions
from churn.tuning import words
from churn.tuning.cells import cells_around
from churn.tuning.landscape import Landscape
from churn.tuning.names import name
from churn.tuning.score import Score
from tests.tuning.maps import Y, cell, ordinary, says

CELLS = cells_around(RunSpec())


def test_best_equals_and_simplest() -> None:
    """The best is named with its score, its equals are counted, the simplest of them is named."""
    said = words.verdict(Landscape.of(ordinary()), CELLS, cell(4, 0.1))
    found = Landscape.of(ordinary())
    behind, chance = found.lag(cell(2, 0.3)), found.reach(cell(2, 0.3))
    assert said[0] == (
        f"The best cell is depth 6, learning rate 0.02 (log loss {found.value(cell(6, 0.02)):.3f}). Equally good as far"
        " as these 40 customers can tell: 3 of 4 cells known so far; the simplest is depth 2, learning rate 0.3,"
        f" {behind:.3f} behind the best, where chance explains up to {chance:.3f}."
    )
    assert said[1].startswith(
        "Were these 3 equally good, chance alone would make the best of them look better by about"
    )
    assert said[2] == (
        "It is not clearly better than the defaults, depth 4, learning rate 0.1:"
        f" they are {found.lag(cell(4, 0.1)):.3f} behind, which chance explains."
    )
    assert len(said) == 3


def test_one_cell_two_cells_and_none() -> None:
    """Singular and plural, and what can be said while the map is nearly empty."""
    assert words.verdict(Landscape.of({}), CELLS) == ["No cell is known yet."]
    for where in ((4, 0.1), (10, 0.5)):  # of one cell alone, no edge is worth a word
        (one,) = words.verdict(Landscape.of({cell(*where): says(0.8)}), CELLS, cell(4, 0.1))
        assert one == f"One cell is known so far: {name(cell(*where))} (log loss 0.223)."
    two = {cell(4, 0.1): says(0.8), cell(2, 0.1): says(0.8)}
    said = words.verdict(Landscape.of(two), CELLS, cell(4, 0.1))
    assert "all 2 cells known so far; the best is also the simplest of them" in said[0]


def test_a_best_cell_alone() -> None:
    """Where each other cell is clearly worse, nothing is called equally good."""
    known = {cell(5, 0.1): says(0.9), cell(2, 0.1): says(0.6), cell(4, 0.1): says(0.62)}
    said = words.verdict(Landscape.of(known), CELLS, cell(4, 0.1))
    assert said[0] == (
        "The best cell is depth 5, learning rate 0.1 (log loss 0.105). Each other cell known so far is worse by more"
        " than chance explains."
    )
    assert said[1:] == ["It is clearly better than the defaults, depth 4, learning rate 0.1: they are 0.373 behind."]


def test_a_whole_map() -> None:
    """A map that is full is not called known so far."""
    full = {each: says(0.8, 0.1, place) for place, each in enumerate(CELLS.specs)}
    assert "of 130 cells; " in words.verdict(Landscape.of(full), CELLS)[0]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ((4, 0.01), "(learning rate 0.01 is the lowest): better ones may lie beyond."),
        ((10, 0.5), "(learning rate 0.5 is the highest): better ones may lie beyond."),
        ((10, 0.1), "(depth 10 is the highest); nothing lies beyond."),
        ((1, 0.1), "(depth 1 is the lowest); nothing lies beyond."),
    ],
)
def test_the_best_at_the_edge_is_said_to_be_there(where: tuple[int, float], said: str) -> None:
    """Each edge is named; beyond depths 1 and 10, which end what is allowed, nobody need look."""
    known = {cell(*where): says(0.9), cell(5, 0.1): says(0.6)}
    assert f"The best cell is at the edge of the map {said}" in words.verdict(Landscape.of(known), CELLS)


def test_two_edges_of_different_kind() -> None:
    """Depth 1 has nothing beyond it, the learning rate has."""
    said = words.verdict(Landscape.of({cell(1, 0.5): says(0.9), cell(5, 0.1): says(0.6)}), CELLS)
    assert [each for each in said if "edge" in each] == [
        "The best cell is at the edge of the map (learning rate 0.5 is the highest): better ones may lie beyond.",
        "The best cell is at the edge of the map (depth 1 is the lowest); nothing lies beyond.",
    ]


def test_the_defaults_are_never_passed_over() -> None:
    """As the best, as unknown, as not on the map."""
    known = {cell(4, 0.1): says(0.9), cell(5, 0.1): says(0.6)}
    assert words.verdict(Landscape.of(known), CELLS, cell(4, 0.1))[-1] == "The best cell is that of the defaults."
    said = words.verdict(Landscape.of(known), CELLS, cell(3, 0.1))[-1]
    assert said == (
        "Whether it is better than the defaults, depth 3, learning rate 0.1, is not known yet: they have no score on"
        " this map."
    )


def with_others(depth: int, rate: float) -> RunSpec:
    """Return a cell of a map whose other settings are not the defaults."""
    one = cell(depth, rate)
    return replace(one, model=replace(one.model, iterations=20, l2_leaf_reg=1000.0))


@pytest.mark.parametrize(
    ("defaults", "said"),
    [
        (says(0.9), "are clearly better than any cell: log loss 0.105, where the best cell has 0.357."),
        (says(0.55), "are clearly worse: log loss 0.598, where the best cell has 0.357."),
        (says(0.7), "are not clearly worse: log loss 0.357, where the best cell has 0.357, and chance explains the"),
        (None, "have no score here yet."),
    ],
)
def test_the_defaults_are_no_cell_of_the_map(defaults: Predictions | None, said: str) -> None:
    """With other trees or L2, the map's own defaults are called by their settings, the real ones held beside."""
    known = {with_others(6, 0.1): says(0.7), with_others(4, 0.1): says(0.55)}
    all_known = known if defaults is None else {**known, RunSpec(): defaults}
    cells = cells_around(with_others(4, 0.1))
    told = words.verdict(Landscape.of(known), cells, with_others(4, 0.1), Landscape.of(all_known))
    assert told[-2] == (
        "It is clearly better than depth 4, learning rate 0.1 with the same 20 trees, L2 1000: they are 0.241 behind."
    )
    assert told[-1].startswith("All settings at their defaults (depth 4, learning rate 0.1, 500 trees, L2 3) ")
    assert said in told[-1]


def test_what_the_customers_cannot_tell_is_not_told() -> None:
    """Where no cell is named, none is called better than another: beside its score, in the table, in the text."""
    y = np.arange(40) < 5
    few = Landscape.of({cell(2, 0.1): Predictions(y, np.where(y, 0.9, 0.1)), cell(3, 0.1): Predictions(y, [0.5] * 40)})
    rng = np.random.default_rng(4)
    noise = Landscape.of({each: Predictions(Y, rng.random(40)) for each in CELLS.specs})
    for found in (few, noise):
        assert words.says_nothing(found)
        assert {words.note(found, each).rpartition(" ")[0] for each in found.cells} == {"log loss"}
        lines = words.table(found, CELLS)
        assert {line["Verdict"] for line in lines} == {"–"}
        assert {line["Behind the best"] for line in lines} == {None}
        described = words.described(found, CELLS)
        assert words.verdict(found, CELLS)[0] in described
        assert "Best" not in described
        assert "outlined" not in described


def test_a_map_of_chance_names_no_cell() -> None:
    """Where nothing ranks better than chance, there is no best, no simplest and no edge to be told."""
    rng = np.random.default_rng(4)
    nothing = {each: Predictions(Y, rng.random(40)) for each in CELLS.specs}
    (said,) = words.verdict(Landscape.of(nothing), CELLS, cell(4, 0.1))
    assert said == (
        "None of 130 cells ranks these 40 customers clearly better than chance, so no cell is named: the map shows"
        " noise."
    )
    (one,) = words.verdict(Landscape.of({cell(4, 0.1): nothing[CELLS.specs[0]]}), CELLS)
    assert one == (
        "The one cell known does not rank these 40 customers clearly better than chance, so no cell is named."
    )


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0, "nobody among the validation customers left"),
        (1, "only 1 of the validation customers left"),
        (9, "only 9 of the validation customers left"),
        (35, "only 5 of the validation customers stayed"),
    ],
)
def test_too_few_to_choose_by(left: int, said: str) -> None:
    """Where nine or fewer left or stayed, no cell is called best."""
    y = np.arange(40) < left
    known = {cell(2, 0.1): Predictions(y, np.where(y, 0.9, 0.1)), cell(3, 0.1): Predictions(y, np.full(40, 0.5))}
    assert words.verdict(Landscape.of(known), CELLS) == [f"Which cell is best cannot be said: {said}."]


def test_cells_without_a_score() -> None:
    """How many, and why; where that holds for all, nothing else is said."""
    wrong = Predictions(Y, np.where(Y, 0.2, 0.8))
    score = Score("recall", 0.7)
    all_wrong = Landscape.of({cell(1, 0.1): wrong}, score)
    assert words.verdict(all_wrong, CELLS) == ["No cell has a score: no threshold reaches a precision of 0.7 here."]
    found = Landscape.of({cell(1, 0.1): wrong, cell(2, 0.1): wrong, cell(3, 0.1): says(0.8)}, score)
    assert words.undefined_cells(found) == ["2 cells without a score: no threshold reaches a precision of 0.7 here."]
    assert words.undefined_cells(all_wrong)[0].startswith("1 cell without a score")
    assert words.undefined_cells(Landscape.of(ordinary())) == []
    assert words.note(found, cell(1, 0.1)) == "no threshold reaches a precision of 0.7 here"


def test_notes_of_cells() -> None:
    """A cell that is worse by less than chance explains is called equally good; numbers are those of the map."""
    found = Landscape.of(ordinary())
    assert words.note(found, cell(6, 0.02)).endswith(", the best")
    assert words.note(found, cell(9, 0.5)) == "not fitted yet"
    equal, worse = words.note(found, cell(4, 0.1)), words.note(found, cell(1, 0.01))
    assert f"equally good: {found.lag(cell(4, 0.1)):.3f} behind the best; chance explains up to" in equal
    assert f"log loss 0.598, worse: {found.lag(cell(1, 0.01)):.3f} behind the best; chance explains up to" in worse
    same = Landscape.of({cell(1, 0.1): says(0.8), cell(2, 0.1): says(0.8)})
    assert words.note(same, cell(2, 0.1)) == "log loss 0.223, the same as the best"
    assert words.note(Landscape.of({cell(2, 0.1): says(0.8)}), cell(2, 0.1)) == "log loss 0.223"


def test_the_table_has_what_the_map_shows() -> None:
    """The best first, those without a score last, the numbers as numbers so that they can be sorted."""
    wrong = Predictions(Y, np.where(Y, 0.2, 0.8))
    found = Landscape.of({cell(1, 0.1): wrong, **ordinary()}, Score("recall", 0.7))
    lines = words.table(found, CELLS)
    assert len(lines) == 5
    assert lines[0]["Verdict"] == "best"
    assert lines[0]["Behind the best"] == 0
    assert (lines[-1]["Tree depth"], lines[-1]["Learning rate"], lines[-1]["Verdict"]) == (1, 0.1, "–")
    assert lines[-1]["Recall at a precision of 0.7 or more"] is None
    by_loss = words.table(Landscape.of(ordinary()), CELLS)
    assert [line["Verdict"] for line in by_loss] == ["best", "equally good", "equally good, the simplest", "worse"]
    assert [line["Tree depth"] for line in by_loss] == [6, 4, 2, 1]


def test_the_alternative_text_says_what_the_map_shows() -> None:
    """Size, how much is known, the ends of the scale, the best, and where the sliders stand."""
    found = Landscape.of(ordinary())
    said = words.described(found, CELLS, cell(4, 0.1))
    assert said.startswith("Map of log loss: 10 values of tree depth by 13 of learning rate; 4 of 130 cells known.")
    assert "lower is better. Best: depth 6, learning rate 0.02" in said
    assert "3 cells outlined as equally good" in said
    assert said.endswith(f"The sliders stand at depth 4, learning rate 0.1: {words.note(found, cell(4, 0.1))}.")
    empty = words.described(Landscape.of({}), CELLS)
    assert empty == "Map of log loss: 10 values of tree depth by 13 of learning rate; 0 of 130 cells known."


@pytest.mark.parametrize(
    ("done", "total", "seconds", "failed", "said"),
    [
        (0, 130, None, 0, "0 of 130 cells"),
        (48, 130, 12.2, 0, "48 of 130 cells, about 12 s left"),
        (48, 130, 75, 0, "48 of 130 cells, about 1 min 15 s left"),
        (129, 130, 0.2, 0, "129 of 130 cells, about 1 s left"),
        (130, 130, 0, 0, "all 130 cells"),
        (1, 1, None, 0, "the one cell"),
        (48, 130, 12, 2, "48 of 130 cells, 2 of them without a model, about 12 s left"),
    ],
)
def test_progress(done: int, total: int, seconds: float | None, failed: int, said: str) -> None:
    """How far, and how long the rest takes where that can be said."""
    assert words.progress(done, total, seconds, failed=failed) == said


def test_folds_are_told() -> None:
    """Of cross-validation, the customers are those who were held out."""
    y = np.zeros(40)
    y[:3] = 1
    few = Landscape.of_folds({cell(2, 0.1): [Predictions(y, np.where(y, 0.9, 0.1))] * 2}, overlap=0.25, repeats=2)
    assert few.customers == 40
    assert words.verdict(few, CELLS) == ["Which cell is best cannot be said: only 3 of the customers left."]
