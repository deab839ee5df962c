"""What each column contributes to a customer's probability, in points: Shapley values of the probability itself.

They lead from the average probability of some customers of the table to this customer's, exactly, and say what the
model made of a column, not what changing it would do. How they are found, and by whom, stands in `coalitions`.

Where the columns are few the values are exact. Elsewhere they are drawn at random, with a fixed seed: for the bank
customers with 19 columns the error is 0.2 points on average against 20,000 orders a customer and the whole table, and
the largest contribution is the same column for 96% of 180 customers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.explanation.coalitions import Plan, all_coalitions, random_orders
from churn.model.learner import Model
from churn.model.split import profiles
from churn.table.schema import Schema
from churn.table.summary import sample_rows
from churn.table.values import Features

MAX_CANDIDATES: Final = 20_000  # customers of a table to compare with; of a larger one, a seeded sample
MAX_EXACT: Final = 10_000  # made-up customers for one, as far as all coalitions are asked for: 10 ms
COMPARED: Final = 400  # customers to compare with where that would take more
MADE_UP: Final = 8_000  # made-up customers to ask for then, about: a few columns can join in more than one order
MAX_MADE_UP: Final = 20_000  # more columns than 51 are compared with fewer customers, but not with less than `FEWEST`
FEWEST: Final = 10
AT_ONCE: Final = 250_000  # made-up customers that are asked for at a time: 40 MB


@dataclass(frozen=True, eq=False)
class Background:
    """The customers that everybody is compared with.

    Attributes
    ----------
    frame : Features, (r, k)
        As the model sees them.
    p : ndarray of float64, shape (r,)
        Their probabilities.
    plan : Plan
        How others are compared with them.
    importance : ndarray of float64, shape (k,)
        Mean absolute SHAP value of each column, in log-odds.
    """

    frame: Features
    p: NDArray[np.float64]
    plan: Plan
    importance: NDArray[np.float64]

    def __len__(self) -> int:
        """Count them."""
        return len(self.p)

    @property
    def average(self) -> float:
        """Their average probability, 0 to 1: where all explanations start."""
        return float(self.p.mean())


@dataclass(frozen=True, eq=False)
class Reasons:
    """Why the model gives n customers their probabilities; read-only.

    Attributes
    ----------
    columns : tuple of str, length k
        The features.
    points : ndarray of float64, shape (n, k)
        Contributions to the probability (0.18 is 18 points); start + the sum of a row = the customer's probability.
    start : float
        Average probability of the customers compared with, 0 to 1.
    compared : int
        How many they are.
    """

    columns: tuple[str, ...]
    points: NDArray[np.float64]
    start: float
    compared: int

    def __post_init__(self) -> None:
        self.points.setflags(write=False)

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.points)

    @property
    def p(self) -> NDArray[np.float64]:
        """What it adds up to: the probabilities, shape (n,)."""
        return np.asarray(self.start + self.points.sum(axis=1), dtype=np.float64)

    def largest(self, most: int) -> NDArray[np.intp]:
        """Return the positions of each customer's `most` largest contributions in points, largest first, (n, most)."""
        return np.argsort(-np.abs(self.points), axis=1, kind="stable")[:, :most]


