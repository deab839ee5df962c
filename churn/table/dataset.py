"""A table that was read, understood and checked once, so that nobody after it needs to check again."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.table import reading
from churn.table.columns.dates import read as read_dates
from churn.table.columns.inference import infer
from churn.table.finding import Finding
from churn.table.outcomes.findings import Outcome
from churn.table.outcomes.outcome import decide
from churn.table.raw import RawTable
from churn.table.roles import Role
from churn.table.schema import Schema
from churn.table.values import Features
from churn.table.writing import PLAIN

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
    findings : tuple of Finding
        What reading and understanding it decided, to be looked at and perhaps decided otherwise.
    outcome : Outcome
        What its target's values mean, and which rows of the file are left out.
    used_dates : mapping of str to Series
        The dates, as they are written, of which the model sees days or months.
    """

    name: str
    table: pd.DataFrame
    frame: Features
    y: NDArray[np.int8]
    schema: Schema
    sha256: str
    fingerprint: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    used_dates: Mapping[str, pd.Series] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.y)

    @cached_property
    def bytes(self) -> int:
        """Memory that the table takes, in bytes; the features are part of it."""
        return int(self.table.memory_usage(deep=True).sum())

    @cached_property
    def churned(self) -> int:
        """Number of customers who churned."""
        return int(self.y.sum())

    def dates(self, name: str) -> NDArray[np.datetime64]:
        """Return the dates of a column, one of `Schema.dates`.

        Returns
        -------
        ndarray of datetime64[s], shape (n,)
            NaT where a customer has none.

        Raises
        ------
        DataError
            If there is no such column.
        """
        column = self.schema.column(name)
        written = self.used_dates[name] if name in self.used_dates else self.table[name]
        return read_dates(written, column.writing.date)


def load(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    sheet: str | None = None,
    target: str | None = None,
    positive: str | Sequence[str] | None = None,
    ignored: str | Sequence[str] | None = None,
    roles: Mapping[str, Role] | None = None,
) -> Dataset:
    r"""Read a table of customers with a known outcome.

    Parameters
    ----------
    source : str, Path or bytes
        A path, or the bytes of a file: CSV, Excel, JSON or Parquet.
    name : str, optional
        What to call it; the file's name by default.
    sheet : str, optional
        Of a workbook; the first that holds a table by default.
    target : str, optional
        The outcome column; found by its name, its values and its place by default.
    positive, ignored : str or sequence of str, optional
        Its values for "has left", found by what they say by default; and those of customers who are to be left out.
    roles : mapping of str to Role, optional
        Overrules what a column is taken for.

    Raises
    ------
    Unclear
        If only a person can say who has left; a DataError, whose message asks for what is to be named.
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
    table = reading.read(data, name, sheet)
    return from_table(table, target=target, positive=positive, ignored=ignored, roles=roles)


def from_table(
    raw: RawTable,
    *,
    target: str | None = None,
    positive: str | Sequence[str] | None = None,
    ignored: str | Sequence[str] | None = None,
    roles: Mapping[str, Role] | None = None,
) -> Dataset:
    """Understand a table that `churn.table.reading.read` returned; as `load` from there on."""
    outcome = decide(raw.frame, target, positive, ignored)
    frame = raw.frame if outcome.known.all() else raw.frame[outcome.known]
    columns, findings = infer(frame, outcome.target, roles or {}, outcome.y, raw.decimal)
    schema = Schema(columns, outcome.target, ", ".join(outcome.positive), ", ".join(outcome.negative))
    cells = [each.typed(frame[each.name]) if each.used else frame[each.name] for each in columns]
    table = pd.DataFrame({each.name: each for each in cells}).reset_index(drop=True)
    features = Features.of(table[schema.names], schema.kinds)
    found, fingerprint = (*raw.findings, *outcome.findings, *findings), _fingerprint(raw, schema, outcome)
    used_dates = {each.name: frame[each.name].reset_index(drop=True) for each in columns if each.writing.use}
    return Dataset(raw.name, table, features, outcome.y, schema, raw.sha256, fingerprint, outcome, found, used_dates)


def _fingerprint(raw: RawTable, schema: Schema, outcome: Outcome) -> str:
    """Name a file and what was decided about it; what goes without saying is not part of it."""
    choices: list[object] = [raw.sha256, schema.target, schema.positive]
    choices.append([(column.name, column.kind, column.used) for column in schema.columns])
    written = {each.name: asdict(each.writing) for each in schema.columns if each.writing != PLAIN}
    if written:
        choices.append(written)
    if len(outcome.positive) > 1 or outcome.ignored:
        choices.append([outcome.positive, outcome.ignored])
    if schema.customer is not None:  # it decides how the table is split
        choices.append({"customer": schema.customer})
    return hashlib.sha256(json.dumps(choices).encode()).hexdigest()


def default_path() -> Path:
    """Return the table to use when none is named: `CHURN_DATA`, else the real table where it is, else the sample."""
    if named := os.environ.get("CHURN_DATA"):
        return Path(named)
    return REAL_TABLE if REAL_TABLE.exists() else SAMPLE
