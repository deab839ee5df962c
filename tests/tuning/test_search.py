"""Searches on the sample, with few and small trees: real fits, a real sampler."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from churn.errors import ChurnError, SpecError
from churn.model.run import Run, RunSpec, run_key, train
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, split
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset
from churn.tuning.budget import Budget
from churn.tuning.cross_validation import CrossValidation
from churn.tuning.fits import LocalFits, Where
from churn.tuning.score import Score
from churn.tuning.search import Search
from churn.tuning.task import Task
from churn.work.trainer import Trainer

SMALL = RunSpec(ModelSpec(iterations=8))


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Return a trainer of two workers that ends with the test."""
    trainer = Trainer(workers=2)
    yield trainer
    assert trainer.close(timeout=10)


class Moody:
    """Does fits here, in the calling thread; refuses deep trees, and takes its time as it likes."""

    def __init__(self, dataset: Dataset, deepest: int = 10, *, lags: bool = False) -> None:
        self.dataset, self.deepest, self.lags = dataset, deepest, lags
        self.fitted = list[RunSpec]()

    @property
    def where(self) -> Where:
        """Tell of one core."""
        return Where(1, 1)

    def submit(self, spec: RunSpec) -> "Future[Run]":
        """Return a run, or refuse it."""
        future: Future[Run] = Future()
        self.fitted.append(spec)

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            if spec.model.depth > self.deepest:
                future.set_exception(ChurnError("Too deep for this."))
            else:
                future.set_result(train(self.dataset, spec, threads=1))

        threading.Timer(0.2 if self.lags and len(self.fitted) % 3 == 1 else 0, work).start()
        return future

    def judge(self, task: Task[Any]) -> "Future[Predictions]":
        """Refuse."""
        raise NotImplementedError

    def cancel(self) -> None:
        """End nothing: a fit takes a moment."""


def over(search: Search) -> Search:
    """Return a search at its end."""
    search.start()
    assert search.wait(60)
    assert search.error is None
    return search


def test_it_starts_from_the_defaults_then_the_page(sample: Dataset, trainer: Trainer) -> None:
    """The first two trials are known beforehand; each has the score of its run on the validation customers."""
    spec = replace(SMALL, model=replace(SMALL.model, depth=7, learning_rate=0.3))
    search = over(Search(sample, spec, LocalFits(trainer, sample), Budget(trials=4)))
    defaults = ModelSpec(iterations=8)
    assert [search.spec_of(each) for each in search.trials[:2]] == [replace(spec, model=defaults), spec]
    for trial in search.trials:
        run = train(sample, search.spec_of(trial), threads=1)
        assert trial.key == run.key == run_key(sample, search.spec_of(trial))
        assert trial.value == Score().value(run.evaluation.predictions["validation"])
        assert trial.trees == run.model.trees
    assert (search.done, search.fraction, search.eta, len(search.trials)) == (4, 1.0, None, 4)


def test_a_seed_gives_the_same_search_however_fast_the_fits_are(sample: Dataset) -> None:
    """With one trial at a time, and with three; another seed tries other things."""

    def tried(at_once: int, seed: int, *, lags: bool) -> list[tuple[Any, ...]]:
        budget = Budget(trials=12)
        search = over(Search(sample, SMALL, Moody(sample, lags=lags), budget, seed=seed, at_once=at_once))
        return [(each.number, dict(each.settings), each.value, each.state) for each in search.trials]

    assert tried(1, 5, lags=False) == tried(1, 5, lags=True)
    assert tried(3, 5, lags=False) == tried(3, 5, lags=True)
    assert tried(1, 5, lags=False) != tried(1, 6, lags=False)


def test_nothing_is_fitted_twice(sample: Dataset) -> None:
    """A proposal that was tried before is neither fitted nor counted as a trial."""
    fits = Moody(sample)
    search = over(Search(sample, SMALL, fits, Budget(trials=40)))
    assert len(fits.fitted) == len(set(fits.fitted)) == len(search.trials) == 40
    assert len({each.key for each in search.trials}) == 40


def test_failed_fits_are_trials_without_a_score(sample: Dataset) -> None:
    """They say why, are never the best, and the search goes on."""
    search = over(Search(sample, SMALL, Moody(sample, deepest=4), Budget(trials=15)))
    failed = [each for each in search.trials if each.state == "failed"]
    assert failed
    assert all(each.value is None and each.reason == "Too deep for this." for each in failed)
    assert len(search.ranked) + len(failed) == 15
    assert search.best is not None
    assert search.best.value == min(each.value for each in search.trials if each.value is not None)


