"""What the columns of a table are: decided once for the training table, then used to check every other table."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, listing, quote
from churn.table.unseen import TakenFor, UnseenValue, levels_taken, texts_without_number
from churn.table.values import MISSING, Features, Kind, counted_levels, typed
from churn.table.writing import PLAIN, Writing

LeftOut = Literal["id", "customer", "constant", "no values", "date", "nested", "by you"]

REASONS: Final[dict[LeftOut, str]] = {
    "id": "an id", "customer": "names the customer",
    "constant": "one value only", "no values": "no values", "date": "a date",
    "nested": "lists or other nested values", "by you": "left out by you",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of the training table.

    Attributes
    ----------
    name, kind
        As in the table; numbers are numbers, everything else is a category.
    left_out : str or None
        Why the model does not see it, a code of `REASONS`; None if it does.
    missing, distinct : int
        Rows without a value; different values, missing ones not counted.
    levels : tuple of str
        The values of a category, sorted (the level for missing values is not among them).
    most_common : str or None
        The level of a category that occurs most often.
    low, high, median : float or None
        Range and middle of a number.
    integer : bool
        Whether a number has no fractions.
    writing : Writing
        How its values are written.
    why : str
        Why it is taken for what it is, in words; empty where that goes without saying.
    customer : bool
        Whether it names customers who have several rows.
    """

    name: str
    kind: Kind
    left_out: LeftOut | None = None
    missing: int = 0
    distinct: int = 0
    levels: tuple[str, ...] = ()
    most_common: str | None = None
    low: float | None = None
    high: float | None = None
    median: float | None = None
    integer: bool = False
    writing: Writing = PLAIN
    why: str = ""
    customer: bool = False

    @property
    def used(self) -> bool:
        """Whether the model sees it."""
        return self.left_out is None

    @property
    def reason(self) -> str:
        """Why the model does not see it, in words; empty if it does."""
        return "" if self.left_out is None else REASONS[self.left_out]

    def typed(self, series: pd.Series) -> pd.Series:
        """Bring a column of any table into the form of this one; raises DataError where a value does not fit."""
        return typed(series, self.kind, self.writing, self.levels)

    @property
    def allowed(self) -> str:
        """What occurs in the training table: the levels, or the range."""
        if self.kind == "category":
            return listing(self.levels)
        counted = f" days before {self.writing.latest}" if self.writing.use == "days" else ""
        return (
            "any number" if self.low is None or self.high is None else f"{self.low:,.10g} to {self.high:,.10g}{counted}"
        )


