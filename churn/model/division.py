"""What a table is split by: at random, by profiles or a column's values that stay together, or in time.

It is written in one text: "automatic", "random", "profiles", "column:NAME" or "time:NAME".
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, listing, quote
from churn.table.dataset import Dataset
from churn.table.schema import Column
from churn.table.values import MISSING, blanks, counted_levels, typed

AUTOMATIC: Final = "automatic"
RANDOM: Final = "random"
PROFILES: Final = "profiles"
COLUMN: Final = "column:"
TIME: Final = "time:"
FORMS: Final = (AUTOMATIC, RANDOM, PROFILES, f"{COLUMN}NAME", f"{TIME}NAME")
FEWEST: Final = 3  # values, or dates, for three parts
FEWEST_OFFERED: Final = 10  # different values of a column that a list of choices names
MOST_OFFERED: Final = 12  # such columns

Dates = NDArray[np.datetime64]


def decided(dataset: Dataset, by: str) -> str:
    r"""Return what a table is split by in the end: without anybody's choice, by the column that names the customer.

    Raises
    ------
    DataError
        If the column is not there, or holds no dates where they are asked for; names the columns that can be used.

    Examples
    --------
    >>> from churn.table.dataset import load
    >>> decided(load(b"Age,Plan,Churn\n34,basic,No\n51,gold,Yes\n47,basic,No\n"), AUTOMATIC)
    'random'
    """
    if by == AUTOMATIC:
        customer = dataset.schema.customer
        return RANDOM if customer is None else f"{COLUMN}{customer}"
    name = column_of(by)
    if name is None:
        return by
    if by.startswith(TIME):
        if name not in dataset.schema.dates:
            raise _unusable(dataset, name, f"the time of {quote(name)}", "it holds no dates", dataset.schema.dates)
    elif name not in (usable := [column.name for column in dataset.schema.columns if _groups(column)]):
        raise _unusable(dataset, name, quote(name), f"it has fewer than {FEWEST} values to keep together", usable)
    return by


def column_of(by: str) -> str | None:
    """Return the column whose values or dates decide; None where none does."""
    return next((by.removeprefix(kind) for kind in (COLUMN, TIME) if by.startswith(kind)), None)


def choices(dataset: Dataset) -> tuple[str, ...]:
    """Return what a table may sensibly be split by, the automatic choice first; no two of them do the same.

    Columns come in the order in which they are likely meant: ids that are left out, categories, whole numbers. They
    have ten values or more, and at least one of them in several rows.
    """
    schema, n = dataset.schema, len(dataset)
    whole = [column for column in schema.columns if _groups(column) and (column.kind == "category" or column.integer)]
    others = [column for column in whole if column.name not in schema.dates]
    repeating = [column for column in others if FEWEST_OFFERED <= column.distinct < n - column.missing]
    columns = sorted(repeating, key=lambda column: 0 if not column.used else 1 + (column.kind == "number"))
    names = [column.name for column in columns if column.name != schema.customer]
    return (
        AUTOMATIC,
        *((RANDOM,) if schema.customer is not None else ()),
        PROFILES,
        *(f"{COLUMN}{name}" for name in names[:MOST_OFFERED]),
        *(f"{TIME}{name}" for name in schema.dates if schema.column(name).distinct >= FEWEST),
    )


def shortest(dataset: Dataset, by: str) -> str:
    """Return the automatic choice where it does the same."""
    return AUTOMATIC if by == decided(dataset, AUTOMATIC) else by


def groups_of(values: pd.Series) -> NDArray[np.intp]:
    """Give equal values equal numbers, in their order, as scikit-learn does; a row without a value is alone.

    Returns
    -------
    ndarray of int, shape (n,)
        Equal where the values are equal.

    Examples
    --------
    >>> groups_of(pd.Series(["b", "a", None, "b ", " "])).tolist()
    [1, 0, 2, 1, 3]
    """
    if counted_levels(values) is not None:
        values = typed(values, "category")  # a space behind a name makes it no other
    missing = blanks(values).to_numpy()
    if isinstance(values.dtype, pd.CategoricalDtype):
        missing = missing | (values == MISSING).to_numpy()
    codes, found = pd.factorize(values if not missing.any() else values[~missing])
    levels = pd.Index(np.asarray(found)) if isinstance(found, pd.CategoricalIndex) else pd.Index(found)
    try:
        order = levels.argsort()
    except TypeError:  # texts among numbers
        order = levels.astype(str).argsort()
    ranks = np.empty(len(levels), dtype=np.intp)
    ranks[order] = np.arange(len(levels))
    groups = np.empty(len(values), dtype=np.intp)
    groups[~missing] = ranks[codes]
    groups[missing] = len(levels) + np.arange(np.count_nonzero(missing))
    return groups


def one_row_each(values: pd.Series, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the places of the first row of each value among some rows, ascending.

    Examples
    --------
    >>> one_row_each(pd.Series(["a", "b", "a", "b"]), np.array([3, 0, 2, 1])).tolist()
    [0, 1]
    """
    return np.sort(np.unique(groups_of(values)[rows], return_index=True)[1])


def dates_of(dataset: Dataset, by: str) -> Dates:
    """Return every row's date, shape (n,), NaT where it has none; `by` is "time:NAME"."""
    return dataset.dates(by.removeprefix(TIME))


def in_order(dates: Dates) -> NDArray[np.intp]:
    """Return the rows in the order of their dates, of one date in the order of the table; first those without one."""
    dated = ~np.isnat(dates)
    return np.concatenate([np.flatnonzero(~dated), np.flatnonzero(dated)[np.argsort(dates[dated], kind="stable")]])


def latest(dates: Dates, share: float, leave: int) -> int:
    """Return where the latest share of some dates begins, as near as days can be kept whole.

    Parameters
    ----------
    dates : ndarray of datetime64, shape (n,)
        Ascending.
    share : float
        0 to 1, of the n dates, rounded up.
    leave : int
        Different days that have to come before, at least 1.

    Raises
    ------
    ValueError
        If there are no more days than that.
    """
    days = dates.astype("datetime64[D]")
    begins = (np.flatnonzero(days[1:] != days[:-1]) + 1)[leave - 1 :]
    if not len(begins):
        raise ValueError("There are too few days.")
    wanted = len(dates) - int(np.ceil(share * len(dates)))
    return int(begins[np.abs(begins - wanted).argmin()])


def _groups(column: Column) -> bool:
    return column.left_out != "nested" and column.distinct >= FEWEST


def _unusable(dataset: Dataset, name: str, what: str, fault: str, usable: Sequence[str]) -> DataError:
    if name not in dataset.table.columns:
        fault = "it is the target" if name == dataset.schema.target else "there is no such column"
    could = f"Columns that can be used: {listing(usable)}" if usable else "No column can be used"
    return DataError(f"{quote(dataset.name)} cannot be split by {what}: {fault}. {could}.")
