"""The same settings on other splits, in the background: progress, stop, and only outcomes and probabilities kept."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from churn.errors import ChurnError
from churn.model.evaluation import Evaluation
from churn.model.run import RunSpec, run_key
from churn.model.split import Part
from churn.scores.confusion import THRESHOLD
from churn.stability.spread import Spread, spreads_of
from churn.table.dataset import Dataset
from churn.work.bounded import BoundedStore
from churn.work.job import FitJob
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter

SPLITS: Final = 20
MAX_PROBABILITIES: Final = 20_000_000  # kept for all runs together, some eleven bytes each


class RepeatedSplits:
    """The same settings on other splits, under way or finished; can be read from any thread.

    Parameters
    ----------
    trainer : Trainer
        Trains them behind everything that somebody waits for, once `start` is called.
    dataset, spec
        Data and settings.
    n : int
        How many splits.

    Attributes
    ----------
    key : str
        Of the run whose settings are repeated.
    spec : RunSpec
        Its settings.
    seeds : tuple of int
        Seeds of the other splits, see `other_seeds`.
    rows, fingerprint
        Of the data set; neither it nor any model is kept, only outcomes and probabilities.

    Examples
    --------
    >>> from churn.model.run import train
    >>> from churn.model.spec import ModelSpec
    >>> from churn.table.dataset import SAMPLE, load
    >>> dataset, trainer = load(SAMPLE), Trainer()
    >>> run = train(dataset, RunSpec(ModelSpec(iterations=100)))
    >>> splits = RepeatedSplits(trainer, dataset, run.spec, n=3)
    >>> splits.start(dataset)
    >>> splits.wait()
    True
    >>> round(splits.spreads("test", run.scores["test"].by_name)["recall"].mean, 3)
    0.641
    >>> trainer.close()
    True
    """

    def __init__(self, trainer: Trainer, dataset: Dataset, spec: RunSpec, n: int = SPLITS) -> None:
        self.key = run_key(dataset, spec)
        self.spec = spec
        self.seeds = other_seeds(spec.split.seed, n)
        self.rows = len(dataset)
        self.fingerprint = dataset.fingerprint
        self._trainer = trainer
        self._lock = threading.Lock()  # never held while the trainer is called
        self._evaluations: dict[int, Evaluation] = {}  # by seed, as the next two
        self._errors: dict[int, str] = {}
        self._pending: dict[int, Wanter] = {}  # who wants the fit, anew at every start
        self._jobs: dict[Wanter, FitJob] = {}  # of the pending ones, as far as they are submitted
        self._over = threading.Event()
        self._over.set()

    @property
    def done(self) -> int:
        """Number of splits whose models are scored."""
        return len(self._evaluations)

    @property
    def failed(self) -> int:
        """Number of splits on which no model could be trained."""
        return len(self._errors)

    @property
    def reason(self) -> str | None:
        """Why the first of the failed ones failed."""
        with self._lock:
            return next((self._errors[seed] for seed in self.seeds if seed in self._errors), None)

    @property
    def finished(self) -> bool:
        """Whether nothing is under way: all splits are done or failed, or it was stopped."""
        return self._over.is_set()

    @property
    def complete(self) -> bool:
        """Whether every split is done or failed."""
        return self.done + self.failed == len(self.seeds)

    @property
    def fraction(self) -> float:
        """Share of the work that is done, 0 to 1; a fit under way counts by its trees."""
        with self._lock:
            under_way = sum(job.fraction for job in self._jobs.values())
        return min(1.0, (self.done + self.failed + under_way) / len(self.seeds))

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing is under way, for `timeout` seconds at most; return whether that is so."""
        return self._over.wait(timeout)

    def start(self, dataset: Dataset) -> None:
        """Queue the splits that are neither done nor failed nor under way.

        Raises
        ------
        ChurnError
            If the trainer is closed.
        """
        with self._lock:
            known = self._evaluations.keys() | self._errors.keys() | self._pending.keys()
            missing = {seed: Wanter(None, object(), background=True) for seed in self.seeds if seed not in known}
            self._pending.update(missing)
            if missing:
                self._over.clear()
        try:
            for seed, wanter in missing.items():
                self._ask(dataset, seed, wanter)
        except ChurnError:
            self.stop()
            raise

    def stop(self, unless: Callable[[], bool] = lambda: False) -> None:
        """Stop the rest, for all; what is done stays, and so does what somebody looks at. Not if `unless` says so."""
        with self._lock:
            if unless():
                return
            wanters = list(self._pending.values())
            self._pending.clear()
            self._jobs.clear()
            self._end()
        for wanter in wanters:
            self._trainer.withdraw(wanter)

    def spreads(
        self, part: Part, current: Mapping[str, float | None], threshold: float = THRESHOLD
    ) -> dict[str, Spread]:
        """Return each score of one part on the splits that are done so far.

        Parameters
        ----------
        part : {"train", "validation", "test"}
            Whose customers.
        current : mapping of str to float or None
            The scores of the split that the viewer looks at, `Scores.by_name`.
        threshold : float
            A customer is flagged when p > threshold.

        Returns
        -------
        dict of str to Spread
            By the name of the score.
        """
        with self._lock:
            evaluations = [self._evaluations[seed] for seed in self.seeds if seed in self._evaluations]
        scores = [each.predictions[part].scores(threshold) for each in evaluations]
        return spreads_of(scores, current)

    def _ask(self, dataset: Dataset, seed: int, wanter: Wanter) -> None:
        cut = replace(self.spec.split, seed=seed)
        job = self._trainer.submit(dataset, replace(self.spec, split=cut), wanted_by=wanter)
        with self._lock:
            wanted = self._pending.get(seed) is wanter
            if wanted:
                self._jobs[wanter] = job
        if wanted:
            job.follow(partial(self._take, wanter))
        else:  # somebody has stopped it in the meantime
            self._trainer.withdraw(wanter)

    def _take(self, wanter: Wanter, job: FitJob) -> None:
        """Keep the evaluation of a finished job, and let go of the job with its model."""
        seed = job.spec.split.seed
        with self._lock:
            if job.state == "done":
                self._evaluations[seed] = job.result().evaluation
            elif job.state == "failed":
                self._errors[seed] = str(job.error)
            self._jobs.pop(wanter, None)
            if self._pending.get(seed) is wanter:
                del self._pending[seed]
            if not self._pending:
                self._end()

    def _end(self) -> None:
        """Take note that nothing is under way; the lock is held."""
        self._trainer.wishes.fulfil(self)
        self._over.set()


