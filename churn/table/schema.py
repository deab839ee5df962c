"""What the columns of a table are: inferred once from the training table, then used to check every other table.

Text and truth values are categories, numbers are numbers, and a column that cannot help is left out with its reason:
an id, a constant, a date. Whoever knows better overrules it with a *role*.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, listing, quote
from churn.table.values import MISSING, Features, Kind, blanks, holds_nested, holds_numbers, typed

Role = Literal["category", "number", "leave out"]
LeftOut = Literal["id", "constant", "no values", "date", "nested", "by you"]

ROLES: Final[tuple[str, ...]] = get_args(Role)
REASONS: Final[dict[LeftOut, str]] = {
    "id": "every value is different: an id", "constant": "one value only", "no values": "no values", "date": "a date",
    "nested": "lists or other nested values", "by you": "left out by you",
}  # fmt: skip
NOT_IN_TABLE: Final = "is not in the table that the model was made from, only"
ROWS_TO_CALL_IT_AN_ID: Final = 20  # in a shorter table, values that all differ may well be chance

_DATE: Final = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})( .*)?")


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

    @property
    def used(self) -> bool:
        """Whether the model sees it."""
        return self.left_out is None

    @property
    def reason(self) -> str:
        """Why the model does not see it, in words; empty if it does."""
        return "" if self.left_out is None else REASONS[self.left_out]

    @property
    def allowed(self) -> str:
        """What occurs in the training table: the levels, or the range."""
        if self.kind == "category":
            return listing(self.levels)
        return "any number" if self.low is None or self.high is None else f"{self.low:,g} to {self.high:,g}"


@dataclass(frozen=True)
class UnseenValue:
    """A value that does not occur in the training table; `row` counts data rows from 1."""

    column: str
    row: int
    value: str
    allowed: str

    def __str__(self) -> str:
        """Say it in one sentence."""
        return f"Column {quote(self.column)}, row {self.row:,}: {self.value} {NOT_IN_TABLE} {self.allowed}."


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
        return Features.of(pd.DataFrame({name: typed(frame[name], kind) for name, kind in self.kinds}), self.kinds)

    def unseen_rows(self, frame: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
        """Mark the rows with values that the training table lacks, by column, in a table that `check` accepts."""
        checked = self.check(frame)
        marks = {column.name: _unseen(column, checked[column.name]) for column in self.features}
        return {name: rows for name, rows in marks.items() if rows.any()}

    def unseen_values(self, frame: pd.DataFrame) -> tuple[UnseenValue, ...]:
        """Find values that the training table lacks: the first of each column, in a table that `check` accepts."""
        checked, rows = self.check(frame), self.unseen_rows(frame)
        unseen = ((column, int(np.argmax(rows[column.name]))) for column in self.features if column.name in rows)
        return tuple(_described_value(column, checked[column.name].iloc[row], row) for column, row in unseen)

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


def infer(frame: pd.DataFrame, target: str, positive: str, negative: str, roles: Mapping[str, Role]) -> Schema:
    """Decide what each column is.

    Parameters
    ----------
    frame : DataFrame
        A raw table, as `churn.table.reading.read` returns it.
    target, positive, negative : str
        The outcome column and the names of its two values.
    roles : mapping of str to {"category", "number", "leave out"}
        What the user decided; wins over what is inferred.

    Raises
    ------
    DataError
        If a role names no column or is none, if a column cannot take its role, or if no column is left.
    """
    others = [name for name in frame.columns if name != target]
    for name, role in roles.items():
        if name not in others:
            raise DataError(f"There is no column {quote(name)} to overrule; the columns are {listing(others)}.")
        if role not in ROLES:
            raise DataError(f"The role {quote(role)} of column {quote(name)} is none of {listing(ROLES)}.")
    columns = tuple(_column(frame[name], roles.get(name)) for name in others)
    if not any(column.used for column in columns):
        reasons = listing(f"{column.name}: {column.reason}" for column in columns)
        left = f"No column is left to learn from ({reasons})" if columns else "The target is the only column"
        raise DataError(f"{left}.")
    return Schema(columns, target, positive, negative)


def _column_from_json(fields: dict[str, Any]) -> Column:
    """Read a column; files of earlier versions say in words why one is left out."""
    used, words = fields.pop("used", True), fields.pop("reason", None)
    if not used:
        fields["left_out"] = {reason: code for code, reason in REASONS.items()}.get(words, "by you")
    return Column(**fields | {"levels": tuple(fields["levels"])})


def _column(series: pd.Series, role: Role | None) -> Column:
    name = str(series.name)
    if holds_nested(series):
        return Column(name, "category", left_out="nested")
    blank = blanks(series)
    inferred: Kind = "number" if holds_numbers(series, blank) else "category"
    kind = inferred if role is None or role == "leave out" else role
    column = _described(Column(name, kind, missing=int(blank.sum())), series, blank)
    if role is None:
        return replace(column, left_out=_useless(column, series))
    return replace(column, left_out="by you" if role == "leave out" else None)


def _described(column: Column, series: pd.Series, blank: pd.Series) -> Column:
    if column.kind == "category":
        counts = typed(series[~blank], "category").value_counts()
        counts = counts[counts > 0]
        common = str(counts.index[0]) if len(counts) else None
        return replace(column, distinct=len(counts), levels=tuple(sorted(counts.index)), most_common=common)
    values = typed(series, "number")[~blank]
    if values.empty:
        return column
    low, high, median = float(values.min()), float(values.max()), float(values.median())
    distinct, integer = int(values.nunique()), bool((values % 1 == 0).all())
    return replace(column, distinct=distinct, low=low, high=high, median=median, integer=integer)


def _useless(column: Column, series: pd.Series) -> LeftOut | None:
    """Say why a column cannot help; None if it can."""
    dates = bool(column.levels) and all(map(_DATE.fullmatch, column.levels))
    countable = column.kind == "category" or column.integer
    holds: dict[LeftOut, bool] = {
        "date": dates or pd.api.types.is_datetime64_any_dtype(series),
        "no values": column.distinct == 0,
        "constant": column.distinct == 1 and column.missing == 0,
        "id": countable and column.missing == 0 and column.distinct == len(series) >= ROWS_TO_CALL_IT_AN_ID,
    }
    return next((reason for reason, true in holds.items() if true), None)


def _unseen(column: Column, values: pd.Series) -> NDArray[np.bool_]:
    return _unseen_levels(column, values) if column.kind == "category" else _unseen_numbers(column, values)


def _described_value(column: Column, value: Any, row: int) -> UnseenValue:  # noqa: ANN401 - text or a number
    written = value if column.kind == "category" else f"{value:.10g}"
    shown = "no value" if value == MISSING or pd.isna(value) else quote(written)
    return UnseenValue(column.name, row + 1, shown, column.allowed)


def _unseen_levels(column: Column, values: pd.Series) -> NDArray[np.bool_]:
    """Mark rows by looking once at each level."""
    seen = {*column.levels} - {MISSING} | ({MISSING} if column.missing else set())
    unseen = np.array([level not in seen for level in values.cat.categories], dtype=bool)
    return np.asarray(unseen[values.cat.codes.to_numpy()]) if unseen.any() else unseen


def _unseen_numbers(column: Column, values: pd.Series) -> NDArray[np.bool_]:
    numbers = values.to_numpy()
    if column.low is None or column.high is None:
        return np.zeros(0, dtype=bool)
    unseen = ~((numbers >= column.low) & (numbers <= column.high))  # no value is in no range
    return np.asarray(unseen & ~np.isnan(numbers) if column.missing else unseen)
