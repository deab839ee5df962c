"""Maps that are fitted beside the page, one for all viewers: by cross-validation, or by the workers of a cluster.

The map of one validation split on this machine's cores is none of these: its cells are runs as the button Train fits
them, see `churn.work.filling`.
"""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from churn.errors import ChurnError
from churn.model.run import Run, RunSpec
from churn.tuning.cross_validation import CrossValidation
from churn.tuning.fits import Fits, OwnFits, Where
from churn.tuning.task import completed_runs
from churn.work.progress import Progress
from churn.work.threads import Threads

FitsAndMessage = tuple[Fits, str]  # who does the fits, and why not somebody else; see `churn.tuning.cluster.fits_for`


@dataclass(frozen=True)
class Wish:
    """Which map: equal wishes are one.

    Attributes
    ----------
    run : str
        Key of the run of one of its cells, always the same one.
    folds : bool
        Whether cells are judged by cross-validation.
    """

    run: str
    folds: bool


class WholeMap(ABC):
    """A map under way, stopped or finished; can be read from any thread, and goes on where it was stopped.

    Parameters
    ----------
    fingerprint : str
        Of the data set.
    cells : sequence of RunSpec
        In the order of their urgency.
    also : sequence of RunSpec
        What is fitted besides, before the cells, and counts as none.
    on_end : callable, optional
        Called with the map whenever nothing is under way any more, in its thread.

    Attributes
    ----------
    message : str
        Why the fits are not done where they should be; empty where they are.
    error : ChurnError or None
        What ended the map, if something went wrong with it, rather than with a cell.
    """

    spent = False  # what was stopped goes on

    def __init__(
        self,
        fingerprint: str,
        cells: Sequence[RunSpec],
        also: Sequence[RunSpec] = (),
        on_end: Callable[["WholeMap"], None] = lambda _: None,
    ) -> None:
        self.fingerprint = fingerprint
        self._all = tuple(dict.fromkeys((*also, *cells)))
        self._own_cells = frozenset(cells)
        self.message = ""
        self.error: ChurnError | None = None
        self._on_end = on_end
        self._lock = threading.Lock()
        self._stopping: threading.Event | None = None  # of what is under way
        self._over = threading.Event()
        self._over.set()
        self._own: OwnFits | None = None
        self._began, self._ended = 0.0, 0  # when what is under way began, and fits that have ended since
        self._threads = Threads(self._close)

    @property
    def finished(self) -> bool:
        """Whether nothing is under way."""
        return self._stopping is None

    @property
    def where(self) -> Where | None:
        """What does the fits; None while that is not known."""
        own = self._own
        return None if own is None else own.where

    def progress(self) -> Progress:
        """Return how far it is."""
        done, total = self._cells()
        left, own = self._left(), self._own
        seconds = (time.monotonic() - self._began) / self._ended * left if self._ended and own is not None else None
        return Progress(done, total, seconds, not self.finished)

    def start(self, fits: Callable[[], FitsAndMessage]) -> None:
        """Begin, or go on, in a thread of its own; nothing happens where it is under way or complete.

        Parameters
        ----------
        fits : callable
            Returns who does the fits; it may take its time.
        """
        with self._lock:
            if self._stopping is not None or not self._left():
                return
            self._stopping = stopping = threading.Event()
            self._over.clear()
            self.error = None
            self._threads.start("churn-map", lambda: self._run(fits, stopping))

    def stop(self) -> None:
        """End what is under way; what is known stays."""
        with self._lock:
            stopping, own = self._stopping, self._own
        if stopping is not None:
            stopping.set()
            self._end(stopping)
        if own is not None:
            own.close()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing is under way, for `timeout` seconds at most; return whether that is so."""
        return self._over.wait(timeout)

    def _run(self, fits: Callable[[], FitsAndMessage], stopping: threading.Event) -> None:
        try:
            shared, message = fits()
            own = OwnFits(shared)
            with self._lock:
                if stopping.is_set():
                    return
                self.message, self._own = message, own
                self._began, self._ended = time.monotonic(), 0
            for _ in self._fit(own):
                self._ended += 1
                if stopping.is_set():
                    return
        except ChurnError as err:
            self.error = err
        finally:
            self._end(stopping)

    def _end(self, stopping: threading.Event) -> None:
        """Have nothing under way, unless something else has begun since."""
        with self._lock:
            if self._stopping is not stopping:
                return
            self._stopping = self._own = None
            self._over.set()
        self._on_end(self)

    def _close(self, timeout: float) -> bool:
        self.stop()
        return self._threads.join(timeout)

    @abstractmethod
    def _cells(self) -> tuple[int, int]:
        """Return how many cells are known or failed, and how many there are."""

    @abstractmethod
    def _left(self) -> int:
        """Return how many fits are missing."""

    @abstractmethod
    def _fit(self, fits: Fits) -> Iterator[object]:
        """Do the missing fits, the most urgent first, and yield whenever one has ended."""


class MapOfFolds(WholeMap):
    """A map whose cells are judged by cross-validation.

    Parameters
    ----------
    fingerprint, cells, also, on_end
        See `WholeMap`.
    folds : CrossValidation
        Of the table.
    """

    def __init__(
        self,
        fingerprint: str,
        cells: Sequence[RunSpec],
        folds: CrossValidation,
        on_end: Callable[[WholeMap], None] = lambda _: None,
        *,
        also: Sequence[RunSpec] = (),
    ) -> None:
        super().__init__(fingerprint, cells, also, on_end)
        self.folds = folds

    def _cells(self) -> tuple[int, int]:
        ended = self._own_cells & {*self.folds.complete, *self.folds.failed}
        return len(ended), len(self._own_cells)

    def _left(self) -> int:
        return self.folds.missing(self._all)

    def _fit(self, fits: Fits) -> Iterator[object]:
        return self.folds.run(self._all, fits.judge)


class MapOfRuns(WholeMap):
    """A map of one validation split whose runs come from elsewhere.

    Parameters
    ----------
    fingerprint, cells, also, on_end
        See `WholeMap`.
    known : callable
        Takes a cell and returns whether its run is there.
    keep : callable
        Takes a run that has come.
    """

    def __init__(
        self,
        fingerprint: str,
        cells: Sequence[RunSpec],
        known: Callable[[RunSpec], bool],
        keep: Callable[[Run], None],
        on_end: Callable[[WholeMap], None] = lambda _: None,
        *,
        also: Sequence[RunSpec] = (),
    ) -> None:
        super().__init__(fingerprint, cells, also, on_end)
        self.failed = dict[RunSpec, str]()
        self._known, self._keep = known, keep

    def _missing(self) -> list[RunSpec]:
        return [cell for cell in self._all if cell not in self.failed and not self._known(cell)]

    def _cells(self) -> tuple[int, int]:
        return len(self._own_cells) - len(self._own_cells.intersection(self._missing())), len(self._own_cells)

    def _left(self) -> int:
        return len(self._missing())

    def _fit(self, fits: Fits) -> Iterator[object]:
        for cell, run in completed_runs(self._missing(), fits.submit):
            if isinstance(run, str):
                self.failed[cell] = run
            else:
                self._keep(run)
            yield cell
