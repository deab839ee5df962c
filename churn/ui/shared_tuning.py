"""What all viewers share of what was found out about settings; see `churn.ui.shared`."""

from concurrent.futures import Future
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from churn.errors import ChurnError
from churn.model.run import Run, RunSpec, run_key
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset
from churn.tuning import more_trees
from churn.tuning.cells import Cells, all_defaults
from churn.tuning.cross_validation import CrossValidation
from churn.tuning.landscape import Landscape
from churn.tuning.maps import MapOfFolds, MapOfRuns, WholeMap, Wish
from churn.tuning.more_customers import MoreCustomers, Sample
from churn.tuning.more_trees import Staged, TreesCurve
from churn.tuning.score import Score
from churn.tuning.task import Task, judged, same_customer
from churn.ui import shared
from churn.ui.cache import cached, computed_in_background
from churn.work.courtesy import Courtesy
from churn.work.wishes import Wanter

MAX_MAPS: Final = 16


def done(dataset: Dataset, spec: RunSpec) -> Run | None:
    """Return the run of these settings, if it is there."""
    job = shared.trainer().find(run_key(dataset, spec))
    return None if job is None else job.outcome


@cached(MAX_MAPS)
def landscape(dataset: Dataset, known: tuple[RunSpec, ...], score: Score) -> Landscape:
    """Return how good the cells of a map are whose runs are there, by the validation customers."""
    runs = {spec: run for spec in known if (run := done(dataset, spec)) is not None}
    one = next(iter(runs.values()), None)
    groups = None if one is None else groups_of_judges(one, dataset)
    return Landscape.of({spec: run.evaluation.predictions["validation"] for spec, run in runs.items()}, score, groups)


@cached(MAX_MAPS)
def cross_validation(dataset: Dataset, spec: RunSpec) -> CrossValidation:
    """Return the folds that the cells of a map are judged on, and what is known of cells there."""
    return CrossValidation.of(dataset, spec)


@cached(MAX_MAPS)
def landscape_of_folds(folds: CrossValidation, known: tuple[RunSpec, ...], score: Score) -> Landscape:
    """Return how good the cells of a map are that are known on every fold."""
    return folds.landscape(score, known)


def find_map(dataset: Dataset, cells: Cells, *, folds: bool) -> WholeMap | None:
    """Return the map of these cells that is fitted beside the page, or was."""
    return shared.tuning().maps.find(_wish(dataset, cells, folds=folds))


def begin_map(dataset: Dataset, cells: Cells, first: RunSpec, *, folds: bool, wanted_by: Wanter) -> WholeMap:
    """Have a map of these cells fitted beside the page, one of them first, or go on.

    Raises
    ------
    DataError
        If cells are to be judged by cross-validation, and there can be none.
    """
    ended, trainer, also = shared.tuning().maps.ended, shared.trainer(), [all_defaults(first)]
    also = [each for each in also if cells.place(each) is None]

    def new() -> WholeMap:
        if folds:
            judges = cross_validation(dataset, cells.specs[0])
            return MapOfFolds(dataset.fingerprint, (first, *cells.coarse_first), judges, ended, also=also)
        return MapOfRuns(
            dataset.fingerprint,
            (first, *cells.coarse_first),
            lambda cell: done(dataset, cell) is not None,
            partial(trainer.filling.keep, dataset),
            ended,
            also=also,
        )

    def start(one: WholeMap) -> None:
        one.start(partial(shared.tuning().fits.of, dataset))

    return shared.tuning().maps.begin(_wish(dataset, cells, folds=folds), new, start, wanted_by)


def _wish(dataset: Dataset, cells: Cells, *, folds: bool) -> Wish:
    return Wish(run_key(dataset, cells.specs[0]), folds)


def groups_of_judges(run: Run, dataset: Dataset) -> NDArray[np.intp] | None:
    """Return equal numbers for validation rows of the same customer; None if each row is another one."""
    groups = same_customer(dataset, run.split.by)
    return None if groups is None else groups[run.split.validation]


@cached(shared.MAX_EXPLAINED)
def by_trees(run: Run, dataset: Dataset, score: Score) -> TreesCurve | None:
    """Return the score of a run's first trees on the validation customers; None of a model that has no such trees."""
    if not isinstance(run.model, Staged):
        return None
    return more_trees.by_trees(run.model, dataset, run.split.validation, score, groups_of_judges(run, dataset))


@computed_in_background("Fitting on shares of the customers …", shared.MAX_EXPLAINED)
def more_customers(run: Run, dataset: Dataset) -> MoreCustomers:
    """Return fits on shares of the training customers, which let all others pass."""
    samples, courtesy = MoreCustomers(dataset, run.split, run.spec), Courtesy(run.key, shared.trainer())

    def submit(task: Task[Sample]) -> Future[Predictions]:
        done = Future[Predictions]()
        try:
            done.set_result(judged(dataset, task, on_progress=courtesy.let_pass, cancel=courtesy.nobody, threads=1))
        except ChurnError as err:
            done.set_exception(err)
        return done

    for _ in samples.run(submit):
        pass
    courtesy.check()
    return samples
