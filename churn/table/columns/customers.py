"""Which column names the customer, where customers have several rows.

A model that sees such a column, or whose test customers have rows among the training rows, recognises customers instead
of learning who leaves. The name of the column tells, and where it does not, its values: two rows of the same customer
agree, in the outcome or in what does not change, far more than two rows of different customers; no customer has two
rows of the same month; whoever leaves does so in the last row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import quote, share
from churn.table.columns import dates
from churn.table.columns.agreement import STAYS, Groups
from churn.table.columns.names import (
    PERSON_WORDS,
    POSSESSION_WORDS,
    names_a_customer,
    names_a_possession,
    names_an_amount,
    speaks_of,
)
from churn.table.columns.spellings import even
from churn.table.schema import Column
from churn.table.values import plain_numbers, typed

FEWEST_CUSTOMERS: Final = 20
MOST_ROWS: Final = 60  # of a customer, on average
FEWEST_REPEATS: Final = 0.01  # rows beyond each customer's first, as a share
MOST_MONTHS: Final = 400
MOST_CANDIDATES: Final = 50
MOST_COLUMNS: Final = 60  # that are compared
LOOKED_AT: Final = 100  # values
DIGITS: Final = 5  # of a number of a phone or a contract
FEW: Final = 3  # columns that do not change, from which they tell without anything else
ROWS_OF_A_KIND: Final = 30  # of each value, on average
MOST_COUNTED: Final = 100  # different numbers of phones or months
SHARED: Final = 0.8  # different values of what customers share, for each customer
SAME: Final = 0.98  # of two columns that name the same customers


@dataclass(frozen=True)
class Customers:
    """The column that names the customer, who has several rows.

    Attributes
    ----------
    column : str
        Its name.
    rows, customers : int
        Rows that have a value, and how many different ones there are.
    fewest, most : int
        Rows of a customer.
    why : str
        What told, in words.
    same : tuple of str
        Other columns that name the same customers.
    """

    column: str
    rows: int
    customers: int
    fewest: int
    most: int
    why: str
    same: tuple[str, ...] = ()


def find(frame: pd.DataFrame, columns: Sequence[Column], y: NDArray[np.int8] | None) -> Customers | None:
    """Find the column that names the customer in a table with several rows a customer.

    Parameters
    ----------
    frame : DataFrame
        The raw table, (n, k).
    columns : sequence of Column
        What its columns are.
    y : ndarray of int8, shape (n,), optional
        1 where the customer has left.

    Returns
    -------
    Customers or None
        None if every customer has one row, as far as one can see.
    """
    possible = [each for each in columns if _may_be(each, len(frame))]
    named = {each.name for each in possible if _named(each, len(frame))}
    candidates = sorted(possible, key=lambda each: (each.name not in named, each.kind == "number", -each.distinct))
    candidates = candidates[:MOST_CANDIDATES]
    if not candidates:
        return None
    codes = _Codes(frame, columns)
    found = []
    for each in candidates:
        groups = codes.groups(each, y, named=each.name in named)
        if why := _why(each, groups, codes, named=each.name in named):
            found.append((each, groups, why))
    if not found:
        return None
    column, groups, why = min(found, key=lambda each: (each[0].name not in named, each[0].distinct))
    sizes = groups.sizes
    texts = [each for each in candidates if each.kind == "category" or each.name in named]
    same = tuple(each.name for each in texts if each is not column and _names_the_same(each, column, groups))
    return Customers(column.name, int(sizes.sum()), len(sizes), int(sizes.min()), int(sizes.max()), why, same)


def _may_be(column: Column, rows: int) -> bool:
    present = rows - column.missing
    countable = column.kind == "category" or (column.integer and column.low is not None and column.low >= 0)
    enough = column.distinct >= FEWEST_CUSTOMERS and present <= MOST_ROWS * column.distinct
    repeats = present - column.distinct >= max(FEW, FEWEST_REPEATS * present)
    if not (countable and enough and repeats and (column.used or column.left_out == "by you")):
        return False
    return not (column.writing.date or names_an_amount(column.name))


def _named(column: Column, rows: int) -> bool:
    """Say whether a column's name means the customer.

    A phone or a contract must be numbered, too, and what comes in very many rows is a kind of it.
    """
    if not names_a_customer(column.name):
        return False
    if speaks_of(column.name, POSSESSION_WORDS) and rows - column.missing >= ROWS_OF_A_KIND * column.distinct:
        return False
    if not names_a_possession(column.name):
        return True
    if column.kind == "number":
        return column.distinct > MOST_COUNTED or (column.median is not None and column.median >= 10 ** (DIGITS - 1))
    some = column.levels[:: max(1, len(column.levels) // LOOKED_AT)]
    numbered = [level for level in some if "@" in level or sum(map(str.isdigit, level)) >= DIGITS]
    return 2 * len(numbered) > len(some)


class _Codes:
    """Columns as numbers that are equal where the values are, made when they are asked for."""

    def __init__(self, frame: pd.DataFrame, columns: Sequence[Column]) -> None:
        self._frame = frame
        self.columns = {each.name: each for each in columns if each.distinct > 1 and each.left_out != "nested"}
        self._known: dict[str, NDArray[np.intp]] = {}

    def of(self, name: str) -> NDArray[np.intp]:
        """Return -1 where there is no value; numbers keep their order."""
        if name not in self._known:
            column = self.columns[name]
            number = column.kind == "number" and not column.writing.date
            values = typed(self._frame[name], "number", column.writing) if number else self._frame[name]
            ordered = self._ordered(column)
            codes, levels = pd.factorize(values, sort=ordered)
            if not ordered and pd.api.types.is_string_dtype(levels := pd.Index(np.asarray(levels))):
                codes = np.append(pd.factorize(even(levels))[0], -1)[codes]  # no value has the code -1: the last
            self._known[name] = codes
        return self._known[name]

    def groups(self, column: Column, y: NDArray[np.int8] | None, *, named: bool) -> Groups:
        """Return the rows by a column's value, to be compared in the other columns."""
        others = {name: self.of(name) for name in [name for name in self.columns if name != column.name][:MOST_COLUMNS]}
        return Groups(self.of(column.name), self._ordered(column), others, y, copies=named)

    def _ordered(self, column: Column) -> bool:
        """Say whether values are numbers, whatever somebody wants them used as."""
        return column.kind == "number" or plain_numbers(self._frame[column.name])

    def orders(self) -> Iterator[tuple[str, NDArray[np.int64]]]:
        """Give the orders of the rows, with words: by each column of dates, and as they stand in the table."""
        for name, column in self.columns.items():
            if column.writing.date:
                read = dates.read(self._frame[name], column.writing.date)
                if not np.isnat(read).any():
                    yield f"by {quote(name)}", read.astype(np.int64)
        yield "in the table", np.arange(len(self._frame))


