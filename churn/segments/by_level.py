"""The customers of each level of a column, and where what happened clearly differs from what the model says of them.

A level is judged by what its own probabilities promise: how many leave, and how far leavers rank above stayers. Recall
and precision are shown and not judged: they differ between levels under the best of models, because a level of few
leavers has low probabilities. All levels of all columns are tested together, so that looking at many does not make one
stand out by chance.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from churn.scores.confusion import THRESHOLD, Bools, Confusion, Floats
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval, wilson
from churn.segments.judging import Verdict, detectable, leavers, ranking
from churn.table.dataset import Dataset
from churn.table.summary import levels, sample_rows

ERROR: Final = 0.05  # chance of even one false mark, over all levels that are tested together
MAX_COLUMNS: Final = 100  # of a wider table the first columns are cut into segments
MAX_CUSTOMERS: Final = 20_000  # of a larger part a seeded sample is judged: enough for every segment that matters


@dataclass(frozen=True)
class Rate:
    """A share of some customers: precision or recall.

    Attributes
    ----------
    hits, of : int
        The counts; the rate has no value where `of` is 0.
    """

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """The 95% confidence interval (Wilson)."""
        return wilson(self.hits, self.of)


@dataclass(frozen=True)
class Segment:
    """The customers of one level of one column.

    Attributes
    ----------
    column, level : str
        Which customers.
    counts : Confusion
        Their predictions at the threshold, against what happened.
    left : Verdict
        How many left, and how many the model says.
    ranking : Verdict or None
        ROC AUC, and what the probabilities promise; None where it is undefined.
    detectable : float or None
        By how much more of them, 0 to 1, would have had to leave to show in 80% of cases; None if nothing would have
        shown, or the segment is not judged.
    """

    column: str
    level: str
    counts: Confusion
    left: Verdict
    ranking: Verdict | None = None
    detectable: float | None = None

    @property
    def n(self) -> int:
        """How many they are."""
        return self.counts.n

    @property
    def precision(self) -> Rate:
        """Share of the flagged who left."""
        return Rate(self.counts.tp, self.counts.flagged)

    @property
    def recall(self) -> Rate:
        """Share of those who left who are flagged."""
        return Rate(self.counts.tp, self.counts.positives)

    @property
    def miscounted(self) -> bool:
        """Whether clearly more or fewer left than the model says."""
        return _clear(self.left)

    @property
    def ranks_worse(self) -> bool:
        """Whether leavers rank clearly less far above stayers than the probabilities promise."""
        return _clear(self.ranking)

    @property
    def marked(self) -> bool:
        """Whether what happened clearly differs from what the model says."""
        return self.miscounted or self.ranks_worse


def _clear(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.chance is not None and verdict.chance <= ERROR


def columns_by_level(dataset: Dataset) -> dict[str, pd.Series]:
    """Sort all customers into the levels of each column that has at least two (`churn.table.summary.levels`).

    The features come first, then the columns that the model does not see.
    """
    countable = (column for column in dataset.schema.columns if column.left_out != "nested" and column.distinct > 0)
    names = [column.name for column in sorted(countable, key=lambda column: not column.used)]
    by_level = {name: levels(dataset.table[name]) for name in names[:MAX_COLUMNS]}
    return {name: values for name, values in by_level.items() if len(values.cat.categories) > 1}


def segments(
    by_level: Mapping[str, pd.Series], y: ArrayLike, p: ArrayLike, threshold: float = THRESHOLD, *, judge: bool = True
) -> tuple[Segment, ...]:
    """Judge probabilities level by level.

    Parameters
    ----------
    by_level : mapping of str to Series
        For each column the customers' levels, as ordered categories of shape (n,); see `columns_by_level`.
    y : array of {0, 1}, shape (n,)
        1 where the customer churned.
    p : array of float, shape (n,)
        Probability of churn, 0 to 1.
    threshold : float
        Flag a customer when p > threshold.
    judge : bool
        Whether to say where what happened differs from p. Not of customers whom the model has learned from, nor of
        probabilities that are no better than chance.

    Returns
    -------
    tuple of Segment
        The levels that occur, column by column in the order of the levels, among all customers or a sample of
        `MAX_CUSTOMERS` of them. The chances of all tests of all levels of all columns are adjusted together by Holm's
        method, which holds however the columns overlap.

    Raises
    ------
    ValueError
        If the shapes differ, or the threshold is not between 0 and 1.
    """
    everybody = Predictions(y, p)
    everybody.confusion(threshold)  # refuses what is none
    rows = (
        np.arange(len(everybody)) if len(everybody) <= MAX_CUSTOMERS else sample_rows(len(everybody), MAX_CUSTOMERS, 0)
    )
    pieces = [
        (column, str(level), rows[members])
        for column, values in by_level.items()
        for level, members in zip(values.cat.categories, _members(values, len(everybody), rows), strict=True)
        if len(members)
    ]
    found = [
        _segment(column, level, everybody.churned[members], everybody.p[members], threshold)
        for column, level, members in pieces
    ]
    return tuple(_adjusted(found, [everybody.p[members] for *_, members in pieces]) if judge else map(_unjudged, found))


def _segment(column: str, level: str, churned: Bools, p: Floats, threshold: float) -> Segment:
    counts = Predictions(churned, p).confusion(threshold)
    return Segment(column, level, counts, leavers(churned, p), ranking(churned, p))


def _members(values: pd.Series, n: int, rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return which of the rows are in each level."""
    if len(values) != n:
        raise ValueError(f"Levels need the shape ({n},) of y and p, not ({len(values)},).")
    codes = values.cat.codes.to_numpy()[rows]
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.searchsorted(codes[order], np.arange(1, len(values.cat.categories))))


def _adjusted(found: Sequence[Segment], p: Sequence[Floats]) -> Iterator[Segment]:
    """Adjust the chances for being many, and add the differences that the segments would have shown."""
    chances = np.array([[_chance(each.left), _chance(each.ranking)] for each in found]).reshape(-1, 2)
    tests = int(np.count_nonzero(~np.isnan(chances)))
    for each, probabilities, (left, ranked) in zip(found, p, holm(chances.ravel()).reshape(-1, 2), strict=True):
        smallest = None if np.isnan(left) else detectable(probabilities, ERROR / tests)
        both = _with_chance(each.left, left), each.ranking and _with_chance(each.ranking, ranked)
        yield replace(each, left=both[0], ranking=both[1], detectable=smallest)


def _unjudged(segment: Segment) -> Segment:
    """Leave out what would only hold of probabilities that are worth judging: the ranges and the chances."""
    ranked = segment.ranking and replace(segment.ranking, range=None, chance=None)
    return replace(segment, left=replace(segment.left, range=None, chance=None), ranking=ranked)


def _chance(verdict: Verdict | None) -> float:
    return np.nan if verdict is None or verdict.chance is None else verdict.chance


def _with_chance(verdict: Verdict, chance: float) -> Verdict:
    return replace(verdict, chance=None if np.isnan(chance) else float(chance))


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Adjust p-values for being many (Holm 1979); NaN stays and does not count.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p)  # NaN comes last
    tests = np.count_nonzero(~np.isnan(p))
    adjusted = np.full(len(p), np.nan)
    steps = p[order[:tests]] * np.arange(tests, 0, -1)
    adjusted[order[:tests]] = np.minimum(1, np.maximum.accumulate(steps))
    return adjusted
