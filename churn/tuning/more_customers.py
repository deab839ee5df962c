"""The score against the number of training customers, and whether more of them are worth collecting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from churn.model.run import RunSpec
from churn.model.split import Split, together
from churn.scores.confusion import Floats
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval
from churn.stability.repeated import other_seeds
from churn.table.dataset import Dataset
from churn.tuning.landscape import LOG_LOSS
from churn.tuning.more_trees import LearningCurve, ends_of, interval_of
from churn.tuning.noise import Estimates, on_customers
from churn.tuning.score import Score
from churn.tuning.task import Result, Submit, Task, completed

SHARES: Final = (0.2, 0.4, 0.6, 0.8, 1.0)  # of the training customers
LAST: Final = 3  # shares that show what the next customers would bring
REPEATS: Final = 5  # random choices of the customers of a share
# A gain of a score that hardly anybody would collect customers for: a point of precision or recall; of a log loss of
# 0.3, a thirtieth.
SMALL: Final = 0.01

Verdict = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class MoreData:
    """What twice as many training customers would bring, if the score goes on as it did at the last shares.

    Attributes
    ----------
    gain : float
        By how much the score gets better, below 0 if it gets worse.
    low, high : float
        Its 95% interval: over other validation customers, and other choices of the training customers.
    first, last : int
        Rows of the training from which, and up to which, the gain was measured.
    """

    gain: float
    low: float
    high: float
    first: int
    last: int

    @property
    def verdict(self) -> Verdict:
        """Whether more customers are worth collecting.

        Yes if the score clearly gets better, and perhaps by more than `SMALL`; no if it surely gets better by less than
        that, if at all; else the customers cannot tell.

        Examples
        --------
        >>> MoreData(0.03, 0.01, 0.05, 60, 100).verdict, MoreData(0.03, -0.01, 0.07, 60, 100).verdict
        ('yes', 'unknown')
        """
        if self.high < SMALL:
            return "no"
        return "yes" if self.low > 0 else "unknown"


@dataclass(frozen=True)
class Sample:
    """A random choice of training customers.

    Attributes
    ----------
    share : float
        Of all that train, above 0 and at most 1.
    number : int
        Of the choice, from 0; larger shares of the same number hold the smaller ones.
    """

    share: float
    number: int


class MoreCustomers:
    """Fits on shares of the training customers, judged by the same validation customers, as far as they are there.

    Parameters
    ----------
    dataset : Dataset
        The table.
    split : Split
        Of the run: shares of its train rows are trained on, and rows that it keeps together stay together.
    spec : RunSpec
        The settings of the run.
    shares : sequence of float
        Ascending, the last one 1.
    repeats : int
        Random choices of each share; all customers can be chosen in one way only.

    Attributes
    ----------
    tasks : tuple of Task
        The fits.
    failed : dict of Sample to str
        Those that no model could be fitted to, and why.
    """

    def __init__(
        self,
        dataset: Dataset,
        split: Split,
        spec: RunSpec,
        *,
        shares: Sequence[float] = SHARES,
        repeats: int = REPEATS,
    ) -> None:
        self.tasks = tuple(_tasks(dataset, split, spec, shares, repeats))
        self.failed = dict[Sample, str]()
        self._known = dict[Sample, Predictions]()
        self._sizes = {each.label: len(each.split.train) for each in self.tasks}

    @property
    def done(self) -> int:
        """How many fits have ended."""
        return len(self._known) + len(self.failed)

    def run(self, submit: Submit[Sample]) -> Iterator[Result[Sample]]:
        """Do the fits that have not ended, and yield each as it comes; see `churn.tuning.task.completed`."""
        missing = [each for each in self.tasks if each.label not in self._known and each.label not in self.failed]
        for result in completed(missing, submit):
            if result.predictions is None:
                self.failed[result.task.label] = result.reason
            else:
                self._known[result.task.label] = result.predictions
            yield result

    def curve(self, score: Score = LOG_LOSS, groups: NDArray[np.intp] | None = None) -> LearningCurve:
        """Return the score at the shares that are known, on average over the choices, with its 95% interval.

        Parameters
        ----------
        score : Score
            Which one.
        groups : ndarray of int, shape (n,), optional
            Equal for validation rows of the same customer.
        """
        known, estimates = self._scored(score, groups)
        sizes, values, intervals = list[int](), list[float](), list[Interval]()
        for share in sorted({each.share for each in known}):
            chosen = np.array([each.share == share for each in known])
            own = estimates.values[chosen]
            between = float(np.var(own, ddof=1)) / len(own) if len(own) > 1 else 0.0
            sizes.append(round(np.mean([self._sizes[each] for each in known if each.share == share])))
            values.append(float(own.mean()))
            intervals.append(interval_of(estimates, chosen / len(own), between))
        return LearningCurve(score, np.array(sizes, dtype=np.intp), np.array(values), *ends_of(intervals))

    def more_data(self, score: Score = LOG_LOSS, groups: NDArray[np.intp] | None = None) -> MoreData | None:
        """Say what twice as many customers would bring, from the last three shares; None before these are known.

        The score of each choice of customers is fitted by a straight line over the logarithm of their number (such
        curves are about straight there, or flatten). How sure its slope is follows from the validation customers,
        paired, and from how much the choices differ; both are added, with Satterthwaite's degrees of freedom.

        Parameters
        ----------
        score, groups
            As for `curve`.
        """
        known, estimates = self._scored(score, groups)
        rows = self._complete(known)
        if len(rows) < 2:
            return None
        sizes = np.array([self._sizes[known[place]] for place in rows[0]])
        slope = (-1 if score.better == "lower" else 1) * _slope(np.log2(sizes))
        shares = np.tile(slope / len(rows), len(rows))
        weights = np.asarray(np.bincount(rows.ravel(), shares, len(known)), dtype=np.float64)
        between = float(np.var(estimates.values[rows] @ slope, ddof=1)) / len(rows)
        gain, low, high = _sure(estimates, weights, between, len(rows) - 1)
        return MoreData(gain, float(low), float(high), int(sizes[0]), int(sizes[-1]))

    def _complete(self, known: Sequence[Sample]) -> NDArray[np.intp]:
        """Return the places of the last shares among those known, a row for each choice that has them all."""
        last = sorted({each.label.share for each in self.tasks})[-LAST:]
        places = {(each.share, each.number if each.share < 1 else None): place for place, each in enumerate(known)}
        numbers = sorted({each.number for each in known})
        rows = [[places.get((share, number if share < 1 else None), -1) for share in last] for number in numbers]
        return np.array([row for row in rows if min(row) >= 0], dtype=np.intp)

    def _scored(self, score: Score, groups: NDArray[np.intp] | None) -> tuple[list[Sample], Estimates]:
        """Return the samples with a score, and the estimates of it."""
        known = [each.label for each in self.tasks if each.label in self._known]
        known = [each for each in known if score.value(self._known[each]) is not None]
        return known, on_customers([self._known[each] for each in known], score, groups)


def _tasks(
    dataset: Dataset, split: Split, spec: RunSpec, shares: Sequence[float], repeats: int
) -> Iterator[Task[Sample]]:
    """Yield the fits: all customers first, then the largest shares, which say most about the next customers."""
    kept = together(dataset, split.by)
    group = np.arange(len(split.train)) if kept is None else np.unique(kept[split.train], return_inverse=True)[1]
    orders = [
        np.random.default_rng(seed).permutation(group.max() + 1) for seed in other_seeds(spec.split.seed, repeats)
    ]
    nobody = np.empty(0, dtype=np.intp)
    for share in sorted(shares, reverse=True):
        for number, order in enumerate(orders if share < 1 else orders[:1]):
            chosen = np.isin(group, order[: max(1, round(share * len(order)))])
            part = Split(split.train[chosen], split.validation, nobody, by=split.by)
            yield Task(Sample(share, number), spec, part, "validation")


def _slope(x: Floats) -> Floats:
    """Return the weights with which values at `x` add up to the slope of the straight line through them."""
    apart = x - x.mean()
    weights: Floats = apart / np.maximum((apart**2).sum(), np.finfo(np.float64).tiny)
    return weights


def _sure(estimates: Estimates, weights: Floats, between: float, choices: int) -> tuple[float, float, float]:
    """Return a weighted sum and its interval from two variances, with the degrees of freedom of their sum."""
    within = float(weights @ estimates.covariance @ weights) if estimates.freedom else 0.0
    total = within + between
    if not estimates.freedom:
        return estimates.interval(weights)
    if total <= 0:
        return estimates.interval(weights)
    freedom = total**2 / (within**2 / estimates.freedom + between**2 / choices)
    return estimates.interval(weights, freedom, between)
