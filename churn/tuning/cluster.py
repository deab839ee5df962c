"""Fits on a Dask cluster: one whole fit a task, the data sent once, results to the last digit those of this machine.

Dask sends, queues, and does again what a worker that died has not finished. The table goes to the scheduler once, as a
task of its own whose result the workers hand to each other: unlike scattered data, which is lost with the last worker
that holds it, the scheduler can have it made again. All tasks of a worker share it, so a fit must not write into it,
and none does. What Dask does not do: it stops no task that runs, so a fit looks after every tree whether its worker
still wants it; and it gives up a task under which several workers have died, so that one is sent anew.
"""

import hashlib
import os
import threading
import time
from collections.abc import Collection
from concurrent.futures import Future
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from churn.errors import ChurnError
from churn.model.run import Run, RunSpec, train
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset
from churn.tuning.connecting import ADDRESS, ClusterError, connect
from churn.tuning.fits import Fits, LocalFits, Where, settle
from churn.tuning.task import Task, judged
from churn.work.bounded import BoundedStore
from churn.work.trainer import Trainer

TRIES: Final = 5  # of a fit whose workers or data are lost, beyond what the scheduler tries by itself
_TABLES: Final = 8  # to remember who does their fits
_EVERY: Final = 0.1  # seconds between two looks whether the scheduler is there again


class DaskFits:
    """Fits on the workers of a Dask scheduler.

    Parameters
    ----------
    client
        Of `distributed`, see `churn.tuning.connecting.connect`.
    dataset : Dataset
        What is learned from; sent to the scheduler once, and from worker to worker.
    here : Fits
        Goes on where the scheduler has gone for good.
    """

    def __init__(self, client: Any, dataset: Dataset, here: Fits) -> None:  # noqa: ANN401 - of a package that may be absent
        self._client, self._dataset, self._here = client, dataset, here
        self._address = str(client.scheduler.address)
        self._lock = threading.Lock()
        self._remote: dict[Future[Any], Any] = {}
        self._data = self._sent()

    @property
    def where(self) -> Where:
        """Tell the workers that are there now; this machine, where the scheduler has gone."""
        if self._gone():
            return self._here.where
        known = self._client.scheduler_info().get("workers", {}).values()
        return Where(len(known), sum(each["nthreads"] for each in known), self._address)

    def submit(self, spec: RunSpec) -> "Future[Run]":
        """Return the future of a run."""
        return self._begun(_run, spec)

    def judge(self, task: Task[Any]) -> "Future[Predictions]":
        """Return the future of a fit on a split of its own."""
        return self._begun(_predictions, task)

    def cancel(self) -> None:
        """End all that has not ended."""
        with self._lock:
            futures = list(self._remote)
        for future in futures:
            future.cancel()
        self._here.cancel()

    def _begun(self, work: Any, what: RunSpec | Task[Any]) -> "Future[Any]":  # noqa: ANN401 - one of two functions
        future: Future[Any] = Future()
        future.add_done_callback(self._let_go)
        self._send(future, work, what, 1)
        return future

    def _sent(self) -> Any:  # noqa: ANN401 - Dask's
        return self._client.submit(_table, self._dataset, pure=False, retries=1)

    def _send(self, future: "Future[Any]", work: Any, what: RunSpec | Task[Any], attempt: int) -> None:  # noqa: ANN401 - see above
        """Have a fit done; it is no pure function for Dask, which would take equal calls for one."""
        if self._gone():
            _pass_on(self._here.submit(what) if isinstance(what, RunSpec) else self._here.judge(what), future)
            return
        remote = self._client.submit(work, self._data, what, pure=False, retries=1)
        with self._lock:
            self._remote[future] = remote
        remote.add_done_callback(partial(self._take, future, work, what, attempt))
        if future.done():  # cancelled in the meantime
            self._let_go(future)

    def _take(self, future: "Future[Any]", work: Any, what: RunSpec | Task[Any], attempt: int, remote: Any) -> None:  # noqa: ANN401 - see above
        """Take what has become of a task; one that was lost is sent again."""
        if future.done():
            return
        try:
            settle(future, _sealed(remote.result()))
        except ChurnError as err:
            settle(future, err)
        except Exception as err:  # noqa: BLE001 - whatever a cluster may come up with
            if attempt < TRIES and _lost(remote, err):
                self._send_again(future, work, what, attempt + 1)
            else:
                settle(future, _failed(err))

    def _send_again(self, future: "Future[Any]", work: Any, what: RunSpec | Task[Any], attempt: int) -> None:  # noqa: ANN401 - see above
        try:
            if not self._gone():
                self._data = self._sent()
            self._send(future, work, what, attempt)
        except Exception as err:  # noqa: BLE001 - whatever a cluster may come up with
            if self._gone():
                self._send(future, work, what, attempt)
            else:
                settle(future, _failed(err))

    def _gone(self) -> bool:
        """Return whether the scheduler has gone for good; waits while that is not known."""
        while self._client.status == "connecting":
            time.sleep(_EVERY)
        return bool(self._client.status != "running")

    def _let_go(self, future: "Future[Any]") -> None:
        with self._lock:
            remote = self._remote.pop(future, None)
        if future.cancelled():
            with suppress(Exception):  # whoever listens has gone
                if remote is not None:
                    self._client.cancel([remote])
            with suppress(RuntimeError):  # said already
                future.set_running_or_notify_cancel()