def choose_background(model: Model, frame: pd.DataFrame) -> Background:
    """Choose the customers to compare with: all, if the comparison can be exact, else a few that stand for them.

    The few lie evenly along the probability, so that their average is that of all.

    Parameters
    ----------
    model : Model
        Whose reasons they are.
    frame : DataFrame, (n, k)
        At least one customer.
    """
    checked = model.schema.check(frame)
    candidates = checked.rows(sample_rows(len(checked), MAX_CANDIDATES))
    p = model.predict_proba(candidates)
    rows = np.arange(len(p))
    plan, k = all_coalitions(_codes(candidates), MAX_EXACT), len(model.schema.names)
    if plan is None:
        few = min(len(p), COMPARED, max(FEWEST, MAX_MADE_UP // (k - 1)))
        rows = np.argsort(p, kind="stable")[((np.arange(few) + 0.5) * len(p) / few).astype(np.intp)]
        plan = all_coalitions(_codes(candidates.rows(rows)), MAX_EXACT)
    if plan is None:
        rows = rows[: len(rows) // 2 * 2]
        plan = random_orders(len(rows), k, max(1, MADE_UP // (len(rows) * (k - 1))))
    compared = candidates.rows(rows)
    contributions, _ = model.shap(compared.rows(sample_rows(len(compared), COMPARED)))
    return Background(compared, p[rows], plan, np.abs(contributions).mean(axis=0))


def _codes(frame: Features) -> NDArray[np.intp]:
    """Give equal values of a column equal numbers, shape (n, k)."""
    return np.column_stack([pd.factorize(frame[name], use_na_sentinel=False)[0] for name in frame.columns])


def explain(model: Model, frame: pd.DataFrame, compared: Background) -> Reasons:
    """Give each customer's reasons.

    Parameters
    ----------
    model : Model
        Whose reasons they are.
    frame : DataFrame, (n, k)
        Any table with the model's columns.
    compared : Background
        Of the same model.
    """
    checked = model.schema.check(frame)
    _, first, again = np.unique(profiles(checked), return_index=True, return_inverse=True)
    points = np.empty((len(first), len(model.schema.names)))
    step = max(1, AT_ONCE // len(compared.plan))
    for start in range(0, len(first), step):
        points[start : start + step] = _points(model, checked.rows(first[start : start + step]), compared)
    return Reasons(tuple(model.schema.names), points[again], compared.average, len(compared))


def _points(model: Model, customers: Features, compared: Background) -> NDArray[np.float64]:
    """Return the contributions to the customers' probabilities, shape (n, k)."""
    plan, schema = compared.plan, model.schema
    columns = [_Column.of(compared.frame[name], customers[name]) for name in schema.names]
    sizes = [len(column.values) for column in columns]
    takes = np.ascontiguousarray(plan.takes.T)
    if prod(sizes) > len(plan) * len(customers):
        values = (column.made_up(took, plan.others) for column, took in zip(columns, takes, strict=True))
        p = model.predict_proba(_frame(values, schema))
    else:  # there cannot be many different ones: ask for each of them once
        codes = [
            _mixed(each.customers, each.others, took, plan.others) for each, took in zip(columns, takes, strict=True)
        ]
        profile = np.ravel_multi_index(tuple(codes), sizes)
        different, where = pd.factorize(profile)[::-1]
        places = np.unravel_index(different, sizes)
        values = (column.at(place) for column, place in zip(columns, places, strict=True))
        p = model.predict_proba(_frame(values, schema))[where]
    return np.asarray(p.reshape(len(customers), len(plan)) @ plan.weights + compared.p @ plan.nobody, dtype=np.float64)


def _frame(columns: Iterable[pd.Categorical | NDArray[np.float64]], schema: Schema) -> Features:
    return Features.of(pd.DataFrame(dict(zip(schema.names, columns, strict=True)), copy=False), schema.kinds)


def _mixed(
    ours: NDArray[Any], theirs: NDArray[Any], takes: NDArray[np.bool_], others: NDArray[np.intp]
) -> NDArray[Any]:
    """Return the values, or their positions, that made-up customers have in a column, shape (n · m,)."""
    return np.where(takes, ours[:, None], theirs[others]).ravel()


@dataclass(frozen=True, eq=False)
class _Column:
    """A column of the background and of those who are explained: different values, and who has which of them."""

    values: pd.Index
    others: NDArray[np.intp]
    customers: NDArray[np.intp]

    @classmethod
    def of(cls, others: pd.Series, customers: pd.Series) -> "_Column":
        if isinstance(others.dtype, pd.CategoricalDtype):
            values = others.cat.categories.union(customers.cat.categories, sort=False)
            theirs, ours = (values.get_indexer(each.cat.categories)[each.cat.codes] for each in (others, customers))
            return cls(values, theirs, ours)
        both = np.concatenate([others.to_numpy(np.float64), customers.to_numpy(np.float64)])
        codes, numbers = pd.factorize(both, use_na_sentinel=False)
        return cls(pd.Index(numbers), codes[: len(others)], codes[len(others) :])

    def at(self, positions: NDArray[np.intp]) -> pd.Categorical | NDArray[np.float64]:
        """Return values by position, as the model takes them."""
        if self.values.dtype == np.float64:
            return self.values.to_numpy()[positions]
        return pd.Categorical.from_codes(positions, self.values)

    def made_up(self, takes: NDArray[np.bool_], others: NDArray[np.intp]) -> pd.Categorical | NDArray[np.float64]:
        """Return the values of made-up customers, as the model takes them."""
        if self.values.dtype == np.float64:
            values = self.values.to_numpy()
            return _mixed(values[self.customers], values[self.others], takes, others)
        return self.at(_mixed(self.customers, self.others, takes, others))
