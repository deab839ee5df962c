"""What all charts share keeps users' names literal and apart, and a browser's work small."""

import tomllib
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from churn.show import chart

ROOT: Final = Path(__file__).parents[2]


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
    """The text stands above the end of the line, and leans inwards near an end of the axis."""
    figure = chart.Figure()
    for x, text in ((0.01, "low"), (0.5, "middle"), (0.99, "high")):
        chart.mark_at(figure, x, text, (0, 1))
    assert [line.x0 for line in figure.layout.shapes] == [0.01, 0.5, 0.99]
    sides = [(note.text, note.xanchor) for note in figure.layout.annotations]
    assert sides == [("low", "left"), ("middle", "center"), ("high", "right")]
    assert {(note.yref, note.y, note.yanchor) for note in figure.layout.annotations} == {("y domain", 1, "bottom")}


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, 0 (black) to 1 (white): WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


OWN = (chart.STAYED, chart.LEFT, chart.MIDDLE, chart.MUTED, chart.INK, *chart.LEVEL_COLOURS[2:])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_stand_out(theme: str) -> None:
    """A mark differs from the ground by 3:1, a bar from its error bar likewise, a text on a bar from it by 4.5:1."""
    themes = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    ground = themes[theme]["backgroundColor"]
    shown = {each: each if theme == "light" else chart.DARK[each] for each in (*OWN, chart.GROUND)}
    assert shown[chart.GROUND] == ground
    assert min(contrast(shown[each], ground) for each in OWN) >= 3
    assert min(contrast(each, ground) for each in themes[theme]["chartCategoricalColors"][:6]) >= 3
    assert themes[theme]["chartCategoricalColors"][:2] == [shown[chart.STAYED], shown[chart.LEFT]]
    assert min(contrast(shown[each], ground) for each in (chart.STAYED, chart.LEFT)) >= 4.5
    assert min(contrast(shown[chart.INK], shown[each]) for each in (chart.STAYED, chart.LEFT)) >= 2.5


def test_dark_figures() -> None:
    """In the dark theme colours change where they colour something, and nowhere else; the numbers stay."""
    figure = chart.Figure(
        data=[
            {"type": "bar", "x": [chart.LEFT], "y": [1], "marker": {"color": [chart.LEFT]}, "text": [chart.STAYED]},
            {"type": "heatmap", "z": [[0, 1]], "colorscale": [[0, chart.LEFT], [1, chart.STAYED]]},
        ]
    )
    chart.mark_at(chart.framed(figure, chart.LEFT), 0, chart.LEFT, (0, 1))
    dark = chart.recoloured(figure)
    assert list(dark.data[0].marker.color) == [chart.DARK[chart.LEFT]]
    assert [colour for _, colour in dark.data[1].colorscale] == [chart.DARK[chart.LEFT], chart.DARK[chart.STAYED]]
    assert dark.layout.shapes[0].line.color == chart.DARK[chart.MUTED]
    assert (list(dark.data[0].x), list(dark.data[0].text)) == ([chart.LEFT], [chart.STAYED])
    assert dark.layout.title.text == dark.layout.annotations[0].text == chart.LEFT
    assert list(figure.data[0].marker.color) == [chart.LEFT], "the figure itself stays as it was"


def test_texts_beside_a_chart_have_room() -> None:
    """They stand at the end of the axis, outside, and the margin is as wide as the longest of them."""
    texts = ["20% of 10", "&lt;1% of 4,032"]
    trace = chart.beside_chart(texts, ["a", "b"], 40.0)
    assert (trace["x"], trace["textposition"], trace["cliponaxis"]) == ([40.0, 40.0], "middle right", False)
    with_texts = chart.framed(chart.Figure(data=[trace]), "Title", texts=texts).layout.margin.r
    assert with_texts - chart.framed(chart.Figure(), "Title").layout.margin.r >= chart.LETTER * len("<1% of 4,032")


def test_a_legend_stands_above_or_below() -> None:
    """Below, it leaves the room beside the title to a narrow screen."""
    above = chart.framed(chart.Figure(), "Title", legend=True).layout
    below = chart.framed(chart.Figure(), "Title", legend=True, below=True).layout
    assert above.legend.y == 1
    assert (below.legend.y, below.legend.yref) == (0, "container")
    assert chart.framed(chart.Figure(), "Title").layout.showlegend is False


def test_literal_shortens_before_it_escapes() -> None:
    """A shortened text ends with an ellipsis, not in the middle of an entity."""
    assert chart.literal("<" * 40, longest=5) == "&lt;&lt;&lt;&lt;…"
    assert chart.literal("short") == "short"
    assert chart.literal(3) == "3"
