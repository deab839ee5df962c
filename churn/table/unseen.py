"""Values of new customers that the training table lacks, and those that were read as another value, counted."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import listing, plural, quote
from churn.table.columns.numbers import values_of
from churn.table.columns.spellings import even, known_names, visible
from churn.table.no_value import GAPS
from churn.table.values import Levels
from churn.table.writing import Writing

NOT_IN_TABLE: Final = "is not in the table that the model was made from, only"
MAX_NAMED: Final = 3


@dataclass(frozen=True)
class UnseenValue:
    """A column's values that do not occur in the training table.

    Attributes
    ----------
    column : str
        Where they are.
    row : int
        The first row with one; data rows count from 1.
    value : str
        Its value there, quoted, or "no value".
    allowed : str
        What the training table has instead.
    rows, of : int
        In how many rows of how many such values are.
    different : int
        How many different ones.
    """

    column: str
    row: int
    value: str
    allowed: str
    rows: int = 1
    of: int = 1
    different: int = 1

    def __str__(self) -> str:
        """Say it in one sentence."""
        if self.rows == 1:
            return f"Column {quote(self.column)}, row {self.row:,}: {self.value} {NOT_IN_TABLE} {self.allowed}."
        where = f"Column {quote(self.column)}: {self.rows:,} of {plural(self.of, 'row')}"
        if self.different > 1:
            values = f"have {self.different:,} values, the first in row {self.row:,} with {self.value}, which are"
        elif self.value == "no value":
            values = f"have no value (first row {self.row:,}), which is"
        else:
            values = f"say {self.value} (first row {self.row:,}), which is"
        return f"{where} {values} {NOT_IN_TABLE.removeprefix('is ')} {self.allowed}."


@dataclass(frozen=True)
class TakenFor:
    """Texts of new customers that were read as a value which the training table writes otherwise, or as no value.

    Attributes
    ----------
    column : str
        Where they are.
    texts : tuple of str
        The most frequent ones, at most `MAX_NAMED`.
    known : tuple of str
        The levels that they were taken for; empty where they were taken for no value.
    rows, of : int
        In how many rows of how many.
    """

    column: str
    texts: tuple[str, ...]
    known: tuple[str, ...]
    rows: int
    of: int

    def __str__(self) -> str:
        """Say it in one sentence."""
        say = "says" if self.rows == 1 else "say"
        texts = ", ".join(map(visible, self.texts))
        where = f"Column {quote(self.column)}: {self.rows:,} of {plural(self.of, 'row')} {say} {texts}"
        if not self.known:
            return f"{where}, taken for no value."
        scored = "it is scored as that" if self.rows == 1 else "they are scored as that"
        return f"{where}; training knew {listing(self.known)}, and {scored}."


def levels_taken(column: str, texts: Levels, of: int, known: tuple[str, ...], writing: Writing) -> TakenFor | None:
    """Find the levels of a category that are written otherwise than in training; None if there are none.

    Where training itself joined upper and lower case, it knew such levels: then there is nothing to say.
    """
    levels, counts = texts
    names = known_names(levels, known, writing.joined)
    before = even(levels) if writing.joined else levels
    differ = np.asarray((names != before) & names.isin(pd.Index(known, dtype=levels.dtype)))
    gaps = names.isin(GAPS.difference(known))
    return _taken(column, levels, np.where(differ, counts, 0), of, names) or _taken(
        column, levels, np.where(gaps, counts, 0), of, None
    )


def texts_without_number(column: str, texts: Levels, of: int, writing: Writing) -> TakenFor | None:
    """Find the texts in a column of numbers that were taken for no value; None if training took them so, too."""
    levels, counts = texts
    values, _ = values_of(levels, writing)
    known = levels.isin([*writing.missing, *levels[even(levels) == ""]])
    return _taken(column, levels, np.where(np.isnan(values) & ~known, counts, 0), of, None)


def _taken(column: str, levels: pd.Index, rows: NDArray[np.int64], of: int, names: pd.Index | None) -> TakenFor | None:
    if not rows.any():
        return None
    most = np.argsort(-rows, kind="stable")[: min(MAX_NAMED, np.count_nonzero(rows))]
    known = () if names is None else tuple(dict.fromkeys(map(str, names[most])))
    return TakenFor(column, tuple(map(str, levels[most])), known, int(rows.sum()), of)
