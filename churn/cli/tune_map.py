"""`tune --map`: a fit for every position of the two main settings."""

from collections.abc import Collection, Mapping
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from churn.cli.progress import Progress, Told
from churn.errors import ChurnError, capitalized
from churn.model.run import RunSpec
from churn.model.split import Split
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset
from churn.tuning import words
from churn.tuning.cells import Cells, all_defaults, cells_around, defaults
from churn.tuning.cross_validation import CrossValidation
from churn.tuning.fits import Fits
from churn.tuning.landscape import Landscape
from churn.tuning.score import Score
from churn.tuning.task import completed_runs, same_customer


def told(
    dataset: Dataset, spec: RunSpec, parts: Split, fits: Fits, score: Score, judges: CrossValidation | None = None
) -> Told:
    """Fit all cells around some settings, and say which are best as far as those who judge can tell.

    Parameters
    ----------
    dataset, spec, parts, fits, score
        What is fitted, how, and by what cells are compared.
    judges : CrossValidation, optional
        Judges cells instead of the validation customers.

    Raises
    ------
    ChurnError
        If no cell has a model.
    """
    cells = cells_around(spec)
    filled = _OneSplit(cells, fits) if judges is None else _Folds(cells, judges, fits)
    stopped = False
    try:
        filled.fill()
    except KeyboardInterrupt:
        stopped = True
        fits.cancel()
    groups = same_customer(dataset, parts.by)
    judging = None if groups is None else groups[parts.validation]
    found, everything = filled.landscape(score, judging, cells.specs), all_defaults(spec)
    with_all = None if everything in cells.specs else filled.landscape(score, judging, {*cells.specs, everything})
    failed = {cell: why for cell, why in filled.failed.items() if cell != everything}
    if not found.cells:
        if stopped:
            raise click.Abort
        raise ChurnError(next(iter(failed.values()), "No cell has a model."))
    said = [words.progress(len(found.cells) + len(failed), len(cells), failed=len(failed))]
    said = [f"{capitalized(said[0])}.", *words.verdict(found, cells, defaults(spec), with_all)]
    return Told(_fields(found, cells, failed, said), said, stopped)


class _OneSplit:
    """All cells, judged by the validation customers."""

    def __init__(self, cells: Cells, fits: Fits) -> None:
        self._cells, self._fits = cells, fits
        self._known = dict[RunSpec, Predictions]()
        self.failed = dict[RunSpec, str]()

    def fill(self) -> None:
        """Fit them."""
        progress = Progress("fits")
        wanted = dict.fromkeys((*self._cells.coarse_first, all_defaults(self._cells.specs[0])))
        for done, (cell, run) in enumerate(completed_runs(wanted, self._fits.submit), start=1):
            if isinstance(run, str):
                self.failed[cell] = run
            else:
                self._known[cell] = run.evaluation.predictions["validation"]
            progress(done, len(wanted))

    def landscape(self, score: Score, groups: NDArray[np.intp] | None, specs: Collection[RunSpec]) -> Landscape:
        """Return the map of some settings."""
        return Landscape.of({spec: each for spec, each in self._known.items() if spec in specs}, score, groups)


class _Folds:
    """All cells, judged by cross-validation."""

    def __init__(self, cells: Cells, judges: CrossValidation, fits: Fits) -> None:
        self._cells, self._judges, self._fits = cells, judges, fits
        self.failed = judges.failed

    def fill(self) -> None:
        """Fit them."""
        wanted = (*self._cells.coarse_first, all_defaults(self._cells.specs[0]))
        progress, total = Progress("fits"), self._judges.missing(wanted)
        for done, _ in enumerate(self._judges.run(wanted, self._fits.judge), start=1):
            progress(done, total)

    def landscape(self, score: Score, _groups: NDArray[np.intp] | None, specs: Collection[RunSpec]) -> Landscape:
        """Return the map of some settings."""
        return self._judges.landscape(score, specs)


def _fields(found: Landscape, cells: Cells, failed: Mapping[RunSpec, str], said: list[str]) -> dict[str, Any]:
    names = [axis.setting.name for axis in (cells.rows, cells.columns) if axis.setting.name]

    def settings(spec: RunSpec | None) -> dict[str, Any] | None:
        return None if spec is None else {name: getattr(spec.model, name) for name in names}

    rows = [
        {
            **{name: getattr(cell.model, name) for name in names},
            "value": found.value(cell) if cell in found.cells else None,
            "standard_error": found.standard_error(cell) if cell in found.cells else None,
            "equal": cell in found.equals,
            "reason": failed.get(cell) or found.reasons.get(cell),
        }
        for cell in cells.specs
    ]
    return {"best": settings(found.best), "simplest": settings(found.simplest), "cells": rows, "verdict": said}
