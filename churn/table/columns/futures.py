"""Dates, and numbers named like times, that are known only after a customer has left."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from churn.errors import share
from churn.table.columns import dates
from churn.table.columns.names import speaks_of
from churn.table.finding import Answer, Finding
from churn.table.schema import Column
from churn.table.values import blanks

FEWEST: Final = 5  # leavers, and stayers, below which a difference may well be chance
APART: Final = 0.8  # difference between the shares of leavers and of stayers who have a date
TOO_GOOD: Final = 0.98  # ROC AUC of a date alone
BEYOND: Final = 0.05  # share of leavers with a date after all others
TIME_WORDS: Final = frozenset({"since", "until", "seit", "bis", "date", "datum", "fecha", "days", "tage"})


def futures(frame: pd.DataFrame, columns: Sequence[Column], y: NDArray[np.int8]) -> tuple[Finding, ...]:
    """Find columns of dates, or of times since one, that say who has left.

    Parameters
    ----------
    frame : DataFrame
        The raw table, (n, k).
    columns : sequence of Column
        What its columns are.
    y : ndarray of int8, shape (n,)
        1 where the customer has left.
    """
    if np.bincount(y, minlength=2).min() < FEWEST:
        return ()
    read = {each.name: dates.read(frame[each.name], each.writing.date) for each in columns if each.writing.date}
    latest = {name: np.nanmax(values) for name, values in read.items()}
    findings = []
    for column in columns:
        if column.name in read:
            others = [day for name, day in latest.items() if name != column.name]
            values = read[column.name]
            said = next(_of_gaps(~np.isnat(values), y), None) or next(_of_dates(values, others, y), None)
        elif column.used and column.missing and column.kind == "number" and speaks_of(column.name, TIME_WORDS):
            said = next(_of_gaps(~blanks(frame[column.name]).to_numpy(), y), None)
        else:
            continue
        if said:
            findings.append(_finding(column, said))
    return tuple(findings)


def _finding(column: Column, evidence: str) -> Finding:
    if not column.used:
        remedy = "It is left out; nobody knows it before a customer leaves."
        return Finding("note", "future", column.name, evidence, remedy)
    remedy = "Leave it out, unless it is known before a customer leaves."
    return Finding("serious", "future", column.name, evidence, remedy, (Answer("Leave out", "leave out"),))


def _of_gaps(filled: NDArray[np.bool_], y: NDArray[np.int8]) -> Iterator[str]:
    left, stayed = float(filled[y == 1].mean()), float(filled[y == 0].mean())
    if abs(left - stayed) >= APART:
        yield f"{share(left)} of those who left have a value here, of those who stayed {share(stayed)}."


def _of_dates(values: NDArray[np.datetime64], others: Sequence[np.datetime64], y: NDArray[np.int8]) -> Iterator[str]:
    """Say of dates that separate those who left from the others; a date after all others is one."""
    known = ~np.isnat(values)
    left, stayed = values[known & (y == 1)], values[known & (y == 0)]
    if min(len(left), len(stayed)) < FEWEST:
        return
    ranks = rankdata(np.concatenate([left, stayed]).astype(np.int64))
    area = (ranks[: len(left)].sum() - len(left) * (len(left) + 1) / 2) / (len(left) * len(stayed))
    if max(area, 1 - area) >= TOO_GOOD:
        side = "later" if area > 0.5 else "earlier"  # noqa: PLR2004 - chance
        yield f"Those who left have {side} dates than those who stayed (ROC AUC {max(area, 1 - area):.3f})."
    elif others:
        beyond = left > max(others)
        if beyond.sum() >= max(FEWEST, BEYOND * len(left)) and not (stayed > max(others)).any():
            last = max(others).astype("datetime64[D]")
            yield f"Only those who left have dates after {last}, the last date of the other columns."
