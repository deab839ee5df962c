"""Twenty viewers bring a file each and leave: what the server holds on to, as Linux counts it."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import numpy as np

from tests.bench.measure import Fact
from tests.bench.process import resident
from tests.bench.viewers import Viewer
from tests.serving import ROOT, Server, server

VIEWERS: Final = 20
FILE_BYTES: Final = 20 * 2**20
PATIENCE: Final = 30.0
"""Seconds after the last of them has left."""
ALLOWED: Final = 100 * 2**20
"""Bytes above the start that may stay."""


def facts(data: Path, viewers: int = VIEWERS, file_bytes: int = FILE_BYTES) -> Iterator[Fact]:
    """Let them come, bring, and leave."""
    with server(ROOT / "dashboard.py", env={"CHURN_DATA": str(data)}) as running:
        before, during, after = asyncio.run(_visit(running, viewers, file_bytes))
    mb = file_bytes // 2**20
    yield Fact("server's memory before, MB", f"{before / 2**20:.0f}", "–", None)
    yield Fact(f"  with {viewers} viewers' files of {mb} MB", f"{during / 2**20:.0f}", "–", None)
    excess = (after - before) / 2**20
    target = f"≤ {ALLOWED // 2**20}"
    yield Fact(
        f"  above the start {PATIENCE:.0f} s after they left", f"{excess:.0f}", target, after - before <= ALLOWED
    )


async def _visit(running: Server, viewers: int, file_bytes: int) -> tuple[int, int, int]:
    """Return the server's memory before, with all files, and when all have left, in bytes."""
    async with Viewer(running.url):  # loads what the first visitor needs
        pass
    before = resident(running.process.pid)
    async with AsyncExitStack() as doors:
        for number in range(viewers):
            viewer = await doors.enter_async_context(Viewer(running.url, "data"))
            await viewer.bring(large_table(file_bytes, number), f"table-{number}.csv")
        during = resident(running.process.pid)
    await asyncio.sleep(PATIENCE)
    return before, during, resident(running.process.pid)


def large_table(file_bytes: int, seed: int) -> bytes:
    """Make up a CSV of about so many bytes: numbers, names and an outcome."""
    random = np.random.default_rng(seed)
    rows = file_bytes // 40
    ages, amounts = random.integers(18, 80, rows), random.integers(100, 999_999, rows) / 100
    plans = np.array(["basic", "silver", "gold"])[random.integers(0, 3, rows)]
    towns = np.char.add("town ", random.integers(0, 5_000, rows).astype(str))
    left = np.where(random.random(rows) < 0.2, "Yes", "No")
    lines = map(",".join, zip(ages.astype(str), amounts.astype(str), plans, towns, left, strict=True))
    data = ("Age,Amount,Plan,Town,Churn\n" + "\n".join(lines) + "\n").encode()
    return data + b"30,100.5,basic,town 1,No\n" * max(0, (file_bytes - len(data)) // 25)
