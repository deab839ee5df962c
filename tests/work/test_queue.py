"""Whose turn it is: the newest wish, but nobody is overtaken for ever; and how long it takes until then."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.table.dataset import SAMPLE, Dataset, load
from churn.work.job import FitJob
from churn.work.queue import PATIENCE as NEWER_ONES
from churn.work.trainer import Trainer
from tests.work.test_trainer import LONG, PATIENCE, quick, until


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Return a trainer with one worker; stop it after the test."""
    with closing(Trainer(workers=1)) as trainer:
        yield trainer


def occupied(trainer: Trainer, sample: Dataset) -> FitJob:
    """Return a fit that occupies the only worker."""
    job = trainer.submit(sample, LONG)
    assert until(lambda: job.fraction > 0)
    return job


def order(jobs: list[FitJob]) -> list[int]:
    """Wait for fits; returns their places in the list, in the order in which they ended."""
    ended: list[int] = []
    for place, job in enumerate(jobs):
        job.follow(lambda _, place=place: ended.append(place))  # type: ignore[misc]
    assert all(job.wait(PATIENCE) for job in jobs)
    assert until(lambda: len(ended) == len(jobs))
    return ended


def test_the_newest_is_next_until_the_oldest_has_let_enough_pass(sample: Dataset, trainer: Trainer) -> None:
    """Three newer ones begin before an older one; of many that wait together, the rest is first come, first served."""
    blocker = occupied(trainer, sample)
    jobs = [trainer.submit(sample, quick(seed=seed)) for seed in range(8)]
    blocker.cancel()
    assert order(jobs) == [7, 6, 5, 0, 1, 2, 3, 4]
    assert NEWER_ONES == 3


def test_nobody_is_overtaken_for_ever(sample: Dataset, trainer: Trainer) -> None:
    """Although somebody newer comes whenever a fit ends, who came first begins after the third of them."""
    blocker = occupied(trainer, sample)
    first = trainer.submit(sample, quick(9))
    newer: list[FitJob] = []

    def come(_: FitJob) -> None:
        if not first.finished:
            newer.append(trainer.submit(sample, quick(seed=len(newer) + 1)))
            newer[-1].follow(come)

    come(blocker)
    blocker.cancel()
    assert first.wait(PATIENCE)
    assert sum(job.finished for job in newer) <= NEWER_ONES + 1  # the next one may have begun since


def test_how_long_it_waits(sample: Dataset, trainer: Trainer) -> None:
    """What still runs and what is before it in the queue, by what such fits have taken; about right."""
    trainer.submit(sample, RunSpec(ModelSpec(depth=8, iterations=100))).result()
    running = trainer.submit(sample, RunSpec(ModelSpec(depth=8, iterations=800, seed=1)))
    assert until(lambda: running.fraction > 0.1)
    assert (running.seconds_to_wait, running.position) == (None, 0)
    second, first = (trainer.submit(sample, RunSpec(ModelSpec(depth=8, iterations=trees))) for trees in (20, 500))
    told, asked = second.seconds_to_wait, time.monotonic()
    assert first.seconds_to_wait is not None
    assert told is not None
    assert 0 < first.seconds_to_wait < told
    assert until(lambda: second.state != "queued")
    assert told / 4 < time.monotonic() - asked < told * 4
    assert second.seconds_to_wait is None
    assert second.wait(PATIENCE)
