"""Fits on this machine, behind those that people wait for."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import churn
from churn.errors import Cancelled, DataError
from churn.model.run import RunSpec, train
from churn.model.spec import ModelSpec
from churn.model.split import Split, SplitSpec
from churn.table.dataset import SAMPLE, Dataset
from churn.tuning.fits import LocalFits, OwnFits
from churn.tuning.task import Task, judged
from churn.work.queue import available_cores
from churn.work.trainer import Trainer

SMALL = RunSpec(ModelSpec(iterations=8))
LONG = RunSpec(ModelSpec(depth=10, iterations=5000))
ROWS = np.arange(100)


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the table that is shipped."""
    return churn.load(SAMPLE)


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Return a trainer of one worker that ends with the test."""
    trainer = Trainer(workers=1)
    yield trainer
    assert trainer.close(timeout=10)


def task(spec: RunSpec, rows: np.ndarray = ROWS) -> Task[str]:
    """Return a task on the first rows."""
    return Task("", spec, Split(rows, ROWS + 100, ROWS + 200), "test")


def test_a_run_is_that_of_train(sample: Dataset, trainer: Trainer) -> None:
    """To the last bit, and it is no setting tried on the test customers."""
    run = LocalFits(trainer, sample).submit(SMALL).result(30)
    expected = train(sample, SMALL)
    assert run.key == expected.key
    assert np.array_equal(run.evaluation.p["validation"], expected.evaluation.p["validation"])
    assert trainer.settings_tried(sample, SMALL.split) == 0


def test_a_task_is_that_of_judged(sample: Dataset, trainer: Trainer) -> None:
    """To the last bit; several at a time."""
    fits = LocalFits(trainer, sample)
    found = [fits.judge(task(replace(SMALL, model=ModelSpec(depth=depth, iterations=8)))) for depth in range(1, 7)]
    for depth, future in enumerate(found, start=1):
        expected = judged(sample, task(replace(SMALL, model=ModelSpec(depth=depth, iterations=8))))
        assert np.array_equal(future.result(30).p, expected.p)


def test_what_fails_is_said(sample: Dataset, trainer: Trainer) -> None:
    """The future of a run or a task that no model can learn from has the reason."""
    fits = LocalFits(trainer, sample)
    with pytest.raises(DataError, match="split by"):
        fits.submit(RunSpec(split=SplitSpec(by="column:Nobody"))).result(30)
    with pytest.raises(DataError, match="stayed"):
        fits.judge(task(SMALL, np.flatnonzero(sample.y == 0)[:50])).result(30)


def test_people_go_first(sample: Dataset, trainer: Trainer) -> None:
    """What somebody waits for overtakes all that waits here, and no task begins before it is there."""
    fits = LocalFits(trainer, sample)
    runs = [fits.submit(replace(SMALL, split=SplitSpec(seed=seed))) for seed in range(20)]
    asked = trainer.submit(sample, replace(SMALL, split=SplitSpec(seed=99)))
    asked.result()
    assert not all(run.done() for run in runs)
    wanted = trainer.submit(sample, LONG)
    waiting = fits.judge(task(SMALL))
    time.sleep(0.3)
    assert not waiting.done()
    wanted.cancel()
    assert len(waiting.result(30)) == 100
    wait(runs, 30)


def test_cancel_ends_what_runs_and_what_waits(sample: Dataset, trainer: Trainer) -> None:
    """Within a second the queue is free; later fits are done."""
    fits = LocalFits(trainer, sample)
    runs = [fits.submit(replace(LONG, split=SplitSpec(seed=seed))) for seed in range(3)]
    tasks = [fits.judge(task(LONG)) for _ in range(available_cores() + 2)]
    time.sleep(0.3)
    began = time.monotonic()
    fits.cancel()
    futures: list[Future[Any]] = [*runs, *tasks]
    ended = wait(futures, 1)
    assert not ended.not_done
    assert time.monotonic() - began < 1
    assert all(run.cancelled() for run in runs)
    assert all(each.cancelled() or isinstance(each.exception(), Cancelled) for each in tasks)
    assert fits.submit(SMALL).result(30).model.trees <= 8
    assert len(fits.judge(task(SMALL)).result(30)) == 100


def test_a_future_that_is_cancelled_lets_go_of_its_fit(sample: Dataset, trainer: Trainer) -> None:
    """Nobody else wants it, so it ends; a run that somebody waits for goes on."""
    fits = LocalFits(trainer, sample)
    alone = fits.submit(LONG)
    assert alone.cancel()
    assert wait([alone], 1).done
    shared = fits.submit(SMALL)
    asked = trainer.submit(sample, SMALL)
    shared.cancel()
    assert asked.result().key


def test_a_closed_trainer_says_so(sample: Dataset) -> None:
    """The future has the reason, and no thread is left behind."""
    trainer = Trainer()
    fits = LocalFits(trainer, sample)
    trainer.close()
    with pytest.raises(churn.ChurnError, match="shutting down"):
        fits.submit(SMALL).result(5)
    assert not [each for each in threading.enumerate() if each.name.startswith("churn-fit")]


def test_several_share_who_does_the_fits(sample: Dataset, trainer: Trainer) -> None:
    """Whoever cancels ends what was asked for by himself, waiting or running, runs or tasks; the others get theirs."""
    shared = LocalFits(trainer, sample)
    mine, yours = OwnFits(shared), OwnFits(shared)
    assert mine.where == shared.where
    ending: list[Future[Any]] = [mine.submit(LONG), *(mine.judge(task(LONG)) for _ in range(3))]
    run, judged_here = yours.submit(SMALL), yours.judge(task(SMALL))
    time.sleep(0.2)
    mine.cancel()
    assert all(each.cancelled() for each in ending)
    assert run.result(30).spec == SMALL
    assert len(judged_here.result(30)) == 100
    yours.close()
    late: list[Future[Any]] = [yours.submit(LONG), yours.judge(task(LONG))]  # by a thread that has not heard of it
    assert all(each.cancelled() for each in late)
    assert mine.submit(SMALL).result(30).spec == SMALL
