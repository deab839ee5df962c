"""Maps that are fitted beside the page: real fits of a few cells, stopped and gone on with."""

import threading
import time
from concurrent.futures import Future
from dataclasses import replace

import numpy as np

from churn.errors import DataError
from churn.model.run import Run, RunSpec, train
from churn.model.spec import ModelSpec
from churn.table.dataset import Dataset
from churn.tuning.cross_validation import CrossValidation
from churn.tuning.fits import LocalFits
from churn.tuning.maps import MapOfFolds, MapOfRuns, WholeMap
from churn.work.trainer import Trainer

SPEC = RunSpec(ModelSpec(iterations=10))
CELLS = [replace(SPEC, model=replace(SPEC.model, depth=depth)) for depth in (2, 4, 6)]
LONG = [replace(cell, model=replace(cell.model, depth=10, iterations=2000 + n)) for n, cell in enumerate(CELLS)]


def test_a_map_by_cross_validation(sample: Dataset, trainer: Trainer) -> None:
    """Its scores are those of the cross-validation done without it, and it says who does the fits meanwhile."""
    ended: list[WholeMap] = []
    whole = MapOfFolds(sample.fingerprint, CELLS, CrossValidation.of(sample, SPEC), ended.append)
    assert whole.finished
    assert whole.progress() == (0, 3, None, False)
    seen = threading.Event()

    def fits() -> tuple[LocalFits, str]:
        assert whole.where is None
        seen.set()
        return LocalFits(trainer, sample), "not there"

    whole.start(fits)
    whole.start(fits)
    assert whole.wait(60)
    assert seen.is_set()
    assert whole.progress() == (3, 3, None, False)
    assert (whole.message, whole.error, ended) == ("not there", None, [whole])
    alone = CrossValidation.of(sample, SPEC)
    fits_alone = LocalFits(trainer, sample)
    for _ in alone.run(CELLS, fits_alone.judge):
        pass
    values = [[one.landscape().value(cell) for cell in CELLS] for one in (whole.folds, alone)]
    assert values[0] == values[1]


def test_it_goes_on_where_it_was_stopped(sample: Dataset, trainer: Trainer) -> None:
    """A stop ends its fits within a second, and keeps what is known; no fold is fitted twice."""
    folds = CrossValidation.of(sample, SPEC)
    whole = MapOfFolds(sample.fingerprint, [*CELLS, *LONG], folds)
    whole.start(lambda: (LocalFits(trainer, sample), ""))
    end = time.monotonic() + 60
    while whole.progress().done < len(CELLS):
        assert time.monotonic() < end
        time.sleep(0.01)
    whole.stop()
    assert whole.finished
    stopped = time.process_time()
    time.sleep(1)
    calm = time.process_time()
    time.sleep(1)
    assert time.process_time() - calm < 0.5, f"{calm - stopped} s in the first second"
    known = len(folds.complete)
    assert known >= len(CELLS)
    left = folds.missing([*CELLS, *LONG])
    again = MapOfFolds(sample.fingerprint, CELLS, folds)
    again.start(lambda: (LocalFits(trainer, sample), ""))
    assert again.finished  # nothing was missing
    assert folds.missing([*CELLS, *LONG]) == left


def test_a_map_of_runs_that_come_from_elsewhere(sample: Dataset, trainer: Trainer) -> None:
    """Each is kept as if it had been fitted here, and counts for nothing; a cell that fails is not tried again."""

    class Elsewhere(LocalFits):
        """Fits at once; one cell cannot be fitted."""

        def submit(self, spec: RunSpec) -> "Future[Run]":
            future = Future[Run]()
            if spec == CELLS[1]:
                future.set_exception(DataError("It cannot be fitted."))
            else:
                future.set_result(train(sample, spec))
            return future

    kept: dict[RunSpec, Run] = {}
    whole = MapOfRuns(sample.fingerprint, CELLS, kept.__contains__, lambda run: kept.update({run.spec: run}))
    whole.start(lambda: (Elsewhere(trainer, sample), ""))
    assert whole.wait(60)
    assert set(kept) == {CELLS[0], CELLS[2]}
    assert whole.failed == {CELLS[1]: "It cannot be fitted."}
    assert whole.progress() == (3, 3, None, False)
    assert np.array_equal(kept[CELLS[0]].evaluation.p["test"], train(sample, CELLS[0]).evaluation.p["test"])
    whole.start(lambda: (Elsewhere(trainer, sample), ""))
    assert whole.finished


def test_what_is_fitted_besides_is_no_cell(sample: Dataset, trainer: Trainer) -> None:
    """It is there for comparison, and nobody counts it."""
    whole = MapOfFolds(sample.fingerprint, CELLS[:1], CrossValidation.of(sample, SPEC), also=CELLS[1:2])
    whole.start(lambda: (LocalFits(trainer, sample), ""))
    assert whole.wait(60)
    assert whole.progress() == (1, 1, None, False)
    assert set(whole.folds.complete) == set(CELLS[:2])
    assert whole.folds.landscape(cells=CELLS[:1]).cells == (CELLS[0],)


def test_who_does_the_fits_may_fail(sample: Dataset) -> None:
    """What goes wrong before the first fit ends it with the error, and it may be begun again."""
    whole = MapOfFolds(sample.fingerprint, CELLS, CrossValidation.of(sample, SPEC))

    def fails() -> tuple[LocalFits, str]:
        raise DataError("Nobody is there.")

    whole.start(fails)
    assert whole.wait(10)
    assert str(whole.error) == "Nobody is there."
    assert whole.progress() == (0, 3, None, False)
