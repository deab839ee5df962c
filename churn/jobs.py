"""Runs in the background, shared by all who look: one fit per setting, one per core, none left behind.

CatBoost releases the GIL: fits run in threads, and the page stays live. They are daemon threads of our own: a
thread pool would keep the process alive until the last fit is over. A daemon thread that still fits when the
interpreter goes down crashes it, so every fit has a flag, and a hook at exit sets them and joins the threads.
"""

import atexit
import logging
import os
import sys
import threading
import time
from collections import OrderedDict
from typing import Final, Literal

from churn.dataset import Dataset
from churn.errors import Cancelled, ChurnError
from churn.model import Curve
from churn.run import Run, RunSpec, run_key, train

State = Literal["queued", "running", "done", "cancelled", "failed"]

GRACE: Final = 2.0
"""Seconds for which the end of the process waits for fits to end."""

_log = logging.getLogger(__name__)


class Job:
    """One run from the wish to the result; can be read from any thread. Only `wait` and `result` block.

    Attributes
    ----------
    key : str
        Of the run, see `churn.run.run_key`.
    spec : RunSpec
        The settings.
    data_name : str
        Of the data set; a finished job holds no data set.
    """

    def __init__(self, key: str, spec: RunSpec, data_name: str, trainer: "Trainer") -> None:
        self.key = key
        self.spec = spec
        self.data_name = data_name
        self._trainer = trainer
        self._state: State = "queued"
        self._progress: tuple[float, Curve | None] = (0.0, None)
        self._started = self._reported = 0.0
        self._outcome: Run | ChurnError | None = None
        self._stop = threading.Event()
        self._over = threading.Event()

    @property
    def state(self) -> State:
        """Queued, running, and in the end done, cancelled or failed."""
        return self._state

    @property
    def finished(self) -> bool:
        """Whether the job is done, cancelled or failed."""
        return self._over.is_set()

    @property
    def fraction(self) -> float:
        """Share of the trees that are grown, 0 to 1."""
        return self._progress[0]

    @property
    def trees_done(self) -> int:
        """Number of trees that are grown."""
        return round(self.fraction * self.spec.model.iterations)

    @property
    def curve(self) -> Curve | None:
        """The learning curve so far, and the exact one when the job is done; None before the first tree."""
        return self._progress[1]

    @property
    def position(self) -> int:
        """Place in the queue: 1 is next, 0 is not waiting."""
        return self._trainer.position(self)

    @property
    def eta(self) -> float | None:
        """Seconds until the last tree is grown, at the pace so far; None before the first, and after it."""
        fraction, took = self.fraction, self._reported - self._started
        if self._state != "running" or not 0 < fraction < 1:
            return None
        return max(0.0, took / fraction * (1 - fraction) - (time.monotonic() - self._reported))

    @property
    def error(self) -> ChurnError | None:
        """Why there is no result, in words for the page; None unless the job failed or was cancelled."""
        return self._outcome if isinstance(self._outcome, ChurnError) else None

    def cancel(self) -> None:
        """Stop the job for all who share it: for them at once, its thread ends after the tree in hand."""
        self._trainer.cancel(self)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the job is finished, for `timeout` seconds at most; return whether it is."""
        return self._over.wait(timeout)

    def result(self) -> Run:
        """Wait for the run and return it.

        Raises
        ------
        Cancelled
            If the job was cancelled.
        ChurnError
            If it failed, with the words of `error`.
        """
        self.wait()
        if isinstance(self._outcome, Run):
            return self._outcome
        # a new one for each caller: a shared exception would collect the tracebacks of all who raise it
        error = self._outcome or ChurnError("The job has no result.")
        raise type(error)(*error.args)


class _Task(Job):
    """The trainer's side of a job."""

    @property
    def stop(self) -> threading.Event:
        """What ends the fit."""
        return self._stop

    def begin(self) -> None:
        """Leave the queue."""
        self._started = self._reported = time.monotonic()
        self._state = "running"

    def report(self, fraction: float, curve: Curve) -> None:
        """Take the progress of the fit."""
        if not self.finished:
            self._reported = time.monotonic()
            self._progress = (fraction, curve)

    def settle(self, state: State, outcome: Run | ChurnError) -> None:
        """Finish the job, wake all who wait."""
        if isinstance(outcome, Run):
            self._progress = (1.0, outcome.curve)
        self._outcome = outcome
        self._state = state
        self._stop.set()
        self._over.set()


