"""Columns that are distributed differently in the train and in the test part."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp

from churn.audit.finding import MOST_COLUMNS, MOST_ROWS, Finding
from churn.errors import quote
from churn.model.split import Split
from churn.table.dataset import Dataset
from churn.table.schema import Column

SURE: Final = 0.01
"""Share of false alarms among the alarms that is put up with (Benjamini and Hochberg 1995)."""
FEW_VALUES: Final = 20
"""A number with no more different values is compared value by value."""
LEAST_EXPECTED: Final = 5.0
"""Customers that a level needs in both parts for the chi-square test to hold (Cochran 1954)."""


class Shift(NamedTuple):
    """How a column differs between the parts, and how likely chance alone does that."""

    words: str
    p_value: float


def shifts(dataset: Dataset, split: Split) -> Iterator[Finding]:
    """Find features whose distributions differ more than chance explains, all columns considered together."""
    train, test = _drawn(split.train), _drawn(split.test)
    if not len(train) or not len(test):
        return
    features = dataset.schema.features[:MOST_COLUMNS]
    compared = {column.name: _compared(column, dataset.frame[column.name], train, test) for column in features}
    found = {name: shift for name, shift in compared.items() if shift is not None}
    if not found:
        return
    adjusted = false_discovery_control([shift.p_value for shift in found.values()])
    for (name, shift), p_value in zip(found.items(), adjusted, strict=True):
        if p_value <= SURE:
            yield Finding(
                "warning", "shift", name,
                f"It is distributed differently in the train and the test part ({len(train):,} and {len(test):,}"
                f" customers read): {shift.words}, p {_shown(p_value)} after Benjamini–Hochberg over {len(found):,}"
                " columns.",
                "Scores on this test part may not hold elsewhere: look at other seeds, and at how the table was put"
                " together.",
            )  # fmt: skip


def _drawn(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Shuffled rows: the first ones are a sample."""
    return rows[:MOST_ROWS]


def _compared(column: Column, values: pd.Series, train: NDArray[np.intp], test: NDArray[np.intp]) -> Shift | None:
    if column.kind == "category":
        codes, levels = values.cat.codes.to_numpy(), values.cat.categories.to_numpy()
    elif column.distinct <= FEW_VALUES:
        levels, codes = np.unique(values.to_numpy(), return_inverse=True)  # missing values are one of them
    else:
        return _distance(values.to_numpy()[train], values.to_numpy()[test])
    counts = np.stack([np.bincount(codes[rows], minlength=len(levels)) for rows in (train, test)])
    return _counted(counts, levels)


def _distance(train: NDArray[np.float64], test: NDArray[np.float64]) -> Shift | None:
    train, test = train[~np.isnan(train)], test[~np.isnan(test)]
    if not len(train) or not len(test):
        return None
    found = ks_2samp(train, test, method="asymp")
    return Shift(f"Kolmogorov–Smirnov distance {found.statistic:.3f}", float(found.pvalue))


def _counted(counts: NDArray[np.intp], levels: NDArray[np.object_]) -> Shift | None:
    """Compare counts of shape (2, levels); those of the rare levels are gathered."""
    n = counts.sum(axis=1, keepdims=True)
    rare = counts.sum(axis=0) * n.min() < LEAST_EXPECTED * n.sum()
    gathered = np.column_stack([counts[:, ~rare], counts[:, rare].sum(axis=1)])
    gathered = gathered[:, gathered.any(axis=0)]
    if gathered.shape[1] < 2:
        return None
    shares = counts / n
    most = int(np.abs(shares[0] - shares[1]).argmax())
    words = f"{quote(levels[most])} is {shares[0, most]:.1%} of the one and {shares[1, most]:.1%} of the other"
    return Shift(f"{words} (chi-square test)", float(chi2_contingency(gathered, correction=False).pvalue))


def _shown(p_value: float) -> str:
    return "< 0.001" if p_value < 0.001 else f"= {p_value:.3f}"  # noqa: PLR2004 - three decimals
