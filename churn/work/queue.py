"""Who is fitted when: first come, first served, a few at a time, background jobs behind all others.

What somebody waits for never waits for background work: it overtakes it in the queue, and where that already
occupies every worker, it gets one beside them.
"""

import os
import threading
from collections.abc import Callable

from churn.table.dataset import Dataset
from churn.work.job import FitJob
from churn.work.threads import Threads

Fit = Callable[[FitJob, Dataset, int], None]


class FitQueue:
    """Jobs that wait, and the threads that do them. Whoever calls a method or changes an attribute holds the lock.

    Parameters
    ----------
    fit : callable
        Does a job: takes it, its data set, and the number of CPU threads to use.
    workers : int, optional
        Jobs at a time, one per core by default; each gets its share of the cores, a lone one all.
    lock : Condition
        Guards the queue and every change of a job's state; the owner's.
    threads : Threads
        The owner's.

    Attributes
    ----------
    fits : int
        Jobs begun so far that somebody asked for.
    closed : bool
        Whether no job begins any more.
    """

    def __init__(self, fit: Fit, workers: int | None, lock: threading.Condition, threads: Threads) -> None:
        self.fits = 0
        self.closed = False
        self._fit = fit
        self._cores = available_cores()
        self._workers = workers or self._cores
        self._lock = lock
        self._threads = threads
        self._waiting: dict[FitJob, Dataset] = {}  # in order of arrival; nothing else holds on to a data set
        self._running: set[FitJob] = set()  # until their threads are free again, so the stopped ones too

    @property
    def idle(self) -> bool:
        """Whether nothing waits or runs."""
        return not self._waiting and all(job.finished for job in self._running)

    @property
    def awaited(self) -> bool:
        """Whether anything waits or runs that somebody looks at."""
        return any(not job.background and not job.finished for job in (*self._waiting, *self._running))

    def add(self, job: FitJob, dataset: Dataset) -> None:
        """Let a job wait for its turn."""
        self._waiting[job] = dataset
        if len(self._threads) < 2 * self._workers:  # half of them for what must not wait for background work
            self._threads.start("churn-fit", self._work)
        self._lock.notify()

    def add_again(self, job: FitJob) -> None:
        """Let a job that waits, if it does, wait from now on."""
        if job in self._waiting:
            self._waiting[job] = self._waiting.pop(job)
        self._lock.notify()

    def remove(self, job: FitJob) -> None:
        """Take a job out of the queue, if it is there."""
        self._waiting.pop(job, None)

    def position(self, job: FitJob) -> int:
        """Return a job's place in the queue: 1 is next, 0 is not waiting."""
        return next((place for place, each in enumerate(self._in_turn(), start=1) if each is job), 0)

    def close(self) -> None:
        """Begin no more jobs, and end the threads that have nothing to do."""
        self.closed = True
        self._lock.notify_all()

    def _in_turn(self) -> list[FitJob]:
        return sorted(self._waiting, key=lambda job: job.background)

    def _next(self) -> FitJob | None:
        """Return the job that may begin now: background jobs leave the workers to others, never the reverse."""
        if not self._waiting or self.closed:
            return None
        job = self._in_turn()[0]
        rivals = [each for each in self._running if job.background or not each.background]
        return job if len(rivals) < self._workers else None

    def _work(self) -> None:
        while (begun := self._begin()) is not None:
            self._fit(*begun)
            with self._lock:
                self._running.discard(begun[0])
            del begun  # while it waits for the next one, a worker must not hold on to a data set

    def _begin(self) -> tuple[FitJob, Dataset, int] | None:
        """Wait for a job that may begin; return it with its data and its number of threads, None at the end."""
        with self._lock:
            self._lock.wait_for(lambda: self._next() or self.closed)
            if (job := self._next()) is None:
                return None
            dataset = self._waiting.pop(job)
            alone = self.idle and not job.prefetched
            job.begin()
            self._running.add(job)
            self.fits += not job.prefetched
            return job, dataset, self._cores if alone else max(1, self._cores // self._workers)


def available_cores() -> int:
    """Count the cores that this process may use: a container often has fewer than its machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