def named() -> bool:
    """Return whether the environment names a cluster."""
    return bool(os.environ.get(ADDRESS, "").strip())


class FitsByTable:
    """Who does the fits of which table: the cluster that `DASK_SCHEDULER_ADDRESS` names, else this machine.

    One connection serves all tables; one that is lost is made anew for whoever asks next.

    Parameters
    ----------
    trainer : Trainer
        Does the fits of this machine.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._lock = threading.Lock()  # held while a connection is made: the next one who asks waits for the same
        self._client: Any = None
        self._there: BoundedStore[str, DaskFits] = BoundedStore(_TABLES)

    def of(self, dataset: Dataset) -> tuple[Fits, str]:
        """Return who does the fits of a table; blocks for up to five seconds.

        Returns
        -------
        fits : Fits
            Of the cluster, or of this machine.
        message : str
            Why not of the cluster, where one is named; else empty.
        """
        here = LocalFits(self._trainer, dataset)
        if not named():
            return here, ""
        with self._lock:
            try:
                return self._on_cluster(dataset, here), ""
            except ClusterError as err:
                return here, f"{err} The fits go on here."

    def forget(self, fingerprints: Collection[str]) -> None:
        """Let the cluster drop these tables."""
        for fingerprint in fingerprints:
            self._there.pop(fingerprint)

    def _on_cluster(self, dataset: Dataset, here: Fits) -> DaskFits:
        if self._client is None or self._client.status != "running":
            self._client = connect(os.environ[ADDRESS].strip(), code)
            self._there = BoundedStore(_TABLES)
        found = self._there.get(dataset.fingerprint)
        if found is None:
            found = DaskFits(self._client, dataset, here)
            self._there.put(dataset.fingerprint, found)
        return found


def fits_for(trainer: Trainer, dataset: Dataset) -> tuple[Fits, str]:
    """Return who does the fits of one table, see `FitsByTable.of`."""
    return FitsByTable(trainer).of(dataset)


@cache
def code() -> str:
    """Return the sha256 of what decides about a fit: another version of it may fit another model."""
    folder = Path(__file__).resolve().parents[1]
    files = sorted(path for room in ("table", "model") for path in (folder / room).rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


class _Unwanted(threading.Event):
    """Set as soon as the worker that does this task does not want its result any more."""

    def __init__(self) -> None:
        super().__init__()
        from distributed import get_worker

        worker = get_worker()
        self._tasks, self._key = worker.state.tasks, worker.get_current_task()

    def is_set(self) -> bool:
        """Look at what the worker knows: no message is sent."""
        task = self._tasks.get(self._key)
        return task is None or task.state == "cancelled"


def _table(dataset: Dataset) -> Dataset:
    """Hold the table on a worker."""
    return dataset


def _run(dataset: Dataset, spec: RunSpec) -> Run:
    """Fit on a worker; each of its threads does a fit of its own."""
    return train(dataset, spec, cancel=_Unwanted(), threads=1)


def _predictions(dataset: Dataset, task: Task[Any]) -> Predictions:
    return judged(dataset, task, cancel=_Unwanted(), threads=1)


def _sealed(result: Run | Predictions) -> Run | Predictions:
    """Make the arrays of a result read-only again: that gets lost on the way."""
    if isinstance(result, Run):
        parts = (result.split.parts(), result.evaluation.y, result.evaluation.p)
        arrays = [array for each in parts for array in each.values()]
        for array in (*arrays, result.curve.train, result.curve.validation, result.curve.steps):
            array.setflags(write=False)
    return result


def _pass_on(source: "Future[Any]", future: "Future[Any]") -> None:
    """Let a future end as another one does, and be cancelled for both."""

    def end(done: "Future[Any]") -> None:
        if done.cancelled():
            future.cancel()
        else:
            settle(future, done.exception() or done.result())

    source.add_done_callback(end)
    future.add_done_callback(lambda ended: ended.cancelled() and source.cancel())


def _lost(remote: Any, err: Exception) -> bool:  # noqa: ANN401 - Dask's future
    """Return whether a task has been lost with its workers or its data, rather than failed."""
    return remote.status in {"cancelled", "lost"} or type(err).__name__ in {"KilledWorker", "FutureCancelledError"}


def _failed(err: Exception) -> ChurnError:
    return ChurnError(f"Training on the cluster failed: {type(err).__name__}: {err}")
