"""The map of the two sliders: all its cells against bare fits of CatBoost, the first of them, and what they weigh."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

import churn
from churn.model.run import run_key
from churn.model.split import split
from churn.tuning.cells import FIRST, cells_around
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter
from tests.bench.measure import Fact, Ratio, in_turns
from tests.bench.process import resident, wait_until_quiet
from tests.bench.viewers import Viewer
from tests.serving import AS_SHIPPED, ROOT, server

PAIRS: Final = 2
TARGET: Final = 0.60
FIRST_TARGET: Final = 0.15
MEMORY_TARGET: Final = 1.3
LOOK: Final = 0.02

Probabilities = dict[churn.RunSpec, NDArray[np.float64]]


def results(path: Path) -> tuple[list[Ratio], list[Fact]]:
    """Fit all cells, ours two at a time and CatBoost's one after the other; then let a server do it by itself.

    Raises
    ------
    RuntimeError
        If a cell has not the same probabilities, bit by bit: then it isn't the same work.
    """
    dataset = churn.load(path)
    cells = cells_around(churn.RunSpec())
    whole: list[float] = []
    first: list[float] = []
    found: list[Probabilities] = []

    def ours() -> float:
        taken, early, probabilities = _filled(dataset, cells.coarse_first)
        whole.append(taken)
        first.append(early)
        found.append(probabilities)
        return taken

    def bare() -> float:
        taken, probabilities = _one_by_one(dataset, cells.coarse_first)
        found.append(probabilities)
        return taken

    taken = in_turns(ours, bare, PAIRS)
    if not all(np.array_equal(p, other[spec]) for spec, p in found[0].items() for other in found[1:]):
        raise RuntimeError("The map and CatBoost alone disagree.")
    n = len(cells)
    ratios = [
        Ratio(f"{n} cells of the map, side by side", f"{n} times CatBoost alone", *taken, TARGET),
        Ratio(f"  the first {FIRST} of them", "all of them", tuple(first), tuple(whole), FIRST_TARGET),
    ]
    return ratios, list(_memory(path))


def _filled(dataset: churn.Dataset, specs: tuple[churn.RunSpec, ...]) -> tuple[float, float, Probabilities]:
    """Fit cells as for somebody who waits; return the seconds of all, of the first ones, and what came of it."""
    keys = [run_key(dataset, spec) for spec in specs]
    with closing(Trainer()) as trainer:

        def seconds_until(keys: list[str]) -> float:
            for key in keys:
                while (job := trainer.find(key)) is None or job.outcome is None:
                    time.sleep(LOOK)
            return time.perf_counter() - begun

        begun = time.perf_counter()
        trainer.filling.fill(dataset, specs, wanted_by=Wanter(None, "map"), hurry=True)
        early, taken = seconds_until(keys[:FIRST]), seconds_until(keys)
        jobs = [trainer.find(key) for key in keys]
        return taken, early, {job.spec: job.result().evaluation.p["test"] for job in jobs if job is not None}


def _one_by_one(dataset: churn.Dataset, specs: tuple[churn.RunSpec, ...]) -> tuple[float, Probabilities]:
    """Fit cells with CatBoost alone, all cores each; return the seconds, and the test customers' probabilities."""
    parts = split(dataset, specs[0].split)
    boosters = {}
    begun = time.perf_counter()
    for spec in specs:
        train, validation = (
            Pool(dataset.frame.iloc[rows], dataset.y[rows], cat_features=dataset.schema.categories)
            for rows in (parts.train, parts.validation)
        )
        booster = CatBoostClassifier(
            n_estimators=spec.model.iterations, learning_rate=spec.model.learning_rate, depth=spec.model.depth,
            random_seed=spec.model.seed, verbose=False, allow_writing_files=False,
        )  # fmt: skip
        boosters[spec] = booster.fit(train, eval_set=validation)
    taken = time.perf_counter() - begun
    test = Pool(dataset.frame.iloc[parts.test], cat_features=dataset.schema.categories)
    return taken, {spec: booster.predict_proba(test)[:, 1] for spec, booster in boosters.items()}


def _memory(path: Path) -> Iterator[Fact]:
    """Look at two servers with a viewer each: one that fits nothing unasked, and one that fills its map."""
    peaks = [asyncio.run(_peak(path, told)) for told in ({}, AS_SHIPPED)]
    before, after = peaks
    yield Fact("server's peak memory without a map, MB", f"{before / 2**20:.0f}", "–", None)
    yield Fact("  with a filled map", f"{after / 2**20:.0f}", f"≤ {MEMORY_TARGET} ×", after <= MEMORY_TARGET * before)


async def _peak(path: Path, told: Mapping[str, str | None]) -> int:
    """Return the most memory that a server had in use until it had nothing left to do for its one viewer, in bytes."""
    with server(ROOT / "dashboard.py", env={"CHURN_DATA": str(path), **told}) as running:
        async with Viewer(running.url):
            await asyncio.to_thread(wait_until_quiet, running.process.pid)
        return resident(running.process.pid, "VmHWM")
