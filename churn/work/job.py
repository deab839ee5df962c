"""One piece of work from the wish to the result: what all who asked for it can read, and how it is finished."""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, Literal, Protocol, Self, TypeVar, cast

from churn.errors import Cancelled, ChurnError
from churn.model.curve import Curve
from churn.model.run import Run, RunSpec

State = Literal["queued", "running", "done", "cancelled", "failed"]
Result = TypeVar("Result")

_log = logging.getLogger(__name__)


class Job(Generic[Result]):
    """Work under way or finished; can be read and cancelled from any thread. Only `wait` and `result` block.

    Parameters
    ----------
    activity : str
        What is done, as a message begins: "Training".
    lock : Condition, optional
        Guards every change of the state; the owner's, where that has to notice at once.

    Attributes
    ----------
    stop : threading.Event
        Tells whoever does the work to end it.
    fraction : float
        Share of the work that is done, 0 to 1.
    """

    def __init__(self, activity: str, lock: threading.Condition | None = None) -> None:
        self.stop = threading.Event()
        self._activity = activity
        self._lock = lock or threading.Condition()
        self.fraction = 0.0
        self._began: float | None = None
        self._reported = 0.0
        self._outcome: Result | ChurnError | None = None
        self._followers: list[Callable[[], None]] = []
        self._over = threading.Event()

    @property
    def state(self) -> State:
        """Queued, running, and in the end done, cancelled or failed."""
        if self._outcome is None:
            return "queued" if self._began is None else "running"
        if isinstance(self._outcome, Cancelled):
            return "cancelled"
        return "failed" if isinstance(self._outcome, ChurnError) else "done"

    @property
    def finished(self) -> bool:
        """Whether the job is done, cancelled or failed."""
        return self._over.is_set()

    @property
    def seconds_so_far(self) -> float:
        """Seconds from the beginning of the work to the last report; 0 before that."""
        return self._reported - self._began if self._began is not None else 0.0

    @property
    def eta(self) -> float | None:
        """Seconds until the work is done, at the pace so far; None before the first report, and at the end."""
        if self._began is None or self._outcome is not None or not 0 < self.fraction < 1:
            return None
        left = self.seconds_so_far / self.fraction * (1 - self.fraction)
        return max(0.0, left - (time.monotonic() - self._reported))

    @property
    def outcome(self) -> Result | None:
        """The result; None unless the job is done."""
        return None if isinstance(self._outcome, ChurnError) else self._outcome

    @property
    def error(self) -> ChurnError | None:
        """Why there is no result, in words for the page; None unless the job failed or was cancelled."""
        return self._outcome if isinstance(self._outcome, ChurnError) else None

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the job is finished, for `timeout` seconds at most; return whether it is."""
        return self._over.wait(timeout)

    def result(self) -> Result:
        """Wait for the result and return it.

        Raises
        ------
        Cancelled
            If the job was cancelled.
        ChurnError
            If it failed, with the words of `error`.
        """
        self.wait()
        if self.error is not None:
            # a new one for each caller: a shared exception would collect the tracebacks of all who raise it
            raise type(self.error)(*self.error.args)
        return cast("Result", self._outcome)

    def follow(self, then: Callable[[Self], None]) -> None:
        """Have a function called once when the job is finished, in the thread that finishes it; at once if it is.

        The function must be quick and must not raise.
        """
        with self._lock:
            if not self.finished:
                self._followers.append(lambda: then(self))
                return
        then(self)

    def cancel(self) -> None:
        """Stop the job for all who share it: for them at once, its thread ends within a moment."""
        self.finish(Cancelled(f"{self._activity} was stopped before it was finished."))

    def begin(self) -> None:
        """Leave the queue."""
        self._reported = self._began = time.monotonic()

    def report(self, fraction: float) -> None:
        """Take the progress of the work."""
        if not self.finished:
            self._reported = time.monotonic()
            self.fraction = fraction

    def work(self, compute: Callable[[], Result]) -> None:
        """Do the work in the calling thread; the job is finished afterwards, whatever comes of it."""
        outcome: Result | ChurnError
        try:
            outcome = compute()
        except ChurnError as err:
            outcome = type(err)(*err.args)  # without the traceback, which holds on to the data
        except Exception as err:  # noqa: BLE001 - one bad job must not take its thread down
            _log.exception("%s failed", self._activity)
            outcome = ChurnError(f"{self._activity} failed: {type(err).__name__}: {err}")
        self.finish(outcome)

    def finish(self, outcome: Result | ChurnError, unless: Callable[[], bool] = lambda: False) -> None:
        """Finish the job and wake all who wait; the first outcome counts. Nothing happens if `unless` says so."""
        with self._lock:
            if self.finished or unless():
                return
            if not isinstance(outcome, ChurnError):
                self.fraction = 1.0
            self._outcome = outcome
            self.stop.set()
            self._on_end()
            self._over.set()
        while self._followers:  # without the lock, for they may turn to the owner
            self._followers.pop(0)()

    def _on_end(self) -> None:
        """Do what has to be done before anybody wakes; the lock is held."""


class Owner(Protocol):
    """Whoever queues fits and keeps their results."""

    lock: threading.Condition

    def position(self, job: "FitJob") -> int:
        """Return a job's place in the queue: 1 is next, 0 is not waiting."""

    def seconds_to_wait(self, job: "FitJob") -> float | None:
        """Return the seconds until a job that waits begins; None where that cannot be said."""

    def on_end(self, job: "FitJob") -> None:
        """Take note that a job is finished; called before anybody wakes, the lock is held."""


