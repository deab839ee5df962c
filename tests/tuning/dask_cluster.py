"""A Dask scheduler and workers on this machine."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from churn.tuning.cluster import code
from churn.tuning.connecting import ClusterError, connect

ROOT: Final = Path(__file__).resolve().parents[2]


class Cluster:
    """A scheduler and workers of one thread each."""

    def __init__(self, workers: int) -> None:
        self.processes = list[subprocess.Popen[bytes]]()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._started("dask_scheduler", "--port", port)
        self.workers = [self.worker() for _ in range(workers)]

    def worker(self) -> subprocess.Popen[bytes]:
        """Let a worker join."""
        return self._started("dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0")

    def _started(self, command: str, *options: str) -> subprocess.Popen[bytes]:
        more = ("--host", "127.0.0.1", "--no-dashboard")
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command}", *options, *more],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def client(self, workers: int) -> Any:  # noqa: ANN401 - Dask's
        """Return a client as soon as so many workers are there."""
        for _ in range(60):
            try:
                client = connect(self.address, code)
            except ClusterError:
                time.sleep(0.2)
                continue
            if len(client.scheduler_info()["workers"]) >= workers:
                return client
            client.close()
            time.sleep(0.2)
        raise TimeoutError(self.address)


@contextmanager
def cluster(workers: int) -> Iterator[tuple[Cluster, Any]]:
    """Give a cluster and a client, and end both."""
    started = Cluster(workers)
    try:
        client = started.client(workers)
        yield started, client
        client.close(timeout=2)
    finally:
        for process in started.processes:
            process.kill()
            process.wait()
