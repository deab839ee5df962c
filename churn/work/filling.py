"""Fits before anybody asks for them: while nobody waits for anything, one core fits what viewers may ask for next.

Each viewer wants a list of settings: first those on the page, as a head start for the button Train, then those around
them, until every position of the sliders answers at once. The lists are served in turns, and settings that several
want are fitted once. A fit that somebody asks for ends the one under way here, which begins anew later; so does the
departure of the last viewer who wants it. What is fitted counts for nothing until somebody looks at its results.

It exists for speed alone.
"""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from churn.errors import Cancelled
from churn.model.run import Run, RunSpec, run_key
from churn.table import memory
from churn.table.dataset import Dataset
from churn.work.bounded import BoundedStore
from churn.work.durations import Durations, Fit, size
from churn.work.job import FitJob
from churn.work.progress import Progress
from churn.work.store import SHARE, bytes_of
from churn.work.threads import Threads
from churn.work.wishes import Wanter, Wishes

LONGEST: Final = 2.0  # seconds of a fit from which on only the first settings of a list are fitted unasked
LOOK: Final = 0.05  # seconds between two looks whether a fit may begin


class Host(Protocol):
    """Whoever fits what people ask for: these fits give way to all of that."""

    lock: threading.Condition
    wishes: Wishes

    @property
    def idle(self) -> bool:
        """Whether nothing waits or runs that was asked for."""

    @property
    def busy(self) -> bool:
        """Whether somebody waits for a fit."""

    @property
    def workers(self) -> int:
        """Fits at a time."""

    def find(self, key: str) -> FitJob | None:
        """Return the last job with this key."""

    def new(self, key: str, dataset: Dataset, spec: RunSpec) -> FitJob:
        """Make a job that waits in no queue."""

    def fit(self, job: FitJob, dataset: Dataset, threads: int) -> None:
        """Do a job with so many CPU threads."""


@dataclass(eq=False)
class _List:
    """The settings that one viewer wants, in order; `pending` are those that were not found to be there yet."""

    dataset: Dataset | None  # none when nothing is left to do
    fingerprint: str
    rows: int
    specs: Sequence[RunSpec]
    hurry: bool
    pending: list[RunSpec]

    def end(self) -> None:
        """Let go of the data set: there is nothing left to do."""
        self.pending.clear()
        self.dataset = None


