"""The customers of each period, from the earliest to the latest, and how good a model is on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.scores.confusion import THRESHOLD
from churn.scores.intervals import Intervals, probability_intervals
from churn.scores.metrics import Scores
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval, wilson

MOST: Final = 8  # periods: more are too small to be judged, and too many to be read
FEWEST: Final = 4
ENOUGH: Final = 30  # customers that every period should have, if that leaves four periods
SCORES: Final = ("precision", "recall", "roc_auc")

Dates = NDArray[np.datetime64]


class Unit(NamedTuple):
    """How long a period is: some days, or some months; they begin on Mondays and in January."""

    days: int = 0
    months: int = 0

    def number(self, dates: Dates) -> NDArray[np.int64]:
        """Return which period each date is in, counting up in time; shape (n,)."""
        if self.days:
            return (dates.astype("datetime64[D]") - MONDAY).astype(np.int64) // self.days
        return (dates.astype("datetime64[M]") - YEAR_0).astype(np.int64) // self.months

    def begins(self, number: int) -> np.datetime64:
        """Return the first day of a period."""
        if self.days:
            return np.datetime64(MONDAY + np.timedelta64(number * self.days, "D"))
        return np.datetime64((YEAR_0 + np.timedelta64(number * self.months, "M")).astype("datetime64[D]"))


MONDAY: Final = np.datetime64("1969-12-29", "D")
YEAR_0: Final = np.datetime64("0000-01", "M")
UNITS: Final = (Unit(days=1), Unit(days=7), *(Unit(months=k) for k in (1, 3, 6, 12, 24, 60, 120, 1200)))


@dataclass(frozen=True, eq=False)
class Period:
    """The customers of one period.

    Attributes
    ----------
    begins, ends : datetime64[D]
        Its first and its last day.
    predictions : Predictions
        Of its customers, at least one.
    sure : Intervals
        The interval of ROC AUC, or why there is none.
    """

    begins: np.datetime64
    ends: np.datetime64
    predictions: Predictions
    sure: Intervals

    @property
    def customers(self) -> int:
        """How many they are."""
        return len(self.predictions)

    @property
    def churn_rate(self) -> float:
        """The share of them who left."""
        return self.predictions.positives / self.customers

    @property
    def churn_rate_interval(self) -> Interval | None:
        """Its 95% interval (Wilson)."""
        return wilson(self.predictions.positives, self.customers)

    def judged(self, threshold: float = THRESHOLD) -> tuple[Scores, dict[str, Interval]]:
        """Return the scores at a threshold, and the intervals of precision, recall and ROC AUC."""
        scores = self.predictions.scores(threshold)
        return scores, scores.intervals | self.sure.by_name


def periods(dates: Dates, y: ArrayLike, p: ArrayLike) -> tuple[Period, ...]:
    """Sort customers into periods of one length, as short as leaves no more than eight.

    Parameters
    ----------
    dates : ndarray of datetime64, shape (n,)
        Customers without a date (NaT) are in no period.
    y : array of {0, 1}, shape (n,)
        1 where the customer churned.
    p : array of float, shape (n,)
        Probability of churn, 0 to 1.

    Returns
    -------
    tuple of Period
        Those with customers, the earliest first. They are longer where one would have fewer than 30 customers and at
        least four are left.

    Examples
    --------
    >>> days = np.array(["2024-01-05", "2024-02-01", "2024-02-03", "NaT"], dtype="datetime64[D]")
    >>> [(str(each.begins), str(each.ends), each.customers) for each in periods(days, [0, 1, 0, 1], [0.2] * 4)]
    [('2024-01-05', '2024-01-05', 1), ('2024-02-01', '2024-02-01', 1), ('2024-02-03', '2024-02-03', 1)]
    """
    known = np.flatnonzero(~np.isnat(dates))
    if not len(known):
        return ()
    everybody, days = Predictions(y, p), dates[known].astype("datetime64[D]")
    return tuple(_sorted_in(_unit(days), days, Predictions(everybody.churned[known], everybody.p[known])))


def _unit(days: Dates) -> Unit:
    fitting = [(unit, sizes) for unit in UNITS if len(sizes := _sizes(unit, days)) <= MOST]
    chosen, smallest = fitting[0][0], int(fitting[0][1].min())
    for unit, sizes in fitting[1:]:
        if smallest >= ENOUGH or len(sizes) < FEWEST:
            break
        chosen, smallest = unit, int(sizes.min())
    return chosen


def _sizes(unit: Unit, days: Dates) -> NDArray[np.intp]:
    return np.unique(unit.number(days), return_counts=True)[1]


def _sorted_in(unit: Unit, days: Dates, everybody: Predictions) -> Iterator[Period]:
    numbers = unit.number(days)
    for number in np.unique(numbers):
        members = numbers == number
        predictions = Predictions(everybody.churned[members], everybody.p[members])
        last = unit.begins(int(number) + 1) - np.timedelta64(1, "D")
        yield Period(unit.begins(int(number)), last, predictions, probability_intervals(predictions, ("roc_auc",)))
