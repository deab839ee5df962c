"""Who is fitted when: the newest wish first, a few at a time, background jobs behind all others.

Whoever has just asked for something looks at the page, and whoever asked long ago has perhaps turned to other things.
So of the fits that somebody waits for, the one that was asked for last begins first. But nobody is overtaken for ever:
a fit that `PATIENCE` newer ones have overtaken lets no further one pass, and of several such the oldest is next. So the
more wait, the more it is first come, first served. Background jobs come after that, in the order of asking.

What somebody waits for never waits for background work: it overtakes it in the queue, and where that already
occupies every worker, it gets one beside them.
"""

import heapq
import os
import threading
from collections.abc import Callable
from typing import Final

from churn.table.dataset import Dataset
from churn.work.durations import Durations, Fit, size
from churn.work.job import FitJob
from churn.work.threads import Threads

PATIENCE: Final = 3  # newer fits that begin before an older one that somebody waits for

DoFit = Callable[[FitJob, Dataset, int], None]


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
        Jobs begun so far.
    workers : int
        Jobs at a time.
    closed : bool
        Whether no job begins any more.
    """

    def __init__(self, fit: DoFit, workers: int | None, lock: threading.Condition, threads: Threads) -> None:
        self.fits = 0
        self.closed = False
        self._fit = fit
        self._cores = available_cores()
        self.workers = workers or self._cores
        self._lock = lock
        self._threads = threads
        self._durations = Durations()
        self._waiting: dict[FitJob, Dataset] = {}  # newest wish last; nothing else holds on to a data set
        self._overtaken: dict[FitJob, int] = {}  # of those that wait, how many newer ones have begun before them
        self._running: set[FitJob] = set()  # until their threads are free again, so the stopped ones too

    @property
    def idle(self) -> bool:
        """Whether nothing waits or runs."""
        return not self._waiting and all(job.finished for job in self._running)

    def add(self, job: FitJob, dataset: Dataset) -> None:
        """Let a job wait for its turn."""
        self._waiting[job] = dataset
        if len(self._threads) < 2 * self.workers:  # half of them for what must not wait for background work
            self._threads.start("churn-fit", self._work)
        self._lock.notify()

    def renew(self, job: FitJob) -> None:
        """Let a job that waits, if it does, be the newest wish, unless its turn is due."""
        if job in self._waiting and not self._due(job):
            self._waiting[job] = self._waiting.pop(job)
        self._lock.notify()

    def remove(self, job: FitJob) -> None:
        """Take a job that has ended out of the queue, if it is there, and learn from it how long others will take."""
        self._waiting.pop(job, None)
        self._overtaken.pop(job, None)
        if job.outcome is not None:
            self._durations.note(Fit(job.spec, size(job.spec, job.rows), job.outcome.seconds))

    def position(self, job: FitJob) -> int:
        """Return a job's place in the queue: 1 is next, 0 is not waiting."""
        return next((place for place, each in enumerate(self._in_turn(), start=1) if each is job), 0)

    def seconds_to_wait(self, job: FitJob) -> float | None:
        """Return the seconds until a job that waits begins; None where that cannot be said, or it does not wait."""
        if job not in self._waiting:
            return None
        turns = self._in_turn()
        before = [self._seconds(each) for each in turns[: turns.index(job)]]
        left = [self._seconds(each) for each in self._rivals(job) if not each.finished]
        known = [each for each in (*left, *before) if each is not None]
        if len(known) < len(left) + len(before):
            return None
        free = [*known[: len(left)], *[0.0] * (self.workers - len(left))]  # when each worker is, in seconds
        heapq.heapify(free)
        for seconds in known[len(left) :]:
            heapq.heapreplace(free, free[0] + seconds)
        return free[0]

    def close(self) -> None:
        """Begin no more jobs, and end the threads that have nothing to do."""
        self.closed = True
        self._lock.notify_all()

    def _in_turn(self) -> list[FitJob]:
        awaited = [job for job in self._waiting if not job.background]
        due = [job for job in awaited if self._due(job)]
        newest_first = [job for job in reversed(awaited) if not self._due(job)]
        return [*due, *newest_first, *(job for job in self._waiting if job.background)]

    def _due(self, job: FitJob) -> bool:
        return not job.background and self._overtaken.get(job, 0) >= PATIENCE

    def _rivals(self, job: FitJob) -> list[FitJob]:
        """Return who occupies the workers that a job may have: background jobs leave them to others, never reversed."""
        return [each for each in self._running if job.background or not each.background]

    def _seconds(self, job: FitJob) -> float | None:
        """Return how long a job still takes, once it has begun."""
        if job.eta is not None:
            return job.eta
        under_way = [
            Fit(each.spec, size(each.spec, each.rows) * each.fraction, each.seconds_so_far)
            for each in self._running
            if each.fraction and not each.finished
        ]
        return self._durations.expected(job.spec, job.rows, under_way)

    def _next(self) -> FitJob | None:
        """Return the job that may begin now."""
        if not self._waiting or self.closed:
            return None
        job = self._in_turn()[0]
        return job if len(self._rivals(job)) < self.workers else None

    def _overtake(self, job: FitJob) -> None:
        """Take note that a job begins before older ones."""
        for older in self._waiting:
            if older is job or job.background:
                return
            if not older.background:
                self._overtaken[older] = self._overtaken.get(older, 0) + 1

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
            self._overtake(job)
            dataset = self._waiting.pop(job)
            self._overtaken.pop(job, None)
            alone = self.idle
            job.begin()
            self._running.add(job)
            self.fits += 1
            return job, dataset, self._cores if alone else max(1, self._cores // self.workers)


def available_cores() -> int:
    """Count the cores that this process may use: a container often has fewer than its machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
