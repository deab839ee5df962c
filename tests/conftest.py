"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Find the folder with the public tables: CHURN_REAL_DATA names it."""
    folder = os.environ.get("CHURN_REAL_DATA")
    if not folder or not Path(folder, "Customertravel.csv").exists():
        pytest.skip("CHURN_REAL_DATA names no folder with the public tables (Customertravel.csv, BankChurners.csv)")
    return Path(folder).absolute()


@pytest.fixture(autouse=True, scope="module")
def core(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give each of several test processes a core of its own: threads that wait for each other cost a third more.

    A browser and its server need them all.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if not worker or not hasattr(os, "sched_setaffinity") or "browser" in request.path.parts:
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(cores)[int(worker) % len(cores)]})
    yield
    os.sched_setaffinity(0, cores)
