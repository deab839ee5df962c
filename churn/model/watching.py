"""Watch a fit from within: how far it is, and whether it shall stop.

CatBoost calls Python in two places, and each is dear where the other is cheap. A callback is handed the whole history
of the losses after every tree: with thousands of trees on a small table that makes a fifth of the fit. A metric of
one's own is called as seldom as one likes, but a call costs as much as a tree where there are many rows. So a small
table is watched by a metric, a large one by a callback.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Final, Self

import numpy as np
from catboost import CatBoostError
from numpy.typing import NDArray

from churn.errors import Cancelled
from churn.model.curve import Curve, Progress

REPORTS: Final = 50  # about so many times a fit reports
SMALL: Final = 5_000  # up to so many train rows, a metric watches
# Train rows times trees between two looks of a metric, at most: a tenth of a second, with deep trees, too.
ROWS_BETWEEN_LOOKS: Final = 20_000


def watch(rows: int, trees: int, on_progress: Progress | None, cancel: threading.Event | None) -> "Watcher":
    """Return who watches a fit of so many trees on so many train rows."""
    period = max(1, trees // REPORTS)
    if rows > SMALL:
        return _ByCallback(trees, period, on_progress, cancel)
    return _ByMetric(trees, max(1, min(period, ROWS_BETWEEN_LOOKS // max(1, rows))), on_progress, cancel)


class Watcher(ABC):
    """Reports on a fit, and ends it. CatBoost makes a text of an exception or swallows it, so it is kept here."""

    def __init__(self, trees: int, period: int, on_progress: Progress | None, cancel: threading.Event | None) -> None:
        self._trees, self._period = trees, period
        self._on_progress, self._cancel = on_progress, cancel
        self._looks_per_report = max(1, trees // REPORTS // period)
        self._error: BaseException | None = None
        self._reported = 0.0

    @property
    def options(self) -> dict[str, Any]:
        """The parameters that CatBoost's fit needs for this."""
        return {"metric_period": self._period}

    @contextmanager
    def at_work(self) -> Iterator[list[Any] | None]:
        """Watch one fit, by the callbacks that this gives; raise what ended it, or Cancelled."""
        try:
            yield self._begin()
        except CatBoostError:
            self._raise_error()
            raise
        self._raise_error()
        self.raise_if_stopped()

    def raise_if_stopped(self) -> None:
        """Raise Cancelled if the flag is set."""
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled("Training was stopped before it was finished.")

    def _raise_error(self) -> None:
        """Raise what happened during a look; keep nothing of it, for CatBoost may never let go of its watcher."""
        error, self._error = self._error, None
        if error is not None:
            self._on_progress = None
            raise error

    @abstractmethod
    def _begin(self) -> list[Any] | None:
        """Forget an earlier fit; return the callbacks, None rather than none: CatBoost would prepare the history."""

    def _look(self, see: Callable[[], None]) -> bool:
        """Look; returns whether to go on. No exception goes from here into CatBoost."""
        try:
            self.raise_if_stopped()
            see()
        except BaseException as err:  # noqa: BLE001 - even Ctrl-C: it is raised again outside of CatBoost
            self._error = err
        return self._error is None

    def _report(self, train: list[float], validation: list[float]) -> None:
        """Take the losses after the trees 1, 1 + period, 1 + 2 periods, … and the last one."""
        steps = np.minimum(1 + self._period * np.arange(len(validation)), self._trees)
        fraction = float(steps[-1] / self._trees)
        due = fraction == 1 or (len(steps) - 1) % self._looks_per_report == 0
        if self._on_progress is not None and due and fraction > self._reported:  # a second, shorter fit has no news
            self._reported = fraction
            self._on_progress(fraction, Curve(np.array(train), np.array(validation), steps))


class _ByCallback(Watcher):
    """Looks after every tree."""

    def _begin(self) -> list[Any]:
        return [self]

    def after_iteration(self, info: SimpleNamespace) -> bool:
        """Return whether to go on."""

        def see() -> None:
            if info.iteration == self._trees or info.iteration % self._period == 1 % self._period:
                self._report(info.metrics["learn"]["Logloss"], info.metrics["validation"]["Logloss"])

        return self._look(see)


class _ByMetric(Watcher):
    """Looks after every period; in CatBoost's eyes the log loss, written once more."""

    no_jit = True  # else CatBoost looks for numba, and warns

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        """Stay the one who watches: CatBoost copies its settings."""
        return self

    @property
    def options(self) -> dict[str, Any]:
        return {**super().options, "eval_metric": self}

    def _begin(self) -> None:
        self._losses: tuple[list[float], list[float]] = ([], [])

    def is_max_optimal(self) -> bool:
        """Say that less is better."""
        return False

    def evaluate(
        self, raw: tuple[NDArray[np.float64]], y: NDArray[np.float32], _weights: None
    ) -> tuple[float, float] | None:
        """Sum up the log loss of one part, from log-odds and outcomes: CatBoost asks for train, then for validation.

        Returns None to end the fit: CatBoost cannot take that apart, and fails. An exception would end it as well, but
        CatBoost never lets go of one, of its traceback, the frames in that, and the data set in them.
        """
        train, validation = self._losses
        total = float(np.logaddexp(0, raw[0]).sum() - raw[0] @ y)

        def see() -> None:
            (train if len(train) == len(validation) else validation).append(total / len(y))
            if len(train) == len(validation):
                self._report(train, validation)

        return (total, float(len(y))) if self._look(see) else None

    def get_final_error(self, total: float, rows: float) -> float:
        """Return the mean."""
        return total / rows
