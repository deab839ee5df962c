"""Repeated cross-validation of the settings on all customers but those who test, instead of one validation split.

Each fold is a whole fit: its customers are held out, and of the others some choose the number of trees, as in any run.
So a score here is not flattered by that choice. The customers who test the run are in none of it.
"""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from churn.errors import DataError, quote
from churn.model.division import column_of
from churn.model.folds import folds
from churn.model.run import RunSpec
from churn.model.split import Split, split
from churn.scores.predictions import Predictions
from churn.stability.repeated import other_seeds
from churn.table.dataset import Dataset
from churn.tuning.landscape import LOG_LOSS, Landscape
from churn.tuning.score import Score
from churn.tuning.task import Result, Submit, Task, completed

FOLDS: Final = 5
REPEATS: Final = 2


@dataclass(frozen=True)
class Fold:
    """One setting on one fold.

    Attributes
    ----------
    cell : RunSpec
        The settings.
    number : int
        Of the fold, from 0, through all repeats.
    """

    cell: RunSpec
    number: int


class CrossValidation:
    """Scores of settings on the same folds, as far as they are there; can be read from any thread.

    Parameters
    ----------
    dataset : Dataset
        The table.
    parts : Split
        Of the run; its train and validation rows are cut into folds.
    spec : RunSpec
        The settings of the run.
    folds, repeats : int
        How many folds, at least 2, and how often all customers are cut anew, at least once.

    Attributes
    ----------
    splits : tuple of Split
        The folds, repeat by repeat; the test part of each is held out.
    repeats : int
        How often all customers are cut.
    failed : dict of RunSpec to str
        Settings that could not be fitted on one of the folds, and why.

    Raises
    ------
    DataError
        If the run is split by time, or the table is too small.
    """

    def __init__(
        self, dataset: Dataset, parts: Split, spec: RunSpec, *, folds: int = FOLDS, repeats: int = REPEATS
    ) -> None:
        if parts.in_time:
            raise DataError(
                f"A run that is split by time of {quote(column_of(parts.by))} cannot be cross-validated: it would learn"
                " from customers who come later. Its validation customers, the latest before the test, choose instead."
            )
        self.splits = _cut(dataset, parts, spec, folds, repeats)
        if len(self.splits) < folds * repeats:
            raise DataError(f"{quote(dataset.name)} is too small for {folds} folds: choose fewer, or one split.")
        self.repeats = repeats
        self.failed = dict[RunSpec, str]()
        self._lock = threading.Lock()
        self._known = dict[RunSpec, dict[int, Predictions]]()

    @classmethod
    def of(cls, dataset: Dataset, spec: RunSpec) -> "CrossValidation":
        """Cut the customers of a table who do not test the runs of these settings.

        Raises
        ------
        DataError
            As the constructor, and if the table cannot be split.
        """
        return cls(dataset, split(dataset, spec.split), spec)

    @property
    def overlap(self) -> float:
        """Customers held out in a fold, over those of the other folds: what the trainings have in common grows with it.

        See `churn.tuning.noise.on_folds`.
        """
        held_out = np.mean([len(each.test) for each in self.splits])
        others = np.mean([len(each.train) + len(each.validation) for each in self.splits])
        return float(held_out / others)

    @property
    def complete(self) -> tuple[RunSpec, ...]:
        """The settings that are scored on every fold."""
        with self._lock:
            return tuple(cell for cell, each in self._known.items() if len(each) == len(self.splits))

    def run(self, cells: Sequence[RunSpec], submit: Submit[Fold]) -> Iterator[Result[Fold]]:
        """Fit settings on the folds that they have no score on, and yield each fold as it comes.

        Parameters
        ----------
        cells : sequence of RunSpec
            In the order of their urgency: all folds of the first one come first.
        submit : callable
            See `churn.tuning.task.completed`.
        """
        for result in completed(self._tasks(cells), submit):
            fold = result.task.label
            if result.predictions is None:
                self.failed[fold.cell] = result.reason
            else:
                with self._lock:
                    self._known.setdefault(fold.cell, {})[fold.number] = result.predictions
            yield result

    def missing(self, cells: Sequence[RunSpec]) -> int:
        """Count the fits that `run` would begin with."""
        with self._lock:
            known = [len(self._known.get(cell, ())) for cell in dict.fromkeys(cells) if cell not in self.failed]
        return len(known) * len(self.splits) - sum(known)

    def landscape(self, score: Score = LOG_LOSS, cells: Collection[RunSpec] | None = None) -> Landscape:
        """Return the map of the settings that are scored on every fold, of all or of some cells."""
        chosen = [cell for cell in self.complete if cells is None or cell in cells]
        known = {cell: [self._known[cell][number] for number in range(len(self.splits))] for cell in chosen}
        return Landscape.of_folds(known, score, overlap=self.overlap, repeats=self.repeats)

    def _tasks(self, cells: Sequence[RunSpec]) -> list[Task[Fold]]:
        with self._lock:
            return [
                Task(Fold(cell, number), cell, split, "test")
                for cell in dict.fromkeys(cells)
                if cell not in self.failed
                for number, split in enumerate(self.splits)
                if number not in self._known.get(cell, {})
            ]


def _cut(dataset: Dataset, parts: Split, spec: RunSpec, number: int, repeats: int) -> tuple[Split, ...]:
    rows = np.concatenate([parts.train, parts.validation])
    seeds = (spec.split.seed, *other_seeds(spec.split.seed, repeats - 1))
    return tuple(
        fold for seed in seeds for fold in folds(dataset, spec.split, number, rows=rows, seed=seed, shuffled=True)
    )
