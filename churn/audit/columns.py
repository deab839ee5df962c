"""What a column is by itself: a constant, full of gaps, full of rare levels."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from churn.audit.material import MAX_COLUMNS, Material
from churn.errors import listing, quote, share
from churn.table.finding import Finding, Severity
from churn.table.schema import Column

NEARLY_CONSTANT: Final = 0.99
MOSTLY_MISSING: Final = 0.5
RARE: Final = 10  # customers below which a level teaches little
ROWS_TO_CALL_IT_RARE: Final = 100  # in a shorter table every level is rare


def constants(material: Material) -> Iterator[Finding]:
    """Find columns with one value, or none."""
    rows = f"{len(material.dataset):,} rows"
    for column in material.dataset.schema.columns:
        varied = column.distinct > 1 or (column.distinct == 1 and column.missing)
        if varied or column.left_out in ("by you", "nested"):
            continue
        same = f"All {rows} have the same value." if column.distinct else f"None of the {rows} has a value."
        remedy = "Leave it out: it teaches nothing." if column.used else "It is left out already."
        yield Finding("warning" if column.used else "note", "constant", column.name, same, remedy)


def missing_values(material: Material) -> Iterator[Finding]:
    """Find features with gaps, the largest ones first."""
    rows = len(material.dataset)
    remedy = "Find out why; the model takes “missing” as a value of its own."
    for column in sorted(material.dataset.schema.features, key=lambda column: -column.missing):
        if column.missing and column.distinct and column.name not in material.ids:
            evidence = f"{column.missing:,} of {rows:,} rows ({share(column.missing / rows)}) have no value."
            severity: Severity = "warning" if column.missing >= MOSTLY_MISSING * rows else "note"
            yield Finding(severity, "missing", column.name, evidence, remedy)


def near_constants(material: Material) -> Iterator[Finding]:
    """Find features with one value for nearly all customers."""
    remedy = "It can matter for the few others only."
    for column in material.columns:
        if most := _share_of_nearly_all(column, material):
            common = _most_common(column)
            value = quote(f"{common:,.10g}" if isinstance(common, float) else common)
            evidence = f"{share(most)} of {material.where} have the same value, {value}."
            yield Finding("note", "near constant", column.name, evidence, remedy)


def rare_levels(material: Material) -> Iterator[Finding]:
    """Find categories with levels of too few customers to learn from."""
    rows = len(material.dataset)
    remedy = "Their churn rates are guesses: gather them into one level if they are alike."
    for column in material.columns:
        if column.kind != "category" or rows < ROWS_TO_CALL_IT_RARE or column.name in material.ids:
            continue
        levels = material.frame[column.name].cat
        counts = np.bincount(levels.codes, minlength=len(levels.categories))
        rare = levels.categories[(counts > 0) & (counts < RARE)]
        if len(rare) and not _share_of_nearly_all(column, material):
            many = f"{len(rare):,} of {np.count_nonzero(counts):,} levels"
            evidence = f"{many} have fewer than {RARE} of {material.where}: {listing(rare)}."
            yield Finding("note", "rare levels", column.name, evidence, remedy)


def unread_columns(material: Material) -> Iterator[Finding]:
    """Say which part of a very wide table was not read."""
    more = len(material.dataset.schema.features) - MAX_COLUMNS
    if more > 0:
        evidence = (
            f"Only the first {MAX_COLUMNS:,} columns that the model uses were read value by value: {more:,} more were"
            " not searched for leaks, shifts and rare levels, and no rows for repeats."
        )
        yield Finding("note", "limit", None, evidence, "Leave out what is not needed, and the others get their turn.")


def _most_common(column: Column) -> float | str | None:
    """Return the value that nearly all rows have, if one does: of a number that is also the median."""
    return column.median if column.kind == "number" else column.most_common


def _share_of_nearly_all(column: Column, material: Material) -> float:
    """Return the share of the customers that have the most common value; 0 if it is not nearly all, or all."""
    if column.distinct + bool(column.missing) <= 1:
        return 0.0
    most = float((material.frame[column.name] == _most_common(column)).mean())
    return most if most >= NEARLY_CONSTANT else 0.0
