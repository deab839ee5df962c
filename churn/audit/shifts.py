"""Columns that are distributed differently in the train and in the test part."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp

from churn.audit.material import MAX_ROWS, Material
from churn.errors import quote, share
from churn.table.finding import Finding
from churn.table.schema import Column

SURE: Final = 0.01  # share of false alarms among the alarms that is put up with (Benjamini and Hochberg 1995)
FEW_VALUES: Final = 20  # a number with no more different values is compared value by value
LEAST_EXPECTED: Final = 5.0  # customers that a level needs in both parts for the chi-square test (Cochran 1954)


class Shift(NamedTuple):
    """How a column differs between the parts, and how likely chance alone does that."""

    words: str
    p_value: float


def shifts(material: Material) -> Iterator[Finding]:
    """Find features that differ between the train and the test part more than chance explains, tested together."""
    if material.split is None:
        return
    train, test = (rows[:MAX_ROWS] for rows in (material.split.train, material.split.test))  # shuffled: a sample
    if not len(train) or not len(test):
        return
    frame = material.dataset.frame
    compared = [(column.name, _compared(column, frame[column.name], train, test)) for column in material.columns]
    tested = [(name, shift) for name, shift in compared if shift is not None]
    adjusted = false_discovery_control([shift.p_value for _, shift in tested])
    remedy = (
        "Scores on this test part may not hold elsewhere: look at other seeds, and at how the table was put together."
    )
    for (name, shift), p_value in zip(tested, adjusted, strict=True):
        if p_value <= SURE:
            shown = "< 0.001" if p_value < 0.001 else f"= {p_value:.3f}"  # noqa: PLR2004 - three decimals
            evidence = (
                f"It is distributed differently in the train and the test part ({len(train):,} and {len(test):,}"
                f" customers read): {shift.words}, p {shown} after Benjamini–Hochberg over {len(tested):,} columns."
            )
            yield Finding("warning", "shift", name, evidence, remedy)


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
    return Shift(f"Kolmogorov–Smirnov distance {test_result.statistic:.3f}", float(test_result.pvalue))


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
    return Shift(f"{words} (chi-square test)", float(chi2_contingency(gathered, correction=False).pvalue))
