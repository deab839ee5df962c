"""One search for all who ask for it, to its end on fresh splits, or until nobody wants it."""

import time
from collections.abc import Iterator

import pytest

import churn
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec
from churn.table.dataset import SAMPLE, Dataset
from churn.tuning.budget import Budget
from churn.tuning.fits import LocalFits
from churn.tuning.searches import Searches, WholeSearch
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter

SMALL = RunSpec(ModelSpec(iterations=8))
LONG = RunSpec(ModelSpec(depth=10, iterations=5000))


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the table that is shipped."""
    return churn.load(SAMPLE)


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Return a trainer that ends with the test."""
    trainer = Trainer(workers=2)
    yield trainer
    assert trainer.close(timeout=10)


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