class RepeatedSplitsStore:
    """The repeated splits of one server by the key of the run: however many ask, the splits are trained once."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._kept: BoundedStore[str, RepeatedSplits] = BoundedStore(
            MAX_PROBABILITIES,
            size=lambda splits: splits.rows * len(splits.seeds),
            may_go=lambda splits: splits.finished,
        )

    def start(self, dataset: Dataset, spec: RunSpec, *, wanted_by: Wanter | None = None) -> RepeatedSplits:
        """Return the repeated splits of these data and settings, and train what is missing of them.

        Parameters
        ----------
        dataset, spec
            Data and settings.
        wanted_by : Wanter, optional
            Who asks: when nobody wants them any more, the rest is not trained. Without it, they are wanted to the end.

        Raises
        ------
        ChurnError
            If the trainer is closed.
        """
        splits = self._kept.get_or_put(run_key(dataset, spec), lambda: RepeatedSplits(self._trainer, dataset, spec))
        wanter = wanted_by or Wanter(None, splits)
        self._want(splits, wanter)
        splits.start(dataset)
        self.join(splits, wanter)
        return splits

    def join(self, splits: RepeatedSplits, wanter: Wanter) -> None:
        """Take note that somebody wants what is under way, if anything is."""
        self._want(splits, wanter)
        if splits.finished:
            self._trainer.wishes.fulfil(splits)

    def _want(self, splits: RepeatedSplits, wanter: Wanter) -> None:
        wishes = self._trainer.wishes
        wishes.want(wanter, splits, partial(splits.stop, unless=lambda: bool(wishes.wanters(splits))))

    def find(self, key: str) -> RepeatedSplits | None:
        """Return the repeated splits of a run; None if there are none or they are forgotten."""
        return self._kept.get(key)

    def forget(self, fingerprints: Collection[str]) -> None:
        """Stop and drop the repeated splits of data sets with these fingerprints."""
        for key, splits in self._kept.items():
            if splits.fingerprint in fingerprints:
                self._kept.pop(key)
                splits.stop()


def other_seeds(seed: int, n: int = SPLITS) -> tuple[int, ...]:
    """Derive the seeds of `n` other splits from one: different ones, the same each time, no matter what is trained.

    Settings that share a split therefore share its other splits too, and can be compared on them pair by pair.

    Examples
    --------
    >>> other_seeds(123, 2) == other_seeds(123, 20)[:2]
    True
    """
    drawn = np.random.SeedSequence(seed).generate_state(2 * n + 2).tolist()  # some may come twice
    return tuple(each for each in dict.fromkeys(drawn) if each != seed)[:n]
