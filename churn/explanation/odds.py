"""Factors on the odds: how they are written, and the marks of a logarithmic axis of them."""

import math
from collections.abc import Iterable
from typing import Final

LEAST_REACH: Final = 1.05  # the factor that an axis reaches at least, and down to one over it
FEWEST_TICKS: Final = 3
STEPS: Final = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01)  # from one mark to the next where decades are too far apart
EVEN: Final = 10  # factors below it can be marked at even distances
MAX_ZEROS: Final = 6  # of a factor that is written out
NEAR: Final = 0.1  # to 1: what counts there is the difference
SLACK: Final = 1e-9
EXTREME: Final = 1e-200, 1e200  # a factor beyond is drawn here


def factor(odds: float) -> str:
    """Write a factor with two digits that count, near 1 two of the difference; an enormous one as a power of ten.

    Examples
    --------
    >>> factor(5.86), factor(0.084), factor(184_000), factor(1.8e9)
    ('×5.9', '×0.084', '×180,000', '×1.8·10<sup>9</sup>')
    >>> factor(1.023), factor(0.9962), factor(1.0004), factor(1)
    ('×1.02', '×0.996', '×1.0004', '×1')
    """
    rounded = f"{odds:.1e}"
    digits, power = float(rounded[:3]), int(rounded[4:])
    if abs(power) > MAX_ZEROS:
        return f"×{digits:g}·10<sup>{power}</sup>"
    difference = abs(odds - 1)
    if SLACK < difference < NEAR:
        decimals = min(MAX_ZEROS, max(2, -math.floor(math.log10(difference))))
        return f"×{odds:.{decimals}f}".rstrip("0").rstrip(".")
    decimals = max(0, 1 - power)
    written = f"{float(rounded):,.{decimals}f}"
    return f"×{written.rstrip('0').rstrip('.') if decimals else written}"


def reach(factors: Iterable[float]) -> tuple[float, float]:
    """Return from where to where an axis goes that has these factors on it, and 1 well within; NaN is left out.

    Examples
    --------
    >>> reach([0.9, 4.0]), reach([1.0])
    ((0.9, 4.0), (0.9523809523809523, 1.05))
    """
    known = [min(max(each, EXTREME[0]), EXTREME[1]) for each in factors if not math.isnan(each)]
    return min([1 / LEAST_REACH, *known]), max([LEAST_REACH, *known])


def ticks(low: float, high: float) -> list[float]:
    """Return a few factors from `low`, below 1, to `high`, above it, to be marked; 1 is always among them.

    Examples
    --------
    >>> ticks(0.3, 11), ticks(0.96, 1.05), ticks(1e-4, 300)
    ([0.5, 1.0, 2.0, 5.0, 10.0], [0.96, 0.98, 1.0, 1.02, 1.04], [0.0001, 0.01, 1.0, 100.0])
    """
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ladders = [[10.0**each for each in decades if each % apart == 0] for apart in range(len(decades), 0, -1)]
    ladders.append([each * 10.0**decade for decade in decades for each in (1, 2, 5)])
    if high < EVEN:
        ladders += [[round(step * each, 9) for each in range(1, math.ceil(high / step) + 1)] for step in STEPS]
    shown: list[float] = []
    for ladder in ladders:
        shown = [each for each in ladder if low * (1 - SLACK) <= each <= high * (1 + SLACK)]
        if len(shown) >= FEWEST_TICKS:
            break
    return shown
