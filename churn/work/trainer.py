"""Runs in the background, shared by all who look: one fit per setting, one per core, none left behind.

CatBoost releases the GIL: fits run in threads, and the page stays live. They are daemon threads of our own: a
thread pool would keep the process alive until the last fit is over. A daemon thread that still fits when the
interpreter goes down crashes it, so every fit has a flag, and a hook at exit sets them and joins the threads.

What somebody waits for never waits for background work: it overtakes it in the queue, and where that already
occupies every worker, it gets one beside them.

While nobody waits for anything, the settings that somebody looks at can have a head start: a fit on one core that
nobody sees, and that counts for nothing, until somebody asks for it.
"""

import atexit
import logging
import os
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from churn.errors import Cancelled, ChurnError
from churn.model.run import Run, RunSpec, run_key, train
from churn.model.split import SplitSpec
from churn.table.dataset import Dataset
from churn.work.job import Job, State, Task, judges

__all__ = ["Job", "State", "Trainer"]

GRACE: Final = 2.0
"""Seconds for which the end of the process waits for fits to end."""

_log = logging.getLogger(__name__)


class Trainer:
    """Fits what is asked for in the order of asking, a few at a time; remembers the results.

    Parameters
    ----------
    workers : int, optional
        Fits at a time, one per core by default; each gets its share of the cores, a lone one all.
    keep : int
        Finished jobs to remember; the one asked for longest ago goes first. Background jobs are not among them.
    """

    def __init__(self, workers: int | None = None, keep: int = 64) -> None:
        self._cores = _cores()
        self._workers = workers or self._cores
        self._keep = keep
        self._fits = self._head_starts = 0
        self._closed = False
        self._threads: list[threading.Thread] = []
        self._waiting: dict[Task, Dataset] = {}  # in order of arrival; nothing else holds on to a data set
        self._running: set[Task] = set()  # until their threads are free again, so the stopped ones too
        self._jobs: OrderedDict[str, Task] = OrderedDict()  # by key, last asked for at the end
        self._ahead: Task | None = None  # the one that has a head start; it is not among the jobs
        self._tried: dict[Hashable, set[str]] = {}  # keys of finished runs by the test part that judged them
        self._changed = threading.Condition()  # guards all of the above and every change of a job's state
        atexit.register(self._at_exit)

    @property
    def fits(self) -> int:
        """Number of fits started so far; a head start is one as soon as somebody asks for it."""
        return self._fits

    @property
    def head_starts(self) -> int:
        """Number of head starts so far, asked for in the end or not."""
        return self._head_starts

    def submit(self, dataset: Dataset, spec: RunSpec, *, background: bool = False) -> Job:
        """Return the job for these data and settings: one that is queued, running or done, else a new one.

        A cancelled or failed job gives way to a new one. A background job queues behind all others, is forgotten as
        soon as it is finished, and becomes an ordinary one when it is asked for without `background`.

        Raises
        ------
        ChurnError
            If the trainer is closed.
        """
        key = run_key(dataset, spec)
        with self._changed:
            if self._closed:
                raise ChurnError("The server is shutting down: it starts no more training.")
            ahead = self._end_head_start(unless=key)
            task = self._jobs.get(key)
            if ahead is not None:
                task = self._adopt(ahead, background=background)
            elif task is None or task.state in {"cancelled", "failed"}:
                task = self._jobs[key] = Task(dataset, spec, self, background=background)
                self._enqueue(task, dataset)
            elif task.background and not background:
                task.background = False
                if task in self._waiting:
                    self._waiting[task] = self._waiting.pop(task)  # it arrives now
            self._changed.notify()
            self._jobs.move_to_end(key)
            return task

    def prepare(self, dataset: Dataset, spec: RunSpec) -> None:
        """Give settings that somebody may ask for next a head start, if no other fit is queued or running.

        There is one at a time: the next one ends it, and so does a wish for other settings. `find` does not see it.
        """
        key = run_key(dataset, spec)
        with self._changed:
            if self._closed or key in self._jobs or self._end_head_start(unless=key) is not None:
                return
            if not self._waiting and all(task.finished for task in self._running):
                self._ahead = Task(dataset, spec, self, background=True)
                self._head_starts += 1
                self._enqueue(self._ahead, dataset)
                self._changed.notify()

    def find(self, key: str) -> Job | None:
        """Return the last job with this key; None if there was none or it is forgotten."""
        with self._changed:
            if key in self._jobs:
                self._jobs.move_to_end(key)
            return self._jobs.get(key)

    def position(self, job: Job) -> int:
        """Return a job's place in the queue: 1 is next, 0 is not waiting."""
        with self._changed:
            return next((place for place, task in enumerate(self._queue(), start=1) if task is job), 0)

    def settings_tried(self, dataset: Dataset, spec: SplitSpec) -> int:
        """Count the different settings that the test customers of this split have judged so far.

        Counted are finished fits that somebody asked for to look at; not those of background jobs. All that
        decides about the fit is a setting: the model's, the validation share, the columns in use.
        """
        with self._changed:
            return len(self._tried.get(judges(dataset, spec), ()))

    def cancel(self, job: Job) -> None:
        """Stop a job as `Job.cancel` does; a finished one stays as it is."""
        if isinstance(job, Task):
            self._settle(job, "cancelled", Cancelled("Training was stopped before it was finished."))

    def withdraw(self, job: Job) -> None:
        """Stop a background job; one that somebody has asked for to look at goes on."""
        if isinstance(job, Task):
            self._settle(job, "cancelled", Cancelled("Nobody needs this training any more."), only_background=True)

    def close(self, timeout: float | None = None) -> bool:
        """Cancel all jobs and end the threads; harmless to repeat.

        Waits for the threads, `timeout` seconds at most; returns whether all have ended.
        """
        with self._changed:
            self._closed = True
            self._end_head_start()
            tasks = list(self._jobs.values())
            self._changed.notify_all()
        for task in tasks:
            self.cancel(task)
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

    def _enqueue(self, task: Task, dataset: Dataset) -> None:
        self._waiting[task] = dataset
        self._add_worker()

    def _end_head_start(self, unless: str = "") -> Task | None:
        """End the head start; the one with this key goes on, and is returned unless it has failed."""
        ahead = self._ahead
        if ahead is not None and ahead.key == unless and ahead.state != "failed":
            return ahead
        self._ahead = None
        if ahead is not None:
            self._settle(ahead, "cancelled", Cancelled("Nobody has asked for this training."))
        return None

    def _adopt(self, ahead: Task, *, background: bool) -> Task:
        """Make a job like any other of the head start: somebody has asked for it."""
        self._ahead, ahead.background = None, background
        self._jobs[ahead.key] = ahead
        self._fits += ahead.state != "queued"  # a queued one has not been counted yet and will be
        if ahead.finished:
            self._remember(ahead)
        return ahead

    def _add_worker(self) -> None:
        if len(self._threads) < 2 * self._workers:  # half of them for what must not wait for background work
            name = f"churn-fit-{len(self._threads) + 1}"
            self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
            self._threads[-1].start()

    def _work(self) -> None:
        while (task := self._next()) is not None:
            self._fit(*task)
            del task  # while it waits for the next one, a worker must not hold on to a data set

    def _next(self) -> tuple[Task, Dataset, int] | None:
        """Wait for a task that may begin; returns it with its data and its number of threads, None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready() or self._closed)
            task = self._ready()
            if task is None or self._closed:
                return None
            task.begin()
            dataset = self._waiting.pop(task)
            alone = not self._waiting and task is not self._ahead and all(other.finished for other in self._running)
            self._fits += task is not self._ahead
            self._running.add(task)
            return task, dataset, self._cores if alone else max(1, self._cores // self._workers)

    def _queue(self) -> list[Task]:
        """Return who waits: first come, first served, background jobs after all others."""
        return sorted(self._waiting, key=lambda task: task.background)

    def _ready(self) -> Task | None:
        """Return the task that may begin now: background jobs leave the workers to others, never the reverse."""
        if not self._waiting:
            return None
        task = self._queue()[0]
        rivals = [each for each in self._running if task.background or not each.background]
        return task if len(rivals) < self._workers else None

    def _fit(self, task: Task, dataset: Dataset, threads: int) -> None:
        try:
            run = train(dataset, task.spec, task.report, task.stop, threads=threads)
        except ChurnError as err:
            copy = type(err)(*err.args)  # without the traceback, which holds on to the data set
            self._settle(task, "cancelled" if isinstance(err, Cancelled) else "failed", copy)
        except Exception as err:  # noqa: BLE001 - one bad fit must not take the worker down
            _log.exception("A fit failed: %s", task.spec)
            self._settle(task, "failed", ChurnError(f"Training failed: {type(err).__name__}: {err}"))
        else:
            self._settle(task, "done", run)
        with self._changed:
            self._running.discard(task)

    def _settle(self, task: Task, state: State, outcome: Run | ChurnError, *, only_background: bool = False) -> None:
        with self._changed:
            # a finished one was cancelled while its thread was still at work
            if task.finished or (only_background and not task.background):
                return
            task.settle(state, outcome)
            self._waiting.pop(task, None)
            self._remember(task)
        task.tell()

    def _remember(self, task: Task) -> None:
        """Keep a finished job, unless it was for the background only, and forget the oldest."""
        if task.background:
            self._jobs.pop(task.key, None)
        elif task.state == "done":
            self._tried.setdefault(task.judges, set()).add(task.key)
        done = [key for key, each in self._jobs.items() if each.finished]
        for key in done[: -self._keep]:
            del self._jobs[key]


def _cores() -> int:
    """Count the cores that this process may use: a container often has fewer than its machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