class FitJob(Job[Run]):
    """A run under way or finished; it holds no data set.

    Without an owner it belongs to no queue: so a store makes a job of a run that was finished elsewhere.

    Attributes
    ----------
    key : str
        Of the run, see `churn.model.run.run_key`.
    spec : RunSpec
        The settings.
    data_name : str
        Of the data set.
    test_set_id : hashable
        See `churn.model.split.test_set_id`.
    fingerprint : str
        Of the data set.
    rows : int
        Of the data set, 0 where that does not matter any more.
    background : bool
        Whether every other wish comes first; not as long as somebody wants the same run to look at it.
    unasked : bool
        Whether nobody has asked for it yet.
    kept : bool
        Whether it is kept when it is done, although it was for the background.
    """

    def __init__(
        self,
        key: str,
        spec: RunSpec,
        data_name: str,
        test_set_id: Hashable = None,
        owner: Owner | None = None,
        fingerprint: str = "",
        *,
        rows: int = 0,
    ) -> None:
        super().__init__("Training", owner.lock if owner else None)
        self.key = key
        self.spec = spec
        self.data_name = data_name
        self.test_set_id = test_set_id
        self.fingerprint = fingerprint
        self.rows = rows
        self.background = self.unasked = self.kept = False
        self._owner = owner
        self._curve: Curve | None = None

    @property
    def trees_done(self) -> int:
        """Number of trees that are grown, or of whatever else the learner counts."""
        return round(self.fraction * self.spec.learner.steps(self.spec.model))

    @property
    def curve(self) -> Curve | None:
        """The learning curve so far, and the exact one when the job is done; None before the first tree."""
        return self._curve if self.outcome is None else self.outcome.curve

    @property
    def position(self) -> int:
        """Place in the queue: 1 is next, 0 is not waiting."""
        return self._owner.position(self) if self._owner else 0

    @property
    def seconds_to_wait(self) -> float | None:
        """Seconds until the job begins, if it waits; None where that cannot be said."""
        return self._owner.seconds_to_wait(self) if self._owner else None

    def report_curve(self, fraction: float, curve: Curve) -> None:
        """Take the progress of the fit."""
        if not self.finished:
            self._curve = curve
        self.report(fraction)

    def _on_end(self) -> None:
        if self._owner:
            self._owner.on_end(self)
