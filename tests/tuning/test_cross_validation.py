"""Repeated cross-validation: every customer but the test ones is held out once a repeat, and the test ones never."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

import churn
from churn.errors import ChurnError, DataError
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import Split, SplitSpec, profiles, split
from churn.scores.predictions import Predictions
from churn.table.dataset import SAMPLE, Dataset
from churn.tuning.cross_validation import CrossValidation, Fold
from churn.tuning.score import Score
from churn.tuning.task import Task, judged

QUICK = RunSpec(ModelSpec(depth=2, iterations=20))
DEEPER = RunSpec(ModelSpec(depth=4, iterations=20))


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the table that is shipped."""
    return churn.load(SAMPLE)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Return two threads."""
    with ThreadPoolExecutor(2) as threads:
        yield threads


def fitting(pool: ThreadPoolExecutor, dataset: Dataset) -> Callable[[Task[Fold]], "Future[Predictions]"]:
    """Return what has a task fitted in a pool."""
    return lambda task: pool.submit(judged, dataset, task, threads=1)


def immediately(task: Task[Fold]) -> "Future[Predictions]":
    """Return predictions that need no fit: the deeper, the surer of the row's place in the table."""
    done: Future[Predictions] = Future()
    rows = task.split.test
    p = np.clip(0.5 + 0.05 * task.spec.model.depth * np.where(rows % 3 == 0, 1, -1), 0.01, 0.99)
    done.set_result(Predictions(rows % 3 == 0, p))
    return done


@pytest.mark.parametrize("by", ["random", "profiles", "column:Age"])
def test_all_but_the_test_customers_are_held_out_once_a_repeat(sample: Dataset, by: str) -> None:
    """No test customer is in any part; the three parts of a fold are disjoint; what stays together does."""
    spec = RunSpec(QUICK.model, SplitSpec(by=by))
    run_split = split(sample, spec.split)
    folds = CrossValidation(sample, run_split, spec, folds=4, repeats=3).splits
    others = np.sort(np.concatenate([run_split.train, run_split.validation]))
    kept = {"random": np.arange(len(sample)), "profiles": profiles(sample.frame)}.get(by)
    group = sample.table["Age"].to_numpy() if kept is None else kept
    assert len(folds) == 12
    for repeat in range(3):
        held_out = np.concatenate([each.test for each in folds[4 * repeat : 4 * repeat + 4]])
        assert np.array_equal(np.sort(held_out), others)
    for each in folds:
        parts = [each.train, each.validation, each.test]
        assert np.array_equal(np.sort(np.concatenate(parts)), others)
        assert not set(group[each.test]) & set(group[np.concatenate(parts[:2])])
    assert len({each.test.tobytes() for each in folds}) > 8  # of eleven ages, two folds may be alike


def test_leavers_are_dealt_evenly(sample: Dataset) -> None:
    """The folds' numbers of leavers differ by two at most: by one from the first round, and one from the last."""
    folds = CrossValidation(sample, split(sample, QUICK.split), QUICK).splits
    left = [int(sample.y[each.test].sum()) for each in folds]
    assert max(left) - min(left) <= 2


def test_the_test_customers_are_never_looked_at(sample: Dataset, pool: ThreadPoolExecutor) -> None:
    """With their outcomes turned round and their values exchanged, every number stays the same."""
    run_split = split(sample, QUICK.split)
    test = run_split.test
    y = sample.y.copy()
    y[test] = 1 - y[test]
    frame = sample.frame.rows(slice(None))
    shuffled = np.random.default_rng(0).permutation(test)
    frame = type(frame).of(frame.copy(), frame.kinds)
    for name in frame.columns:
        frame[name] = frame[name].where(~np.isin(np.arange(len(frame)), test), frame[name].iloc[shuffled[0]])
    maps = []
    for dataset in (sample, replace(sample, y=y, frame=type(sample.frame).of(frame, sample.frame.kinds))):
        validation = CrossValidation(dataset, run_split, QUICK, folds=3, repeats=1)
        list(validation.run([QUICK, DEEPER], fitting(pool, dataset)))
        maps.append(validation.landscape())
    assert sample.y[test].sum() not in {0, len(test)}
    assert maps[0].estimates.values.tolist() == maps[1].estimates.values.tolist()
    assert maps[0].best == maps[1].best
    assert maps[0].estimates.covariance.tolist() == maps[1].estimates.covariance.tolist()


