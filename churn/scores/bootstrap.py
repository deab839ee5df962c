"""Bootstrap intervals for scores of probabilities, which no threshold changes."""

from collections.abc import Collection
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from churn.scores.confusion import Floats
from churn.scores.predictions import Predictions
from churn.scores.proportions import TAILS, Interval
from churn.scores.resampling import SEED, ResampledScores, defined, resampled

MAX_LEFT_OUT: Final = 2500  # rows of which each is left out once to correct for skewness, which hardly matters on more
_WIDTH: Final = 1e-12  # an interval narrower than this has no width: the resamples do not differ


def bootstrap_intervals(
    predictions: Predictions, names: Collection[str] | None = None, *, seed: int = SEED
) -> dict[str, Interval]:
    """Return the BCa intervals (Efron 1987) of some scores, from 1,000 resamples of whole customers.

    Whole customers, so that the number of leavers varies as well: a bootstrap stratified by outcome takes it for
    granted. Where these intervals hold, and what is done where they do not, says `churn.scores.intervals`.

    More than 2,500 rows are not corrected for skewness; more than 20,000 get fewer resamples, in portions that keep
    the memory small.

    Parameters
    ----------
    predictions : Predictions
        Of the customers to be resampled.
    names : collection of str, optional
        The scores wanted, of those that no threshold changes; all by default.
    seed : int
        Of the resampling: equal arguments, equal intervals.

    Returns
    -------
    dict of str to Interval
        By the names of `METRICS`. A score is left out if it is undefined, if more than 5% of the resamples leave it
        undefined, or if no resample differs, as with perfect ranks: that says nothing.
    """
    if not len(predictions) or (names is not None and not names):
        return {}
    scores = ResampledScores(predictions, names)
    draws = resampled([scores], seed)[0]
    left_out = scores.without_each() if scores.n <= MAX_LEFT_OUT else np.empty((len(scores.names), 0))
    intervals = zip(scores.names, map(_bca, scores.of_all(), draws, left_out), strict=True)
    return {name: each for name, each in intervals if each and each.high - each.low > _WIDTH}


def _bca(value: float, draws: Floats, left_out: Floats) -> Interval | None:
    """Return Efron's bias-corrected and accelerated interval, as `scipy.stats.bootstrap` does; None if undefined.

    Without `left_out`, the values without one customer each, only the bias is corrected.
    """
    draws = defined(draws)
    if np.isnan(value) or len(draws) == 0:
        return None
    below = (np.mean(draws < value) + np.mean(draws <= value)) / 2
    bias = ndtri(np.clip(below, 0.5 / len(draws), 1 - 0.5 / len(draws)))
    z = bias + ndtri(TAILS)
    low, high = np.quantile(draws, ndtr(bias + z / (1 - _acceleration(left_out) * z)))
    return Interval(float(low), float(high))


def _acceleration(left_out: Floats) -> float:
    """Return a sixth of the skewness of what one customer less changes; 0 where that is unknown."""
    values = left_out[np.isfinite(left_out)]
    gaps = values.sum() / max(len(values), 1) - values
    spread = float(np.sum(gaps**2))
    return float(np.sum(gaps**3)) / (6 * spread**1.5) if spread > 0 else 0.0
