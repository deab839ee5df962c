"""What leaves the house does no harm where it is opened."""

import pandas as pd

from churn.scoring import spreadsheet_safe


def test_formulas_are_neutralised() -> None:
    """Texts and headers that a spreadsheet would run get an apostrophe in front; true numbers stay numbers."""
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "plain", "a=b", None]
    frame = pd.DataFrame({"=name": hostile, "number": [-1.5] * 9, "category": pd.Categorical(hostile)})
    safe = spreadsheet_safe(frame)
    neutral = [f"'{value}" for value in hostile[:6]] + ["plain", "a=b"]
    assert list(safe) == ["'=name", "number", "category"]
    for name in ("'=name", "category"):
        assert safe[name].tolist()[:8] == neutral
        assert pd.isna(safe[name].iloc[8])
    assert safe["number"].tolist() == [-1.5] * 9
    assert frame["=name"].iloc[0] == "=1+1"
