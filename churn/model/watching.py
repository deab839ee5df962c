"""Watch a fit from within: how far it is, and whether it shall stop.

CatBoost calls Python in two places. A callback is handed the whole history of the losses after every tree, which with
thousands of trees costs more than the trees do. A metric of one's own is called after every tree with the log-odds as
they are; if it looks only now and then, it costs next to nothing. So a metric watches.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

import numpy as np
from catboost import CatBoostError
from numpy.typing import NDArray

from churn.errors import Cancelled
from churn.model.curve import Curve, Progress

REPORTS: Final = 50  # about so many times a fit reports


class Watcher:
    """Reports on a fit, and ends it; in CatBoost's eyes a metric.

    CatBoost makes a text of an exception or swallows it, so it is kept here.

    Parameters
    ----------
    trees : int
        That the fit grows.
    on_progress : callable or None
        Called after the first tree, then about fifty times at even distances, and after the last tree.
    cancel : threading.Event or None
        Looked at after every tree.
    """

    no_jit = True  # else CatBoost looks for numba, and warns

    def __init__(self, trees: int, on_progress: Progress | None, cancel: threading.Event | None) -> None:
        self._trees, self._period = trees, max(1, trees // REPORTS)
        self._on_progress, self._cancel = on_progress, cancel
        self._error: BaseException | None = None
        self._reported = 0.0

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        """Stay the one who watches: CatBoost copies its settings."""
        return self

    @property
    def options(self) -> dict[str, Any]:
        """The parameters that CatBoost's fit needs for this."""
        return {"eval_metric": self, "use_best_model": False}  # CatBoost would choose by what it takes for a metric

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Watch one fit; raise what ended it, or Cancelled."""
        self._looks = 0
        self._losses: tuple[list[float], list[float]] = ([], [])
        try:
            yield
        except CatBoostError:
            self._raise_error()
            raise
        self._raise_error()
        self.raise_if_stopped()

    def raise_if_stopped(self) -> None:
        """Raise Cancelled if the flag is set."""
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled("Training was stopped before it was finished.")

    def is_max_optimal(self) -> bool:
        """Say that less is better."""
        return False

    def evaluate(
        self, raw: tuple[NDArray[np.float64]], y: NDArray[np.float32], _weights: None
    ) -> tuple[float, float] | None:
        """Look at one part, its log-odds and outcomes: CatBoost asks for train, then for validation.

        Returns a loss and a weight that nobody uses, or None to end the fit: CatBoost cannot take that apart, and
        fails. An exception would end it as well, but CatBoost never lets go of one, of its traceback, the frames in
        that, and the data set in them.
        """
        tree, part = self._looks >> 1, self._looks & 1
        self._looks += 1
        try:
            self.raise_if_stopped()
            if self._on_progress is not None and (tree % self._period == 0 or tree == self._trees - 1):
                self._losses[part].append(_log_loss(raw[0], y))
                if part == 1:
                    self._report(self._on_progress)
        except BaseException as err:  # noqa: BLE001 - even Ctrl-C: it is raised again outside of CatBoost
            self._error = err
        return (0.0, 1.0) if self._error is None else None

    def get_final_error(self, total: float, _weight: float) -> float:
        """Return the mean."""
        return total

    def _report(self, on_progress: Progress) -> None:
        """Show the losses after the trees 1, 1 + period, 1 + 2 periods, … and the last one."""
        train, validation = self._losses
        steps = np.minimum(1 + self._period * np.arange(len(validation)), self._trees)
        fraction = float(steps[-1] / self._trees)
        if fraction > self._reported:  # a second, shorter fit has no news
            self._reported = fraction
            on_progress(fraction, Curve(np.array(train), np.array(validation), steps))

    def _raise_error(self) -> None:
        """Raise what happened during a look; keep nothing of it, for CatBoost may never let go of its watcher."""
        error, self._error = self._error, None
        if error is not None:
            self._on_progress = None
            raise error


def _log_loss(raw: NDArray[np.float64], y: NDArray[np.float32]) -> float:
    """Return the mean log loss (nats) of log-odds; `logaddexp` takes four times as long, `@` may start threads."""
    return float((np.log1p(np.exp(-np.abs(raw))) + np.maximum(raw, 0) - raw * y).mean())
