"""Customers in the order of their churn probability, with the reasons that weigh most."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import Cancelled, SpecError
from churn.model.learner import Model
from churn.model.split import profiles
from churn.scores.confusion import checked, flagged
from churn.scoring.customers import Customers
from churn.table.values import MISSING, Features

RANK: Final = "churn_rank"
PROBABILITY: Final = "churn_probability"
VERDICT: Final = "churn_verdict"
REASONS: Final = ("churn_reason_1", "churn_reason_2")
VERDICTS: Final = ("not flagged", "flagged")

ROWS_A_STEP: Final = 50_000
FIRST_STEP: Final = 256
STEP_SECONDS: Final = 0.25  # with reasons, a step begins small and doubles until it takes so long: Stop should be felt
SAMPLE_ROWS: Final = 10_000  # if most of the first so many customers differ, nobody looks for equal ones

Progress = Callable[[float], None]  # takes the share of the work that is done, 0 to 1


@dataclass(frozen=True, eq=False)
class Ranking:
    """Scored customers; what a threshold makes of them is asked, not kept.

    Attributes
    ----------
    customers : Customers
        The n customers.
    p : ndarray of float64, shape (n,)
        Churn probability of each customer, in the order of the file.
    reasons : ndarray of int, shape (n, 2), or None
        The two features that move each customer most, in log-odds: 1 + position of the feature if it raises the
        probability, the negative of that if it lowers it, 0 if it does neither. None if nobody asked.
    """

    customers: Customers
    p: NDArray[np.float64]
    reasons: NDArray[np.int16] | None = None

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.p)

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """Positions in the file, the highest probability first; equal ones in the order of the file."""
        return np.argsort(-self.p, kind="stable")

    @cached_property
    def rank(self) -> NDArray[np.intp]:
        """Rank along `order`, from 1; equal probabilities share the first of their ranks."""
        ordered = self.p[self.order]
        first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
        return np.maximum.accumulate(np.where(first, np.arange(1, len(ordered) + 1), 0))

    def flagged(self, threshold: float) -> int:
        """Count the customers whose probability is above the threshold."""
        return int(flagged(self.p, threshold).sum())

    def frame(
        self, threshold: float, start: int = 0, stop: int | None = None, *, theirs: pd.DataFrame | None = None
    ) -> pd.DataFrame:
        """Return a stretch of the ranked table: the file's columns (as they stand there, or `theirs`), then ours."""
        rows = self.order[start:stop]
        ours: dict[str, Any] = {
            RANK: self.rank[start:stop],
            PROBABILITY: self.p[rows],
            VERDICT: pd.Categorical.from_codes(flagged(self.p[rows], threshold).astype(int), pd.Index(VERDICTS)),
        }
        if self.reasons is not None:
            ours |= {name: self._sentences(rows, self.reasons[rows, place]) for place, name in enumerate(REASONS)}
        kept = (self.customers.file.frame if theirs is None else theirs).iloc[rows].reset_index(drop=True)
        kept = kept.drop(columns=[RANK, PROBABILITY, VERDICT, *REASONS], errors="ignore")  # of an earlier scoring
        for name in kept.select_dtypes("category"):
            kept[name] = kept[name].cat.remove_unused_categories()
        return kept.assign(**ours)

    def _sentences(self, rows: NDArray[np.intp], reasons: NDArray[np.int16]) -> pd.Series:
        """Write one reason of each of some customers: each different sentence once."""
        sentences: dict[str, int] = {}
        codes = np.full(len(rows), -1, dtype=np.intp)
        for reason in np.unique(reasons[reasons != 0]):
            there = np.flatnonzero(reasons == reason)
            column = self.customers.features.iloc[rows[there], abs(reason) - 1]
            levels, values = pd.factorize(column, use_na_sentinel=False)
            texts = [f"{column.name} = {_shown(value)} ({'+' if reason > 0 else '-'})" for value in values]
            codes[there] = np.array([sentences.setdefault(text, len(sentences)) for text in texts])[levels]
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index(list(sentences), dtype="str")))


def score_customers(
    customers: Customers,
    model: Model,
    *,
    reasons: bool = False,
    on_progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Ranking:
    """Score and rank customers in steps; equal customers are scored once.

    Parameters
    ----------
    customers : Customers
        As `check_customers` returns them for the model's schema.
    model : Model
        The fitted model.
    reasons : bool
        Whether to find each customer's two largest SHAP values, which takes many times as long.
    on_progress : callable, optional
        Called after each step with the share of the customers that are scored, 0 to 1.
    cancel : threading.Event, optional
        Looked at before each step.

    Raises
    ------
    Cancelled
        If `cancel` was set.
    """
    distinct, profile = _distinct(customers.features)
    p = np.empty(len(distinct))
    codes = np.zeros((len(distinct), len(REASONS)), dtype=np.int16) if reasons else None
    start, rows = 0, FIRST_STEP if reasons else ROWS_A_STEP
    while start < len(distinct):
        if cancel is not None and cancel.is_set():
            raise Cancelled("Scoring was stopped before it was finished.")
        began = time.monotonic()
        stretch = slice(start, start + rows)
        features = distinct.rows(stretch)
        p[stretch] = model.predict_proba(features)
        if codes is not None:
            codes[stretch] = main_reasons(model.shap(features)[0])
            if time.monotonic() - began < STEP_SECONDS:
                rows = min(2 * rows, ROWS_A_STEP)
        start = min(stretch.stop, len(distinct))
        if on_progress is not None:
            on_progress(start / len(distinct))
    return Ranking(customers, p[profile], None if codes is None else codes[profile])


def main_reasons(contributions: NDArray[np.float64]) -> NDArray[np.int16]:
    """Find the two largest contributions of each row, by size; coded as in `Ranking`.

    Parameters
    ----------
    contributions : ndarray, shape (n, k)
        SHAP values in log-odds.

    Examples
    --------
    >>> main_reasons(np.array([[0.1, -2.0, 0.5], [0.0, 0.3, 0.0]])).tolist()
    [[-2, 3], [2, 0]]
    """
    largest = np.argsort(-np.abs(contributions), axis=1, kind="stable")[:, : len(REASONS)]
    signs = np.sign(np.take_along_axis(contributions, largest, axis=1))
    codes = np.zeros((len(contributions), len(REASONS)), dtype=np.int16)
    codes[:, : largest.shape[1]] = (largest + 1) * signs
    return codes


def check_threshold(threshold: float) -> None:
    """Refuse a threshold that is no probability; raises SpecError."""
    try:
        checked(threshold)
    except ValueError as err:
        raise SpecError(f"Threshold is {threshold:g}; it must be 0 to 1.") from err


def _distinct(features: Features) -> tuple[Features, NDArray[np.intp] | slice]:
    """Return the different customers and each customer's place among them; all if most differ."""
    sample = features.head(SAMPLE_ROWS)
    if sample.duplicated().sum() * 2 < len(sample):
        return features, slice(None)
    profile = profiles(features)
    first = np.concatenate([[True], profile[1:] > np.maximum.accumulate(profile)[:-1]])
    return features.rows(np.flatnonzero(first)), profile


def _shown(value: object) -> str:
    if isinstance(value, float):
        return "no value" if np.isnan(value) else f"{value:.10g}"
    return "no value" if value == MISSING else str(value)
