"""What a spreadsheet would run is made harmless; everything else stays as it is."""

import time

import pandas as pd
import pytest

from churn.scoring.safety import spreadsheet_safe

HARMFUL = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "=",
    "--1",
    "-1+1",
    "+A1",
    "-A1 EUR",
    "-5 EURO",
    "- =1",
    "-5 %x",
]
HARMLESS = [
    "",
    "a=b",
    "1-2",
    " =1",
    "'=1",
    "-12.5",
    "+3",
    "-1,234.5",
    "-.5",
    "-1e-7",
    "+5%",
    "-",
    "--",
    "-1 224,50 €",
    "-1.224,50",
    "-$1,224",
    "-€ 3",
    "-3 EUR",
    "-1'224.50 CHF",
    "-12.3 %",
    "+49 170 1234",
    "0123",
    "–5",
    "x@y.example",
]


@pytest.mark.parametrize("kind", ["str", "category", "object"])
def test_cells(kind: str) -> None:
    """A text that begins like a formula gets an apostrophe, whatever holds it; a plain number and the rest none."""
    frame = pd.DataFrame({"x": pd.Series(HARMFUL + HARMLESS, dtype=kind)})
    assert spreadsheet_safe(frame)["x"].tolist() == [f"'{text}" for text in HARMFUL] + HARMLESS
    assert frame["x"].tolist() == HARMFUL + HARMLESS


def test_headers() -> None:
    """Column names are text like any other, and stay different from each other."""
    frame = pd.DataFrame([[1, 2, 3]], columns=["=a", "'=a", "-5"])
    assert list(spreadsheet_safe(frame).columns) == ["'=a", "''=a", "-5"]


def test_numbers_and_gaps() -> None:
    """Numbers, truth values, dates and missing values are not touched."""
    frame = pd.DataFrame(
        {
            "n": [-1, 2],
            "x": [-0.5, None],
            "b": [True, False],
            "d": pd.to_datetime(pd.Series(["2020-01-01", None])),
            "t": ["=1", None],
            "o": pd.Series([-1, "=1"], dtype=object),
            "l": pd.Series([["=1"], None], dtype=object),
        }
    )
    safe = spreadsheet_safe(frame)
    pd.testing.assert_frame_equal(safe[["n", "x", "b", "d", "l"]], frame[["n", "x", "b", "d", "l"]])
    assert safe["t"].isna().tolist() == [False, True]
    assert safe["t"][0] == "'=1"
    assert safe["o"].tolist() == [-1, "'=1"]


def test_levels_that_become_equal() -> None:
    """Where both "=x" and "'=x" are levels, the cells come out alike and nothing fails."""
    frame = pd.DataFrame({"x": pd.Categorical(["=x", "'=x", "y"])})
    assert spreadsheet_safe(frame)["x"].tolist() == ["'=x", "'=x", "y"]


def test_empty_tables() -> None:
    """No rows and no columns are fine."""
    assert spreadsheet_safe(pd.DataFrame()).empty
    assert list(spreadsheet_safe(pd.DataFrame({"=a": pd.Series([], dtype="str")})).columns) == ["'=a"]


def test_once_a_level() -> None:
    """A million cells of two levels cost no more than a moment."""
    frame = pd.DataFrame({"x": pd.Categorical.from_codes([0, 1] * 500_000, pd.Index(["=1", "a"]))})
    start = time.process_time()
    assert spreadsheet_safe(frame)["x"].iloc[0] == "'=1"
    assert time.process_time() - start < 1
