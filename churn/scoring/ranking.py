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

from churn.decision.contacts import ContactRule
from churn.errors import Cancelled, SpecError
from churn.model.learner import Model
from churn.model.split import profiles
from churn.reliability.known import COLUMNS as KNOWN
from churn.reliability.known import NOTHING, Known
from churn.scores.confusion import checked, flagged
from churn.scoring.customers import Customers
from churn.table.values import MISSING, Features

RANK: Final = "churn_rank"
PROBABILITY: Final = "churn_probability"
CONTACT: Final = "contact"
GAIN: Final = "expected_gain"
UNSEEN: Final = "unseen"
VERDICT: Final = "churn_verdict"
REASONS: Final = ("churn_reason_1", "churn_reason_2")
COLUMNS: Final = (RANK, PROBABILITY, CONTACT, GAIN, UNSEEN, VERDICT, *KNOWN, *REASONS)  # that we can add to a file
PLAIN: Final = (CONTACT, GAIN, UNSEEN)  # those whose names a table of customers may well have, too
CONTACTS: Final = ("no", "yes")
VERDICTS: Final = ("not flagged", "flagged")
PREFIX: Final = "churn_"  # before one of our names that the file has for a column of its own

ROWS_A_STEP: Final = 50_000
FIRST_STEP: Final = 256
STEP_SECONDS: Final = 0.25  # with reasons, a step begins small and doubles until it takes so long: Stop should be felt
SAMPLE_ROWS: Final = 10_000  # if most of the first so many customers differ, nobody looks for equal ones

Progress = Callable[[float], None]  # takes the share of the work that is done, 0 to 1


@dataclass(frozen=True, eq=False)
class Ranking:
    """Scored customers; whom to contact is asked, not kept.

    Attributes
    ----------
    customers : Customers
        The n customers.
    p : ndarray of float64, shape (n,)
        Churn probability of each customer, in the order of the file.
    reasons : ndarray of int, shape (n, 2), or None
        The two features with the largest SHAP values of each customer, in log-odds: 1 + position of the feature if it
        adds, the negative of that if it takes off, 0 if it does neither. None if nobody asked.
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

    def contacted(self, rule: ContactRule) -> int:
        """Count the customers to contact: the first so many along `order`; the capacity is that of this file."""
        return rule.for_exactly(len(self)).number(self.p)

    def frame(
        self,
        rule: ContactRule,
        start: int = 0,
        stop: int | None = None,
        *,
        threshold: float | None = None,
        known: Known = NOTHING,
        theirs: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Return a stretch of the ranked table: the file's columns, then ours.

        Parameters
        ----------
        rule : ContactRule
            Whom to contact.
        start, stop : int
            Along `order`.
        threshold : float, optional
            Above it a customer is flagged; without it there are no verdicts.
        known : Known
            What others did who are like these; see `Known.columns`.
        theirs : DataFrame, optional
            The file's columns, if not as they stand there.
        """
        rows = self.order[start:stop]
        ours = self._ours(rule, start, rows)
        if threshold is not None:
            ours[VERDICT] = _one_of(VERDICTS, flagged(self.p[rows], threshold))
        ours |= known.columns(self.p[rows], self.customers.features.iloc[rows])
        if self.reasons is not None:
            ours |= {name: self._sentences(rows, self.reasons[rows, place]) for place, name in enumerate(REASONS)}
        names = self.names
        kept = (self.customers.file.frame if theirs is None else theirs).iloc[rows].reset_index(drop=True)
        kept = kept.drop(columns=[*names.values()], errors="ignore")  # of an earlier scoring
        for name in kept.select_dtypes("category"):
            kept[name] = kept[name].cat.remove_unused_categories()
        return kept.assign(**{names[name]: values for name, values in ours.items()})

    @cached_property
    def names(self) -> dict[str, str]:
        """What our columns are called in this file: otherwise, where it has a column of its own with such a name.

        A column that the model needs is always the file's own.
        """
        features = set(self.customers.features.columns)
        named = {name: name for name in COLUMNS}
        for name in COLUMNS:
            while named[name] in features:
                named[name] = PREFIX + named[name]
        present = set(self.customers.file.frame.columns) - features
        plain = [named[name] for name in PLAIN]
        ranked = {named[RANK], named[PROBABILITY]} <= present
        scored_before = ranked and all({each, PREFIX + each} & present for each in plain)
        theirs = {each for each in plain if (PREFIX * scored_before) + each in present}
        return {name: PREFIX + each if each in theirs else each for name, each in named.items()}

    def _ours(self, rule: ContactRule, start: int, rows: NDArray[np.intp]) -> dict[str, Any]:
        """Return the columns that every scored file has, in the rows that stand from `start` on along `order`."""
        p = self.p[rows]
        places = np.arange(start, start + len(rows))
        return {
            RANK: self.rank[start : start + len(rows)],
            PROBABILITY: p,
            CONTACT: _one_of(CONTACTS, places < self.contacted(rule)),
            GAIN: rule.expected_gain(p),
            UNSEEN: self._unseen(rows),
        }

    def _unseen(self, rows: NDArray[np.intp]) -> pd.Series:
        """Name the columns in which customers have values that training never saw; nothing for the others."""
        sets: list[tuple[str, ...]] = [()]  # of columns, as far as customers have them
        codes = np.zeros(len(rows), dtype=np.intp)
        for name, marks in self.customers.unseen_rows.items():
            found, codes = np.unique(2 * codes + marks[rows], return_inverse=True)
            sets = [(*sets[code // 2], name) if code % 2 else sets[code // 2] for code in found]
        texts = [*dict.fromkeys(", ".join(names) for names in sets if names)]
        places = np.array([texts.index(", ".join(names)) if names else -1 for names in sets])
        return pd.Series(pd.Categorical.from_codes(places[codes], pd.Index(texts, dtype="str")))

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


def _one_of(names: tuple[str, str], marks: NDArray[np.bool_]) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(marks.astype(np.int8), pd.Index(names)))


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
