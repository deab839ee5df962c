"""A real scheduler and two real workers on this machine: equal results, workers that die, schedulers that are none."""

import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import churn
from churn.errors import DataError
from churn.model.run import RunSpec, train
from churn.model.spec import ModelSpec
from churn.model.split import Split, SplitSpec
from churn.table.dataset import SAMPLE, Dataset
from churn.tuning import connecting
from churn.tuning.budget import Budget
from churn.tuning.cluster import DaskFits, code, fits_for
from churn.tuning.connecting import ADDRESS
from churn.tuning.fits import LocalFits, Where
from churn.tuning.search import Search
from churn.tuning.task import Task, judged
from churn.work.trainer import Trainer
from tests.tuning.dask_cluster import cluster

SMALL = RunSpec(ModelSpec(iterations=8))
LONG = RunSpec(ModelSpec(depth=10, iterations=5000))
ROWS = np.arange(100)


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the table that is shipped."""
    return churn.load(SAMPLE)


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Return a trainer that ends with the test."""
    trainer = Trainer(workers=1)
    yield trainer
    assert trainer.close(timeout=10)


def seeds(*numbers: int, trees: int = 200) -> list[RunSpec]:
    """Return settings that differ in their seeds."""
    return [RunSpec(ModelSpec(iterations=trees, seed=seed)) for seed in numbers]


@pytest.mark.slow
def test_results_are_those_of_this_machine(sample: Dataset, trainer: Trainer) -> None:
    """Runs, tasks and whole searches, to the last digit; what fails says the same; stopping frees the workers."""
    with cluster(2) as (_, client):
        local = LocalFits(trainer, sample)
        fits = DaskFits(client, sample, local)
        assert (fits.where.workers, fits.where.cores) == (2, 2)
        run, expected = fits.submit(SMALL).result(60), train(sample, SMALL)
        assert (run.key, run.model.trees) == (expected.key, expected.model.trees)
        for part, p in expected.evaluation.p.items():
            assert np.array_equal(run.evaluation.p[part], p)
            assert not run.evaluation.p[part].flags.writeable
        assert np.array_equal(run.curve.validation, expected.curve.validation)
        assert np.array_equal(run.model.predict_proba(sample.frame), expected.model.predict_proba(sample.frame))
        task = Task("", SMALL, Split(ROWS, ROWS + 100, ROWS + 200), "test")
        assert np.array_equal(fits.judge(task).result(60).p, judged(sample, task).p)
        with pytest.raises(DataError, match="split by"):
            fits.submit(RunSpec(split=SplitSpec(by="column:Nobody"))).result(60)

        def tried(by: LocalFits | DaskFits) -> list[tuple[Any, ...]]:
            search = Search(sample, SMALL, by, Budget(trials=12), at_once=2)
            search.start()
            assert search.wait(60)
            return [(each.settings, each.value, each.key) for each in search.trials]

        assert tried(fits) == tried(local)
        long = [fits.submit(spec) for spec in (LONG, *seeds(*range(5), trees=5000))]
        time.sleep(1)
        began = time.monotonic()
        fits.cancel()
        assert all(each.cancelled() for each in long)
        fits.submit(replace(SMALL, split=SplitSpec(seed=7))).result(60)
        assert time.monotonic() - began < 3  # with a fit, on a machine that does other things, too


@pytest.mark.slow
def test_a_worker_that_dies_costs_nothing(sample: Dataset, trainer: Trainer) -> None:
    """Killed half way, all fits come; so they do when all have died and a new one joins, or the scheduler has gone."""
    with cluster(2) as (started, client):
        fits = DaskFits(client, sample, LocalFits(trainer, sample))
        specs = seeds(*range(10), trees=1500)
        runs = [fits.submit(spec) for spec in specs]
        wait(runs, 60, FIRST_COMPLETED)
        started.workers[0].kill()
        assert not all(run.done() for run in runs)
        expected = [train(sample, spec) for spec in specs]
        for run, own in zip(runs, expected, strict=True):
            assert np.array_equal(run.result(60).evaluation.p["validation"], own.evaluation.p["validation"])
        runs = [fits.submit(spec) for spec in seeds(*range(20, 24))]
        runs[0].result(60)
        started.workers[1].kill()
        started.worker()
        assert [run.result(60).spec for run in runs] == seeds(*range(20, 24))
        started.scheduler.kill()
        assert fits.submit(SMALL).result(60).key == train(sample, SMALL).key
        assert fits.where.address is None


