"""A linear model that is no straw man: logistic regression on columns, their levels and pairs of levels.

How strongly it is held back, and whether pairs help, is chosen on the validation customers, as the number of trees is.
"""

import warnings
from itertools import combinations, product
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, OneHotEncoder, StandardScaler

from churn.model.split import Split
from churn.table.dataset import Dataset
from churn.table.schema import Schema

# Rows times columns and pairs that are taken at a time, and learned from at most: a mark on a scale needs no more.
MAX_VALUES: Final = 2_000_000
MAX_LEVELS: Final = 20  # of a column in a pair: its most frequent categories, or its numbers cut at quantiles
BINS: Final = 10
MAX_PAIRED: Final = 12  # columns, those whose levels differ most in how many leave
STRENGTHS: Final = (0.03, 0.3, 3.0)  # scikit-learn's C; the smaller, the more it is held back


def linear_probabilities(dataset: Dataset, split: Split) -> NDArray[np.float64]:
    """Fit on the train rows, choose on the validation rows, and return the probability of churn of all, shape (n,)."""
    frame = _numbered(dataset)
    paired = min(frame.shape[1], MAX_PAIRED)
    block = max(1, MAX_VALUES // (2 * frame.shape[1] + paired * (paired - 1) // 2))
    train, validation = (rows[:: -(-len(rows) // block) or 1] for rows in (split.train, split.validation))
    outcomes = np.unique(dataset.y[train])
    if len(outcomes) == 1:  # nothing to tell apart
        return np.full(len(dataset), float(outcomes[0]))
    encoder = _Encoder(dataset.schema, frame.iloc[train], dataset.y[train])
    learned, tried = encoder(frame.iloc[train]), encoder(frame.iloc[validation])
    candidates = []
    for width, strength in product((encoder.single, learned.shape[1]), STRENGTHS):
        model = _fitted(learned[:, :width], dataset.y[train], strength)
        p = model.predict_proba(tried[:, :width])[:, 1]
        candidates.append((log_loss(dataset.y[validation], p, labels=[0, 1]), width, model))
    _, width, best = min(candidates, key=lambda each: each[0])
    blocks = (frame.iloc[start : start + block] for start in range(0, len(frame), block))
    return np.concatenate([best.predict_proba(encoder(each)[:, :width])[:, 1] for each in blocks])


def _fitted(columns: csr_matrix, y: NDArray[np.int8], strength: float) -> LogisticRegression:
    with warnings.catch_warnings():
        # where the steps do not suffice, the coefficients are good to a few digits: enough for a mark on a scale
        warnings.simplefilter("ignore", ConvergenceWarning)
        return LogisticRegression(C=strength, max_iter=100, tol=1e-3).fit(columns, y)


class _Encoder:
    """Turns customers into columns of numbers: first the columns and their levels, then the pairs of levels.

    Attributes
    ----------
    single : int
        How many there are before the pairs.
    """

    def __init__(self, schema: Schema, frame: pd.DataFrame, y: NDArray[np.int8]) -> None:
        imputer = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
        # Scaled twice: the variance of very large numbers would overflow.
        numbers = make_pipeline(imputer, MaxAbsScaler(), StandardScaler())
        columns = [("categories", _one_hot(), schema.categories), ("numbers", numbers, schema.numbers)]
        self._columns = ColumnTransformer(columns, sparse_threshold=1).fit(frame)
        self._numbers = schema.numbers
        self._cuts = {name: _cuts(frame[name]) for name in schema.numbers}
        self._kept = {name: frame[name].value_counts().index[:MAX_LEVELS].to_numpy() for name in schema.categories}
        levels = self._levels(frame)
        telling = sorted(levels, key=lambda name: -_telling(levels[name], y))
        self._pairs = list(combinations(telling[:MAX_PAIRED], 2))
        self._hot = _one_hot().fit(self._coded(frame))
        known = sum(len(each) for each in self._hot.categories_[: len(self._numbers) + 1])
        self.single = self._columns.transform(frame.iloc[:1]).shape[1] + known

    def __call__(self, frame: pd.DataFrame) -> csr_matrix:
        """Return the columns, sparse, shape (n, columns)."""
        parts = [csr_matrix(self._columns.transform(frame)), self._hot.transform(self._coded(frame))]
        columns: csr_matrix = hstack(parts, format="csr")
        return columns

    def _levels(self, frame: pd.DataFrame) -> dict[str, NDArray[np.intp]]:
        levels = {}
        for name, cuts in self._cuts.items():
            values = frame[name].to_numpy()
            levels[name] = np.where(np.isnan(values), -1, np.searchsorted(cuts, values, side="right"))
        for name, kept in self._kept.items():
            levels[name] = pd.Index(kept).get_indexer(frame[name])  # -1 for all others
        return levels

    def _coded(self, frame: pd.DataFrame) -> NDArray[np.intp]:
        """Return the levels of the numbers and of the pairs, after one column that is the same for all."""
        levels = self._levels(frame)
        pairs = [(levels[one] + 1) * (MAX_LEVELS + 3) + levels[other] + 1 for one, other in self._pairs]
        same = np.zeros(len(frame), dtype=np.intp)
        return np.column_stack([same, *(levels[name] for name in self._numbers), *pairs])


def _one_hot() -> OneHotEncoder:
    return OneHotEncoder(handle_unknown="ignore", dtype=np.float64)


def _cuts(values: pd.Series) -> NDArray[np.float64]:
    """Return where a number is cut into levels: at each of a few values, else at quantiles."""
    known = np.unique(values.to_numpy(dtype=np.float64, na_value=np.nan))
    few: NDArray[np.float64] = known[np.isfinite(known)]
    if len(few) <= MAX_LEVELS:
        return few
    finite = values[np.isfinite(values)]
    cuts: NDArray[np.float64] = np.unique(np.quantile(finite, np.linspace(0, 1, BINS + 1)[1:-1]))
    return cuts


def _telling(levels: NDArray[np.intp], y: NDArray[np.int8]) -> float:
    """Return how much the churn rate differs between levels: its variance over the customers."""
    customers, churned = np.bincount(levels + 1), np.bincount(levels + 1, weights=y)
    rates = churned / np.maximum(customers, 1)
    return float(np.average((rates - y.mean()) ** 2, weights=customers))


def _numbered(dataset: Dataset) -> pd.DataFrame:
    """Replace categories by their codes: one-hot encoding text would take most of the time."""
    categories, frame = set(dataset.schema.categories), dataset.frame
    return pd.DataFrame({name: frame[name].cat.codes if name in categories else frame[name] for name in frame.columns})
