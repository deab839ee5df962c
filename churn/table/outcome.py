"""The outcome: which column says who has left, and which of its values means so."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import DataError, listing, plural, quote
from churn.table.finding import Finding
from churn.table.values import blanks, typed

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


@dataclass(frozen=True, eq=False)
class Outcome:
    """Who has left.

    Attributes
    ----------
    target : str
        The column that says so.
    positive, negative : str
        Its value for "has left", and the other one; several are joined by commas.
    known : ndarray of bool, shape (rows of the file,)
        The customers whose outcome is known; the others are left out.
    y : ndarray of int8, shape (known customers,)
        1 where the customer has left.
    findings : tuple of Finding
        What was decided.
    """

    target: str
    positive: str
    negative: str
    known: NDArray[np.bool_]
    y: NDArray[np.int8]
    findings: tuple[Finding, ...] = ()


def decide(raw: pd.DataFrame, target: str | None, positive: str | None) -> Outcome:
    """Find the outcome of a table.

    Parameters
    ----------
    raw : DataFrame
        A table as it was read.
    target, positive : str, optional
        The outcome column and its value for "has left"; found by their names by default.

    Raises
    ------
    DataError
        If there is none, or if it is unclear.
    """
    target = _target(raw, target)
    _refuse_missing_outcomes(raw[target])
    outcome = typed(raw[target], "category")
    positive, negative = _outcomes(target, sorted(outcome.cat.categories), positive)
    y = np.asarray(outcome == positive, dtype=np.int8)
    return Outcome(target, positive, negative, np.ones(len(raw), dtype=np.bool_), y)


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
