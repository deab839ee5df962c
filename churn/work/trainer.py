"""Runs in the background, shared by all who look: one fit per setting, one per core, none left behind."""

import threading
from collections.abc import Callable, Collection, Hashable
from functools import partial

from churn.errors import Cancelled, ChurnError
from churn.model.run import Run, RunSpec, run_key, train
from churn.model.split import SplitSpec, test_set_id
from churn.table.dataset import Dataset
from churn.work.bounded import BoundedStore
from churn.work.counter import SettingsCounter
from churn.work.filling import Filling
from churn.work.job import FitJob
from churn.work.queue import FitQueue
from churn.work.store import RunStore, memory_store
from churn.work.threads import Threads
from churn.work.wishes import Wanter, Wishes

MAX_ENDED = 64  # fits that were stopped or have failed, to be told of


class Trainer:
    """Fits what somebody wants, a few at a time, and nothing that nobody wants any more; remembers the results.

    In which order says `FitQueue`. A fit goes on as long as one of those who asked for it still wants it: whoever asks
    for another one at the same place, withdraws, or closes the page, does not. What is asked for without saying by
    whom is wanted until it is there.

    Parameters
    ----------
    workers : int, optional
        Fits at a time, one per core by default; each gets its share of the cores, a lone one all.
    store : RunStore, optional
        Keeps the jobs that are done, `memory_store` by default. Background jobs are not among them.
    connected : callable, optional
        Takes a viewer and returns whether he or she is there; everybody is by default.

    Attributes
    ----------
    lock : Condition
        Guards the queue, the jobs and every change of a job's state.
    wishes : Wishes
        Who wants which job; and, for all else that goes on for viewers, who wants that.
    filling : Filling
        What is fitted before anybody asks for it.
    """

    def __init__(
        self,
        workers: int | None = None,
        store: RunStore | None = None,
        connected: Callable[[Hashable], bool] = lambda _: True,
    ) -> None:
        self.lock = threading.Condition()
        self._threads = Threads(self.close)
        self._queue = FitQueue(self.fit, workers, self.lock, self._threads)
        self._store = memory_store() if store is None else store
        self._without_result: BoundedStore[str, FitJob] = BoundedStore(MAX_ENDED)
        self.wishes = Wishes(connected)
        self._unfinished: dict[str, FitJob] = {}  # by key, as far as somebody has asked for them
        self.filling = Filling(self)
        self._counter = SettingsCounter()

    @property
    def fits(self) -> int:
        """Number of fits started so far that somebody has asked for before they were done."""
        return self._queue.fits

    @property
    def workers(self) -> int:
        """Fits at a time."""
        return self._queue.workers

    @property
    def busy(self) -> bool:
        """Whether somebody waits for a fit; not so for those in the background."""
        with self.lock:
            return any(not job.background for job in self._unfinished.values())

    @property
    def idle(self) -> bool:
        """Whether nothing waits or runs that was asked for, not even in the background."""
        with self.lock:
            return not self._unfinished

    def submit(
        self, dataset: Dataset, spec: RunSpec, *, wanted_by: Wanter | None = None, background: bool = False
    ) -> FitJob:
        """Return the job for these data and settings: one that is queued, running or done, else a new one.

        A cancelled or failed job gives way to a new one. A background job queues behind all others, is forgotten as
        soon as it is finished, and becomes an ordinary one while it is asked for without `background`.

        Parameters
        ----------
        dataset, spec
            Data and settings.
        wanted_by : Wanter, optional
            Who asks, instead of what he, she or it asked for before. Without it, the fit is wanted until it ends.
        background : bool
            Of a wish without `wanted_by`: whether it comes behind all others.

        Raises
        ------
        ChurnError
            If the trainer is closed.
        """
        key = run_key(dataset, spec)
        wanter = wanted_by or Wanter(None, key, background)
        with self.lock:
            self._refuse_if_closed()
            job = self._handed_over(key, wanter) or self.find(key)
            if job is None or job.state in {"cancelled", "failed"}:
                job = self._begin(key, dataset, spec)
            if job.finished:
                self.wishes.withdraw(wanter)
                if not wanter.background:
                    self._note_seen(job)
            elif self.wishes.want(wanter, job, partial(self._reconsider, job)):
                became_awaited = job.background and not wanter.background
                self._rank(job)
                if became_awaited or not wanter.background:
                    self._queue.renew(job)
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

    def find(self, key: str) -> FitJob | None:
        """Return the last job with this key; None if there was none, it is forgotten, or nobody has asked for it yet.

        What is done is found all the same.
        """
        with self.lock:
            done = self._store.get(key) or self.filling.find(key)
            return self._unfinished.get(key) or done or self._without_result.get(key)

    def position(self, job: FitJob) -> int:
        """Return a job's place in the queue: 1 is next, 0 is not waiting."""
        with self.lock:
            return self._queue.position(job)

    def seconds_to_wait(self, job: FitJob) -> float | None:
        """Return the seconds until a job that waits begins; None where that cannot be said, or it does not wait."""
        with self.lock:
            return self._queue.seconds_to_wait(job)

    def settings_tried(self, dataset: Dataset, spec: SplitSpec) -> int:
        """Count the different settings that were tried on the test customers of this split since the server's start.

        Counted are fits that somebody waited for to the end, or whose results somebody has looked at; not those of
        background jobs. All that decides about the fit is a setting: the model's, the validation share, the columns
        in use.
        """
        with self.lock:
            return self._counter.count(test_set_id(dataset, spec))

    def runs_tried(self, dataset: Dataset, spec: SplitSpec) -> tuple[Run, ...]:
        """Return the runs of these settings, in the order in which they were tried, as far as they are still kept."""
        with self.lock:
            jobs = [self._store.get(key) for key in self._counter.keys(test_set_id(dataset, spec))]
        return tuple(run for job in jobs if job is not None and (run := job.outcome) is not None)

    def withdraw(self, wanter: Wanter) -> None:
        """Take back what somebody wants: the fit ends, unless somebody else still wants it."""
        self.wishes.withdraw(wanter)

    def forget(self, fingerprints: Collection[str]) -> None:
        """Stop and drop all jobs on data sets with these fingerprints; another store than memory keeps its runs."""
        with self.lock:
            self.filling.forget(fingerprints)
            unfinished = [job for job in self._unfinished.values() if job.fingerprint in fingerprints]
        for job in unfinished:
            job.cancel()
        kept = [self._without_result, *([self._store] if isinstance(self._store, BoundedStore) else [])]
        for store in kept:
            for key, job in store.items():
                if job.fingerprint in fingerprints:
                    store.pop(key)

    def close(self, timeout: float | None = None) -> bool:
        """Cancel all jobs and end the threads; harmless to repeat.

        Waits for the threads, `timeout` seconds at most; returns whether all have ended.
        """
        with self.lock:
            self._queue.close()
            jobs = list(self._unfinished.values())
        for job in jobs:
            job.cancel()
        return all([self.filling.close(timeout), self._threads.join(timeout), self.wishes.close(timeout)])

    def on_end(self, job: FitJob) -> None:
        """Keep a finished job, unless it was for the background only."""
        if not job.unasked:
            self._queue.remove(job)
        self.filling.note(job)
        self.wishes.fulfil(job)
        if self._unfinished.get(job.key) is job:
            del self._unfinished[job.key]
        if job.background and not job.kept:
            return
        if job.state != "done":
            self._without_result.put(job.key, job)
            return
        self._without_result.pop(job.key)
        self._store.put(job.key, job)
        if not job.background:
            self._note_seen(job)

    def _refuse_if_closed(self) -> None:
        if self._queue.closed:
            raise ChurnError("The server is shutting down: it starts no more training.")

    def _begin(self, key: str, dataset: Dataset, spec: RunSpec) -> FitJob:
        """Queue a new job, in place of one that has ended without a result."""
        self._without_result.pop(key)
        self.filling.give_way()
        job = self._unfinished[key] = self.new(key, dataset, spec)
        self._queue.add(job, dataset)
        return job

    def new(self, key: str, dataset: Dataset, spec: RunSpec) -> FitJob:
        """Make a job that waits in no queue."""
        cut = test_set_id(dataset, spec.split)
        return FitJob(key, spec, dataset.name, cut, self, dataset.fingerprint, rows=len(dataset))

    def _handed_over(self, key: str, wanter: Wanter) -> FitJob | None:
        """Return the job that was begun before anybody asked, to the first who wants to look at it."""
        job = None if wanter.background else self.filling.hand_over(key)
        if job is not None and job.finished:
            self._store.put(key, job)
        elif job is not None:
            job.background = False
            self._unfinished[key] = job
            self._queue.fits += 1
            self.filling.give_way()
        return job

    def _reconsider(self, job: FitJob) -> None:
        """End a job that nobody wants any more; one that only the background wants lets others pass."""
        job.finish(Cancelled("Nobody waits for this training any more."), unless=lambda: self._rank(job))

    def _rank(self, job: FitJob) -> bool:
        """See who wants a job and how urgently; returns whether anybody does."""
        with self.lock:
            wanters = self.wishes.wanters(job)
            if wanters:
                job.background = all(wanter.background for wanter in wanters)
                self.lock.notify()  # perhaps it may begin now
            return bool(wanters)

    def _note_seen(self, job: FitJob) -> None:
        """Count a run as tried on its test customers."""
        job.background = False
        if job.test_set_id is not None and job.state == "done":
            self._counter.add(job.test_set_id, job.key)

    def fit(self, job: FitJob, dataset: Dataset, threads: int) -> None:
        """Do a job with so many CPU threads, in this one; results that nobody has asked for take less memory."""

        def compute() -> Run:
            run = train(dataset, job.spec, job.report_curve, job.stop, threads=threads)
            return run.packed() if job.unasked else run

        job.work(compute)
