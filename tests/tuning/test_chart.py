"""The map and the learning curves as the browser gets them."""

from typing import Any

import numpy as np
import pytest

from churn.model.run import RunSpec
from churn.scores.predictions import Predictions
from churn.show.chart import DARK, GROUND, INK, Figure, recoloured
from churn.tuning import chart
from churn.tuning.cells import cells_around
from churn.tuning.landscape import Landscape
from churn.tuning.more_trees import LearningCurve
from churn.tuning.names import name
from churn.tuning.score import Score
from tests.figures import described
from tests.tuning.maps import Y, cell, ordinary, says

CELLS = cells_around(RunSpec())


def traces(figure: Figure, name: str) -> list[Any]:
    """Return the traces that the legend calls so."""
    return [each for each in figure.data if each.name == name and each.showlegend]


def test_a_colour_stands_at_its_cell() -> None:
    """Depth goes up, the learning rate to the right; a cell that is not known has no colour."""
    found = Landscape.of(ordinary())
    figure = chart.score_map(found, CELLS)
    colours = figure.data[0]
    assert colours.z.shape == (10, 13)
    assert colours.z[5, 2] == found.value(cell(6, 0.02))
    assert colours.z[0, 0] == found.value(cell(1, 0.01))
    assert np.isnan(colours.z).sum() == 126
    assert list(figure.layout.yaxis.ticktext) == [str(depth) for depth in range(1, 11)]
    shown = dict(zip(figure.layout.xaxis.tickvals, figure.layout.xaxis.ticktext, strict=True))
    assert shown == {0: "0.01", 2: "0.02", 4: "0.04", 6: "0.07", 8: "0.15", 10: "0.3", 12: "0.5"}
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("Learning rate", "Tree depth")


@pytest.mark.parametrize("score", [Score(), Score("average_precision")], ids=str)
def test_the_better_the_brighter(score: Score) -> None:
    """Whichever direction is good, the best value has the last colour of the scale and the worst the first."""
    found = Landscape.of(ordinary(), score)
    colours = chart.score_map(found, CELLS).data[0]
    best = found.value(found.best) if found.best else None
    bright = {0: colours.colorscale[0][1], 1: colours.colorscale[-1][1]}[int(score.better == "higher")]
    assert bright == chart.SCALE[-1]
    assert (colours.zmin if score.better == "lower" else colours.zmax) == pytest.approx(best)
    assert f"{score.better.capitalize()} is better" in colours.colorbar.title.text


def test_one_bad_cell_takes_no_colours_from_the_others() -> None:
    """The scale ends somewhat behind the equally good cells, and says that the darkest stands for worse ones, too."""
    known = {**ordinary(), cell(10, 0.5): says(0.2)}
    colours = chart.score_map(Landscape.of(known), CELLS).data[0]
    assert colours.zmax < 0.4
    assert "the darkest" in colours.colorbar.title.text
    assert "or worse" in colours.colorbar.title.text


def test_each_cell_can_be_clicked_and_says_what_it_is() -> None:
    """One transparent point a cell, known or not, above all marks, with both settings and the note of the cell."""
    found = Landscape.of(ordinary())
    points = chart.score_map(found, CELLS, cell(4, 0.1)).data[-1]
    assert len(points.x) == 130
    assert points.marker.opacity == 0
    for place, each in enumerate(CELLS.specs):
        assert list(points.customdata[place]) == [each.model.depth, each.model.learning_rate]
        assert (points.y[place] + 1, CELLS.columns.values[int(points.x[place])]) == tuple(points.customdata[place])
        assert points.text[place].startswith(name(each))
    others = chart.score_map(found, CELLS, cell(4, 0.1)).data[:-1]
    assert {each.hoverinfo for each in others} == {"skip"}


def test_best_simplest_and_sliders_are_marked() -> None:
    """Each where it is, by a shape of its own, which needs no colour."""
    figure = chart.score_map(Landscape.of(ordinary()), CELLS, cell(4, 0.1))
    places = {name: traces(figure, name)[0] for name in ("best", "simplest of them", "sliders")}
    assert [(each.x[0], each.y[0]) for each in places.values()] == [(2, 5), (10, 1), (7, 3)]
    assert len({each.marker.symbol for each in places.values()}) == 3
    assert all(each.unselected.marker.opacity == 1 for each in places.values())