def test_a_scheduler_that_is_not_there(sample: Dataset, trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within five seconds it is said, and fits go on here."""
    monkeypatch.setenv(ADDRESS, "tcp://127.0.0.1:9")
    began = time.monotonic()
    fits, message = fits_for(trainer, sample)
    assert time.monotonic() - began < 5
    assert "“tcp://127.0.0.1:9” (DASK_SCHEDULER_ADDRESS) does not answer" in message
    assert message.endswith("The fits go on here.")
    assert isinstance(fits, LocalFits)


@pytest.mark.slow
def test_whoever_listens_but_says_nothing(sample: Dataset, trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that takes a connection and stays silent is no scheduler, nor is one that speaks something else."""
    for answer in (b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"):
        with socket.create_server(("127.0.0.1", 0)) as server:
            taken = list[socket.socket]()

            def take(
                server: socket.socket = server, answer: bytes = answer, taken: list[socket.socket] = taken
            ) -> None:
                while True:
                    try:
                        taken.append(server.accept()[0])
                        taken[-1].sendall(answer)
                    except OSError:
                        return

            threading.Thread(target=take, daemon=True).start()
            monkeypatch.setenv(ADDRESS, f"tcp://127.0.0.1:{server.getsockname()[1]}")
            began = time.monotonic()
            fits, message = fits_for(trainer, sample)
            assert time.monotonic() - began < 5
            assert "does not answer" in message or "is no Dask scheduler, or one of another version" in message
            assert isinstance(fits, LocalFits)
            server.shutdown(socket.SHUT_RDWR)
        for each in taken:
            each.close()


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "http://127.0.0.1:1", "tcp://no such"])
def test_an_address_that_is_none(
    sample: Dataset, trainer: Trainer, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """It is named, and fits go on here."""
    monkeypatch.setenv(ADDRESS, address)
    began = time.monotonic()
    fits, message = fits_for(trainer, sample)
    assert time.monotonic() - began < 5
    assert f"“{address}”" in message
    assert isinstance(fits, LocalFits)


def test_without_an_address_fits_are_done_here(
    sample: Dataset, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is said about it."""
    for address in (None, "", "  "):
        monkeypatch.delenv(ADDRESS, raising=False)
        if address is not None:
            monkeypatch.setenv(ADDRESS, address)
        fits, message = fits_for(trainer, sample)
        assert (isinstance(fits, LocalFits), message) == (True, "")
        assert fits.where == Where(1, fits.where.cores)


def test_without_the_extra(sample: Dataset, trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names it."""
    monkeypatch.setenv(ADDRESS, "tcp://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "distributed", None)
    fits, message = fits_for(trainer, sample)
    assert "the extra “cluster” (pip install -r requirements.lock -r cluster.lock)" in message
    assert isinstance(fits, LocalFits)


class OtherVersions:
    """A cluster with these packages, as a client tells of it; the real one would need another installation."""

    def __init__(self, scheduler: dict[str, str], workers: dict[str, dict[str, str]], codes: dict[str, str]) -> None:
        own = {"dask": "2026.8.0", "distributed": "2026.8.0", "python": "3.11.7.final.0", "catboost": "1.2.10"}
        self._versions = {
            "client": {"packages": own},
            "scheduler": {"packages": own | scheduler},
            "workers": {name: {"packages": own | each} for name, each in workers.items()},
        }
        self._codes = codes

    def get_versions(self, packages: list[str]) -> dict[str, Any]:
        """Return them."""
        assert "catboost" in packages
        return self._versions

    def run(self, _: object) -> dict[str, str]:
        """Return the versions of the program, or fail as an unknown function does."""
        if not self._codes:
            raise ModuleNotFoundError("No module named 'churn'")
        return self._codes


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            OtherVersions({"distributed": "2024.1.0"}, {"a": {}}, {"a": code()}),
            "scheduler has distributed 2024.1.0, and",
        ),
        (OtherVersions({"python": "3.12.1.final.0"}, {"a": {}}, {"a": code()}), "python 3.12, and this program 3.11"),
        (
            OtherVersions({}, {"a": {}, "b": {"catboost": "1.2.7"}}, {"a": code()}),
            "the worker b has catboost 1.2.7, and",
        ),
        (OtherVersions({}, {}, {}), "no workers yet"),
        (OtherVersions({}, {"a": {}}, {}), "do not know this program"),
        (OtherVersions({}, {"a": {}, "b": {}}, {"a": code(), "b": "older"}), "1 worker (b) of another version"),
        (OtherVersions({"python": "3.11.2.final.0"}, {"a": {}}, {"a": code()}), ""),
    ],
)
def test_other_versions(given: OtherVersions, said: str) -> None:
    """Which package, there and here; the last number of Python does not matter."""
    why = connecting.incompatible(given, "tcp://there:8786", code)
    assert said in why
    assert bool(why) == bool(said)
