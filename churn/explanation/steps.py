"""In which order steps lead from one share to another without leaving 0 to 1 on the way."""

from collections.abc import Sequence
from typing import Final

import numpy as np

ROUNDING: Final = 1e-9  # so far beyond 0 and 1 a sum may be


def order_within(start: float, steps: Sequence[float]) -> tuple[int, ...] | None:
    """Return the positions of the steps in an order in which no sum on the way leaves 0 to 1; None if there is none.

    Of all such orders it is the one that comes first in the alphabet of positions: as they are, if that stays within.
    It may look at every subset of the steps, so they should be a dozen at most.

    Parameters
    ----------
    start : float
        0 to 1, as is the sum of all.
    steps : sequence of float
        What is added.

    Examples
    --------
    >>> order_within(0.2, [0.7, -0.3, 0.1]), order_within(0.2, [-0.3, 0.7]), order_within(0.5, [0.6, -0.6])
    ((0, 1, 2), (1, 0), None)
    """
    dead = set[frozenset[int]]()

    def follow(at: float, left: frozenset[int]) -> tuple[int, ...] | None:
        if not left:
            return ()
        if left in dead:
            return None
        for place in sorted(left):
            reached = at + steps[place]
            if -ROUNDING <= reached <= 1 + ROUNDING:
                rest = follow(reached, left - {place})
                if rest is not None:
                    return place, *rest
        dead.add(left)
        return None

    return follow(start, frozenset(range(len(steps))))


def sums_within(start: float, steps: Sequence[float]) -> list[float]:
    """Return what the steps lead to, one after the other, each sum cut off at 0 and 1.

    Examples
    --------
    >>> sums_within(0.5, [0.75, -0.75])
    [0.5, 1.0, 0.5]
    """
    sums: list[float] = np.clip(start + np.cumsum([0.0, *steps]), 0, 1).tolist()
    return sums