def test_the_outline_goes_round_the_equals() -> None:
    """Two neighbours have one border of six sides, a cell apart has four; none goes round what is worse."""
    known = {cell(4, 0.1): says(0.8), cell(5, 0.1): says(0.8), cell(8, 0.5): says(0.8), cell(1, 0.01): says(0.55)}
    (line,) = traces(chart.score_map(Landscape.of(known), CELLS), "equally good")
    sides = [each for each in line.x if each is not None]
    assert len(sides) == 2 * (6 + 4)
    assert max(sides) == 12.5
    assert min(sides) == 6.5


def test_not_known_and_undefined_look_different() -> None:
    """A dot where nothing is fitted yet, a cross where the score has no value."""
    wrong = Predictions(Y, np.where(Y, 0.2, 0.8))
    found = Landscape.of({cell(1, 0.1): wrong, cell(2, 0.1): says(0.8)}, Score("recall", 0.7))
    marks = {each.marker.symbol: each for each in chart.score_map(found, CELLS).data if each.type == "scatter"}
    assert len(marks["circle"].x) == 128
    assert (list(marks["x"].x), list(marks["x"].y)) == ([7], [0])


def test_nothing_is_marked_where_nothing_can_be_said() -> None:
    """An empty map, one of a single cell and one of chance have neither best nor simplest."""
    rng = np.random.default_rng(4)
    chance = Landscape.of({each: Predictions(Y, rng.random(40)) for each in CELLS.specs})
    one = Landscape.of({cell(6, 0.1): says(0.8)})
    for found in (Landscape.of({}), one, chance):
        figure = chart.score_map(found, CELLS, cell(4, 0.1))
        assert not traces(figure, "best")
        assert not traces(figure, "simplest of them")
        assert traces(figure, "sliders")
        assert described(figure)["layout"]["title"]["text"] == "Log loss, validation"


def test_one_value_needs_no_scale() -> None:
    """Where all cells have the same score, a scale would tell differences that are none."""
    same = Landscape.of({cell(6, 0.1): says(0.8), cell(2, 0.1): says(0.8)})
    assert not chart.score_map(same, CELLS).data[0].showscale
    assert chart.score_map(Landscape.of(ordinary()), CELLS).data[0].showscale


def test_the_dark_theme_turns_marks_and_leaves_the_scale() -> None:
    """Lines and stars are light on dark; the colours of the cells mean the same in both themes."""
    figure = chart.score_map(Landscape.of(ordinary()), CELLS, cell(4, 0.1))
    dark = recoloured(figure)
    assert not set(chart.SCALE) & DARK.keys()
    assert dark.data[0].colorscale == figure.data[0].colorscale
    assert (traces(figure, "sliders")[0].marker.color, traces(dark, "sliders")[0].marker.color) == (INK, DARK[INK])
    assert traces(dark, "best")[0].marker.color == DARK[GROUND]


def test_cross_validation_is_in_the_title() -> None:
    """The two kinds of score are not mixed up."""
    known = {each: [one, one] for each, one in ordinary().items()}
    figure = chart.score_map(Landscape.of_folds(known, overlap=0.25), CELLS)
    assert described(figure)["layout"]["title"]["text"] == "Log loss, cross-validated"


def test_learning_curves() -> None:
    """A band for trees, bars for customers; a size without an interval has neither."""
    sizes, values = np.array([10, 20, 30]), np.array([0.5, 0.4, 0.3])
    curve = LearningCurve(Score(), sizes, values, np.array([0.4, np.nan, 0.2]), np.array([0.6, np.nan, 0.4]))
    band, line = chart.by_size(curve, "trees").data
    assert (list(band.x), list(band.y)) == ([10, 30, 30, 10], [0.6, 0.4, 0.2, 0.4])
    assert list(line.y) == [0.5, 0.4, 0.3]
    (points,) = chart.by_size(curve, "training customers", points=True).data
    assert list(points.error_y.array[[0, 2]]) == pytest.approx([0.1, 0.1])
    assert list(points.customdata) == ["0.400–0.600", "", "0.200–0.400"]
    layout = chart.by_size(curve, "trees").layout
    assert (layout.title.text, layout.xaxis.title.text) == ("Log loss by trees, with 95% interval", "Trees")
    assert layout.yaxis.title.text == "Lower is better"
