"""Columns that are distributed differently in the train and in the test part."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp

from churn.audit.material import MAX_ROWS, SEED, Material
from churn.errors import quote, share
from churn.model.division import COLUMN, one_row_each
from churn.table.finding import Finding, Severity
from churn.table.schema import Column
from churn.table.summary import sample_rows

SURE: Final = 0.01  # share of false alarms among the alarms that is put up with (Benjamini and Hochberg 1995)
FEW_VALUES: Final = 20  # a number with no more different values is compared value by value
LEAST_EXPECTED: Final = 5.0  # customers that a level needs in both parts for the chi-square test (Cochran 1954)
# Severity, evidence and remedy: of a split at random, and of one by time.
DIFFERENCE: Final[tuple[Severity, str, str]] = (
    "warning",
    "Its values differ between training and test customers",
    "Scores on these test customers may not hold elsewhere: look at other seeds and at the table’s origin.",
)
DRIFT: Final[tuple[Severity, str, str]] = (
    "note",
    "It drifts: later (test) customers differ from earlier (training) ones",
    "In a split by time that is no fault of the split. Expect it to go on, and train again from time to time.",
)


class Shift(NamedTuple):
    """How a column differs between the parts, and how likely chance alone does that."""

    words: str
    test: str
    p_value: float


def shifts(material: Material) -> Iterator[Finding]:
    """Find features that differ between the train and the test part more than chance explains, tested together."""
    split = material.split
    if split is None:
        return
    train, test = (_read(material, rows, split.by) for rows in (split.train, split.test))
    if not len(train) or not len(test):
        return
    frame = material.dataset.frame
    compared = [(column.name, _compared(column, frame[column.name], train, test)) for column in material.columns]
    tested = [(name, shift) for name, shift in compared if shift is not None]
    adjusted = false_discovery_control([shift.p_value for _, shift in tested])
    severity, differs, remedy = DRIFT if split.in_time else DIFFERENCE
    for (name, shift), p_value in zip(tested, adjusted, strict=True):
        if p_value <= SURE:
            shown = "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"  # noqa: PLR2004 - three decimals
            evidence = (
                f"{differs} ({len(train):,} and {len(test):,} customers read): {shift.words}. Chance hardly does that"
                f" ({shift.test}, {shown}, adjusted for {len(tested):,} columns by Benjamini–Hochberg)."
            )
            yield Finding(severity, "shift", name, evidence, remedy)


def _read(material: Material, rows: NDArray[np.intp], by: str) -> NDArray[np.intp]:
    """Return the rows of a part that are read: independent ones, and not too many."""
    if by.startswith(COLUMN):  # rows that stay together are alike, so that one of them counts
        rows = rows[one_row_each(material.dataset.table[by.removeprefix(COLUMN)], rows)]
    return rows if len(rows) <= MAX_ROWS else rows[sample_rows(len(rows), MAX_ROWS, SEED)]


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
    test_result = ks_2samp(train, test, method="asymp")
    points = f"{100 * test_result.statistic:.0f}"
    words = f"the shares of customers below a value differ by up to {points} point{'s' * (points != '1')}"
    return Shift(words, "Kolmogorov–Smirnov test", float(test_result.pvalue))


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
    words = f"{quote(levels[most])} is {share(shares[0, most])} of the one and {share(shares[1, most])} of the other"
    return Shift(words, "chi-square test", float(chi2_contingency(gathered, correction=False).pvalue))
