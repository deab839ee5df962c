"""One search for all who ask for it, to its end on fresh splits, or until nobody wants it."""

import time
from concurrent.futures import Future
from typing import Any

import pytest

import churn
from churn.model.run import Run, RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset
from churn.tuning.budget import Budget
from churn.tuning.cross_validation import CrossValidation
from churn.tuning.fits import LocalFits
from churn.tuning.search import Search
from churn.tuning.searches import Searches, WholeSearch
from churn.tuning.task import Task
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter

SMALL = RunSpec(ModelSpec(iterations=8))
LONG = RunSpec(ModelSpec(depth=10, iterations=5000))


def test_two_who_ask_for_the_same_share_it(sample: Dataset, trainer: Trainer) -> None:
    """To its end, with trials and fresh splits; afterwards it is there at once, and another budget is another one."""
    searches, fits = Searches(trainer), LocalFits(trainer, sample)
    first, second = (
        searches.start(sample, SMALL, fits, Budget(trials=4), wanted_by=Wanter(None, place)) for place in "ab"
    )
    assert first is second
    assert first.wait(60)
    assert first.error is None
    assert len(first.search.trials) == 4
    assert first.fresh is not None
    assert len(first.fresh.differences) == 10
    assert first.meeting[0] == first.meeting[1] > 0
    assert searches.start(sample, SMALL, fits, Budget(trials=4)) is first
    assert searches.of(sample, SMALL, Budget(trials=4)) is first
    assert searches.of(sample, SMALL, Budget(trials=5)) is None
    searches.forget([sample.fingerprint])
    assert searches.of(sample, SMALL, Budget(trials=4)) is None


def test_it_goes_on_while_one_of_them_wants_it(sample: Dataset, trainer: Trainer) -> None:
    """When the last one has gone, it stops within a second; whoever asks again gets a new one."""
    searches, fits = Searches(trainer), LocalFits(trainer, sample)
    here, there = Wanter(None, "here"), Wanter(None, "there")
    search = searches.start(sample, LONG, fits, Budget(minutes=5), wanted_by=here)
    assert searches.start(sample, LONG, fits, Budget(minutes=5), wanted_by=there) is search
    trainer.withdraw(here)
    time.sleep(0.3)
    assert not search.stopped
    trainer.withdraw(there)
    assert search.wait(1)
    again = searches.start(sample, LONG, fits, Budget(minutes=5))
    assert again is not search
    searches.forget([sample.fingerprint])
    assert again.wait(1)


class Counting(LocalFits):
    """Fits on this machine; keeps the settings of all that it was asked for."""

    def __init__(self, trainer: Trainer, dataset: Dataset) -> None:
        super().__init__(trainer, dataset)
        self.asked: list[RunSpec] = []

    def submit(self, spec: RunSpec) -> "Future[Run]":
        """Return the future of a run."""
        self.asked.append(spec)
        return super().submit(spec)

    def judge(self, task: Task[Any]) -> "Future[Predictions]":
        """Return the future of a fit on a split of its own."""
        self.asked.append(task.spec)
        return super().judge(task)


@pytest.mark.parametrize("folds", [False, True])
def test_one_that_was_left_alone_goes_on_where_it_was(*, folds: bool, sample: Dataset, trainer: Trainer) -> None:
    """What has ended is not fitted again, and the trials are those of a search that nobody has stopped."""
    searches, fits, budget = Searches(trainer), Counting(trainer, sample), Budget(trials=8)
    here = Wanter(None, "here")
    first = searches.start(sample, SMALL, fits, budget, folds=folds, wanted_by=here)
    while first.search.done < 2:
        time.sleep(0.001)
    trainer.withdraw(here)
    assert first.wait(10)
    assert first.left_alone
    ended = [each for each in first.search.trials if each.scored]
    assert 2 <= len(ended) < 8
    fits.asked.clear()
    second = searches.start(sample, SMALL, fits, budget, folds=folds, wanted_by=here)
    assert second is not first
    assert not second.left_alone
    while not second.search.finished:
        time.sleep(0.001)
    tried = [each.key for each in second.search.trials]
    splits = CrossValidation.of(sample, SMALL).splits if folds else ()
    of_search = fits.asked[: (len(tried) - len(ended)) * max(1, len(splits))]  # what follows meets on fresh splits
    assert {each.key for each in ended} <= set(tried)
    assert set(of_search).isdisjoint(map(first.search.spec_of, ended))
    trainer.withdraw(here)
    assert second.wait(10)
    second.give_up()
    assert not second.left_alone
    alone = Search(sample, SMALL, LocalFits(trainer, sample), budget, splits=splits)
    alone.start()
    assert alone.wait(60)
    assert [each.key for each in alone.trials] == tried


def test_where_there_are_no_fresh_splits_it_says_why(trainer: Trainer) -> None:
    """By time nothing can be shuffled; the trials stay."""
    rows = "\n".join(f"{2020 + n // 12}-{n % 12 + 1:02}-01,{n % 7},{'Yes' if n % 3 else 'No'}" for n in range(120))
    table = churn.load(f"Signup,Visits,Churn\n{rows}\n".encode())
    spec = RunSpec(ModelSpec(iterations=5), SplitSpec(by="time:Signup"))
    search = WholeSearch(table, spec, LocalFits(trainer, table), Budget(trials=2))
    search.start()
    assert search.wait(60)
    assert search.fresh is None
    assert "has no fresh splits" in search.unknown
    assert search.search.best is not None
