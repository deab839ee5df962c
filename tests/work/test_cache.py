"""Functions that remember: computed once for equal arguments, at once or in the background."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Final

import pytest

from churn.work.cache import BackgroundCached, Cached, KeyFunctions, forget


@dataclass(frozen=True, eq=False)
class Table:
    """Something large that is known by its name."""

    name: str


KEYS: KeyFunctions = {Table: attrgetter("name")}


def test_background_computes_once_and_remembers() -> None:
    """However many ask, it is computed once; a failure reaches who asked, and the next one tries again."""
    gate, calls = threading.Event(), []

    def slow(key: str) -> int:
        calls.append(key)
        gate.wait(5)
        if len(calls) == 2:
            raise ValueError("no such luck")
        return 7

    background = BackgroundCached(slow, 2, {})
    asked = [background.ask("a") for _ in range(5)]
    assert not asked[0].done()
    assert background.if_ready("a") is None
    gate.set()
    assert [each.result(5) for each in asked] == [7] * 5
    assert background.if_ready("a") == background("a") == 7
    assert calls == ["a"]
    with pytest.raises(ValueError, match="no such luck"):
        background.ask("b").result(5)
    assert background.ask("b").result(5) == 7


def test_the_oldest_are_forgotten() -> None:
    """Only so many values are kept."""
    calls: list[str] = []
    for kind in (Cached, BackgroundCached):
        remembering = kind(calls.append, 1, {})
        for key in ("a", "a", "b", "a"):
            remembering.ask(key).result(5)
    assert calls == ["a", "b", "a"] * 2


def test_equal_keys_hit_and_others_miss() -> None:
    """What stands for an argument decides, besides all that stand for themselves."""
    calls: list[tuple[str, float]] = []
    cached = Cached(lambda table, threshold=0.5: calls.append((table.name, threshold)), 8, KEYS)
    for name, threshold in (("x", 0.5), ("x", 0.5), ("y", 0.5), ("x", 0.4)):
        cached(Table(name), threshold=threshold)
    assert calls == [("x", 0.5), ("y", 0.5), ("x", 0.4)]


def test_who_asks_meanwhile_waits() -> None:
    """Of threads that ask at a time one computes; a failure reaches all of them and is not kept."""
    gate, calls = threading.Event(), []

    def slow() -> object:
        calls.append(threading.get_ident())
        gate.wait(5)
        if len(calls) == 1:
            raise ValueError("no such luck")
        return object()

    cached = Cached(slow, 1, {})
    outcomes: list[object] = []

    def ask() -> None:
        try:
            outcomes.append(cached())
        except ValueError as err:
            outcomes.append(err)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    while not calls:
        pass
    gate.set()
    for thread in threads:
        thread.join(5)
    assert 1 <= len(calls) <= 2  # a thread that came late has tried again
    assert any(isinstance(outcome, ValueError) for outcome in outcomes)
    assert cached() is cached()


ENDS: Final = """
import time
from churn.model.run import RunSpec, train
from churn.model.spec import ModelSpec
from churn.table.dataset import SAMPLE, load
from churn.work.cache import BackgroundCached

def fit():
    dataset = load(SAMPLE)
    while True:
        began.append(train(dataset, RunSpec(ModelSpec(depth=8, iterations=100))))

began = []
BackgroundCached(fit, 1, {}).ask()
while not began:
    time.sleep(0.01)
"""


def test_process_ends_cleanly_while_a_value_is_computed() -> None:
    """With CatBoost at work for a value in the background, the process ends with status 0 and says nothing."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", ENDS], cwd=root, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


STOPS = """
import threading
from churn.work.cache import ENDING, BackgroundCached

def work():
    began.set()
    ENDING.wait()
    print("stopped", flush=True)

began = threading.Event()
BackgroundCached(work, 1, {}).ask()
began.wait()
"""


def test_long_work_is_told_that_the_process_ends() -> None:
    """Work that looks at `ENDING` has stopped when the process ends, well before it would be cut off."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", STOPS], cwd=root, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"stopped\n", b"")


def test_values_go_with_what_they_were_made_from() -> None:
    """Of every function, the values of arguments from there are dropped, and only those."""
    calls: list[tuple[str, int]] = []
    origins: KeyFunctions = {Table: attrgetter("name")}

    def compute(table: Table, number: int = 0) -> None:
        calls.append((table.name, number))

    first, second = Cached(compute, 9, KEYS, origins), BackgroundCached(compute, 9, KEYS, origins)
    gone, stays = Table("gone"), Table("stays")
    for each in (first, second):
        each.ask(gone).result(5)
        each.ask(gone, number=1).result(5)
        each.ask(stays).result(5)
    calls.clear()
    forget({"gone", "unknown"})
    for each in (first, second):
        each.ask(stays).result(5)
        each.ask(gone, number=1).result(5)
    assert calls == [("gone", 1)] * 2


def test_room_in_bytes() -> None:
    """Values have sizes when they are there; what has no room goes and is told, the one asked for last stays."""
    told: list[str] = []
    remembering = Cached(lambda n: "x" * n, 10, {}, size=len, gone=told.append)
    assert remembering(4) == "xxxx"
    assert remembering(5) == "xxxxx"
    assert told == []
    assert remembering(3) == "xxx"
    assert told == ["xxxx"]
    assert remembering(20) == "x" * 20
    assert told == ["xxxx", "xxxxx", "xxx"]