def _why(column: Column, groups: Groups, codes: _Codes, *, named: bool) -> str:
    """Say why a column names the customer; empty if it does not."""
    signs = ["its name says so"] if named else []
    if not groups.enough:
        return ", ".join(signs)
    if outcome := groups.same_outcome:
        same, others = map(share, outcome)
        signs.append(f"rows of one have the same outcome in {same} of cases, of two in {others}")
    if last := next((order for order, ranks in codes.orders() if groups.leaves_last(ranks)), None):
        signs.append(f"whoever leaves does so in the last row {last}")
    stays = [name for name, agreement in groups.unchanged.items() if agreement >= STAYS]
    if not (signs or stays):
        return ""
    month = next((name for name in _months(codes.columns, groups, stays) if groups.never_twice(name)), None)
    shared = [name for name in stays if codes.columns[name].distinct < SHARED * column.distinct]
    if signs or (shared and month) or _tell(shared, groups, codes.columns):
        signs += [f"they agree in {_listed(stays)}"] if stays else []
        signs += [f"none has the same {quote(month)} twice"] if month else []
    return ", ".join(signs)


def _tell(stays: Sequence[str], groups: Groups, columns: Mapping[str, Column]) -> bool:
    """Say whether what does not change is so much, and so personal, that it must be a customer's."""
    personal = any(speaks_of(name, PERSON_WORDS) or columns[name].writing.date for name in stays)
    return personal and len(stays) >= FEW and 2 * len(stays) >= len(groups.unchanged)


def _months(columns: Mapping[str, Column], groups: Groups, stays: Sequence[str]) -> list[str]:
    """Name the columns that may count the rows of a customer: dates first, then what has few values."""
    few = [columns[name] for name in groups.others if name not in stays and columns[name].distinct <= MOST_MONTHS]
    return [each.name for each in sorted(few, key=lambda each: not each.writing.date)]


def _names_the_same(column: Column, customer: Column, groups: Groups) -> bool:
    return groups.unchanged.get(column.name, 0) >= SAME and 0.8 <= column.distinct / customer.distinct <= 1.05  # noqa: PLR2004 - two may share a name


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(quote, names[:FEW]))
    return f"{shown} and {len(names) - FEW} more" if len(names) > FEW else shown
