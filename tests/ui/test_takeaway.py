"""What is taken out of a page: names of files, and the cells of tables that are painted."""

import re

import pandas as pd
import pytest
import streamlit as st

from churn.scoring.safety import FORMULA, PLAIN_NUMBER
from churn.ui.takeaway import SCRIPT, file_name, rows_of


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Customertravel.csv", "customertravel"),
        ("../../etc/passwd", "etc-passwd"),
        ('<img src=x onerror="alert(1)">.csv', "img-src-x-onerror-alert-1"),
        ("C:\\data\\Q3 | final?.xlsx", "c-data-q3-final"),
        ("Kündigungen März.parquet", "kündigungen-märz"),
        ("...", "table"),
        ("\r\nSet-Cookie: a", "set-cookie-a"),
    ],
)
def test_any_name_of_data_makes_a_name_of_a_file(name: str, file: str) -> None:
    """Nothing is left that names a folder, a device or markup; letters of any language stay."""
    assert file_name(name) == file
    assert len(file_name(name * 40)) <= 60


def test_numbers_stay_numbers_as_precise_as_they_are_shown() -> None:
    """A percentage is a number with its unit in the heading; text stays text, what is missing is nothing."""
    frame = pd.DataFrame({"p": [98.1259, None], "=name": ["=1+1", "Ann"], "n": [-3, 4], "bars": [[1, 2], [3]]})
    looks = {"p": st.column_config.NumberColumn("Churn probability", format="%.1f%%")}
    heading, *rows = rows_of(frame, looks)
    assert heading == ["Churn probability (%)", "=name", "n"]
    assert rows == [[98.1, "=1+1", -3], [None, "Ann", 4]]


def test_the_order_is_that_of_the_page() -> None:
    """Columns that the page leaves out are left out."""
    assert rows_of(pd.DataFrame({"a": [1], "b": [2], "c": [3]}), {}, ["c", "a"]) == [["c", "a"], [3, 1]]


def test_the_patterns_mean_in_a_browser_what_they_mean_here() -> None:
    """The script builds its expressions of them: nothing in them is Python's alone."""
    for pattern in (FORMULA, PLAIN_NUMBER):
        assert not re.search(r"\(\?|\\[AZz]", pattern.pattern)
    assert "data.formula" in SCRIPT.read_text(encoding="utf-8")
