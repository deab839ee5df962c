"""What an audit looks at."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.model.split import Split, profiles
from churn.table.dataset import Dataset
from churn.table.schema import Column
from churn.table.summary import sample_rows

MAX_ROWS: Final = 50_000  # of a longer table a sample is read, so that a million rows cost no more
MAX_COLUMNS: Final = 200  # of a wider table the first columns are read
SEED: Final = 0


@dataclass(frozen=True, eq=False)
class Material:
    """What every check gets: the table, its split, and the customers and columns that are read one by one.

    Attributes
    ----------
    dataset : Dataset
        The whole table.
    split : Split or None
        Its parts; None if it cannot be split.
    """

    dataset: Dataset
    split: Split | None = None

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Positions of the customers that are read, ascending: all, or a seeded sample of a very long table."""
        return sample_rows(len(self.dataset), MAX_ROWS, SEED)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The features that are read."""
        return self.dataset.schema.features[:MAX_COLUMNS]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The features of the customers that are read, (n, k)."""
        return self.of_rows(self.dataset.frame[[column.name for column in self.columns]])

    @cached_property
    def y(self) -> NDArray[np.int8]:
        """Their outcomes, shape (n,)."""
        return self.dataset.y[self.rows]

    @cached_property
    def profile(self) -> NDArray[np.intp] | None:
        """The number of each customer's combination of values, shape (n,); None where it is known that all differ.

        Also where only some columns are read: rows that look alike in these may differ in the others.
        """
        features = self.dataset.schema.features
        if len(features) > MAX_COLUMNS or any(column.distinct == len(self.dataset) for column in features):
            return None
        return profiles(self.frame)

    def of_rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that are read."""
        return frame if len(self.rows) == len(frame) else frame.iloc[self.rows]

    @cached_property
    def ids(self) -> frozenset[str | None]:
        """Columns that were found to be ids, or nearly so."""
        return frozenset(finding.column for finding in self.dataset.findings if finding.kind == "id")

    @property
    def where(self) -> str:
        """Say of how many customers something is true."""
        n = len(self.rows)
        whole = n == len(self.dataset)
        return f"the {n:,} customers" if whole else f"a sample of {n:,} of the {len(self.dataset):,} customers"
