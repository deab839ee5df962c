"""Where fits are done: on this machine's cores, behind whatever people wait for, or elsewhere, see `cluster`."""

import threading
import time
from collections import deque
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from churn.errors import ChurnError
from churn.model.run import Run, RunSpec
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset
from churn.tuning.task import Task, judged
from churn.work.job import FitJob
from churn.work.queue import available_cores
from churn.work.threads import Threads
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter

Result = TypeVar("Result")
_EVERY: Final = 0.05  # seconds between two looks whether somebody still waits for a fit


@dataclass(frozen=True)
class Where:
    """What does the fits.

    Attributes
    ----------
    workers : int
        Processes that fit.
    cores : int
        Fits at a time, one on each core.
    address : str or None
        Of the Dask scheduler; None on this machine.
    """

    workers: int
    cores: int
    address: str | None = None


class Fits(Protocol):
    """Does fits of one data set, several at a time; called from any thread.

    A future that is cancelled ends its fit within a second, unless somebody else wants the same run. What goes wrong
    with a fit is the future's exception, a `ChurnError`.
    """

    @property
    def where(self) -> Where:
        """What does the fits, now: workers may come and go."""

    def submit(self, spec: RunSpec, /) -> "Future[Run]":
        """Return the future of a run."""

    def judge(self, task: Task[Any], /) -> "Future[Predictions]":
        """Return the future of a fit on a split of its own, see `churn.tuning.task.judged`."""

    def cancel(self) -> None:
        """End all that has not ended, within a second; later fits are done as ever."""


class LocalFits:
    """Fits on this machine: a run waits in the trainer's queue, in the background, so that people's fits go first.

    Parameters
    ----------
    trainer : Trainer
        Whose queue it is.
    dataset : Dataset
        What is learned from.
    """

    def __init__(self, trainer: Trainer, dataset: Dataset) -> None:
        self._trainer, self._dataset = trainer, dataset
        self._cores = available_cores()
        self._lock = threading.Lock()  # never held while the trainer is called
        self._wanted: dict[Future[Run], Wanter] = {}
        self._tasks: deque[tuple[Task[Any], Future[Predictions]]] = deque()  # that have not begun
        self._stops: dict[Future[Predictions], threading.Event] = {}  # of the tasks that have not ended
        self._working = 0  # threads that do tasks
        self._threads = Threads(self._close)

    @property
    def where(self) -> Where:
        """Tell the cores of this machine."""
        return Where(1, self._cores)

    def submit(self, spec: RunSpec) -> "Future[Run]":
        """Return the future of a run; one that the server keeps, or that is under way for somebody else, is shared."""
        future: Future[Run] = Future()
        wanter = Wanter(None, object(), background=True)
        with self._lock:
            self._wanted[future] = wanter
        future.add_done_callback(self._let_go)
        try:
            job = self._trainer.submit(self._dataset, spec, wanted_by=wanter)
        except ChurnError as err:
            settle(future, err)
            return future
        job.follow(partial(_hand_over, future))
        if future.cancelled():  # in the meantime
            self._trainer.withdraw(wanter)
        return future

    def judge(self, task: Task[Any]) -> "Future[Predictions]":
        """Return the future of a fit on a split of its own; none begins while somebody waits for a fit."""
        future: Future[Predictions] = Future()
        with self._lock:
            self._tasks.append((task, future))
            self._stops[future] = threading.Event()
            if self._working < self._cores:
                self._working += 1
                self._threads.start("churn-task", self._work)
        future.add_done_callback(self._end)
        return future

    def cancel(self) -> None:
        """End all that has not ended."""
        with self._lock:
            futures: list[Future[Any]] = [*self._wanted, *self._stops]
        for future in futures:
            future.cancel()

    def _end(self, future: "Future[Predictions]") -> None:
        """Do a task no longer."""
        with self._lock:
            stop = self._stops.pop(future, None)
        if stop is not None:
            stop.set()
        if future.cancelled():
            future.set_running_or_notify_cancel()

    def _let_go(self, future: "Future[Run]") -> None:
        """Want a run no longer."""
        with self._lock:
            wanter = self._wanted.pop(future, None)
        if future.cancelled():
            future.set_running_or_notify_cancel()
            if wanter is not None:
                self._trainer.withdraw(wanter)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._tasks:
                    self._working -= 1
                    return
                task, future = self._tasks.popleft()
                stop = self._stops.get(future)
            if stop is None:  # cancelled
                continue
            while self._trainer.busy and not stop.is_set():
                time.sleep(_EVERY)
            if not stop.is_set():
                settle(future, _outcome(self._dataset, task, stop))

    def _close(self, timeout: float) -> bool:
        self.cancel()
        return self._threads.join(timeout)


class OwnFits:
    """Fits for one of several who share who does them: to cancel ends one's own only."""

    def __init__(self, shared: Fits) -> None:
        self._shared = shared
        self._lock = threading.Lock()
        self._own = set[Future[Any]]()
        self._closed = False

    @property
    def where(self) -> Where:
        """Tell what does the fits."""
        return self._shared.where

    def submit(self, spec: RunSpec) -> "Future[Run]":
        """Return the future of a run."""
        return self._noted(self._shared.submit(spec))

    def judge(self, task: Task[Any]) -> "Future[Predictions]":
        """Return the future of a fit on a split of its own."""
        return self._noted(self._shared.judge(task))

    def cancel(self) -> None:
        """End one's own that have not ended."""
        with self._lock:
            futures = list(self._own)
        for future in futures:
            future.cancel()

    def close(self) -> None:
        """End one's own that have not ended, and at once whatever is asked for later."""
        with self._lock:
            self._closed = True
        self.cancel()

    def _noted(self, future: "Future[Result]") -> "Future[Result]":
        with self._lock:
            self._own.add(future)
            closed = self._closed
        future.add_done_callback(self._forget)
        if closed:
            future.cancel()
        return future

    def _forget(self, future: "Future[Any]") -> None:
        with self._lock:
            self._own.discard(future)


def _outcome(dataset: Dataset, task: Task[Any], stop: threading.Event) -> Predictions | ChurnError:
    try:
        return judged(dataset, task, cancel=stop, threads=1)
    except ChurnError as err:
        return type(err)(*err.args)  # without the traceback, which holds on to the data
    except Exception as err:  # noqa: BLE001 - one bad fit must not take its thread down
        return ChurnError(f"Training failed: {type(err).__name__}: {err}")


def _hand_over(future: "Future[Run]", job: FitJob) -> None:
    """Give the outcome of a job to whoever has its future."""
    settle(future, job.result() if job.error is None else job.error)


def settle(future: "Future[Any]", outcome: object) -> None:
    """End a future, unless it is cancelled."""
    with suppress(InvalidStateError):
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
