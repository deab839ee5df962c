"""The scores that no threshold changes, on many resamples of the customers at a time."""

from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from churn.scores.confusion import THRESHOLD, Floats
from churn.scores.means import Mean
from churn.scores.metrics import METRICS, Metric
from churn.scores.predictions import Predictions

SEED: Final = 123
RANKED: Final = ("roc_auc", "average_precision")  # computed on many resamples at a time, from the order of customers
RESAMPLES: Final = 1000
FEWEST_RESAMPLES: Final = 200
# Rows times resamples: parts of more than 20,000 rows get fewer resamples, down to 200 from 100,000 rows on.
MAX_DRAWN: Final = 20_000_000
# Rows times resamples in memory at a time: some 30 MB, or one resample if that is more.
BATCH: Final = 500_000
# Share of resamples in which a score may have no value before it gets no interval.
MAX_UNDEFINED: Final = 0.05


class ResampledScores:
    """One model's scores of probabilities on resampled customers, many resamples at a time.

    Parameters
    ----------
    predictions : Predictions
        Of the customers to be resampled.
    names : collection of str, optional
        The scores wanted, of those that no threshold changes; all by default.

    Attributes
    ----------
    n : int
        Customers.
    names : tuple of str
        Of the k scores, in the order of the results: those of ranks, means of losses, others.
    """

    def __init__(self, predictions: Predictions, names: Collection[str] | None = None) -> None:
        self._predictions, self.n = predictions, len(predictions)
        churned, p = predictions.churned, predictions.p
        levels, place = np.unique(-p, return_inverse=True)  # likeliest leavers first
        self._kind = 2 * place + churned  # equal p and outcome: the same to every score
        self._levels = len(levels)
        wanted = [each for name, each in METRICS.items() if not each.counted and (names is None or name in names)]
        means = {each.name: each.interval.losses(churned, p) for each in wanted if isinstance(each.interval, Mean)}
        self._ranked = [place for place, name in enumerate(RANKED) if names is None or name in names]
        self._losses = list(means.values())
        self._others = [each for each in wanted if each.name not in {*RANKED, *means}]
        self.names = (*(RANKED[place] for place in self._ranked), *means, *(each.name for each in self._others))

    def of_all(self) -> Floats:
        """Return the scores of all customers, each once; shape (k,)."""
        return self(np.arange(self.n)[None, :])[:, 0]

    def __call__(self, rows: NDArray[np.intp]) -> Floats:
        """Return the scores of resamples; rows of shape (b, n) give shape (k, b), NaN where undefined."""
        kinds = self._kind[rows] + 2 * self._levels * np.arange(len(rows))[:, None]
        counts = np.bincount(kinds.ravel(), minlength=2 * self._levels * len(rows))
        ranks = _rank_scores(counts.reshape(len(rows), self._levels, 2))[self._ranked]
        means = [loss[rows].mean(axis=1) for loss in self._losses]
        others = [[self._one(metric, each) for each in rows] for metric in self._others]
        return np.vstack([ranks, *means, *others])

    def without_each(self) -> Floats:
        """Return the scores without the first customer, without the second, …; shape (k, n)."""
        n = self.n
        counts = np.bincount(self._kind, minlength=2 * self._levels)
        means = [(loss.sum() - loss) / max(n - 1, 1) for loss in self._losses]
        others = [[self._one(metric, np.delete(np.arange(n), row)) for row in range(n)] for metric in self._others]
        kinds = np.unique(self._kind)
        ranks = np.full((2, 2 * self._levels), np.nan)
        for some in np.array_split(kinds, 1 + len(kinds) * 2 * self._levels // BATCH):
            fewer = np.tile(counts, (len(some), 1))
            fewer[np.arange(len(some)), some] -= 1
            ranks[:, some] = _rank_scores(fewer.reshape(len(some), self._levels, 2))
        return np.vstack([ranks[self._ranked][:, self._kind], *means, *others])

    def _one(self, metric: Metric, rows: NDArray[np.intp]) -> float:
        drawn = Predictions(self._predictions.churned[rows], self._predictions.p[rows])
        undefined = metric.reason(drawn.confusion(), THRESHOLD)
        return np.nan if undefined else float(metric.compute(drawn.churned, drawn.p))


def resampled(models: list[ResampledScores], seed: int) -> Floats:
    """Return the models' scores on the same resampled customers; shape (models, k, resamples)."""
    rng, n = np.random.default_rng(seed), models[0].n
    resamples = min(RESAMPLES, max(FEWEST_RESAMPLES, MAX_DRAWN // n))
    batch = max(1, BATCH // n)
    draws = []
    for start in range(0, resamples, batch):
        rows = rng.integers(n, size=(min(batch, resamples - start), n))
        draws.append([model(rows) for model in models])
    return np.concatenate(draws, axis=2)


def defined(draws: Floats) -> Floats:
    """Leave out the resamples without a value; if they are too many, all."""
    missing = np.isnan(draws)
    return draws[~missing] if np.mean(missing) <= MAX_UNDEFINED else draws[:0]


def _rank_scores(counts: NDArray[np.int_]) -> Floats:
    """Return ROC AUC and average precision, (2, b), from counts by level (falling) and outcome, (b, levels, 2)."""
    stayers, churners = counts[:, :, 0], counts[:, :, 1]
    fp, tp = np.cumsum(stayers, axis=1), np.cumsum(churners, axis=1)
    negatives, positives = fp[:, -1], tp[:, -1]
    outranked = (stayers * (tp - churners / 2)).sum(axis=1)  # pairs of a stayer and a churner above him, ties half
    precision = tp / np.maximum(tp + fp, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.array([outranked / (positives * negatives), (churners * precision).sum(axis=1) / positives])
