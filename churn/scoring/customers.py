"""A file of customers, as it stands and as a model needs it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.table import reading
from churn.table.columns.decimal_mark import DecimalMark, mark_of
from churn.table.columns.written_numbers import parse
from churn.table.raw import RawTable
from churn.table.schema import Column, Schema
from churn.table.unseen import TakenFor, UnseenValue
from churn.table.values import Features, as_levels, blanks

_CODE: Final = re.compile(r"0\d+")
_PLAIN_NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)([.,]\d+)?([eE][+-]?\d+)?")


class SourceTable(RawTable):
    """A table as it stands in its file: 0123 in a CSV is 0123."""

    @classmethod
    def read(cls, data: bytes, name: str, sheet: str | None = None) -> "SourceTable":
        """Read a file, or a sheet of it; raises DataError as `churn.table.reading.read` does."""
        table = reading.read_as_written(data, name, sheet)
        return cls(name, table.frame, table.sha256, table.format, table.findings)

    def understood(self, column: str) -> pd.Series:
        """Return a column as `churn.table.reading.read` reads it."""
        return reading.understand(self.frame[column], self.format.decimal)

    @cached_property
    def decimal_mark(self) -> DecimalMark:
        """The decimal mark of its numbers, empty where none of them leaves no doubt."""
        return mark_of(self.frame, self.format.decimal).certain

    def with_numbers(self) -> pd.DataFrame:
        """Return the table for a format that has types: text that is nothing but numbers becomes numbers, not 0123."""
        return pd.DataFrame({name: self._as_number(name) for name in self.frame.columns})

    def _as_number(self, name: str) -> pd.Series:
        column = self.frame[name]
        if isinstance(column.dtype, pd.ArrowDtype) or not is_text(column):
            return column
        levels = column.drop_duplicates()
        texts = levels[~blanks(levels)].astype("str").tolist()
        understood = self.understood(name) if texts and all(map(_PLAIN_NUMBER.fullmatch, texts)) else column
        return understood if pd.api.types.is_numeric_dtype(understood) else column


def is_text(column: pd.Series) -> bool:
    """Say whether a column's values, or its levels, are texts."""
    kind = column.cat.categories.dtype if isinstance(column.dtype, pd.CategoricalDtype) else column.dtype
    return pd.api.types.is_object_dtype(kind) or pd.api.types.is_string_dtype(kind)


@dataclass(frozen=True, eq=False)
class Customers:
    """A table that a model can score.

    Attributes
    ----------
    file : SourceTable
        The table as it stands in its file, n rows.
    features : Features, (n, k)
        What the model needs.
    unseen : tuple of UnseenValue
        The values of each column that training never saw: scored, but to be warned of.
    unseen_rows : mapping of str to ndarray of bool, shape (n,)
        By the names of these columns, which customers have such a value.
    taken : tuple of TakenFor
        Texts that were read as a value which training knew in another spelling, or as no value.
    """

    file: SourceTable
    features: Features
    unseen: tuple[UnseenValue, ...]
    unseen_rows: Mapping[str, NDArray[np.bool_]]
    taken: tuple[TakenFor, ...] = ()

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.features)


def check_customers(file: SourceTable, schema: Schema) -> Customers:
    """Bring a file into the form that a model needs; the target may be in it and is ignored.

    Raises
    ------
    DataError
        If a column is missing or a value is not of its column's kind; names column, row and value.
    """
    present = [column for column in schema.features if column.name in file.frame.columns]
    frame = pd.DataFrame({column.name: _as_trained(file, column) for column in present})
    features = schema.check(frame)
    unseen = schema.unseen_values(features)
    rows = schema.unseen_rows(features) if unseen else {}
    return Customers(file, features, unseen, rows, schema.taken_for(frame))


def _as_trained(file: SourceTable, column: Column) -> pd.Series:
    """Understand a column; a text that training knew is that text: where all codes are digits, 01 is not 1."""
    written, understood = file.frame[column.name], file.understood(column.name)
    texts = isinstance(written.dtype, pd.CategoricalDtype)
    if column.kind == "number":
        return _with_training_mark(
            written if column.writing.decimal == "," and is_text(written) else understood, file, column
        )
    if not texts or isinstance(understood.dtype, pd.CategoricalDtype):
        return understood
    if any(_CODE.fullmatch(level) for level in column.levels):
        return written.where(understood.notna())
    known = set(written.cat.categories) & set(column.levels)
    if known <= {str(value) for value in understood.unique()}:
        return understood
    return understood.astype(object).where(~written.isin(known), written.astype(object))


def _with_training_mark(series: pd.Series, file: SourceTable, column: Column) -> pd.Series:
    """Take the groups out of numbers that are grouped by the decimal mark of training, as 1,224 in an English file.

    Where 1.224 was 1,224 in training, so it is here.
    """
    mark, texts = column.writing.decimal, as_levels(series)
    if not mark or not isinstance(texts.dtype, pd.CategoricalDtype) or file.decimal_mark in ("", mark):
        return series
    levels = texts.cat.categories.astype("str")
    parsed = parse(levels)
    both = ~np.isnan(parsed.point + parsed.comma) & (parsed.point != parsed.comma)
    plain = levels.where(~both, levels.str.replace(mark, "", regex=False))
    return pd.Series(np.array([*plain, None], dtype=object)[texts.cat.codes], series.index, name=series.name)
