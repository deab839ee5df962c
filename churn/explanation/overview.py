"""Why customers leave, all of them: which columns matter, and what each value of a column goes with."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, listing, quote
from churn.explanation.reasons import Background, Reasons, explain
from churn.model.learner import Model
from churn.table.dataset import Dataset
from churn.table.summary import levels, sample_rows

Unit = Literal["points", "log_odds"]

MAX_EXPLAINED: Final = 5_000  # customers; of a larger table, a seeded sample
FEWEST: Final = 10  # a level with fewer customers is no example for anything
MAX_EFFECTS: Final = 6  # columns whose effects are said in words


@dataclass(frozen=True)
class Level:
    """One level of a column.

    Attributes
    ----------
    name : str
        As `churn.table.summary.levels` says it.
    customers : int
        How many of the explained ones.
    rate : float
        Share of them who left, 0 to 1.
    points : float
        The column's mean contribution to their probability (0.18 is 18 points).
    """

    name: str
    customers: int
    rate: float
    points: float


@dataclass(frozen=True)
class Effect:
    """What a column's most telling levels go with.

    Attributes
    ----------
    column : str
        Its name.
    up, down : Level or None
        The levels that raise and lower the probability most; None where none does.
    """

    column: str
    up: Level | None
    down: Level | None


@dataclass(frozen=True, eq=False)
class Overview:
    """The reasons of many customers at once.

    Attributes
    ----------
    frame : DataFrame, (n, k)
        The explained customers.
    y : ndarray of int8, shape (n,)
        1 where the customer churned.
    reasons : Reasons
        Theirs.
    rows : int
        Customers in the whole table.
    """

    frame: pd.DataFrame
    y: NDArray[np.int8]
    reasons: Reasons
    rows: int

    @cached_property
    def importance(self) -> pd.DataFrame:
        """Mean absolute contribution of each column: column, points, log_odds; most important first."""
        means = {unit: np.abs(getattr(self.reasons, unit)).mean(axis=0) for unit in get_args(Unit)}
        table = pd.DataFrame({"column": self.reasons.columns, **means})
        return table.sort_values("points", ascending=False, kind="stable", ignore_index=True)

    def ranked(self, unit: Unit = "points") -> list[str]:
        """Name the columns, most important first."""
        return list(self.importance.sort_values(unit, ascending=False, kind="stable")["column"])

    def dependence(self, column: str) -> pd.DataFrame:
        """Say what each level of a column goes with.

        Returns
        -------
        DataFrame
            One row a level, in their order: level (str), customers, churned (int), rate (0 to 1), points (mean
            contribution), odds (factor on the odds: exp of the mean SHAP value), low and high (the same factor for
            the 10% and the 90% quantile: how much it depends on the other columns).

        Raises
        ------
        DataError
            If the model has no such column.
        """
        if column not in self.reasons.columns:
            raise DataError(f"There is no column {quote(column)}; the model knows {listing(self.reasons.columns)}.")
        place = self.reasons.columns.index(column)
        level = levels(self.frame[column])
        rows = []
        for code, name in enumerate(level.cat.categories):
            here = np.flatnonzero(level.cat.codes == code)
            y, shap = self.y[here], self.reasons.log_odds[here, place]
            low, middle, high = np.exp([np.quantile(shap, 0.1), shap.mean(), np.quantile(shap, 0.9)])
            points = self.reasons.points[here, place].mean()
            rows.append((str(name), len(here), int(y.sum()), y.mean(), points, middle, low, high))
        names = "level customers churned rate points odds low high"
        return pd.DataFrame(rows, columns=names.split())

    @cached_property
    def effects(self) -> list[Effect]:
        """Say for the most important columns which levels go with leaving and with staying."""
        return [self._effect(column) for column in self.ranked()[:MAX_EFFECTS]]

    def _effect(self, column: str) -> Effect:
        table = self.dependence(column)
        common = table[table["customers"] >= FEWEST]
        ordered = (table if common.empty else common).sort_values("points", kind="stable")
        ends = ordered[["level", "customers", "rate", "points"]].iloc[[0, -1]]
        lowest, highest = (Level(*row) for row in ends.itertuples(index=False))
        return Effect(column, highest if highest.points > 0 else None, lowest if lowest.points < 0 else None)


def explain_table(model: Model, dataset: Dataset, compared: Background) -> Overview:
    """Explain the customers of a data set, at most `MAX_EXPLAINED`.

    Parameters
    ----------
    model : Model
        Trained on this data set.
    dataset : Dataset
        All rows, whatever part they fall into.
    compared : Background
        Of the same model.
    """
    rows = sample_rows(len(dataset), MAX_EXPLAINED)
    frame = dataset.frame.rows(rows)
    return Overview(frame, dataset.y[rows], explain(model, frame, compared), len(dataset))
