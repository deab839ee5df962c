"""A whole fit on a split of its own: what is handed to whoever fits, here or elsewhere, and what comes back."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, as_completed
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from churn.errors import Cancelled, ChurnError
from churn.model.curve import Progress
from churn.model.division import COLUMN, groups_of
from churn.model.run import Run, RunSpec
from churn.model.split import Part, Split, together
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset

Label = TypeVar("Label")


@dataclass(frozen=True, eq=False)
class Task(Generic[Label]):
    """Settings to be fitted on a split, and the part whose customers judge.

    Attributes
    ----------
    label : hashable
        What it is for.
    spec : RunSpec
        The settings of the fit; its own split is not used.
    split : Split
        The train rows grow the trees, the validation rows choose how many are kept.
    judges : {"validation", "test"}
        The part whose customers judge; not those that test the run, which are in no part here.
    """

    label: Label
    spec: RunSpec
    split: Split
    judges: Part


@dataclass(frozen=True, eq=False)
class Result(Generic[Label]):
    """A task that has ended.

    Attributes
    ----------
    task : Task
        The task.
    predictions : Predictions or None
        Outcomes and probabilities of its judges; None if no model could be fitted.
    reason : str
        Why not.
    """

    task: Task[Label]
    predictions: Predictions | None
    reason: str = ""


Submit = Callable[[Task[Label]], "Future[Predictions]"]


def judged(
    dataset: Dataset,
    task: Task[Label],
    *,
    on_progress: Progress | None = None,
    cancel: threading.Event | None = None,
    threads: int | None = None,
) -> Predictions:
    """Do a task: fit, and ask the model about its judges.

    Parameters
    ----------
    dataset : Dataset
        Only the rows of the task's split are looked at.
    task : Task
        What to do.
    on_progress : callable, optional
        Called about fifty times a fit; it may wait, to let others pass.
    cancel : threading.Event, optional
        Ends the fit.
    threads : int, optional
        CPU threads to use, all by default; the result does not depend on it.

    Raises
    ------
    DataError, Cancelled
        As the learner's `fit`.
    """
    model, _ = task.spec.learner.fit(
        dataset, task.split, task.spec.model, on_progress=on_progress, cancel=cancel, threads=threads
    )
    rows = task.split.parts()[task.judges]
    return Predictions(dataset.y[rows], model.predict_proba(dataset.frame.rows(rows)))


def completed(tasks: Iterable[Task[Label]], submit: Submit[Label]) -> Iterator[Result[Label]]:
    """Have tasks done and yield their results as they come; what is cancelled yields none.

    Whoever stops asking for results cancels what has not begun.

    Parameters
    ----------
    tasks : iterable of Task
        In the order of their urgency.
    submit : callable
        Takes a task and returns the future of its `judged`: a thread pool's, Dask's, a queue's.
    """
    futures = {submit(task): task for task in tasks}
    try:
        for future in as_completed(futures):
            task = futures[future]
            try:
                yield Result(task, future.result())
            except (CancelledError, Cancelled):
                continue
            except ChurnError as err:  # such as too few leavers in a small fold
                yield Result(task, None, str(err))
    finally:
        for future in futures:
            future.cancel()


def completed_runs(
    specs: Iterable[RunSpec], submit: Callable[[RunSpec], "Future[Run]"]
) -> Iterator[tuple[RunSpec, Run | str]]:
    """Have settings fitted and yield each with its run, or with why there is none, as they come.

    What is cancelled yields nothing, and no run is held on to; whoever stops asking cancels what has not begun.
    """
    futures = {submit(spec): spec for spec in specs}
    try:
        for future in as_completed(list(futures)):
            spec = futures.pop(future)
            try:
                yield spec, future.result()
            except (CancelledError, Cancelled):
                continue
            except ChurnError as err:
                yield spec, str(err)
    finally:
        for future in futures:
            future.cancel()


def same_customer(dataset: Dataset, by: str) -> NDArray[np.intp] | None:
    """Give rows of the same customer equal numbers, shape (n,), to be resampled together; None if each is another one.

    Parameters
    ----------
    dataset : Dataset
        n rows.
    by : str
        What the run is split by, `Split.by`: where no column names the customer, what the split keeps together counts
        as one.
    """
    if dataset.schema.customer is not None and not by.startswith(COLUMN):
        return groups_of(dataset.table[dataset.schema.customer])
    return together(dataset, by)
