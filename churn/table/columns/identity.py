"""Which columns name or number the customers: they are left out, and what is like them and is not says so."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import capitalized, quote, share
from churn.table.columns import customers, ids
from churn.table.columns.customers import Customers
from churn.table.columns.ids import Judged
from churn.table.finding import Answer, Finding
from churn.table.schema import Column
from churn.table.values import typed

NUMBER: Final = Answer("Use as number", "number")
CATEGORY: Final = Answer("Use as category", "category")
LEAVE_OUT: Final = Answer("Leave out", "leave out")
KEPT_TOGETHER: Final = "It is left out, and the split keeps its rows together."
USED: Final = "You use it, so the model learns single customers by heart: leave it out."


def identified(
    frame: pd.DataFrame, columns: Sequence[Column], told: AbstractSet[str], y: NDArray[np.int8] | None
) -> tuple[tuple[Column, ...], tuple[Finding, ...]]:
    """Leave out what names or numbers the customers.

    Parameters
    ----------
    frame : DataFrame
        The raw table, (n, k).
    columns : sequence of Column
        What its columns are, as far as their values alone say it.
    told : set of str
        Columns that somebody wants to be used: of these, it is only said what they look like.
    y : ndarray of int8, shape (n,), optional
        1 where the customer has left.

    Returns
    -------
    columns : tuple of Column
        Some of them left out, as "id" or "customer".
    findings : tuple of Finding
        What was decided, with the other decisions.
    """
    repeated = customers.find(frame, columns, y)
    decided = [_decided(each, frame, repeated, y, told=each.name in told) for each in columns]
    return tuple(column for column, _ in decided), tuple(finding for _, finding in decided if finding is not None)


def _decided(
    column: Column,
    frame: pd.DataFrame,
    repeated: Customers | None,
    y: NDArray[np.int8] | None,
    *,
    told: bool,
) -> tuple[Column, Finding | None]:
    rows = len(frame)
    if repeated is not None and column.name in (repeated.column, *repeated.same):
        return _of_customer(column, repeated, rows, told=told)
    judged = _judged(column, frame, y) if column.used and not column.writing.date else None
    if judged is None:
        nearly = column.used and not told and ids.nearly_an_id(column, rows)
        return column, _nearly(column, rows) if nearly else None
    if told:
        return column, _put_back(column, judged, rows) if judged.is_id else None
    if judged.is_id:
        return replace(column, left_out="id", why=judged.why), _id(column, capitalized(judged.why), rows)
    return replace(column, why=f"no id: {judged.why}"), None if judged.certain else _no_id(column, judged, rows)


def _judged(column: Column, frame: pd.DataFrame, y: NDArray[np.int8] | None) -> Judged | None:
    """Judge a column that hardly repeats; None if it repeats, or may be a category."""
    hardly = ids.hardly_repeats(column, len(frame))
    if not hardly and (column.kind == "number" or not ids.nearly_an_id(column, len(frame))):
        return None
    if column.kind == "number":
        values = typed(frame[column.name], "number", column.writing).to_numpy()
        known = ~np.isnan(values)
        return ids.judge_numbers(column.name, values[known].astype(np.float64), None if y is None else y[known])
    return ids.judge_text(column.name, column.levels, hardly=hardly)


def _of_customer(column: Column, repeated: Customers, rows: int, *, told: bool) -> tuple[Column, Finding]:
    """Leave out what names customers who have several rows, or say what it does where somebody wants it used."""
    first = column.name == repeated.column
    why = repeated.why if first else f"names the same customers as {quote(repeated.column)}"
    column = replace(column, customer=first, why=why)
    if told:
        evidence = _several_rows(repeated) if first else f"It {why}, and these have several rows."
        return column, Finding("serious", "several rows", column.name, evidence, USED, (LEAVE_OUT,))
    if not first:
        return replace(column, left_out="id"), _id(column, f"It {why}", rows)
    answers = (CATEGORY, NUMBER) if column.kind == "number" else (CATEGORY,)
    finding = Finding("serious", "several rows", column.name, _several_rows(repeated), KEPT_TOGETHER, answers)
    return replace(column, left_out="customer"), finding


def _several_rows(repeated: Customers) -> str:
    each = f"{repeated.fewest} to {repeated.most}" if repeated.fewest < repeated.most else str(repeated.most)
    counted = f"{repeated.customers:,} customers have {repeated.rows:,} rows, {each} rows each."
    return f"{counted} {quote(repeated.column)} names them: {repeated.why}."


def _id(column: Column, why: str, rows: int) -> Finding:
    remedy = "It is left out."
    answers = (NUMBER, CATEGORY) if column.kind == "number" else (CATEGORY,)
    return Finding("note", "id", column.name, f"An id: {_different(column, rows)}. {why}.", remedy, answers)


def _no_id(column: Column, judged: Judged, rows: int) -> Finding:
    evidence = f"{capitalized(_different(column, rows))}, as an id has, but {judged.why}."
    remedy = "It is used as a number; leave it out if it only numbers the customers."
    return Finding("warning", "not an id", column.name, evidence, remedy, (NUMBER, LEAVE_OUT, CATEGORY))


def _put_back(column: Column, judged: Judged, rows: int) -> Finding:
    evidence = f"Looks like an id: {_different(column, rows)}. {capitalized(judged.why)}."
    remedy = "You use it; leave it out if it only names or numbers the customers."
    return Finding("warning", "id", column.name, evidence, remedy)


def _nearly(column: Column, rows: int) -> Finding:
    remedy = "The model learns single customers: leave it out, or replace it by something that they share."
    answers = (LEAVE_OUT, CATEGORY)
    return Finding("warning", "id", column.name, f"Nearly an id: {_different(column, rows)}.", remedy, answers)


def _different(column: Column, rows: int) -> str:
    gaps = f", {share(column.missing / rows)} of them without" if column.missing else ""
    return f"{column.distinct:,} different values in {rows:,} rows{gaps}"
