"""What goes with leaving, over all customers: which columns tell most, and what each value of a column goes with."""

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

MAX_EXPLAINED: Final = 1_000  # customers; of a larger table, a seeded sample
MAX_ASKED: Final = 10_000_000  # customers that the model is asked for: a few seconds. Wide tables have fewer explained
MAX_COUNTED: Final = 20_000  # customers among whom those who left are counted; likewise
FEWEST: Final = 10  # a level with fewer explained customers is no example for anything
MAX_TOLD: Final = 6  # columns that are told of in words


@dataclass(frozen=True)
class Level:
    """One level of a column.

    Attributes
    ----------
    name : str
        As `churn.table.summary.levels` says it.
    customers, left : int
        How many have it, and how many of them left.
    points : float
        The column's mean contribution to the probability of those who are explained (0.18 is 18 points).
    """

    name: str
    customers: int
    left: int
    points: float

    @property
    def rate(self) -> float:
        """Share of them who left, 0 to 1."""
        return self.left / self.customers


@dataclass(frozen=True)
class Extremes:
    """What a column's most telling levels go with.

    Attributes
    ----------
    column : str
        Its name.
    up, down : Level or None
        The levels with the largest and the smallest mean contribution; None where that is not above, or below, 0.
    """

    column: str
    up: Level | None
    down: Level | None


@dataclass(frozen=True, eq=False)
class Overview:
    """The reasons of many customers at once, and who left.

    Attributes
    ----------
    customers : DataFrame, (n, k)
        Those among whom the ones who left are counted.
    y : ndarray of int8, shape (n,)
        1 where the customer churned.
    explained : ndarray of int, shape (m,)
        The positions of those who are explained.
    reasons : Reasons
        Theirs, in points.
    log_odds : ndarray of float64, shape (m, k)
        Their SHAP values.
    rows, left : int
        Customers in the whole table, and how many of them left.
    """

    customers: pd.DataFrame
    y: NDArray[np.int8]
    explained: NDArray[np.intp]
    reasons: Reasons
    log_odds: NDArray[np.float64]
    rows: int
    left: int

    @property
    def rate(self) -> float:
        """Share of the whole table's customers who left, 0 to 1."""
        return self.left / self.rows

    @property
    def sampled(self) -> bool:
        """Whether those who left with a value are counted in a sample."""
        return len(self.customers) < self.rows

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The explained customers, (m, k)."""
        return self.customers.iloc[self.explained]

    def contributions(self, unit: Unit) -> NDArray[np.float64]:
        """Return what each column contributes to each explained customer, shape (m, k)."""
        return self.reasons.points if unit == "points" else self.log_odds

    @cached_property
    def importance(self) -> pd.DataFrame:
        """Mean absolute contribution of each column: column, points, log_odds; most important first."""
        means = {unit: np.abs(self.contributions(unit)).mean(axis=0) for unit in get_args(Unit)}
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
            One row a level, in their order: level (str), customers, churned (int), rate (0 to 1); of those who are
            explained, explained (int), points (mean contribution), odds (factor on the odds: exp of the mean SHAP
            value), low and high (the same factor for the 10% and the 90% quantile: how much it depends on the other
            columns); NaN where none is explained.

        Raises
        ------
        DataError
            If the model has no such column.
        """
        if column not in self.reasons.columns:
            raise DataError(f"There is no column {quote(column)}; the model knows {listing(self.reasons.columns)}.")
        place = self.reasons.columns.index(column)
        level = levels(self.customers[column]).cat
        explained = level.codes.to_numpy()[self.explained]
        rows = []
        for code, name in enumerate(level.categories):
            y, here = self.y[level.codes == code], explained == code
            rows.append((str(name), len(y), int(y.sum()), y.mean(), int(here.sum()), *self._contributed(here, place)))
        names = "level customers churned rate explained points odds low high"
        return pd.DataFrame(rows, columns=names.split())

    def _contributed(self, here: NDArray[np.bool_], place: int) -> tuple[float, ...]:
        """Return a column's mean points and its factor on the odds, with low and high, for some of the explained."""
        if not here.any():
            return (np.nan,) * 4
        shap = self.log_odds[here, place]
        low, high = np.quantile(shap, [0.1, 0.9])
        return self.reasons.points[here, place].mean(), *np.exp([shap.mean(), low, high])

    @cached_property
    def extremes(self) -> list[Extremes]:
        """Say for the most important columns which levels go with leaving and with staying."""
        return [self._extremes(column) for column in self.ranked()[:MAX_TOLD]]

    def _extremes(self, column: str) -> Extremes:
        table = self.dependence(column)
        common = table[table["explained"] >= FEWEST]
        ordered = (table[table["explained"] > 0] if common.empty else common).sort_values("points", kind="stable")
        ends = ordered[["level", "customers", "churned", "points"]].iloc[[0, -1]]
        lowest, highest = (Level(*row) for row in ends.itertuples(index=False))
        return Extremes(column, highest if highest.points > 0 else None, lowest if lowest.points < 0 else None)


def explain_table(model: Model, dataset: Dataset, compared: Background) -> Overview:
    """Explain the customers of a data set, at most `MAX_EXPLAINED` and as many as `MAX_ASKED` allows.

    Parameters
    ----------
    model : Model
        Trained on this data set.
    dataset : Dataset
        All rows, whatever part they fall into.
    compared : Background
        Of the same model.
    """
    counted = sample_rows(len(dataset), MAX_COUNTED)
    explained = sample_rows(len(counted), min(MAX_EXPLAINED, MAX_ASKED // len(compared.plan)))
    customers = dataset.frame.rows(counted)
    frame = customers.rows(explained)
    shap, _ = model.shap(frame)
    reasons, table = explain(model, frame, compared), (len(dataset), dataset.churned)
    return Overview(customers, dataset.y[counted], explained, reasons, shap, *table)
