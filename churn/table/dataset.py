"""A table that was read, understood and checked once, so that nobody after it needs to check again."""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, listing, plural, quote
from churn.table import reading
from churn.table.schema import Role, Schema, infer
from churn.table.values import Features, blanks, typed

# Names that mean "did this customer leave", best first, and values that mean "has left"; both in lower case without
# punctuation.
TARGET_NAMES: Final = (
    "target churn churned exited attrition attritionflag attrited churnflag churnlabel churnvalue ischurn haschurned"
    " left cancelled label outcome"
)
POSITIVE_VALUES: Final = (
    "1 yes true churned churn churner attritedcustomer attrited exited left leaver cancelled canceled closed lost gone"
    " y t"
)

FOLDER: Final = Path(__file__).resolve().parents[2] / "data"
SAMPLE: Final = FOLDER / "sample.csv"
REAL_TABLE: Final = FOLDER / "Customertravel.csv"


@dataclass(frozen=True, eq=False)
class Dataset:
    """A typed, checked, fingerprinted table.

    Attributes
    ----------
    name : str
        What people call it: the file's name.
    table : DataFrame
        All columns but the target, typed where they are used, (n, k).
    frame : Features
        The features only, as `Schema.check` returns them.
    y : ndarray of int8, shape (n,)
        1 where the customer churned.
    schema : Schema
        What the columns are.
    sha256 : str
        Of the file's bytes.
    fingerprint : str
        sha256 over the file and every choice made about it: target, positive class, the columns' kinds.
    """

    name: str
    table: pd.DataFrame
    frame: Features
    y: NDArray[np.int8]
    schema: Schema
    sha256: str
    fingerprint: str

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.y)

    @cached_property
    def churned(self) -> int:
        """Number of customers who churned."""
        return int(self.y.sum())


def load(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    target: str | None = None,
    positive: str | None = None,
    roles: Mapping[str, Role] | None = None,
) -> Dataset:
    r"""Read a table of customers with a known outcome.

    Parameters
    ----------
    source : str, Path or bytes
        A path, or the bytes of a CSV or Parquet file.
    name : str, optional
        What to call it; the file's name by default.
    target, positive : str, optional
        The outcome column and its value for "has left"; found by their names by default.
    roles : mapping of str to {"category", "number", "leave out"}, optional
        Overrules what a column is taken for.

    Raises
    ------
    DataError
        If the file cannot be read or used; the message names the line, column or value at fault.

    Examples
    --------
    >>> dataset = load(b"Age,Plan,Churn\n34,basic,No\n51,gold,Yes\n47,basic,No\n")
    >>> dataset.schema.names, dataset.schema.positive, dataset.y.tolist()
    (['Age', 'Plan'], 'Yes', [0, 1, 0])
    """
    data = source if isinstance(source, bytes) else reading.bytes_of(source)
    name = name or ("the file" if isinstance(source, bytes) else Path(source).name)
    raw, sha256 = reading.read(data, name), hashlib.sha256(data).hexdigest()
    return from_table(raw, name, sha256, target=target, positive=positive, roles=roles)


def from_table(
    raw: pd.DataFrame,
    name: str,
    sha256: str,
    *,
    target: str | None = None,
    positive: str | None = None,
    roles: Mapping[str, Role] | None = None,
) -> Dataset:
    """Understand a table that `churn.table.reading.read` returned; as `load` from there on."""
    target = _target(raw, target)
    _refuse_missing_outcomes(raw[target])
    outcome = typed(raw[target], "category")
    positive, negative = _outcomes(target, sorted(outcome.cat.categories), positive)
    schema = infer(raw, target, positive, negative, roles or {})
    columns = [typed(raw[each.name], each.kind) if each.used else raw[each.name] for each in schema.columns]
    table = pd.DataFrame({column.name: column for column in columns})
    choices = [sha256, target, positive, [(column.name, column.kind, column.used) for column in schema.columns]]
    frame, y = Features.of(table[schema.names], schema.kinds), np.asarray(outcome == positive, dtype=np.int8)
    fingerprint = hashlib.sha256(json.dumps(choices).encode()).hexdigest()
    return Dataset(name, table, frame, y, schema, sha256, fingerprint)


def default_path() -> Path:
    """Return the table to use when none is named: `CHURN_DATA`, else the real table where it is, else the sample."""
    if named := os.environ.get("CHURN_DATA"):
        return Path(named)
    return REAL_TABLE if REAL_TABLE.exists() else SAMPLE


def likely_positive(outcome: pd.Series) -> str:
    """Guess which value of an outcome means "has left", for the user to confirm: by its name, else the rarer one."""
    values = [str(value) for value in typed(outcome, "category").value_counts().index]
    return _called_positive(values) or values[-1]


def _called_positive(values: list[str]) -> str | None:
    """Return the one value whose name means "has left"; None if there is none, or more than one."""
    matches = [value for value in values if _folded(value) in POSITIVE_VALUES.split()]
    return matches[0] if len(matches) == 1 else None


def two_valued(raw: pd.DataFrame) -> list[str]:
    """Name the columns that could be the target: those with exactly two different values and none missing."""
    return [name for name in raw.columns if _has_two_values(raw[name])]


def _has_two_values(values: pd.Series) -> bool:
    try:
        few = values.head(1_000).nunique() <= 2
        return few and values.nunique() == 2 and not blanks(values).any()
    except TypeError:  # nested values cannot be counted
        return False


def _folded(text: object) -> str:
    return re.sub(r"[\W_]+", "", str(text)).lower()


def _target(raw: pd.DataFrame, target: str | None) -> str:
    if target in raw.columns:
        return str(target)
    if target is not None:
        raise DataError(f"There is no column {quote(target)}; the columns are {listing(raw.columns)}.")
    folded = {_folded(name): str(name) for name in reversed(raw.columns)}
    for name in TARGET_NAMES.split():
        if name in folded:
            return folded[name]
    choices = two_valued(raw)
    hint = f"columns with two values: {listing(choices)}" if choices else "no column has exactly two values"
    raise DataError(f"Which column says who has left? None is called Target, Churn, Exited or Attrition; {hint}.")


def _refuse_missing_outcomes(outcome: pd.Series) -> None:
    missing = blanks(outcome).to_numpy()
    if missing.any():
        where = f"Column {quote(outcome.name)} (the target), row {int(np.argmax(missing)) + 1:,}"
        raise DataError(f"{where}: no value ({missing.sum():,} in all). Every customer needs a known outcome.")


def _outcomes(target: str, values: list[str], positive: str | None) -> tuple[str, str]:
    """Return the positive and the negative value of the target."""
    if len(values) != 2:
        raise DataError(
            f"Column {quote(target)} (the target) has {plural(len(values), 'different value')}"
            f" ({listing(values)}); exactly two are needed, one for leaving and one for staying."
        )
    positive = positive if positive is not None else _called_positive(values)
    if positive is None:
        raise DataError(f"Which value of {quote(target)} means that a customer has left: {listing(values)}?")
    if positive not in values:
        raise DataError(f"Column {quote(target)} has no value {quote(positive)}; its values are {listing(values)}.")
    return positive, values[1 - values.index(positive)]
