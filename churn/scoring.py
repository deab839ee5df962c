"""Tables that leave the house."""

import re
from typing import Final

import pandas as pd

_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
"""How a cell begins that a spreadsheet runs."""


def spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Neutralise what a spreadsheet would run as a formula: such a text gets an apostrophe in front.

    Headers, too; columns of numbers stay as they are.

    Examples
    --------
    >>> spreadsheet_safe(pd.DataFrame({"=A": ["=1+1", "plain"], "n": [-1, 2]})).to_dict("list")
    {"'=A": ["'=1+1", 'plain'], 'n': [-1, 2]}
    """
    safe = {
        name: column if pd.api.types.is_numeric_dtype(column) else column.astype(object).map(_neutral)
        for name, column in frame.items()
    }
    return pd.DataFrame(safe).rename(columns=_neutral)


def _neutral(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
