"""What a column is by itself: an id, a constant, full of gaps, full of rare levels."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from churn.audit.finding import MOST_COLUMNS, Finding, Material
from churn.errors import listing, quote
from churn.table.schema import ROWS_TO_CALL_IT_AN_ID, Column

NEARLY_AN_ID: Final = 0.5
"""Different values of a text column, as a share of the rows."""
NEARLY_ALL: Final = 0.95
"""Different values of whole numbers, as a share of the rows, if they also lie close together: a running number."""
NEARLY_CONSTANT: Final = 0.99
MOSTLY_MISSING: Final = 0.5
RARE: Final = 10
"""Customers below which a level teaches little."""
ROWS_TO_CALL_IT_RARE: Final = 100
"""In a shorter table every level is rare."""


def columns(material: Material) -> Iterator[Finding]:
    """Find what is wrong with each column by itself."""
    rows = len(material.dataset)
    for column in material.dataset.schema.columns:
        if finding := _id(column, rows) or _constant(column, rows):
            yield finding
        elif column.used and column.missing:
            yield _missing(column, rows)
    for column in material.columns:
        values = material.frame[column.name]
        if finding := _near_constant(column, values, material):
            yield finding
        elif column.kind == "category" and rows >= ROWS_TO_CALL_IT_RARE and not _nearly_an_id(column, rows):
            yield from _rare_levels(column, values, material)
    more = len(material.dataset.schema.features) - MOST_COLUMNS
    if more > 0:
        yield Finding(
            "note", "limit", None,
            f"Only the first {MOST_COLUMNS:,} columns that the model uses were read value by value: {more:,} more were"
            " not searched for leaks, shifts and rare levels, and no rows for repeats.",
            "Leave out what is not needed, and the others get their turn.",
        )  # fmt: skip


def _id(column: Column, rows: int) -> Finding | None:
    different = f"{column.distinct:,} different values in {rows:,} rows"
    if rows < ROWS_TO_CALL_IT_AN_ID or not column.distinct:
        return None
    if not column.used:
        ours = column.left_out == "id"
        remedy = "It is left out already: an id says nothing about the next customer."
        return Finding("note", "id", column.name, f"An id: {different}.", remedy) if ours else None
    if _nearly_an_id(column, rows):
        remedy = "Leave it out, or replace it by something that customers share: the model learns single customers."
        return Finding("warning", "id", column.name, f"Nearly an id: {different}.", remedy)
    if _running_number(column, rows):
        remedy = "Leave it out, if it only numbers the customers."
        return Finding("warning", "id", column.name, f"Looks like a running number: {different}.", remedy)
    return None


def _nearly_an_id(column: Column, rows: int) -> bool:
    return column.kind == "category" and rows >= ROWS_TO_CALL_IT_AN_ID and column.distinct >= NEARLY_AN_ID * rows


def _running_number(column: Column, rows: int) -> bool:
    if not column.integer or column.low is None or column.high is None:
        return False
    return column.distinct >= NEARLY_ALL * rows and (column.high - column.low + 1) * NEARLY_ALL <= rows


def _constant(column: Column, rows: int) -> Finding | None:
    if column.distinct > 1 or (column.distinct == 1 and column.missing) or column.left_out == "by you":
        return None
    if column.distinct == 0 and column.missing < rows:  # values that cannot be counted: lists
        return None
    words = f"All {rows:,} rows have the same value." if column.distinct else f"None of the {rows:,} rows has a value."
    if column.used:
        return Finding("warning", "constant", column.name, words, "Leave it out: it teaches nothing.")
    return Finding("note", "constant", column.name, words, "It is left out already.")


def _missing(column: Column, rows: int) -> Finding:
    severe = column.missing >= MOSTLY_MISSING * rows
    return Finding(
        "warning" if severe else "note", "missing", column.name,
        f"{column.missing:,} of {rows:,} rows ({column.missing / rows:.1%}) have no value.",
        "Find out why, and whether it will be missing for the customers to score too; the model takes “missing” as a"
        " value of its own.",
    )  # fmt: skip


def _near_constant(column: Column, values: pd.Series, material: Material) -> Finding | None:
    # what nearly all rows have is also the median
    common = column.median if column.kind == "number" else column.most_common
    share = float((values == common).mean()) if common is not None else 0.0
    if share < NEARLY_CONSTANT or column.distinct + bool(column.missing) <= 1:
        return None
    value = f"{common:,.10g}" if isinstance(common, float) else common
    return Finding(
        "note", "near constant", column.name, f"{share:.1%} of {material.where} have the same value, {quote(value)}.",
        "It can matter for the few others only; leave it out to keep the model simple.",
    )  # fmt: skip


def _rare_levels(column: Column, values: pd.Series, material: Material) -> Iterator[Finding]:
    counts = np.bincount(values.cat.codes, minlength=len(values.cat.categories))
    rare = [level for level, n in zip(values.cat.categories, counts, strict=True) if 0 < n < RARE]
    if rare:
        yield Finding(
            "note", "rare levels", column.name,
            f"{len(rare):,} of {np.count_nonzero(counts):,} levels have fewer than {RARE} of {material.where}:"
            f" {listing(rare)}.",
            "Their churn rates are guesses: gather them into one level, if they mean something similar.",
        )  # fmt: skip
