"""Scores of many settings, how far chance moves them together, and which may be the best: the best one was chosen.

The settings are judged by the same customers, or on the same folds. What these share cancels out of a difference, so a
difference is measured much more exactly than either score.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from churn.scores.confusion import Bools, Floats
from churn.scores.metrics import Direction
from churn.scores.predictions import Predictions
from churn.scores.proportions import CONFIDENCE, TAILS
from churn.scores.resampling import MAX_UNDEFINED, SEED
from churn.scores.weighted import resamples_of_groups
from churn.tuning.score import Score

RESAMPLES: Final = 400  # of the customers, for scores that are no mean; of many customers fewer, but at least 100
FEWEST_RESAMPLES: Final = 100
MAX_DRAWN: Final = 100_000  # rows times resamples for each setting: some milliseconds
DRAWS: Final = 2_000  # of what chance does to all scores at once
MAX_RESAMPLED: Final = 2_000  # customers; of more, evenly spread ones tell how far chance moves a score that is no mean
_ROUNDING: Final = 1e-12  # a lag below it is none
_NONE: Final = 1e-12  # of a variance: nothing but rounding is left


@dataclass(frozen=True, eq=False)
class Estimates:
    """The scores of k settings and the covariance of their errors.

    Attributes
    ----------
    values : ndarray of float64, shape (k,)
        NaN where a setting has no score.
    covariance : ndarray of float64, shape (k, k)
        Of the errors that the scores share or do not share; NaN where that is unknown.
    freedom : int
        Degrees of freedom that it is known with; 0 if nothing is known.
    better : {"higher", "lower"}
        Which values are good.
    """

    values: Floats
    covariance: Floats
    freedom: int
    better: Direction
    _reaches: dict[int, float] = field(default_factory=dict, repr=False)

    @property
    def best(self) -> int | None:
        """The place of the best value, of equal ones the first; None where there is none."""
        if not self._defined.any():
            return None
        return int(np.flatnonzero(self._losses <= np.nanmin(self._losses) + _ROUNDING)[0])

    @cached_property
    def equals(self) -> Bools:
        """Which settings are not clearly worse than the best one, shape (k,): with 95% confidence the truly best is in.

        A setting is left out if its lag behind the best exceeds its `reach`. If the setting were truly the best, no
        other would lead it by more than that, in 95% of cases, whichever of the others has happened to come out best.
        So it does not matter that the best was chosen after the fact as the best of many (multiple comparisons with
        the best: Hsu 1984, doi:10.1214/aos/1176346732).

        In 100 or 200 samples of 50 or 153 customers and forty settings that hardly differ, the truly best one came out
        best in 1 to 4%, and stayed in for 96 to 100%; on 5, 10 or 30 folds it stayed in for 93 to 97%.
        """
        best = self.best
        if best is None:
            return self._defined
        lag, error = self.lags(), self.errors_of_lags()
        with np.errstate(invalid="ignore", divide="ignore"):
            distance = np.where(error > 0, lag / error, np.inf)
        distance[lag < _ROUNDING] = 0.0
        sure, never = self._bounds
        inside = self._defined & ~(distance > never)
        for place in np.flatnonzero(inside & (distance > sure)):
            inside[place] = lag[place] <= self.reach(int(place))
        return inside

    def lags(self) -> Floats:
        """Return how much worse than the best each setting is, 0 or more, shape (k,); NaN where undefined."""
        best = self.best
        return np.full(len(self.values), np.nan) if best is None else np.maximum(self._losses - self._losses[best], 0.0)

    def errors_of_lags(self) -> Floats:
        """Return the standard errors of `lags`, shape (k,): paired, so what two settings share is not in it."""
        best = self.best
        return np.full(len(self.values), np.nan) if best is None else self._errors(best)

    def reach(self, place: int) -> float:
        """Return the lag behind the best of the others that chance alone brings a setting, were it the truly best.

        In 95% of cases it is smaller. One-sided Dunnett bound with the measured covariance: the largest of k - 1
        correlated t values (Hothorn, Bretz and Westfall 2008, doi:10.1002/bimj.200810425). Infinite where the noise
        is unknown.
        """
        best = self.best
        if best is None or self.freedom < 1:
            return np.inf
        if place not in self._reaches:
            quantile = self._quantile(place)
            self._reaches[place] = float(quantile * self._errors(best)[place])
        return self._reaches[place]

    @cached_property
    def flattery(self) -> float:
        """By how much choosing the best of those that may be the best flatters its score, on average: 0 or more.

        Were they all equally good, the one that comes out best would owe so much to chance.
        """
        chosen = self._draws[:, self.equals]
        return float(-chosen.min(axis=1).mean()) if self.freedom and chosen.shape[1] > 1 else 0.0

    def interval(self, weights: Floats, freedom: float | None = None, added: float = 0.0) -> tuple[float, float, float]:
        """Return a weighted sum of the values and its 95% interval, with a variance to be added to that of the values.

        Parameters
        ----------
        weights : ndarray of float64, shape (k,)
            0 for values that do not matter.
        freedom : float, optional
            Degrees of freedom, those of the estimates by default.
        added : float
            A variance of another origin.
        """
        used = weights != 0
        value = float(weights[used] @ self.values[used])
        known = self.freedom if freedom is None else freedom
        if known <= 0:
            return value, -np.inf, np.inf
        variance = float(weights[used] @ self.covariance[np.ix_(used, used)] @ weights[used]) + added
        reach = float(student.ppf(TAILS[1], known)) * np.sqrt(max(variance, 0.0))
        return value, value - reach, value + reach

    @property
    def standard_errors(self) -> Floats:
        """Those of the values, shape (k,); NaN where unknown."""
        return np.sqrt(np.diag(self.covariance))

    @cached_property
    def _losses(self) -> Floats:
        return self.values if self.better == "lower" else -self.values

    @cached_property
    def _defined(self) -> Bools:
        return np.isfinite(self.values)

    @cached_property
    def _bounds(self) -> tuple[float, float]:
        """Return the t values up to which a setting is surely in, and beyond which it is surely out."""
        if self.freedom < 1:
            return np.inf, np.inf
        others = max(1, int(self._defined.sum()) - 1)
        return tuple(float(student.ppf(each, self.freedom)) for each in (CONFIDENCE, 1 - (1 - CONFIDENCE) / others))  # type: ignore[return-value]

    def _errors(self, place: int) -> Floats:
        """Return the standard errors of the differences from one setting, shape (k,)."""
        variances = np.diag(self.covariance)
        of_differences = variances + variances[place] - 2 * self.covariance[place]
        return np.sqrt(np.where(of_differences > _NONE * (variances + variances[place]), of_differences, 0.0))

    @cached_property
    def _draws(self) -> NDArray[np.float32]:
        """Return what chance may do to all losses at once, shape (draws, k): t distributed with their covariance."""
        rng, k = np.random.default_rng(SEED), len(self.values)
        known = np.where(self._defined[:, None] & self._defined, self.covariance, 0.0)
        scale, axes = np.linalg.eigh(known)
        root = (axes * np.sqrt(np.clip(scale, 0, None))).astype(np.float32)
        normal = rng.standard_normal((DRAWS, k), dtype=np.float32) @ root.T
        spread = np.sqrt(rng.chisquare(self.freedom, DRAWS) / self.freedom)
        return np.asarray(normal / spread.astype(np.float32)[:, None], dtype=np.float32)

    def _quantile(self, place: int) -> float:
        """Return the t value that no other setting's lead over the one exceeds, in 95% of cases."""
        errors = self._errors(place)
        others = self._defined & (errors > 0)
        if not others.any():
            return 0.0
        draws = self._draws[:, others]
        leads = (self._draws[:, [place]] - draws) * (1 / errors[others]).astype(np.float32)
        highest = leads.max(axis=1)
        sorted_place = int(np.ceil(CONFIDENCE * len(highest))) - 1
        return max(0.0, float(np.partition(highest, sorted_place)[sorted_place]))


