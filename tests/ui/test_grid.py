"""Tables on a canvas: numbers with a minus, and columns wide enough for their longest text."""

import json

import pandas as pd
import pytest
import streamlit as st
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from churn.ui import grid

NUMBER = st.column_config.NumberColumn


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (-2.04, "%+.1f points", "−2.0 points"),
        (2.04, "%+.1f points", "+2.0 points"),
        (-0.5, "%.2f%%", "−0.50%"),
        (1234.5, "%.2f", "1,234.50"),
        (-1288, None, "−1,288"),
        (-1.5e-300, None, "−1.5e-300"),
    ],
)
def test_a_minus_is_no_hyphen(value: float, form: str | None, text: str) -> None:
    """A negative number has the sign that all texts here have, in each format of a column, and in none."""
    assert grid.written(value, form) == text


def test_columns_with_negative_numbers_are_written_here() -> None:
    """No others are: not those without, nor texts, answers, bars, or numbers that are missing."""
    frame = pd.DataFrame(
        {"a": [-1.5, 2.0], "b": [1.0, 2.0], "c": ["-1", "x"], "d": [True, False], "e": [-3.0, 1.0], "f": [None, -2.0]}
    )
    bars = {"a": NUMBER(format="%.1f"), "e": st.column_config.ProgressColumn()}
    found = grid.writers(frame, bars)
    assert {name: write(-2.0) for name, write in found.items()} == {"a": "−2.0", "f": "−2"}


def test_thousands_of_amounts_have_commas() -> None:
    """What is a thousand or more is written here, too, where it has a format; a plain number, say a year, is not."""
    frame = pd.DataFrame({"gain": [999.0, 1234.5], "small": [1.0, 2.0], "Year": [1999, 2024]})
    found = grid.writers(frame, {"gain": NUMBER(format="%.2f"), "small": NUMBER(format="%.2f")})
    assert {name: write(1234.5) for name, write in found.items()} == {"gain": "1,234.50"}


def test_one_long_text_decides_the_width() -> None:
    """Where texts are about equally long, and where a width is given, it stays as it is; none fills a page."""
    frame = pd.DataFrame(
        {"even": ["abc", "abcd"] * 5, "uneven": ["No"] * 9 + ["Middle Income"], "long": ["a"] * 9 + ["a" * 200],
         "given": ["a"] * 9 + ["a" * 20], "number": range(10)}
    )  # fmt: skip
    looks = {"given": st.column_config.TextColumn(width="small"), "long": st.column_config.TextColumn(help="why")}
    wide = grid.with_widths(frame, looks)
    assert wide.keys() == {"given", "uneven", "long"}
    assert 90 <= wide["uneven"]["width"] <= 130
    assert (wide["long"]["width"], wide["long"]["help"]) == (grid.WIDEST, "why")
    assert wide["given"]["width"] == "small"


def test_numbers_stay_numbers() -> None:
    """What is drawn with a minus is sorted by its values, which are those of the table."""

    def script() -> None:
        import pandas as pd  # noqa: PLC0415 - the script is a file of its own
        import streamlit as st  # noqa: PLC0415

        from churn.ui.grid import draw_grid  # noqa: PLC0415

        frame = pd.DataFrame({"Column": ["a", "b"], "Difference": [-2.04, 1.0]})
        draw_grid(frame, "try", "Try", columns={"Difference": st.column_config.NumberColumn(format="%+.1f points")})

    at = AppTest.from_function(script).run()
    assert not at.exception
    drawn = at.dataframe[0]
    assert drawn.value["Difference"].tolist() == [-2.04, 1.0]
    written = convert_arrow_bytes_to_pandas_df(drawn.proto.arrow_data.styler.display_values)
    assert written["Difference"].tolist() == ["−2.0 points", "+1.0 points"]
    assert json.loads(drawn.proto.columns)["Difference"]["type_config"].get("format") is None
