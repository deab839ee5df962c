#!/usr/bin/env bash
# Question: do tasks of a Dask cluster survive the death of the worker that holds their data, as long as others live?
# Version:  distributed 2026.8.0, dask 2026.8.0, Python 3.11
# Behaviour: it depends on how the data came there. Data of `client.scatter` are lost with the last worker that holds
#   them, and one copy is the default: their future, finished before, turns to cancelled by itself, and so does every
#   task that needs them, with a FutureCancelledError at its result, although the other worker is idle and the client
#   still has the data. `retries` are of no help. The same data as the result of a task
#   (`client.submit(lambda: data)`) are made again elsewhere, and whoever needs them notices nothing.
# Output seen:
#   submit: the data's future is finished, then finished; the task gives 45
#   scatter: the data's future is finished, then cancelled; the task gives FutureCancelledError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check distributed==2026.8.0 dask==2026.8.0
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import logging
import re
import subprocess
import sys
import time
from pathlib import Path

from distributed import Client, wait
from distributed.client import FutureCancelledError

logging.getLogger("distributed").setLevel(logging.CRITICAL)
data = bytes(range(10))
processes = []


def start(command, *options):
    told = Path(f"{len(processes)}.txt")
    with told.open("w") as log:
        words = [sys.executable, "-m", f"distributed.cli.{command}", *options, "--no-dashboard"]
        processes.append(subprocess.Popen(words, stdout=log, stderr=log))
    return processes[-1], told


def tried(client, address, way):
    """Let worker "b" have the data, kill it, and ask for their sum; worker "a" goes on."""
    doomed, _ = start("dask_worker", address, "--nthreads", "1", "--no-nanny", "--name", "b")
    client.wait_for_workers(2)
    if way == "scatter":
        (b,) = (at for at, each in client.scheduler_info()["workers"].items() if each["name"] == "b")
        held = client.scatter(data, workers=[b], hash=False)
    else:
        held = client.submit(lambda: data, workers=["b"], allow_other_workers=True, pure=False)
    wait(held)
    before = held.status
    doomed.kill()
    while len(client.scheduler_info()["workers"]) > 1:
        time.sleep(0.1)
    try:
        gives = client.submit(sum, held, pure=False, retries=3).result(timeout=30)
    except FutureCancelledError as err:
        gives = type(err).__name__
    print(f"{way}: the data's future is {before}, then {held.status}; the task gives {gives}")
    return before, held.status, gives


try:
    scheduler, told = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    while not (found := re.search(r"Scheduler at:\s+(\S+)", told.read_text())):
        assert scheduler.poll() is None, told.read_text()
        time.sleep(0.1)
    address = found[1]
    start("dask_worker", address, "--nthreads", "1", "--no-nanny", "--name", "a")
    with Client(address, timeout=30) as client:
        client.wait_for_workers(1)
        assert tried(client, address, "submit") == ("finished", "finished", 45)
        assert tried(client, address, "scatter") == ("finished", "cancelled", "FutureCancelledError")
finally:
    for process in processes:
        process.kill()
PY