def test_a_fold_is_a_whole_fit(sample: Dataset, pool: ThreadPoolExecutor) -> None:
    """Its predictions are those of the learner on the fold's own train and validation rows."""
    validation = CrossValidation(sample, split(sample, QUICK.split), QUICK, folds=2, repeats=1)
    results = {each.task.label.number: each for each in validation.run([QUICK], fitting(pool, sample))}
    model, _ = QUICK.learner.fit(sample, validation.splits[1], QUICK.model)
    predictions = results[1].predictions
    assert predictions is not None
    assert np.array_equal(predictions.p, model.predict_proba(sample.frame.rows(validation.splits[1].test)))


def test_results_come_one_by_one_and_none_twice(sample: Dataset) -> None:
    """A setting is on the map as soon as its last fold is there; what is known is not fitted again."""
    validation = CrossValidation(sample, split(sample, QUICK.split), QUICK, folds=3, repeats=2)
    known = [len(validation.complete) for _ in validation.run([QUICK], immediately)]
    assert known == [0, 0, 0, 0, 0, 1]
    assert [each.task.label.cell for each in validation.run([QUICK, DEEPER, DEEPER], immediately)] == [DEEPER] * 6
    found = validation.landscape()
    assert (found.best, found.folds) == (DEEPER, 6)
    assert validation.overlap == pytest.approx(1 / 2, rel=0.01)
    assert found.customers == len(split(sample, QUICK.split).train) + len(split(sample, QUICK.split).validation)
    assert validation.landscape(Score("average_precision")).value(QUICK) == 1


def test_who_stops_asking_cancels_the_rest(sample: Dataset) -> None:
    """After the first result nothing more is begun; what has come stays, and the rest can be done later."""
    validation = CrossValidation(sample, split(sample, QUICK.split), QUICK, folds=3, repeats=1)
    begun, go_on = [], threading.Event()

    def slow(task: Task[Fold]) -> Predictions:
        begun.append(task.label.number)
        if len(begun) > 1:
            go_on.wait(20)
        return immediately(task).result()

    with ThreadPoolExecutor(1) as pool:
        results = validation.run([QUICK, DEEPER], lambda task: pool.submit(slow, task))
        next(results)
        results.close()  # type: ignore[attr-defined]
        go_on.set()
    assert len(begun) <= 2
    assert len(list(validation.run([QUICK], immediately))) == 2
    assert validation.complete == (QUICK,)


def test_a_fold_that_cannot_be_fitted_is_told(sample: Dataset) -> None:
    """The others go on; the setting is not on the map, and why is kept."""
    validation = CrossValidation(sample, split(sample, QUICK.split), QUICK, folds=3, repeats=1)

    def failing(task: Task[Fold]) -> "Future[Predictions]":
        if task.label == Fold(DEEPER, 1):
            failed: Future[Predictions] = Future()
            failed.set_exception(ChurnError("Everybody has stayed."))
            return failed
        return immediately(task)

    assert sum(each.predictions is None for each in validation.run([QUICK, DEEPER], failing)) == 1
    assert validation.complete == (QUICK,)
    assert validation.failed == {DEEPER: "Everybody has stayed."}
    assert list(validation.run([DEEPER], failing)) == []


def test_a_split_by_time_is_not_cross_validated() -> None:
    """A fold would learn from later customers; the message says what chooses instead."""
    rows = "\n".join(f"{20 + n % 7},2024-0{1 + n % 9}-11,{'Yes' if n % 3 else 'No'}" for n in range(60))
    dataset = churn.load(f"Age,Since,Churn\n{rows}\n".encode())
    spec = RunSpec(QUICK.model, SplitSpec(by="time:Since"))
    with pytest.raises(DataError, match="split by time of “Since” cannot be cross-validated"):
        CrossValidation(dataset, split(dataset, spec.split), spec)


def test_a_table_with_fewer_customers_than_folds() -> None:
    """The message says what to do."""
    dataset = churn.load(("Age,Churn\n" + "".join(f"{30 + n},{'Yes' if n % 2 else 'No'}\n" for n in range(8))).encode())
    three = Split(np.array([0, 1]), np.array([2]), np.array([3, 4, 5, 6, 7]))
    with pytest.raises(DataError, match="too small for 5 folds"):
        CrossValidation(dataset, three, QUICK)
