"""Runs in the background, shared by all who look: one fit per setting, one per core, none left behind."""

import threading
from collections.abc import Collection

from churn.errors import Cancelled, ChurnError
from churn.model.run import Run, RunSpec, run_key, train
from churn.model.split import SplitSpec, test_set_id
from churn.table.dataset import Dataset
from churn.work.bounded import BoundedStore
from churn.work.counter import SettingsCounter
from churn.work.job import FitJob
from churn.work.prefetch import Prefetcher
from churn.work.queue import FitQueue
from churn.work.store import RunStore, memory_store
from churn.work.threads import Threads


class Trainer:
    """Fits what is asked for in the order of asking, a few at a time; remembers the results.

    Parameters
    ----------
    workers : int, optional
        Fits at a time, one per core by default; each gets its share of the cores, a lone one all.
    store : RunStore, optional
        Keeps the finished jobs, the last 64 by default. Background jobs are not among them.

    Attributes
    ----------
    lock : Condition
        Guards the queue, the jobs and every change of a job's state.
    """

    def __init__(self, workers: int | None = None, store: RunStore | None = None) -> None:
        self.lock = threading.Condition()
        self._threads = Threads(self.close)
        self._queue = FitQueue(self._fit, workers, self.lock, self._threads)
        self._store = memory_store() if store is None else store
        self._unfinished: dict[str, FitJob] = {}  # by key, without the prefetched one
        self._prefetcher = Prefetcher()
        self._counter = SettingsCounter()

    @property
    def fits(self) -> int:
        """Number of fits started so far; a prefetched one is among them as soon as somebody asks for it."""
        return self._queue.fits

    @property
    def prefetches(self) -> int:
        """Number of fits started so far that nobody had asked for, asked for in the end or not."""
        return self._prefetcher.started

    @property
    def busy(self) -> bool:
        """Whether somebody waits for a fit; not so for those in the background."""
        with self.lock:
            return self._queue.awaited

    def submit(self, dataset: Dataset, spec: RunSpec, *, background: bool = False) -> FitJob:
        """Return the job for these data and settings: one that is queued, running or done, else a new one.

        A cancelled or failed job gives way to a new one. A background job queues behind all others, is forgotten as
        soon as it is finished, and becomes an ordinary one when it is asked for without `background`.

        Raises
        ------
        ChurnError
            If the trainer is closed.
        """
        key = run_key(dataset, spec)
        with self.lock:
            if self._queue.closed:
                raise ChurnError("The server is shutting down: it starts no more training.")
            if (prefetched := self._prefetcher.hand_over(key)) is not None:
                return self._adopt(prefetched, background=background)
            job = self.find(key)
            if job is None or job.state in {"cancelled", "failed"}:
                job = self._unfinished[key] = self._new(key, dataset, spec)
                job.background = background
                self._queue.add(job, dataset)
            elif job.background and not background:
                job.background = False
                if job.finished:  # it was prepared before anybody asked
                    self._counter.add(job.test_set_id, key)
                else:
                    self._queue.add_again(job)
            return job

    def prepare(self, dataset: Dataset, spec: RunSpec) -> FitJob:
        """Return the job for what the next visitor is going to ask for: a background job, but kept when it is done.

        It counts as tried on its test customers as soon as somebody asks for it.

        Raises
        ------
        ChurnError
            If the trainer is closed.
        """
        with self.lock:
            job = self.submit(dataset, spec, background=True)
            job.kept = True
            return job

    def prefetch(self, dataset: Dataset, spec: RunSpec) -> None:
        """Fit settings that somebody may ask for next, if no other fit is queued or running.

        There is one such fit at a time: the next one ends it, and so does a wish for other settings. `find` does not
        see it.
        """
        key = run_key(dataset, spec)
        with self.lock:
            if self._queue.closed or self.find(key) is not None or self._prefetcher.spare(key) is not None:
                return
            if self._queue.idle:
                job = self._new(key, dataset, spec)
                self._prefetcher.start(job)
                self._queue.add(job, dataset)

    def find(self, key: str) -> FitJob | None:
        """Return the last job with this key; None if there was none or it is forgotten."""
        with self.lock:
            return self._unfinished.get(key) or self._store.get(key)

    def position(self, job: FitJob) -> int:
        """Return a job's place in the queue: 1 is next, 0 is not waiting."""
        with self.lock:
            return self._queue.position(job)

    def settings_tried(self, dataset: Dataset, spec: SplitSpec) -> int:
        """Count the different settings that were tried on the test customers of this split since the server's start.

        Counted are finished fits that somebody asked for to look at; not those of background jobs. All that
        decides about the fit is a setting: the model's, the validation share, the columns in use.
        """
        with self.lock:
            return self._counter.count(test_set_id(dataset, spec))

    def runs_tried(self, dataset: Dataset, spec: SplitSpec) -> tuple[Run, ...]:
        """Return the runs of these settings, in the order in which they were tried, as far as they are still kept."""
        with self.lock:
            jobs = [self._store.get(key) for key in self._counter.keys(test_set_id(dataset, spec))]
        return tuple(run for job in jobs if job is not None and (run := job.outcome) is not None)

    def withdraw(self, job: FitJob) -> None:
        """Stop a background job; one that somebody has asked for to look at goes on."""
        job.finish(Cancelled("Nobody needs this training any more."), unless=lambda: not job.background)

    def forget(self, fingerprints: Collection[str]) -> None:
        """Stop and drop all jobs on data sets with these fingerprints; another store than memory keeps its runs."""
        with self.lock:
            self._prefetcher.drop(fingerprints)
            unfinished = [job for job in self._unfinished.values() if job.fingerprint in fingerprints]
        for job in unfinished:
            job.cancel()
        if isinstance(self._store, BoundedStore):
            for key, job in self._store.items():
                if job.fingerprint in fingerprints:
                    self._store.pop(key)

    def close(self, timeout: float | None = None) -> bool:
        """Cancel all jobs and end the threads; harmless to repeat.

        Waits for the threads, `timeout` seconds at most; returns whether all have ended.
        """
        with self.lock:
            self._queue.close()
            self._prefetcher.spare("")
            jobs = list(self._unfinished.values())
        for job in jobs:
            job.cancel()
        return self._threads.join(timeout)

    def on_end(self, job: FitJob) -> None:
        """Keep a finished job, unless it was for the background only."""
        self._queue.remove(job)
        if self._unfinished.get(job.key) is job:
            del self._unfinished[job.key]
        if job.kept or not job.background:
            self._store.put(job.key, job)
            if job.state == "done" and not job.background:
                self._counter.add(job.test_set_id, job.key)

    def _new(self, key: str, dataset: Dataset, spec: RunSpec) -> FitJob:
        return FitJob(key, spec, dataset.name, test_set_id(dataset, spec.split), self, dataset.fingerprint)

    def _adopt(self, job: FitJob, *, background: bool) -> FitJob:
        """Make a job that was prefetched one like any other: somebody has asked for it."""
        job.background = background
        self._queue.fits += job.state != "queued"  # a queued one has not been counted yet and will be
        if job.finished:
            self.on_end(job)
        else:
            self._unfinished[job.key] = job
            self._queue.add_again(job)
        return job

    def _fit(self, job: FitJob, dataset: Dataset, threads: int) -> None:
        job.work(lambda: train(dataset, job.spec, job.report_curve, job.stop, threads=threads))