def test_where_every_fit_fails_there_is_no_best(sample: Dataset) -> None:
    """The search ends all the same, with nothing to rank and no importance."""
    search = over(Search(sample, SMALL, Moody(sample, deepest=0), Budget(trials=5)))
    assert (search.best, search.ranked, search.importance()) == (None, (), {})
    assert [each.state for each in search.trials] == ["failed"] * 5


def test_a_score_that_is_to_be_high(sample: Dataset) -> None:
    """Of average precision the highest is best; of equal ones the first."""
    search = over(Search(sample, SMALL, Moody(sample), Budget(trials=6), score=Score("average_precision")))
    values = [each.value for each in search.trials if each.value is not None]
    assert search.best is not None
    assert search.best.value == max(values)
    assert search.best.number == values.index(max(values))


def test_importance_adds_up_to_one(sample: Dataset) -> None:
    """Every searched setting has its share, once ten trials have a score."""
    search = Search(sample, SMALL, Moody(sample), Budget(trials=14))
    assert search.importance() == {}
    shares = over(search).importance()
    assert shares.keys() == search.space.settings(SMALL).keys()
    assert sum(shares.values()) == pytest.approx(1)
    assert min(shares.values()) >= 0


def test_the_test_customers_play_no_part(sample: Dataset) -> None:
    """Other outcomes of theirs change no trial."""
    test = split(sample, SMALL.split).test
    y = sample.y.copy()
    y[test] = np.random.default_rng(1).permutation(y[test])
    assert not np.array_equal(y, sample.y)
    budget = Budget(trials=12)
    searches = [over(Search(table, SMALL, Moody(table), budget)) for table in (sample, replace(sample, y=y))]
    first, second = ([(each.settings, each.value) for each in search.trials] for search in searches)
    assert first == second


def test_cross_validated_trials(sample: Dataset, trainer: Trainer) -> None:
    """The score is the mean over the held-out customers of each fold."""
    parts = split(sample, SMALL.split)
    folds = CrossValidation(sample, parts, SMALL, folds=3, repeats=1)
    fits = LocalFits(trainer, sample)
    search = over(Search(sample, SMALL, fits, Budget(trials=3), splits=folds.splits))
    assert [*folds.run([search.spec_of(each) for each in search.trials], fits.judge)]
    landscape = folds.landscape()
    for trial in search.trials:
        assert trial.value == pytest.approx(landscape.value(search.spec_of(trial)), abs=1e-12)


def test_stop_frees_the_cores_within_a_second(sample: Dataset, trainer: Trainer) -> None:
    """What has ended stays, what runs is dropped, and the next fit begins at once."""
    long = RunSpec(ModelSpec(depth=10, iterations=5000))
    search = Search(sample, long, LocalFits(trainer, sample), Budget(minutes=10))
    search.start()
    time.sleep(0.5)
    began = time.monotonic()
    search.stop()
    assert search.wait(1)
    assert not [each for each in search.trials if each.state == "running"]
    trainer.submit(sample, replace(SMALL, split=SplitSpec(seed=77))).result()
    assert time.monotonic() - began < 2  # a fit of 8 trees, on a machine that does other things, too
    assert (search.finished, search.stopped, search.error) == (True, True, None)


def test_minutes(sample: Dataset) -> None:
    """A search by time ends when it is over, and says how long that is."""
    search = Search(sample, SMALL, Moody(sample), Budget(minutes=0.02))
    search.start()
    assert search.eta is not None
    assert 0 < search.eta <= 1.2
    began = time.monotonic()
    assert search.wait(10)
    assert time.monotonic() - began < 5
    assert search.trials


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"trials": 3, "minutes": 1.0},
        {"trials": 0},
        {"trials": -1},
        {"trials": 10**30},
        {"minutes": 0.0},
        {"minutes": -0.5},
        {"minutes": float("nan")},
        {"minutes": float("inf")},
    ],
)
def test_budgets_that_are_none(wrong: dict[str, Any]) -> None:
    """They are refused in words."""
    with pytest.raises(SpecError, match=r"from 1 to 10,000|at most 1,440|one of the two"):
        Budget(**wrong)
