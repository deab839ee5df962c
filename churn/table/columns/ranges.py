"""The range of a column of numbers: what one sort, or one count, says about it."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

WIDEST_COUNT: Final = 2**20  # whole numbers within so wide a range are counted instead of sorted


@dataclass(frozen=True)
class Range:
    """What the numbers of a column are.

    Attributes
    ----------
    missing, distinct : int
        Rows without a number; different numbers.
    low, high, median : float or None
        None if there are no numbers.
    integer : bool
        Whether none has a fraction.
    """

    missing: int
    distinct: int = 0
    low: float | None = None
    high: float | None = None
    median: float | None = None
    integer: bool = False


def range_of(values: NDArray[np.number[Any]]) -> Range:
    """Describe numbers.

    Parameters
    ----------
    values : ndarray of int64 or float64, shape (n,)
        Missing ones are NaN.

    Examples
    --------
    >>> range_of(np.array([3, 1, 3, 10]))
    Range(missing=0, distinct=3, low=1.0, high=10.0, median=3.0, integer=True)
    """
    n = len(values)
    if n == 0:
        return Range(0)
    if values.dtype.kind in "iu":
        low, high = int(values.min()), int(values.max())
        if high - low < min(WIDEST_COUNT, 4 * n):
            return _counted(values, low, high)
    ordered = np.sort(values)  # NaN comes last
    valid = n if values.dtype.kind in "iu" else int(np.searchsorted(ordered, np.nan))
    if valid == 0:
        return Range(n)
    ordered = ordered[:valid]
    low, high = ordered[0].item(), ordered[-1].item()
    middle = (ordered[(valid - 1) // 2].astype(np.float64) + ordered[valid // 2].astype(np.float64)) / 2
    integer = ordered.dtype.kind in "iu" or bool((ordered == np.floor(ordered)).all())
    distinct = 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))
    return Range(n - valid, distinct, float(low), float(high), float(middle), integer)


def _counted(values: NDArray[np.number[Any]], low: int, high: int) -> Range:
    counts = np.bincount((values - low).astype(np.intp, copy=False), minlength=high - low + 1)
    until = np.cumsum(counts)
    middle = [
        low + int(np.searchsorted(until, place, side="right")) for place in ((len(values) - 1) // 2, len(values) // 2)
    ]
    return Range(0, int(np.count_nonzero(counts)), float(low), float(high), sum(middle) / 2, integer=True)
