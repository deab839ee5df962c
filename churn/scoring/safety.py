"""Text from strangers, made harmless for a spreadsheet, which takes some text for a formula and runs it."""

import re
from typing import Final

import numpy as np
import pandas as pd

FORMULA: Final = re.compile(r"[=+\-@\t\r]")
# Nothing to calculate with: a number as people write it, perhaps with its currency, or signs that stand for none.
PLAIN_NUMBER: Final = re.compile(
    r"[+-] ?[$€£¥]? ?(\d[\d.,'’ \xa0\u202f]*|[.,]\d+)([eE][+-]?\d+)?[ \xa0\u202f]?([%$€£¥]|[A-Z]{3})?|[+-]{1,3}"
)


def spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before each text and each column name that a spreadsheet would take for a formula.

    These begin with = + - @ tab or carriage return (OWASP, "CSV Injection"; CWE-1236). Numbers are left alone, and so
    is text that is nothing but a number, "-12.5", "-1 224,50 €" or "+3", or a dash for none: a spreadsheet has nothing
    to run there, and with an apostrophe every negative amount of a file that keeps its values as they are written would
    be spoilt. Work is done once a different value.

    Parameters
    ----------
    frame : DataFrame
        Any table; it is not changed.

    Examples
    --------
    >>> spreadsheet_safe(pd.DataFrame({"=n": ["=1+1", "-12.5", "a-b"]})).to_dict("list")
    {"'=n": ["'=1+1", '-12.5', 'a-b']}
    """
    columns = [_safe_column(frame.iloc[:, position]) for position in range(frame.shape[1])]
    result = pd.concat(columns, axis=1) if columns else frame.copy()
    names: list[object] = []
    for name in map(_safe, frame.columns):
        names.append(f"'{name}" if name in names else name)  # beside "=n" there may be a column "'=n"
    result.columns = pd.Index(names)
    return result


def _safe_column(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        if all(_safe(level) is level for level in column.cat.categories):
            return column
    elif column.dtype != object and not pd.api.types.is_string_dtype(column):
        return column
    try:
        codes, values = pd.factorize(column)
    except TypeError:  # nested values: they are written in brackets, which begin no formula
        return column
    safe = [_safe(value) for value in values]
    if all(new is old for new, old in zip(safe, values, strict=True)):
        return column
    texts = np.array([*safe, None], dtype=object)[codes]  # the code of a missing value is -1
    return pd.Series(texts, index=column.index, name=column.name, dtype=object if column.dtype == object else "str")


def _safe(value: object) -> object:
    """Return a text with an apostrophe where it needs one; anything else as it is."""
    if isinstance(value, str) and FORMULA.match(value) and not PLAIN_NUMBER.fullmatch(value):
        return f"'{value}"
    return value
