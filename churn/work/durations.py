"""How long a fit will take, from those before it."""

from collections import deque
from collections.abc import Iterable
from dataclasses import fields
from functools import lru_cache
from operator import eq
from statistics import median
from typing import Any, Final, NamedTuple

from churn.model.run import RunSpec

KEEP: Final = 30  # finished fits to learn from
REMEMBERED: Final = 1024  # settings of which it is known what they are like


class Fit(NamedTuple):
    """How long a fit took, or a part of one.

    Attributes
    ----------
    spec : RunSpec
        Its settings.
    size : float
        Steps that were done × rows.
    seconds : float
        How long they took.
    """

    spec: RunSpec
    size: float
    seconds: float


def size(spec: RunSpec, rows: int) -> int:
    """Return the steps of a fit × the rows of its table: the time it takes grows about with both."""
    return spec.learner.steps(spec.model) * rows


class Durations:
    """What the last finished fits took."""

    def __init__(self) -> None:
        self._fits: deque[Fit] = deque(maxlen=KEEP)

    def note(self, fit: Fit) -> None:
        """Learn from a finished fit."""
        if fit.size:
            self._fits.append(fit)

    def expected(self, spec: RunSpec, rows: int, under_way: Iterable[Fit] = ()) -> float | None:
        """Return the seconds that a fit will take; None where there is nothing to go by.

        They are scaled by trees × rows from the fits whose settings are most like these: the deeper the trees, the
        longer each takes.

        Parameters
        ----------
        spec, rows
            Its settings, and the rows of its table.
        under_way : iterable of Fit
            What is known of fits that have not ended.
        """
        wanted = _values(spec.model)
        known = [(_alike(_values(fit.spec.model), wanted), fit.seconds / fit.size) for fit in (*self._fits, *under_way)]
        if not known:
            return None
        most = max(alike for alike, _ in known)
        return median(rate for alike, rate in known if alike == most) * size(spec, rows)


@lru_cache(REMEMBERED)
def _values(model: Any) -> tuple[object, ...]:  # noqa: ANN401 - any learner's settings
    """Return the class of settings and their values: many fits are compared with many."""
    return type(model), *(getattr(model, each.name) for each in fields(model))


def _alike(one: tuple[object, ...], other: tuple[object, ...]) -> int:
    """Count the settings that are equal; -1 of different learners."""
    return sum(map(eq, one, other)) - 1 if one[0] is other[0] else -1
