"""Fits on splits of their own: what is done, what comes back, who is the same customer."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

import numpy as np
import pytest

import churn
from churn.errors import Cancelled, DataError
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import Split, profiles
from churn.scores.predictions import Predictions
from churn.table.dataset import SAMPLE, Dataset
from churn.tuning.task import Task, completed, judged, same_customer

QUICK = RunSpec(ModelSpec(depth=2, iterations=10))
ROWS = np.arange(60)


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the table that is shipped."""
    return churn.load(SAMPLE)


def task(label: str, train: np.ndarray = ROWS) -> Task[str]:
    """Return a task on the first rows of the table."""
    return Task(label, QUICK, Split(train, ROWS + 60, ROWS + 120), "test")


def test_the_judges_are_those_of_the_named_part(sample: Dataset) -> None:
    """Outcomes and probabilities are of that part's rows, in their order."""
    found = judged(sample, task("a"), threads=1)
    assert np.array_equal(found.churned, sample.y[120:180] == 1)
    on_validation = judged(sample, Task("b", QUICK, task("a").split, "validation"), threads=1)
    assert np.array_equal(on_validation.churned, sample.y[60:120] == 1)


def test_a_fit_can_be_watched_and_stopped(sample: Dataset) -> None:
    """Progress comes while it grows; once stopped, it has no result."""
    seen = list[float]()
    judged(sample, task("a"), on_progress=lambda share, _: seen.append(share), threads=1)
    assert seen
    assert seen == sorted(seen)
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        judged(sample, task("a"), cancel=stop, threads=1)


def test_what_fails_is_told_and_what_is_stopped_is_not(sample: Dataset) -> None:
    """A fold without leavers has a reason; a cancelled one just does not come."""
    stayed = np.flatnonzero(sample.y == 0)[:50]
    outcomes = {"good": None, "stopped": Cancelled("Stopped."), "withdrawn": None}

    def submit(each: Task[str]) -> "Future[Predictions]":
        future: Future[Predictions] = Future()
        try:
            if each.label == "withdrawn":
                future.cancel()
                future.set_running_or_notify_cancel()
            elif (failure := outcomes.get(each.label)) is not None:
                raise failure
            else:
                future.set_result(judged(sample, each, threads=1))
        except (DataError, Cancelled) as err:
            future.set_exception(err)
        return future

    tasks = [task("good"), task("stopped"), task("withdrawn"), task("alike", stayed)]
    results = {each.task.label: each for each in completed(tasks, submit)}
    assert set(results) == {"good", "alike"}
    assert results["good"].predictions is not None
    assert results["alike"].predictions is None
    assert "has stayed" in results["alike"].reason


def test_a_mistake_of_ours_is_not_hidden() -> None:
    """Only what can be said in words is a result; anything else is raised."""

    def submit(_: Task[str]) -> "Future[Predictions]":
        future: Future[Predictions] = Future()
        future.set_exception(TypeError("ours"))
        return future

    with pytest.raises(TypeError, match="ours"):
        list(completed([task("a")], submit))


def with_customers() -> Dataset:
    """Return a table in which each of thirty customers has two rows."""
    rows = "".join(f"C{n % 30:03},{20 + n % 9},{'Yes' if n % 30 < 10 else 'No'}\n" for n in range(60))
    return churn.load(f"Customer ID,Age,Churn\n{rows}".encode())


@pytest.mark.parametrize("by", ["random", "column:Customer ID", "time:Since"])
def test_rows_of_one_customer_belong_together_however_it_is_split(by: str) -> None:
    """Where a column names the customer, that decides; so also where the split does not keep them together."""
    dataset = with_customers()
    assert dataset.schema.customer == "Customer ID"
    groups = same_customer(dataset, by)
    assert groups is not None
    assert np.array_equal(groups[:30], groups[30:])
    assert len(np.unique(groups)) == 30


def test_without_a_customer_column_the_split_decides(sample: Dataset) -> None:
    """Each row is another customer, unless profiles or values are kept together."""
    keeps: dict[str, Callable[[], np.ndarray]] = {
        "profiles": lambda: profiles(sample.frame),
        "column:Age": lambda: np.unique(sample.table["Age"].to_numpy(), return_inverse=True)[1],
    }
    assert same_customer(sample, "random") is None
    for by, expected in keeps.items():
        groups = same_customer(sample, by)
        assert groups is not None
        assert len(np.unique(groups)) == len(np.unique(expected()))
        assert len({*zip(groups.tolist(), expected().tolist(), strict=True)}) == len(np.unique(groups))
