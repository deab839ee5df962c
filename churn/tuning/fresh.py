"""Found settings and defaults on splits that had no part in the search: which is better, and is it more than noise.

The customers who test the run stay out of it: what is tried on them here could not be reported on them afterwards. So
only the train and validation customers of the run are split, anew for each seed, into three: most train, some choose
the number of trees, and the rest judges. The judges of a fresh split have no part in its fits. But they are among the
customers on whom the search has compared settings, so a lead that is found here is still a little flattering; one that
is not found is not there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from churn.errors import DataError, plural, quote
from churn.model.division import column_of
from churn.model.run import RunSpec
from churn.model.split import Split, cut, together
from churn.scores.comparison import Difference
from churn.scores.predictions import Predictions
from churn.scores.proportions import CONFIDENCE
from churn.stability.repeated import other_seeds
from churn.table.dataset import Dataset
from churn.tuning.fits import Fits
from churn.tuning.landscape import LOG_LOSS
from churn.tuning.score import Score
from churn.tuning.task import Task, completed

SPLITS: Final = 10
FEWEST_TO_JUDGE: Final = 10  # customers who left, and who stayed: of fewer, a score says little of a setting
BEST: Final = 10  # of a search, whose order is looked at again
FEWEST_SPLITS: Final = 3  # for that order, where the search itself was short
_TRIALS_PER_SPLIT: Final = 6
_SAME: Final = 1e-12  # a difference below it is none

Values = NDArray[np.float64]


def fresh_splits(dataset: Dataset, split: Split, spec: RunSpec, n: int = SPLITS) -> tuple[Split, ...]:
    """Split the train and validation customers of a run anew; what its split keeps together stays together.

    Parameters
    ----------
    dataset : Dataset
        The table.
    split, spec
        Of the run: who trains and validates there; its shares, and the seed from which those of the fresh splits come.
    n : int
        How many splits.

    Returns
    -------
    tuple of Split
        Their test parts judge; the shares of the parts are those of the run's settings.

    Raises
    ------
    DataError
        If the run is split by time, the table is too small, or hardly anybody left or stayed.
    """
    if split.in_time:
        raise DataError(
            f"A run that is split by time of {quote(column_of(split.by))} has no fresh splits: it would learn from"
            " customers who come later. Whether found settings are better than the defaults stays open."
        )
    rows, groups = np.sort(np.concatenate([split.train, split.validation])), together(dataset, split.by)
    _refuse_too_few(dataset.y[rows])
    fresh = []
    try:
        for seed in other_seeds(spec.split.seed, n):
            rest, judges = cut(rows, spec.split.test_share, seed, groups)
            train, validation = cut(rest, spec.split.validation_share, seed, groups)
            fresh.append(Split(train, validation, judges, by=split.by))
    except ValueError as err:
        raise DataError(f"{quote(dataset.name)} is too small for fresh splits: one part would be empty.") from err
    return tuple(fresh)


def _refuse_too_few(outcomes: NDArray[np.int8]) -> None:
    left = int(outcomes.sum())
    fewer, did = min((left, "left"), (len(outcomes) - left, "stayed"))
    if fewer < FEWEST_TO_JUDGE:
        told = f"Only {fewer:,} of {plural(len(outcomes), 'customer')} {did}"
        raise DataError(f"{told}: too few to tell on fresh splits whether found settings are better than the defaults.")


def splits_for_order(trials: int) -> int:
    """Return on how many fresh splits the ten best of a search are fitted, so that this costs no more than the search.

    Examples
    --------
    >>> splits_for_order(60), splits_for_order(30), splits_for_order(5)
    (10, 5, 3)
    """
    return max(FEWEST_SPLITS, min(SPLITS, trials // _TRIALS_PER_SPLIT))


@dataclass(frozen=True, eq=False)
class FreshScores:
    """Scores of settings on the same fresh splits.

    Attributes
    ----------
    found, defaults : RunSpec
        What the search has found, and what it has to be better than.
    best : tuple of RunSpec
        The best of the search, at most ten, in its order; `found` is the first of them.
    score : Score
        What they are compared by.
    values : mapping of RunSpec to ndarray of float64, shape (splits,)
        NaN where a fit failed, the score has no value, or a setting was not fitted on the split.
    overlap : float
        Customers who judge over those who train or choose: the fits on different splits share most of the latter.
    everything : RunSpec or None
        All settings at their defaults, where `defaults` have others that are not searched.
    """

    found: RunSpec
    defaults: RunSpec
    best: tuple[RunSpec, ...]
    score: Score
    values: Mapping[RunSpec, Values]
    overlap: float
    everything: RunSpec | None = None

    @property
    def differences(self) -> Values:
        """Score of the found settings minus that of the defaults, shape (splits on which both have one,)."""
        return self.differences_from(self.defaults)

    @property
    def difference(self) -> Difference | None:
        """The mean difference, found minus defaults, see `difference_from`."""
        return self.difference_from(self.defaults)

    def differences_from(self, spec: RunSpec) -> Values:
        """Return the score of the found settings minus that of others, on the splits where both have one."""
        both = self.values[self.found] - self.values[spec]
        return both[np.isfinite(both)]

    def difference_from(self, spec: RunSpec) -> Difference | None:
        """Return the mean difference, found minus others, with its 95% interval; None with fewer than two splits.

        The splits share most of their training customers, so the variance of their mean is larger than a k-th of their
        own: `(1 / k + judges / others)` of it (Nadeau and Bengio 2003, doi:10.1023/A:1024068626366), with Student's t
        of k - 1 degrees of freedom.
        """
        return corrected(self.differences_from(spec), self.overlap, self.score)

    @cached_property
    def order(self) -> tuple[RunSpec, ...]:
        """The best of the search by their means over the splits on which all of them have a score, best first.

        Empty where they have no split in common.
        """
        means, sign = self._means, 1 if self.score.better == "lower" else -1
        return tuple(sorted(means, key=lambda spec: sign * means[spec]))

    @property
    def rank(self) -> int | None:
        """The place of the found settings in that order, 1 is best; of equal ones the best place."""
        means, sign = self._means, 1 if self.score.better == "lower" else -1
        if self.found not in means:
            return None
        return 1 + sum(sign * (means[self.found] - mean) > _SAME for mean in means.values())

    @property
    def splits_of_order(self) -> int:
        """On how many splits the order was looked at."""
        return int(np.count_nonzero(self._common))

    @property
    def _common(self) -> NDArray[np.bool_]:
        common: NDArray[np.bool_] = np.all([np.isfinite(self.values[spec]) for spec in self.best], axis=0)
        return common

    @cached_property
    def _means(self) -> dict[RunSpec, float]:
        if not self._common.any():
            return {}
        return {spec: float(self.values[spec][self._common].mean()) for spec in self.best}


def corrected(differences: Values, overlap: float, score: Score = LOG_LOSS) -> Difference | None:
    """Return a mean difference over splits that share customers, with its 95% interval: `FreshScores.difference_from`.

    Parameters
    ----------
    differences : ndarray of float64, shape (k,)
        On each split.
    overlap : float
        Customers who judge over all others.
    score : Score
        Which differences are good.

    Examples
    --------
    >>> found = corrected(np.array([0.0, -0.01, -0.02]), 0.25)
    >>> round(found.value, 3), round(found.low, 4), round(found.high, 4)
    (-0.01, -0.0429, 0.0229)
    """
    k = len(differences)
    if k < 2:
        return None
    error = np.sqrt((1 / k + overlap) * differences.var(ddof=1))
    reach = float(student.ppf(1 - (1 - CONFIDENCE) / 2, k - 1) * error)
    mean = float(differences.mean())
    return Difference(mean, mean - reach, mean + reach, score.better)


@dataclass(frozen=True)
class _Asked:
    """Settings on one of the splits."""

    spec: RunSpec
    number: int


def meet(
    best: Sequence[RunSpec],
    defaults: RunSpec,
    splits: Sequence[Split],
    fits: Fits,
    score: Score = LOG_LOSS,
    *,
    of_order: int = SPLITS,
    everything: RunSpec | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> FreshScores:
    """Fit the best settings of a search and the defaults on fresh splits; blocks until they are scored.

    Parameters
    ----------
    best : sequence of RunSpec
        The first one is what the search has found.
    defaults : RunSpec
        What it has to be better than.
    splits : sequence of Split
        From `fresh_splits`. The found settings and the defaults are fitted on all of them.
    fits : Fits
        Does the fits.
    score : Score
        What settings are compared by.
    of_order : int
        On how many of the splits the others are fitted, too.
    everything : RunSpec, optional
        All settings at their defaults, where `defaults` are not: fitted on all splits.
    on_progress : callable, optional
        Called after each fit with how many have ended, and how many there are.
    """
    found = best[0]
    everything = None if everything == defaults else everything
    always = [each for each in (found, defaults, everything) if each is not None]
    values = {spec: np.full(len(splits), np.nan) for spec in (*always, *best)}
    tasks = [
        Task(_Asked(spec, number), spec, split, "test")
        for number, split in enumerate(splits)
        for spec in values
        if spec in always or number < of_order
    ]
    for done, result in enumerate(completed(tasks, fits.judge), start=1):
        at = result.task.label
        value = score.value(result.predictions) if isinstance(result.predictions, Predictions) else None
        values[at.spec][at.number] = np.nan if value is None else value
        on_progress(done, len(tasks))
    judges = np.mean([len(each.test) for each in splits])
    others = np.mean([len(each.train) + len(each.validation) for each in splits])
    return FreshScores(found, defaults, tuple(best), score, values, float(judges / others), everything)
