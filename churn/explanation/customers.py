"""Customers of the data, to look at one by one."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError
from churn.model.run import Run
from churn.model.split import Part
from churn.table.dataset import Dataset
from churn.table.values import Features

CustomerValue = str | int | float | None


def by_risk(run: Run) -> NDArray[np.intp]:
    """Return the rows of the run's data set by falling probability; equal ones in the order of the table."""
    p = np.empty(run.rows)
    for part, rows in run.split.parts().items():
        p[rows] = run.evaluation.p[part]
    return np.argsort(-p, kind="stable")


def part_of(run: Run, row: int) -> Part:
    """Return the part of the split that a row of the run's data set fell into."""
    return next(part for part, rows in run.split.parts().items() if row in rows)


def row_values(dataset: Dataset, row: int) -> dict[str, CustomerValue]:
    """Return one customer's values by feature; None where a number is missing.

    Raises
    ------
    DataError
        If there is no such row; rows count from 0.
    """
    if not 0 <= row < len(dataset):
        raise DataError(f"There is no row {row + 1:,}; the table has rows 1 to {len(dataset):,}.")
    return values_of(dataset.frame.rows([row]))


def values_of(row: Features) -> dict[str, CustomerValue]:
    """Return the values of a table's only customer by feature; None where a number is missing."""
    return {str(name): None if pd.isna(value) else value for name, value in row.to_dict("records")[0].items()}
