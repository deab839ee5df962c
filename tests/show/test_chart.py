"""What all charts share keeps users' names literal and apart, and a browser's work small."""

import numpy as np
import pytest

from churn.show import chart


def test_names_that_look_alike_get_numbers() -> None:
    """One bar never stands on another; names that differ stay as they are."""
    assert chart.told_apart(["a", "b", "a"]) == ["a (1)", "b", "a (2)"]


@pytest.mark.parametrize(("points", "first", "kept"), [(3, 0, [0, 1, 2]), (101, 0, [0, 25, 50, 75, 100]), (3, 2, [2])])
def test_thinned(points: int, first: int, kept: list[int]) -> None:
    """Few points stay; of many an even choice, both ends among them."""
    assert chart.thinned(points, first, most=5).tolist() == kept


def test_error_bars_reach_to_the_ends() -> None:
    """They are measured from the value, in the unit of the axis."""
    bars = chart.error_bars(np.array([0.5]), np.array([0.4]), np.array([0.8]), scale=100, width=5)
    assert bars["array"] == pytest.approx([30])
    assert bars["arrayminus"] == pytest.approx([10])
    assert bars["width"] == 5


def test_a_text_stands_where_there_is_room() -> None:
    """In the right half it stands to the left of its point."""
    assert chart.beside(0.2, 0.5, 12) == {"xanchor": "left", "xshift": 12}
    assert chart.beside(0.8, 0.5, 12) == {"xanchor": "right", "xshift": -12}


def test_a_mark_is_a_line_with_its_name() -> None:
    """The text stands at the line, to its right unless said otherwise."""
    figure = chart.Figure()
    chart.mark_at(figure, 3, "here")
    chart.mark_at(figure, 4, "there", xanchor="right")
    assert [line.x0 for line in figure.layout.shapes] == [3, 4]
    assert [(note.text, note.xanchor) for note in figure.layout.annotations] == [("here", "left"), ("there", "right")]


def test_a_legend_stands_above_or_below() -> None:
    """Below, it leaves the room beside the title to a narrow screen."""
    above = chart.framed(chart.Figure(), "Title", legend=True).layout
    below = chart.framed(chart.Figure(), "Title", legend=True, below=0.2).layout
    assert above.legend.y == 1
    assert below.legend.y == -0.2
    assert chart.framed(chart.Figure(), "Title").layout.showlegend is False


def test_literal_shortens_before_it_escapes() -> None:
    """A shortened text ends with an ellipsis, not in the middle of an entity."""
    assert chart.literal("<" * 40, longest=5) == "&lt;&lt;&lt;&lt;…"
    assert chart.literal("short") == "short"
    assert chart.literal(3) == "3"
