"""Searches with their end on fresh splits: one for all who ask for the same, stopped when nobody wants it any more."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from churn.errors import ChurnError
from churn.model.run import RunSpec, run_key
from churn.model.split import Split, split
from churn.table.dataset import Dataset
from churn.tuning.budget import Budget
from churn.tuning.cells import all_defaults
from churn.tuning.cross_validation import CrossValidation
from churn.tuning.fits import Fits, OwnFits, Where
from churn.tuning.fresh import BEST, FreshScores, fresh_splits, meet, splits_for_order
from churn.tuning.landscape import LOG_LOSS
from churn.tuning.score import Score
from churn.tuning.search import Search
from churn.tuning.trial import Trial
from churn.work.threads import Threads
from churn.work.together import Together
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter

KEPT: Final = 20  # searches: some hundred small trials each
AWAY: Final = 60.0  # seconds after which a search that nobody has looked at does not go on by itself
_AGAIN: Final = 0.1  # seconds


@dataclass(frozen=True)
class Wish:
    """What is searched: equal wishes are one search.

    Attributes
    ----------
    run : str
        Key of the run with the settings of the page.
    budget, score
        How long, and by what.
    folds : bool
        Whether trials are judged by cross-validation.
    """

    run: str
    budget: Budget
    score: Score
    folds: bool = False


class WholeSearch:
    """A search, and after it the meeting of its best with the defaults on fresh splits; can be read from any thread.

    Parameters
    ----------
    dataset, spec, fits, budget, score, seed, splits, known
        See `churn.tuning.search.Search`.
    on_end : callable, optional
        Called once it is finished, in its thread.

    Attributes
    ----------
    search : Search
        Its trials.
    fingerprint : str
        Of the data set.
    fresh : FreshScores or None
        How the best does on fresh splits, at the end.
    unknown : str
        Why there are no fresh splits, where there are none.
    meeting : tuple of int
        Fits on fresh splits that have ended, and all of them; zeros before.
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
        splits: Sequence[Split] = (),
        known: Sequence[Trial] = (),
        on_end: Callable[["WholeSearch"], None] = lambda _: None,
    ) -> None:
        self.search = Search(dataset, spec, fits, budget, score=score, seed=seed, splits=splits, known=known)
        self.fingerprint = dataset.fingerprint
        self.fresh: FreshScores | None = None
        self.unknown = ""
        self.meeting = (0, 0)
        self._fits = OwnFits(fits)
        self._on_end = on_end
        self._dataset: Dataset | None = dataset
        self._begun = False
        self._ended: float | None = None  # when it was stopped, on the monotonic clock
        self._given_up = False
        self._stopping = threading.Event()
        self._over = threading.Event()
        self._threads = Threads(self._close)

    @property
    def finished(self) -> bool:
        """Whether nothing is under way any more."""
        return self._over.is_set()

    @property
    def stopped(self) -> bool:
        """Whether somebody has ended it."""
        return self._stopping.is_set()

    @property
    def spent(self) -> bool:
        """Whether there has to be another one for who asks for the same again."""
        return self.stopped or self.error is not None

    @property
    def left_alone(self) -> bool:
        """Whether it was stopped a moment ago because nobody was there: whoever reloads the page wants it to go on."""
        return self._ended is not None and not self._given_up and time.monotonic() - self._ended < AWAY

    @property
    def where(self) -> Where:
        """What does the fits."""
        return self._fits.where

    @property
    def error(self) -> ChurnError | None:
        """What ended the search, if something went wrong with it."""
        return self.search.error

    def start(self) -> None:
        """Begin, in threads of its own; nothing happens where it has begun."""
        if self._begun:
            return
        self._begun = True
        self.search.start()
        self._threads.start("churn-meeting", self._run)

    def give_up(self) -> None:
        """Take note that whoever stopped it was there and said so."""
        self._given_up = True

    def stop(self) -> None:
        """End it; what is known stays."""
        if not self.finished:
            self._ended = time.monotonic()
            self._stopping.set()
            self.search.stop()
            self._fits.close()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is finished, for `timeout` seconds at most; return whether it is."""
        return self._over.wait(timeout)

    def _run(self) -> None:
        try:
            while not self.search.wait(_AGAIN):
                pass
            if not self.stopped and self.search.best is not None:
                self._meet()
        except ChurnError as err:
            self.unknown = str(err)
        finally:
            self._dataset = None
            self._over.set()
            self._on_end(self)

    def _meet(self) -> None:
        """Let the best and the defaults meet; of a meeting that is stopped nothing is kept: it would be another one."""
        assert self._dataset is not None  # noqa: S101 - it is there until the end
        search, parts = self.search, split(self._dataset, self.search.spec.split)
        fresh = meet(
            [search.spec_of(each) for each in search.ranked[:BEST]],
            search.space.defaults,
            fresh_splits(self._dataset, parts, search.spec),
            self._fits,
            search.score,
            of_order=splits_for_order(search.done),
            everything=all_defaults(search.spec),
            on_progress=self._note,
        )
        if not self.stopped:
            self.fresh = fresh

    def _note(self, done: int, total: int) -> None:
        self.meeting = (done, total)

    def _close(self, timeout: float) -> bool:
        self.stop()
        return self._threads.join(timeout)


class Searches(Together[Wish, WholeSearch]):
    """The searches of one server: however many ask for the same, it is one, and all see it.

    Parameters
    ----------
    trainer : Trainer
        Knows who wants what.
    """

    def __init__(self, trainer: Trainer) -> None:
        super().__init__(trainer.wishes, KEPT)

    def start(
        self,
        dataset: Dataset,
        spec: RunSpec,
        fits: Fits,
        budget: Budget,
        *,
        score: Score = LOG_LOSS,
        folds: bool = False,
        wanted_by: Wanter | None = None,
    ) -> WholeSearch:
        """Return the search of these settings, one that is under way or finished, else a new one.

        One that was stopped gives way to a new one, which does not fit again what that one has tried. When nobody wants
        it any more, it is stopped; without `wanted_by` it is wanted to its end.

        Raises
        ------
        DataError
            If trials are to be judged by cross-validation, and there can be none.
        """
        wish = Wish(run_key(dataset, spec), budget, score, folds)

        def new() -> WholeSearch:
            splits = CrossValidation.of(dataset, spec).splits if folds else ()
            before = self.find(wish)
            known = before.search.trials if before is not None else ()
            return WholeSearch(dataset, spec, fits, budget, score=score, splits=splits, known=known, on_end=self.ended)

        return self.begin(wish, new, WholeSearch.start, wanted_by)

    def of(
        self, dataset: Dataset, spec: RunSpec, budget: Budget, score: Score = LOG_LOSS, *, folds: bool = False
    ) -> WholeSearch | None:
        """Return the search of these settings; None if there was none or it is forgotten."""
        return self.find(Wish(run_key(dataset, spec), budget, score, folds))