class Filling:
    """What is fitted unasked, and what came of it.

    Parameters
    ----------
    host : Host
        Its lock guards all that is in here.
    room : int, optional
        Bytes of results to keep that nobody has looked at; a sixteenth of the memory by default.

    Attributes
    ----------
    started : int
        Number of fits begun so far that nobody had asked for, asked for in the end or not.
    """

    def __init__(self, host: Host, room: int | None = None) -> None:
        self.started = 0
        self._host = host
        room = memory.room(SHARE) if room is None else room
        self._kept: BoundedStore[str, FitJob] = BoundedStore(room, bytes_of)
        self._lists: dict[Wanter, _List] = {}  # whose turn is next comes first
        self._running: dict[FitJob, Wanter] = {}  # that nobody has asked for, in whose turn
        self._durations = Durations()
        self._threads = Threads(self.close)
        self._at_work = 0  # threads
        self._ending = threading.Event()

    def fill(self, dataset: Dataset, specs: Sequence[RunSpec], *, wanted_by: Wanter, hurry: bool = False) -> None:
        """Fit these settings, in this order, instead of what this viewer wanted before.

        Parameters
        ----------
        dataset, specs
            Data and settings. The first ones are fitted however long it takes, the others only where a fit takes less
            than two seconds.
        wanted_by : Wanter
            Who may ask for them; nothing is fitted when nobody is there who may.
        hurry : bool
            Whether somebody waits for all of them: then all workers fit them, however long it takes, still behind
            everything else that somebody waits for.
        """
        with self._host.lock:
            old = self._lists.get(wanted_by)
            if self._ending.is_set():
                return
            if old is None or (old.fingerprint, old.specs, old.hurry) != (dataset.fingerprint, specs, hurry):
                old = _List(dataset, dataset.fingerprint, len(dataset), specs, hurry, list(specs))
                self._lists[wanted_by] = old
                self._turn_to(run_key(dataset, specs[0]) if specs else "", wanted_by)
            self._host.wishes.want(wanted_by, old, partial(self._reconsider, old, wanted_by))
            while self._at_work < (self._host.workers if hurry else 1) and old.pending:
                self._at_work += 1
                self._threads.start("churn-fill", self._work)

    def progress(self, dataset: Dataset, specs: Sequence[RunSpec]) -> Progress:
        """Return how far some settings are fitted."""
        keys = {run_key(dataset, spec): spec for spec in specs}
        with self._host.lock:
            left = [spec for key, spec in keys.items() if (job := self._host.find(key)) is None or not job.outcome]
            lists = [each for each in self._lists.values() if each.dataset and each.fingerprint == dataset.fingerprint]
            wanted = {spec for each in lists for spec in each.pending}
            cores = self._host.workers if any(each.hurry for each in lists) else 1
            seconds = self.seconds(dataset, left)
        until = None if seconds is None else seconds / cores
        return Progress(len(keys) - len(left), len(keys), until, not wanted.isdisjoint(left))

    def seconds(self, dataset: Dataset, specs: Sequence[RunSpec]) -> float | None:
        """Return the seconds that fits of some settings take one after the other; None where that cannot be said."""
        with self._host.lock:
            each = [self._durations.expected(spec, len(dataset)) for spec in specs]
        return None if None in each else sum(filter(None, each))

    def find(self, key: str) -> FitJob | None:
        """Return a job that is done and that nobody has asked for yet."""
        return self._kept.get(key)

    def hand_over(self, key: str) -> FitJob | None:
        """Return the job with this key, done or under way, to somebody who asks for it: it is kept here no longer."""
        job = next((each for each in self._running if each.key == key and not each.finished), None)
        if job is not None:
            del self._running[job]
        else:
            job = self._kept.pop(key)
        if job is not None:
            job.unasked = False
        return job

    def give_way(self) -> None:
        """End what is under way, as somebody waits for something else; it begins anew later."""
        self._end(self._running)

    def keep(self, dataset: Dataset, run: Run) -> None:
        """Keep a run of these data that was fitted elsewhere, as if it had been fitted here."""
        self._new(dataset, run.spec).finish(run.packed())

    def note(self, job: FitJob) -> None:
        """Keep a job that is done and that nobody has asked for; learn from every one how long others take."""
        if job.outcome is not None:
            self._durations.note(Fit(job.spec, size(job.spec, job.rows), job.outcome.seconds))
            if job.unasked:
                self._kept.put(job.key, job)
        elif job.unasked and job.state == "failed":
            for wanted in self._lists.values():
                if wanted.fingerprint == job.fingerprint:
                    wanted.end()  # the others would fail, too

    def forget(self, fingerprints: Collection[str]) -> None:
        """End and drop all that is about these data sets."""
        self._lists = {who: each for who, each in self._lists.items() if each.fingerprint not in fingerprints}
        self._end(job for job in self._running if job.fingerprint in fingerprints)
        for key, job in self._kept.items():
            if job.fingerprint in fingerprints:
                self._kept.pop(key)

    def close(self, timeout: float | None = None) -> bool:
        """End all; waits for the threads, `timeout` seconds at most, and returns whether they have ended."""
        self._ending.set()
        with self._host.lock:
            self._end(self._running)
        return self._threads.join(timeout)

    def _turn_to(self, key: str, wanter: Wanter) -> None:
        """End what this viewer's list before had under way, unless the new one begins with it."""
        job = self._host.find(key)
        if job is None or job.outcome is None:
            self._end(each for each, whose in self._running.items() if whose == wanter and each.key != key)

    def _end(self, jobs: Collection[FitJob] | Iterator[FitJob]) -> None:
        for job in list(jobs):
            job.finish(Cancelled("Nobody has asked for this training."))
            self._running.pop(job, None)

    def _reconsider(self, wanted: _List, wanter: Wanter) -> None:
        """Drop a list that nobody wants any more, and what is under way for nobody else."""
        with self._host.lock:
            if self._host.wishes.wanters(wanted):
                return
            if self._lists.get(wanter) is wanted:
                del self._lists[wanter]
            self._end(job for job in self._running if not any(_has(each, job) for each in self._lists.values()))

    def _work(self) -> None:
        while (begun := self._wait()) is not None:
            self._host.fit(*begun, 1)
            with self._host.lock:
                self._running.pop(begun[0], None)
            del begun  # see `FitQueue`

    def _wait(self) -> tuple[FitJob, Dataset] | None:
        """Wait until a fit may begin; return it, or None when there is nothing left to do."""
        while True:
            with self._host.lock:
                if self._ending.is_set() or not any(each.pending for each in self._lists.values()):
                    self._at_work -= 1
                    return None
                if (found := self._next()) is not None:
                    return found
            self._ending.wait(LOOK)

    def _next(self) -> tuple[FitJob, Dataset] | None:
        """Begin the next fit of the next list that may go on."""
        for wanter, wanted in list(self._lists.items()):
            dataset = wanted.dataset
            if dataset is None or not self._may_go_on(wanted) or (spec := self._next_of(wanted, dataset)) is None:
                continue
            self._lists[wanter] = self._lists.pop(wanter)
            job = self._new(dataset, spec)
            job.begin()
            self._running[job] = wanter
            self.started += 1
            return job, dataset
        return None

    def _new(self, dataset: Dataset, spec: RunSpec) -> FitJob:
        job = self._host.new(run_key(dataset, spec), dataset, spec)
        job.unasked = job.background = True
        return job

    def _may_go_on(self, wanted: _List) -> bool:
        if wanted.hurry:
            return not self._host.busy and len(self._running) < self._host.workers
        return self._host.idle and not self._running

    def _next_of(self, wanted: _List, dataset: Dataset) -> RunSpec | None:
        """Return the next settings of a list that are neither there nor under way; let go of those that are there."""
        under_way = {job.key for job in self._running}
        for spec in list(wanted.pending):
            key = run_key(dataset, spec)
            job = self._host.find(key)
            if (job is not None and job.state in {"done", "failed"}) or not self._quick(wanted, spec):
                wanted.pending.remove(spec)
            elif key not in under_way and (job is None or job.finished):
                return spec
        if not wanted.pending:
            wanted.end()
        return None

    def _quick(self, wanted: _List, spec: RunSpec) -> bool:
        """Return whether a fit may be made unasked: the first of a list, and others that take less than two seconds."""
        first = wanted.specs[0]
        if wanted.hurry or spec == first:
            return True
        seconds = [self._durations.expected(each, wanted.rows) for each in (first, spec)]
        return all(each is None or each < LONGEST for each in seconds)


def _has(wanted: _List, job: FitJob) -> bool:
    return wanted.fingerprint == job.fingerprint and job.spec in wanted.specs