@dataclass(frozen=True)
class Schema:
    """All columns but the target, in the order of the table, and the names of the two outcomes."""

    columns: tuple[Column, ...]
    target: str
    positive: str
    negative: str

    @cached_property
    def features(self) -> tuple[Column, ...]:
        """The columns that the model sees."""
        return tuple(column for column in self.columns if column.used)

    @property
    def names(self) -> list[str]:
        """Names of the features, in the order that the model expects."""
        return [column.name for column in self.features]

    @property
    def categories(self) -> list[str]:
        """Names of the features that are categories."""
        return [column.name for column in self.features if column.kind == "category"]

    @property
    def numbers(self) -> list[str]:
        """Names of the features that are numbers."""
        return [column.name for column in self.features if column.kind == "number"]

    @cached_property
    def kinds(self) -> tuple[tuple[str, Kind], ...]:
        """Names and kinds of the features, in the order that the model expects."""
        return tuple((column.name, column.kind) for column in self.features)

    @cached_property
    def customer(self) -> str | None:
        """Name of the column that names the customer, where customers have several rows; else None."""
        return next((column.name for column in self.columns if column.customer), None)

    @cached_property
    def counted_from(self) -> dict[str, str]:
        """The date that counts as 0, by the names of the features that are dates seen as days before it."""
        return {column.name: column.writing.latest for column in self.features if column.writing.use == "days"}

    @cached_property
    def dates(self) -> list[str]:
        """Names of the columns that hold dates, those that the model does not see too."""
        return [column.name for column in self.columns if column.writing.date]

    def column(self, name: str) -> Column:
        """Return a column by its name.

        Raises
        ------
        DataError
            If there is none of that name.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise DataError(
            f"There is no column {quote(name)}; the columns are {listing(each.name for each in self.columns)}."
        )

    def check(self, frame: pd.DataFrame) -> Features:
        """Bring a table into the form that the model expects; what has that form already is returned as it is.

        Parameters
        ----------
        frame : DataFrame
            Any table with at least the features; other columns are ignored.

        Raises
        ------
        DataError
            If a feature is missing or a value is not of its kind; names column, row and value.
        """
        if isinstance(frame, Features) and frame.kinds == self.kinds:
            return frame
        absent = [name for name in self.names if name not in frame.columns]
        if absent:
            raise DataError(f"The table lacks {listing(absent)}; the model needs the columns {listing(self.names)}.")
        columns = {each.name: each.typed(frame[each.name]) for each in self.features}
        return Features.of(pd.DataFrame(columns), self.kinds)

    def unseen_rows(self, frame: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
        """Mark the rows with values that the training table lacks, by column, in a table that `check` accepts."""
        checked = self.check(frame)
        marks = {column.name: _unseen(column, checked[column.name]) for column in self.features}
        return {name: rows for name, rows in marks.items() if rows.any()}

    def unseen_values(self, frame: pd.DataFrame) -> tuple[UnseenValue, ...]:
        """Find values that the training table lacks, counted by column, in a table that `check` accepts."""
        checked, rows = self.check(frame), self.unseen_rows(frame)
        unseen = (column for column in self.features if column.name in rows)
        return tuple(_described_values(column, checked[column.name], rows[column.name]) for column in unseen)

    def taken_for(self, frame: pd.DataFrame) -> tuple[TakenFor, ...]:
        """Find texts that `check` reads as a value which the training table writes otherwise, or as no value."""
        if isinstance(frame, Features):
            return ()
        found = (_taken_for(column, frame[column.name]) for column in self.features if not column.writing.date)
        return tuple(each for each in found if each is not None)

    def to_json(self) -> str:
        """Write the schema as JSON, for a model's metadata."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Schema":
        """Read what `to_json` wrote.

        Raises
        ------
        DataError
            If the text is not a schema.
        """
        try:
            fields: dict[str, Any] = json.loads(text)
            return cls(**fields | {"columns": tuple(map(_column_from_json, fields["columns"]))})
        except (ValueError, TypeError, KeyError, AttributeError) as err:
            message = "The model file does not say which columns it needs: it was not written by this program."
            raise DataError(message) from err


def _column_from_json(fields: dict[str, Any]) -> Column:
    """Read a column; files of earlier versions say in words why one is left out."""
    used, words = fields.pop("used", True), fields.pop("reason", None)
    if not used:
        codes = {reason: code for code, reason in REASONS.items()} | {"every value is different: an id": "id"}
        fields["left_out"] = codes.get(words, "by you")
    written = fields.pop("writing", {})
    writing = Writing(**written | {"missing": tuple(written.get("missing", ()))})
    return Column(**fields | {"levels": tuple(fields["levels"]), "writing": writing})


def _unseen(column: Column, values: pd.Series) -> NDArray[np.bool_]:
    return _unseen_levels(column, values) if column.kind == "category" else _unseen_numbers(column, values)


def _described_values(column: Column, values: pd.Series, unseen: NDArray[np.bool_]) -> UnseenValue:
    first, some = int(np.argmax(unseen)), values[unseen]
    value = some.iloc[0]
    written = value if column.kind == "category" else f"{value:.10g}"
    shown = "no value" if value == MISSING or pd.isna(value) else quote(written)
    different = int(some.nunique(dropna=False))
    return UnseenValue(column.name, first + 1, shown, column.allowed, int(unseen.sum()), len(values), different)


def _taken_for(column: Column, series: pd.Series) -> TakenFor | None:
    texts = counted_levels(series)
    if texts is None:
        return None
    if column.kind == "number":
        return texts_without_number(column.name, texts, len(series), column.writing)
    return levels_taken(column.name, texts, len(series), column.levels, column.writing)


def _unseen_levels(column: Column, values: pd.Series) -> NDArray[np.bool_]:
    """Mark rows by looking once at each level."""
    seen = {*column.levels} - {MISSING} | ({MISSING} if column.missing else set())
    unseen = ~values.cat.categories.isin(pd.Index([*seen], dtype=values.cat.categories.dtype))
    return np.asarray(unseen[values.cat.codes.to_numpy()]) if unseen.any() else unseen


def _unseen_numbers(column: Column, values: pd.Series) -> NDArray[np.bool_]:
    numbers = values.to_numpy()
    if column.low is None or column.high is None:
        return np.zeros(0, dtype=bool)
    unseen = ~((numbers >= column.low) & (numbers <= column.high))  # no value is in no range
    return np.asarray(unseen & ~np.isnan(numbers) if column.missing else unseen)