class Trainer:
    """Fits what is asked for in the order of asking, a few at a time; remembers the results.

    Parameters
    ----------
    workers : int, optional
        Fits at a time, one per core by default; each gets its share of the cores.
    keep : int
        Finished jobs to remember; the one asked for longest ago goes first.
    """

    def __init__(self, workers: int | None = None, keep: int = 64) -> None:
        cores = _cores()
        self._workers = workers or cores
        self._cores_per_fit = max(1, cores // self._workers)
        self._keep = keep
        self._fits = 0
        self._closed = False
        self._threads: list[threading.Thread] = []
        self._waiting: dict[_Task, Dataset] = {}  # in order of arrival; nothing else holds on to a data set
        self._jobs: OrderedDict[str, _Task] = OrderedDict()  # by key, last asked for at the end
        self._changed = threading.Condition()  # guards all of the above and every change of a job's state
        atexit.register(self._at_exit)

    @property
    def fits(self) -> int:
        """Number of fits started so far."""
        return self._fits

    def submit(self, dataset: Dataset, spec: RunSpec) -> Job:
        """Return the job for these data and settings: one that is queued, running or done, else a new one.

        A cancelled or failed job gives way to a new one.

        Raises
        ------
        ChurnError
            If the trainer is closed.
        """
        key = run_key(dataset, spec)
        with self._changed:
            if self._closed:
                raise ChurnError("The server is shutting down: it starts no more training.")
            known = self._jobs.get(key)
            if known is None or known.state in {"cancelled", "failed"}:
                task = self._jobs[key] = _Task(key, spec, dataset.name, self)
                self._waiting[task] = dataset
                self._add_worker()
                self._changed.notify()
            self._jobs.move_to_end(key)
            return self._jobs[key]

    def find(self, key: str) -> Job | None:
        """Return the last job with this key; None if there was none or it is forgotten."""
        with self._changed:
            if key in self._jobs:
                self._jobs.move_to_end(key)
            return self._jobs.get(key)

    def position(self, job: Job) -> int:
        """Return a job's place in the queue: 1 is next, 0 is not waiting."""
        with self._changed:
            return next((place for place, task in enumerate(self._waiting, start=1) if task is job), 0)

    def cancel(self, job: Job) -> None:
        """Stop a job as `Job.cancel` does; a finished one stays as it is."""
        if isinstance(job, _Task):
            self._settle(job, "cancelled", Cancelled("Training was stopped before it was finished."))

    def close(self, timeout: float | None = None) -> bool:
        """Cancel all jobs and end the threads; harmless to repeat.

        Waits for the threads, `timeout` seconds at most; returns whether all have ended.
        """
        with self._changed:
            self._closed = True
            for task in list(self._jobs.values()):
                self.cancel(task)
            self._changed.notify_all()
        deadline = None if timeout is None else time.monotonic() + timeout
        for thread in self._threads:
            thread.join(None if deadline is None else max(0.0, deadline - time.monotonic()))
        atexit.unregister(self._at_exit)
        return not any(thread.is_alive() for thread in self._threads)

    def _at_exit(self) -> None:
        if self.close(GRACE):
            return
        # A thread is deep inside one call of CatBoost, and the interpreter must not go down under it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(1 if hasattr(sys, "last_value") else 0)  # last_value: the exception that ends the program

    def _add_worker(self) -> None:
        if len(self._threads) < self._workers:
            name = f"churn-fit-{len(self._threads) + 1}"
            self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
            self._threads[-1].start()

    def _work(self) -> None:
        while (task := self._next()) is not None:
            self._fit(*task)
            del task  # while it waits for the next one, a worker must not hold on to a data set

    def _next(self) -> tuple[_Task, Dataset] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            task = next(iter(self._waiting))
            task.begin()
            self._fits += 1
            return task, self._waiting.pop(task)

    def _fit(self, task: _Task, dataset: Dataset) -> None:
        try:
            run = train(dataset, task.spec, task.report, task.stop, threads=self._cores_per_fit)
        except ChurnError as err:
            copy = type(err)(*err.args)  # without the traceback, which holds on to the data set
            self._settle(task, "cancelled" if isinstance(err, Cancelled) else "failed", copy)
        except Exception as err:  # noqa: BLE001 - one bad fit must not take the worker down
            _log.exception("A fit failed: %s", task.spec)
            self._settle(task, "failed", ChurnError(f"Training failed: {type(err).__name__}: {err}"))
        else:
            self._settle(task, "done", run)

    def _settle(self, task: _Task, state: State, outcome: Run | ChurnError) -> None:
        with self._changed:
            if task.finished:  # it was cancelled while its thread was still at work
                return
            task.settle(state, outcome)
            self._waiting.pop(task, None)
            done = [key for key, each in self._jobs.items() if each.finished]
            for key in done[: -self._keep]:
                del self._jobs[key]


def _cores() -> int:
    """Count the cores that this process may use: a container often has fewer than its machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
