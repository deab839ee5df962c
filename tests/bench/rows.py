"""Another threshold on a million customers against the same on a thousand: a move must not go through the rows."""

import hashlib
import time
from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

import churn
from churn.scores import resampling
from churn.scores.thresholds import GRID
from churn.table.dataset import SAMPLE, from_table
from churn.table.raw import RawTable
from churn.ui import pacing, shared, tables
from tests.bench.measure import Measurement, Ratio, in_turns, timed
from tests.ui.app import press, settled, visit_at_once

FEW, MANY = 1_000, 1_000_000
TREES = 50
PAIRS = 15
TARGET = 1.5


def ratios() -> Iterator[Ratio]:
    """Measure whole runs of the page Train's script, without a browser, after two fits that it compares."""
    # the waits are the same whatever the rows; intervals need few resamples here, for they don't move with a threshold
    without_waits = patch.multiple(pacing, NUMBERS_FIRST=0, CHARTS_LAST=0)
    quick = patch.multiple(resampling, RESAMPLES=3, FEWEST_RESAMPLES=3)
    with without_waits, quick:
        few, many = _visit(FEW), _visit(MANY)
        taken = in_turns(_mover(*many), _mover(*few), PAIRS)
    yield Ratio(f"threshold move on {MANY:,} customers", f"on {FEW:,} customers", *taken, TARGET)


def _visit(n: int) -> tuple[AppTest, list[float]]:
    """Open a table of `n` customers, train twice, wait for all that is computed beside the page.

    Returns the page, and thresholds of which each flags other test customers than all before: nothing is known already.
    """
    table = _table(n)
    tables.sharing().bring(table.sha256, "nobody", table.sha256, shared=True)
    tables.uploads().put(table.sha256, table)
    at = visit_at_once(data=table.sha256, trees=f"{TREES}")
    for depth in (3, 4):
        at.slider(key="depth").set_value(depth).run()
        settled(press(at, "Train"))
    dataset = from_table(table)
    new, old = (shared.trainer().submit(dataset, _spec(depth)).result() for depth in (4, 3))
    while None in (
        shared.comparison.if_ready(new, old, "test"),
        shared.intervals.if_ready(new),
        shared.audit.if_ready(dataset, new.spec.split),
    ):
        time.sleep(0.1)
    at.run()
    counts = {new.evaluation.confusion("test", value): value for value in reversed(GRID)}
    if len(counts) < PAIRS:
        raise RuntimeError(f"On {n:,} customers only {len(counts)} thresholds flag different ones.")
    return at, sorted(counts.values())


def _mover(at: AppTest, thresholds: list[float]) -> Measurement:
    left = iter(thresholds)

    def measurement() -> float:
        slider = at.slider(key="threshold").set_value(next(left))
        return timed(slider.run)()

    return measurement


def _spec(depth: int) -> churn.RunSpec:
    return churn.RunSpec(churn.ModelSpec(depth=depth, iterations=TREES))


def _table(n: int) -> RawTable:
    """Repeat the sample's customers, each of them a little different."""
    sample = pd.read_csv(SAMPLE)
    frame = sample.iloc[np.arange(n) % len(sample)].reset_index(drop=True)
    frame["Spent"] = np.random.default_rng(1).random(n).round(6)
    return RawTable(f"{n:,} customers", frame, hashlib.sha256(f"{n}".encode()).hexdigest())
