"""One thing that an audit found, and what an audit looks at."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.table.dataset import Dataset
from churn.table.schema import Column

Severity = Literal["serious", "warning", "note"]
Kind = Literal[
    "copy", "leak", "no leaver", "shift", "id", "imbalance", "contradictions", "duplicates", "missing", "rare levels",
    "near constant", "constant", "limit",
]  # fmt: skip

SEVERITIES: Final[tuple[Severity, ...]] = ("serious", "warning", "note")
MOST_ROWS: Final = 50_000
"""What the audit reads of a longer table: a sample, so that a million rows cost no more."""
MOST_COLUMNS: Final = 200
"""What the audit reads of a wider table: its first columns."""
SEED: Final = 0


@dataclass(frozen=True)
class Finding:
    """One thing that is, or may be, wrong with a table.

    Attributes
    ----------
    severity : {"serious", "warning", "note"}
        Scores are wrong; scores may mislead; good to know.
    kind : str
        What was looked for.
    column : str or None
        Where it was found; None if it is about the whole table.
    evidence, remedy : str
        What was measured, and what to do about it: plain sentences.
    """

    severity: Severity
    kind: Kind
    column: str | None
    evidence: str
    remedy: str


@dataclass(frozen=True, eq=False)
class Material:
    """The customers and columns that an audit reads.

    Attributes
    ----------
    dataset : Dataset
        The whole table.
    rows : ndarray of int, shape (n,)
        Positions of the customers that are read, ascending.
    """

    dataset: Dataset
    rows: NDArray[np.intp]

    @classmethod
    def of(cls, dataset: Dataset) -> "Material":
        """Take the whole table, or a seeded sample of a very long one."""
        return cls(dataset, thinned(np.arange(len(dataset)), MOST_ROWS))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The features that are read."""
        return self.dataset.schema.features[:MOST_COLUMNS]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The features of the customers that are read, (n, k)."""
        return self.of_rows(self.dataset.frame[[column.name for column in self.columns]])

    @cached_property
    def y(self) -> NDArray[np.int8]:
        """Their outcomes, shape (n,)."""
        return self.dataset.y[self.rows]

    def of_rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that are read."""
        return frame if len(self.rows) == len(frame) else frame.iloc[self.rows]

    @property
    def where(self) -> str:
        """Say of how many customers something is true."""
        n = len(self.rows)
        whole = n == len(self.dataset)
        return f"the {n:,} customers" if whole else f"a sample of {n:,} of the {len(self.dataset):,} customers"


def thinned(positions: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Draw at most so many positions, always the same ones, in ascending order."""
    if len(positions) <= most:
        return positions
    return np.sort(np.random.default_rng(SEED).choice(positions, most, replace=False))
