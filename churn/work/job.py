"""One run from the wish to the result: what all who asked for it can read, and what only the trainer may write."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Literal, Protocol

from churn.errors import ChurnError
from churn.model.curve import Curve
from churn.model.run import Run, RunSpec, run_key
from churn.model.split import SplitSpec
from churn.table.dataset import Dataset

State = Literal["queued", "running", "done", "cancelled", "failed"]


class Owner(Protocol):
    """Whoever queues, runs and ends jobs."""

    def position(self, job: "Job") -> int:
        """Return a job's place in the queue: 1 is next, 0 is not waiting."""

    def cancel(self, job: "Job") -> None:
        """End a job at once."""


class Job:
    """One run from the wish to the result; can be read from any thread. Only `wait` and `result` block.

    Attributes
    ----------
    key : str
        Of the run, see `churn.model.run.run_key`.
    spec : RunSpec
        The settings.
    data_name : str
        Of the data set; a finished job holds no data set.
    background : bool
        Whether every other wish comes first; no longer when somebody asks for the same run to look at it.
    """

    def __init__(self, dataset: Dataset, spec: RunSpec, owner: Owner, *, background: bool = False) -> None:
        self.key = run_key(dataset, spec)
        self.spec = spec
        self.data_name = dataset.name
        self.background = background
        self._owner = owner
        self._state: State = "queued"
        self._progress: tuple[float, Curve | None] = (0.0, None)
        self._started = self._reported = 0.0
        self._outcome: Run | ChurnError | None = None
        self._followers: list[Callable[[Job], None]] = []
        self._following = threading.Lock()  # so that nobody follows a job between its end and the news of it
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
        return self._owner.position(self)

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
        """Stop the job for all who share it: for them at once, its thread ends within a few trees."""
        self._owner.cancel(self)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the job is finished, for `timeout` seconds at most; return whether it is."""
        return self._over.wait(timeout)

    def follow(self, then: "Callable[[Job], None]") -> None:
        """Have a function called once when the job is finished, in the thread that finishes it; at once if it is.

        The function must be quick and must not raise.
        """
        with self._following:
            if not self.finished:
                self._followers.append(then)
                return
        then(self)

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


class Task(Job):
    """The trainer's side of a job.

    Attributes
    ----------
    judges : hashable
        See `churn.work.job.judges`.
    """

    def __init__(self, dataset: Dataset, spec: RunSpec, owner: Owner, *, background: bool = False) -> None:
        super().__init__(dataset, spec, owner, background=background)
        self.judges = judges(dataset, spec.split)

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
        with self._following:
            self._over.set()

    def tell(self) -> None:
        """Call the followers of a finished job; without any lock, for they may turn to the trainer."""
        while self._followers:
            self._followers.pop(0)(self)


def judges(dataset: Dataset, spec: SplitSpec) -> Hashable:
    """Name the customers that judge a model: equal names are equal test rows with equal outcomes.

    The validation share is not part of it, since the test rows are cut off first; neither are the columns in use,
    unless profiles are kept together, because then the columns decide which rows are alike.
    """
    table = dataset.fingerprint if spec.grouped else (dataset.sha256, dataset.schema.target, dataset.schema.positive)
    return table, spec.test_share, spec.seed, spec.grouped