def on_customers(predictions: Sequence[Predictions], score: Score, groups: NDArray[np.intp] | None = None) -> Estimates:
    """Score settings on the same customers.

    Log loss is a mean, so its covariance is that of what the customers add; that of the other scores comes from 400
    resamples of the customers (of many customers fewer), the same for all settings: a paired bootstrap. The rows of a
    group stay together.

    Parameters
    ----------
    predictions : sequence of Predictions
        Of the same customers in the same order.
    score : Score
        What they are compared by.
    groups : ndarray of int, shape (n,), optional
        Equal for rows of the same customer; each row is another one by default.
    """
    n = len(predictions[0]) if predictions else 0
    group = np.arange(n) if groups is None else np.unique(groups, return_inverse=True)[1]
    values = np.array([np.nan if (each := score.value(one)) is None else each for one in predictions])
    customers = int(group.max(initial=-1)) + 1
    covariance, known = np.full((len(values), len(values)), np.nan), False
    if customers > 1:
        covariance = (_of_mean if score.is_mean else _of_resamples)(predictions, score, group)
        known = bool(np.isfinite(covariance).all())
    return Estimates(values, covariance, customers - 1 if known else 0, score.better)


def _of_mean(predictions: Sequence[Predictions], score: Score, group: NDArray[np.intp]) -> Floats:
    """Return the covariance of means over rows that are drawn in groups (a ratio: Cochran 1977, chapter 9)."""
    losses = np.array([score.losses(each) for each in predictions])
    apart = losses - losses.mean(axis=1, keepdims=True)
    customers = int(group.max()) + 1
    if customers < len(group):
        apart = np.array([np.bincount(group, each, customers) for each in apart])
    covariance: Floats = customers / (customers - 1) * (apart @ apart.T) / len(group) ** 2
    return covariance


