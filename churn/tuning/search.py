"""Search good settings with Optuna's TPE: what it has tried, what is best so far, and what matters, at any moment.

The sampler is asked for trial n when the trials before it are told, but for the `at_once - 1` last ones, and is told
them in their order: so data, settings, seed, number of trials and `at_once` determine a search, however fast the fits
are and wherever they are done. Only how far a budget in minutes reaches depends on the machine.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any, Final

from churn.errors import ChurnError
from churn.model.run import RunSpec, run_key
from churn.model.split import Split
from churn.table.dataset import Dataset
from churn.tuning.budget import Budget
from churn.tuning.fits import Fits, OwnFits
from churn.tuning.landscape import LOG_LOSS
from churn.tuning.sampler import Sampler
from churn.tuning.score import Score
from churn.tuning.space import Space
from churn.tuning.task import Task
from churn.tuning.trial import Trial
from churn.tuning.under_way import UnderWay
from churn.work.threads import Threads

FEWEST_FOR_IMPORTANCE: Final = 10  # trials with a score
AT_ONCE: Final = 8  # trials at most whose results the next one does not know
_REPEATS: Final = 200  # proposals in a row that were tried before: then nothing new is to be expected

_log = logging.getLogger(__name__)


class Search:
    """A search under way or finished; can be read and stopped from any thread.

    The first trial has the defaults, the second one the settings of the page where these differ. The customers who
    test are not looked at.

    Parameters
    ----------
    dataset : Dataset
        What is learned from.
    spec : RunSpec
        The settings of the page; what is not searched stays as it is there.
    fits : Fits
        Does the fits.
    budget : Budget
        How long to search.
    score : Score
        What settings are compared by, on the validation customers.
    seed : int
        Of the sampler.
    at_once : int, optional
        Trials under way at a time, by default as many as `fits` has cores, at most 8.
    splits : sequence of Split
        Of a cross-validation: then each trial is fitted on each of them, and the score is the mean over their test
        parts, which have no customers in common with those who test the run.
    known : sequence of Trial
        Of an equal search that was stopped: those that have ended are not fitted again.

    Attributes
    ----------
    space : Space
        What is searched.
    """

    def __init__(
        self,
        dataset: Dataset,
        spec: RunSpec,
        fits: Fits,
        budget: Budget,
        *,
        score: Score = LOG_LOSS,
        seed: int = 0,
        at_once: int | None = None,
        splits: Sequence[Split] = (),
        known: Sequence[Trial] = (),
    ) -> None:
        self.spec, self.budget, self.score, self.seed = spec, budget, score, seed
        self.space = Space.around(spec)
        self._dataset: Dataset | None = dataset
        self._fits, self._splits = OwnFits(fits), splits
        self._known = {each.key: each for each in known if each.state != "running"}
        self._at_once = max(1, at_once or min(AT_ONCE, fits.where.cores))
        self._lock = threading.Condition()
        self._trials: dict[int, Trial] = {}
        self._specs: dict[int, RunSpec] = {}
        self._under_way: deque[UnderWay] = deque()
        self._sampler: Sampler | None = None
        self._began: float | None = None
        self._error: ChurnError | None = None
        self._stopping = False
        self._over = threading.Event()
        self._threads = Threads(self._close)

    @property
    def folds(self) -> int:
        """On how many folds each trial is judged; 0 on the validation customers."""
        return len(self._splits)

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All trials so far, in the order in which they began, those under way among them."""
        with self._lock:
            return tuple(self._trials[number] for number in sorted(self._trials))

    @property
    def best(self) -> Trial | None:
        """The best trial so far, of equal ones the first; never one without a score."""
        return next(iter(self.ranked), None)

    @property
    def ranked(self) -> tuple[Trial, ...]:
        """The trials that have a score, best first; equal ones in their order."""
        sign = 1 if self.score.better == "lower" else -1
        return tuple(sorted((each for each in self.trials if each.scored), key=lambda each: sign * (each.value or 0.0)))

    @property
    def defaults(self) -> Trial | None:
        """The trial of the defaults; None before it begins."""
        with self._lock:
            return self._trials.get(0)

    @property
    def done(self) -> int:
        """Number of trials that have ended."""
        return sum(each.state != "running" for each in self.trials)

    @property
    def finished(self) -> bool:
        """Whether nothing is under way any more."""
        return self._over.is_set()

    @property
    def stopped(self) -> bool:
        """Whether somebody has ended it."""
        return self._stopping

    @property
    def error(self) -> ChurnError | None:
        """What ended the search; None unless something went wrong with it, rather than with a trial."""
        return self._error

    @property
    def fraction(self) -> float:
        """Share of the budget that is spent, 0 to 1."""
        if self.finished:
            return 1.0
        if self.budget.trials is not None:
            return min(1.0, self.done / self.budget.trials)
        return min(1.0, self._seconds / (self.budget.seconds or 1.0))

    @property
    def eta(self) -> float | None:
        """Seconds until the budget is spent; None before the first trial has ended, and at the end."""
        if self.finished or self._began is None:
            return None
        if self.budget.trials is None:
            return self._time_left()
        return self._seconds / self.done * (self.budget.trials - self.done) if self.done else None

    def spec_of(self, trial: Trial) -> RunSpec:
        """Return the settings of a trial of this search, to be trained or shown."""
        with self._lock:
            return self._specs[trial.number]

    def importance(self) -> dict[str, float]:
        """Return which share of the differences between the trials' scores each setting explains; they add up to 1.

        By fANOVA (Hutter, Hoos and Leyton-Brown 2014, proceedings.mlr.press/v32/hutter14): of a forest of trees that
        is fitted to the trials. Nothing with fewer than ten scored trials, or where all are equally good.
        """
        scored = [each for each in self.trials if each.scored]
        if len(scored) < FEWEST_FOR_IMPORTANCE or len({each.value for each in scored}) < 2:
            return {}
        return self._sampler.importance() if self._sampler is not None else {}

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._began = time.monotonic()
        self._threads.start("churn-search", self._run)

    def stop(self) -> None:
        """End the search; what has ended stays."""
        with self._lock:
            self._stopping = True
            under_way = list(self._under_way)
            self._lock.notify_all()
        for asked in under_way:
            asked.cancel()
        if under_way and not self.finished:
            self._fits.cancel()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the search is finished, for `timeout` seconds at most; return whether it is."""
        return self._over.wait(timeout)

    def _close(self, timeout: float) -> bool:
        self.stop()
        return self._threads.join(timeout)

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._began if self._began is not None else 0.0

    def _run(self) -> None:
        try:
            self._sampler = Sampler(self.space, self.score.better, self.seed)
            self._search(self._sampler)
        except ChurnError as err:
            self._error = err
        except Exception as err:  # noqa: BLE001 - the page has to hear of it
            _log.exception("The search failed")
            self._error = ChurnError(f"The search failed: {type(err).__name__}: {err}")
        finally:
            self._drop_what_runs()
            self._dataset = None  # a result must not hold on to a table
            self._over.set()

    def _search(self, sampler: Sampler) -> None:
        known: set[str] = set()
        repeats = 0
        while not self._stopping:
            while len(self._under_way) < self._at_once and self._may_begin(repeats):
                repeats = 0 if self._begin(sampler, known) else repeats + 1
            if not self._under_way or not self._wait_for(self._under_way[0]):
                return
            with self._lock:
                first = self._under_way.popleft()
            sampler.tell(first.proposal, self._trials[first.trial.number].value)

    def _wait_for(self, asked: UnderWay) -> bool:
        """Wait until a trial has ended; returns False if the search has to end first."""
        with self._lock:
            self._lock.wait_for(lambda: not asked.open or self._stopping, self._time_left())
        return not asked.open and not self._stopping

    def _time_left(self) -> float | None:
        return None if self.budget.seconds is None else max(0.0, self.budget.seconds - self._seconds)

    def _may_begin(self, repeats: int) -> bool:
        if self._stopping or repeats >= _REPEATS or self._time_left() == 0.0:
            return False
        return self.budget.trials is None or len(self._trials) < self.budget.trials

    def _begin(self, sampler: Sampler, known: set[str]) -> bool:
        """Have the next proposal fitted; returns False if it has been tried before."""
        assert self._dataset is not None  # noqa: S101 - it is there until the end
        proposal, spec = sampler.ask()
        key = run_key(self._dataset, spec)
        if key in known:
            sampler.tell(proposal, None)
            return False
        known.add(key)
        number = len(self._trials)
        trial = Trial(self.space.settings(spec), None, "running", number, key=key)
        ended = self._known.get(key)
        asked = UnderWay(proposal, trial, [] if ended else self._parts(spec))
        with self._lock:
            self._specs[number], self._trials[number] = spec, replace(ended, number=number) if ended else trial
            self._under_way.append(asked)
        for part in asked.parts:
            part.add_done_callback(partial(self._note, asked))
        return True

    def _parts(self, spec: RunSpec) -> "list[Future[Any]]":
        if not self._splits:
            return [self._fits.submit(spec)]
        return [self._fits.judge(Task(number, spec, split, "test")) for number, split in enumerate(self._splits)]

    def _note(self, asked: UnderWay, _: "Future[Any]") -> None:
        """Take note that one part of a trial has ended, in whichever thread it does."""
        with self._lock:
            asked.open -= 1
            if not asked.open:
                self._trials[asked.trial.number] = asked.ended(self.score)
                self._lock.notify_all()

    def _drop_what_runs(self) -> None:
        """Forget the trials that have not ended: a search that is over has no running ones, nor any it has stopped."""
        under_way = list(self._under_way)
        self._under_way.clear()
        for asked in under_way:
            asked.cancel()
        if any(asked.open for asked in under_way):
            self._fits.cancel()
        with self._lock:
            for asked in under_way:
                if not self._trials[asked.trial.number].scored:
                    del self._trials[asked.trial.number]
