"""The scores that no threshold changes, on many resamples of the customers at a time."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.scores.metrics import as_arrays, losses

SEED: Final = 123
RANK_SCORES: Final = ("roc_auc", "average_precision", "log_loss", "brier")
"""The order in which a `Judge` returns them."""

RESAMPLES: Final = 1000
FEWEST_RESAMPLES: Final = 200
MOST_DRAWN: Final = 20_000_000
"""Rows times resamples: parts of more than 20,000 rows get fewer resamples, down to 200 from 100,000 rows on."""
BATCH: Final = 500_000
"""Rows times resamples in memory at a time: some 30 MB, or one resample if that is more."""
MOST_UNDEFINED: Final = 0.05
"""Share of resamples in which a score may have no value before it gets no interval."""

Floats = NDArray[np.float64]


class Judge:
    """One model's rank scores on resampled customers, many resamples at a time."""

    def __init__(self, y: ArrayLike, p: ArrayLike) -> None:
        """Keep what the scores need. Raises ValueError if `y` and `p` differ in shape."""
        self._churned, p = as_arrays(y, p)
        self.n = len(p)
        levels, place = np.unique(-p, return_inverse=True)  # likeliest leavers first
        self._kind = 2 * place + self._churned  # equal p and outcome: the same to every rank score
        self._levels = len(levels)
        self._losses = losses(self._churned, p)

    def everybody(self) -> Floats:
        """Return the scores of all customers, each once; shape (4,)."""
        return self(np.arange(self.n)[None, :])[:, 0]

    def __call__(self, rows: NDArray[np.intp]) -> Floats:
        """Return the scores of resamples; rows of shape (b, n) give shape (4, b), NaN where undefined."""
        kinds = self._kind[rows] + 2 * self._levels * np.arange(len(rows))[:, None]
        counts = np.bincount(kinds.ravel(), minlength=2 * self._levels * len(rows))
        means = [loss[rows].mean(axis=1) for loss in self._losses]
        return np.vstack([_rank_scores(counts.reshape(len(rows), self._levels, 2)), *means])

    def without_each(self) -> Floats:
        """Return the scores without the first customer, without the second, …; shape (4, n)."""
        counts = np.bincount(self._kind, minlength=2 * self._levels)
        means = [(loss.sum() - loss) / max(self.n - 1, 1) for loss in self._losses]
        kinds = np.unique(self._kind)
        ranks = np.full((2, 2 * self._levels), np.nan)
        for some in np.array_split(kinds, 1 + len(kinds) * 2 * self._levels // BATCH):
            fewer = np.tile(counts, (len(some), 1))
            fewer[np.arange(len(some)), some] -= 1
            ranks[:, some] = _rank_scores(fewer.reshape(len(some), self._levels, 2))
        return np.vstack([ranks[:, self._kind], *means])


def resampled(judges: list[Judge], seed: int) -> Floats:
    """Return the judges' scores on the same resampled customers; shape (judges, 4, resamples)."""
    rng, n = np.random.default_rng(seed), judges[0].n
    resamples = min(RESAMPLES, max(FEWEST_RESAMPLES, MOST_DRAWN // n))
    batch = max(1, BATCH // n)
    found = []
    for start in range(0, resamples, batch):
        rows = rng.integers(n, size=(min(batch, resamples - start), n))
        found.append([judge(rows) for judge in judges])
    return np.concatenate(found, axis=2)


def defined(draws: Floats) -> Floats:
    """Leave out the resamples without a value; if they are too many, all."""
    missing = np.isnan(draws)
    return draws[~missing] if np.mean(missing) <= MOST_UNDEFINED else draws[:0]


def _rank_scores(counts: NDArray[np.int_]) -> Floats:
    """Return ROC AUC and average precision, (2, b), from counts by level (falling) and outcome, (b, levels, 2)."""
    stayers, churners = counts[:, :, 0], counts[:, :, 1]
    fp, tp = np.cumsum(stayers, axis=1), np.cumsum(churners, axis=1)
    negatives, positives = fp[:, -1], tp[:, -1]
    outranked = (stayers * (tp - churners / 2)).sum(axis=1)  # pairs of a stayer and a churner above him, ties half
    precision = tp / np.maximum(tp + fp, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.array([outranked / (positives * negatives), (churners * precision).sum(axis=1) / positives])