def _of_resamples(predictions: Sequence[Predictions], score: Score, group: NDArray[np.intp]) -> Floats:
    """Return the covariance over resamples of the customers; NaN if nobody has left in too many of them."""
    rows, scale = np.arange(len(group)), 1.0
    if len(rows) > MAX_RESAMPLED:
        customers = int(group.max()) + 1
        few = max(2, round(customers * MAX_RESAMPLED / len(rows)))
        rows = np.flatnonzero(np.isin(group, np.linspace(0, customers - 1, few).astype(np.intp)))
        scale = few / customers
    drawn_groups = np.unique(group[rows], return_inverse=True)[1]
    resamples = min(RESAMPLES, max(FEWEST_RESAMPLES, MAX_DRAWN // len(rows)))
    weights = resamples_of_groups(drawn_groups, resamples, np.random.default_rng(SEED))
    draws = np.array([score.resampled(each.churned[rows], each.p[rows], weights) for each in predictions])
    missing = np.isnan(draws).any(axis=0)
    if missing.mean() > MAX_UNDEFINED:
        return np.full((len(predictions), len(predictions)), np.nan)
    covariance: Floats = scale * np.atleast_2d(np.cov(draws[:, ~missing]))
    return covariance


def on_folds(scores: Floats, better: Direction, overlap: float) -> Estimates:
    """Score settings on the same folds.

    Parameters
    ----------
    scores : ndarray of float64, shape (k, folds)
        Of each setting on each fold; NaN where it has none.
    better : {"higher", "lower"}
        Which values are good.
    overlap : float
        Customers held out in a fold, over customers that it is trained on. The trainings share most of their customers,
        so the mean of j folds is less sure than that of j independent ones: its variance is that of a fold, times
        1/j + overlap (Nadeau and Bengio 2003, doi:10.1023/A:1024068626366; for repeated folds: Bouckaert and Frank
        2004, doi:10.1007/978-3-540-24775-3_3).
    """
    k, folds = scores.shape
    covariance = np.full((k, k), np.nan)
    complete = np.isfinite(scores).all(axis=1)
    values = np.where(complete, scores.sum(axis=1) / max(folds, 1), np.nan)
    if folds > 1 and complete.any():
        between = np.atleast_2d(np.cov(scores[complete]))
        covariance[np.ix_(complete, complete)] = (1 / folds + overlap) * between
    return Estimates(values, covariance, max(folds - 1, 0), better)
