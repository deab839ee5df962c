"""`tune --map`: a fit for every position of the two main settings."""

from collections.abc import Mapping
from concurrent.futures import CancelledError, Future, as_completed
from typing import Any

import click

from churn.cli.progress import Progress, Told
from churn.errors import Cancelled, ChurnError
from churn.model.run import Run, RunSpec
from churn.model.split import Split
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset
from churn.tuning import words
from churn.tuning.cells import Cells, cells_around
from churn.tuning.fits import Fits
from churn.tuning.landscape import Landscape
from churn.tuning.score import Score
from churn.tuning.task import same_customer


def told(dataset: Dataset, spec: RunSpec, parts: Split, fits: Fits, score: Score) -> Told:
    """Fit all cells around some settings, and say which are best as far as the validation customers can tell.

    Raises
    ------
    ChurnError
        If no cell has a model.
    """
    cells = cells_around(spec)
    known: dict[RunSpec, Predictions] = {}
    failed: dict[RunSpec, str] = {}
    stopped = False
    try:
        _fill(cells, fits, known, failed)
    except KeyboardInterrupt:
        stopped = True
        fits.cancel()
    if not known:
        if stopped:
            raise click.Abort
        raise ChurnError(next(iter(failed.values()), "No cell has a model."))
    groups = same_customer(dataset, parts.by)
    found = Landscape.of(known, score, None if groups is None else groups[parts.validation])
    said = [words.progress(len(known) + len(failed), len(cells), failed=len(failed)).capitalize() + "."]
    said += words.verdict(found, cells)
    return Told(_fields(found, cells, failed, said), said, stopped)


def _fill(cells: Cells, fits: Fits, known: dict[RunSpec, Predictions], failed: dict[RunSpec, str]) -> None:
    progress = Progress("cells")
    futures: dict[Future[Run], RunSpec] = {fits.submit(cell): cell for cell in cells.coarse_first}
    for done, future in enumerate(as_completed(list(futures)), start=1):
        cell = futures.pop(future)  # a run is let go as soon as it is read
        try:
            known[cell] = future.result().evaluation.predictions["validation"]
        except (CancelledError, Cancelled):
            continue
        except ChurnError as err:
            failed[cell] = str(err)
        progress(done, len(cells))


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
