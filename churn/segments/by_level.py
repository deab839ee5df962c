"""Scores by level of a column, and which levels are clearly worse off than all other customers.

All levels of all columns are tested together, so that looking at many does not make one stand out by chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame
from numpy.typing import ArrayLike, NDArray
from scipy.stats import hypergeom

from churn.scores.confusion import THRESHOLD, Confusion
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval, wilson
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
    p_value : float or None
        How easily chance alone makes it this much lower than among all other customers, adjusted for all tests;
        None where there is nothing to compare.
    """

    hits: int
    of: int
    p_value: float | None = None

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """The 95% confidence interval (Wilson)."""
        return wilson(self.hits, self.of)

    @property
    def worse(self) -> bool:
        """Whether it is clearly lower than among all other customers."""
        return self.p_value is not None and self.p_value <= ERROR


@dataclass(frozen=True)
class Segment:
    """The customers of one level of one column.

    Attributes
    ----------
    column, level : str
        Which customers.
    n, positives, flagged : int
        How many they are, how many of them left, how many are flagged.
    precision, recall : Rate
        Share of the flagged who left; share of those who left who are flagged.
    """

    column: str
    level: str
    n: int
    positives: int
    flagged: int
    precision: Rate
    recall: Rate

    @property
    def worse(self) -> bool:
        """Whether one of the two scores is clearly lower than among all other customers."""
        return self.precision.worse or self.recall.worse


def columns_by_level(dataset: Dataset) -> dict[str, pd.Series]:
    """Sort all customers into the levels of each column that has at least two (`churn.table.summary.levels`).

    The features come first, then the columns that the model does not see.
    """
    countable = (column for column in dataset.schema.columns if column.left_out != "nested" and column.distinct > 0)
    names = [column.name for column in sorted(countable, key=lambda column: not column.used)]
    by_level = {name: levels(dataset.table[name]) for name in names[:MAX_COLUMNS]}
    return {name: values for name, values in by_level.items() if len(values.cat.categories) > 1}


def segments(
    by_level: Mapping[str, pd.Series], y: ArrayLike, p: ArrayLike, threshold: float = THRESHOLD
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

    Returns
    -------
    tuple of Segment
        The levels that occur, column by column in the order of the levels, among all customers or a sample of
        `MAX_CUSTOMERS` of them. Each rate is compared with that of all other customers by Fisher's exact test,
        one-sided; the p-values of all levels of all columns are adjusted together by Holm's method, which holds
        however the columns overlap.

    Raises
    ------
    ValueError
        If the shapes differ, or the threshold is not between 0 and 1.
    """
    y, p = np.asarray(y), np.asarray(p, dtype=np.float64)
    codes = [_codes(values, len(y)) for values in by_level.values()]
    if len(y) > MAX_CUSTOMERS:
        drawn = sample_rows(len(y), MAX_CUSTOMERS, seed=0)
        y, p, codes = y[drawn], p[drawn], [each[drawn] for each in codes]
    whole = Predictions(y, p).confusion(threshold)
    if not codes or not len(y):
        return ()
    names = [(column, str(level)) for column, values in by_level.items() for level in values.cat.categories]
    first = np.cumsum([0, *(len(values.cat.categories) for values in by_level.values())])
    counted = _counted([start + each for start, each in zip(first, codes, strict=False)], y, p, threshold)
    precisions, recalls = _rates(list(counted.values()), whole)
    return tuple(
        Segment(*names[number], counts.n, counts.positives, counts.flagged, precision, recall)
        for (number, counts), precision, recall in zip(counted.items(), precisions, recalls, strict=True)
    )


def _counted(
    places: list[NDArray[np.intp]], y: NDArray[np.int_], p: NDArray[np.float64], threshold: float
) -> dict[int, Confusion]:
    """Count outcomes and flags at every place; each customer has one place a column."""
    frame = MetricFrame(
        metrics=lambda y, p: Predictions(y, p).confusion(threshold),
        y_true=pd.Series(np.tile(y, len(places))),  # of an array of one customer fairlearn would make a number
        y_pred=pd.Series(np.tile(p, len(places))),
        sensitive_features=pd.Series(np.concatenate(places), name="segment"),
    )
    return {int(number): counts for number, counts in frame.by_group.items()}


def _codes(values: pd.Series, n: int) -> NDArray[np.intp]:
    if len(values) != n:
        raise ValueError(f"Levels need the shape ({n},) of y and p, not ({len(values)},).")
    return values.cat.codes.to_numpy().astype(np.intp)


def _rates(groups: Sequence[Confusion], whole: Confusion) -> list[list[Rate]]:
    """Return the precision of each level, and the recall, each tested against the customers outside the level."""
    hits = np.array([counts.tp for counts in groups])
    of = np.array([[counts.flagged for counts in groups], [counts.positives for counts in groups]])
    of_all = np.array([[whole.flagged], [whole.positives]])
    # one-sided, Fisher's p-value is the lower tail of the hypergeometric distribution
    chances = np.where((of > 0) & (of < of_all), hypergeom.cdf(hits, of_all, whole.tp, of), np.nan)
    adjusted = holm(chances.ravel()).reshape(chances.shape)
    return [
        [Rate(tp, int(n), None if np.isnan(p) else float(p)) for tp, n, p in zip(hits.tolist(), *score, strict=True)]
        for score in zip(of, adjusted, strict=True)
    ]


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
