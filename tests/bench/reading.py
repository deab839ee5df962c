"""From a file to a data set: time against pandas' own reading of the same file, in turns, and memory at its peak."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

import churn
from tests.bench.measure import Fact, Ratio, in_turns, timed
from tests.serving import ROOT

ROWS: Final = 1_000_000
WIDE_ROWS, WIDE_COLUMNS = 2_000, 10_000
SEED: Final = 1
PAIRS: Final = 7
LONG_TARGET, WIDE_TARGET = 3.0, 6.0
MEMORY_TARGET: Final = 8.0

_PEAK: Final = """
import re, sys
from pathlib import Path
import churn
def peak():  # resource.getrusage would count what this process was before it became this program
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
churn.load(sys.argv[1])
before = peak()
churn.load(sys.argv[2])
print(peak() - before)
"""
"""Reads a small file, then a large one; prints by how many bytes the large one raised its peak. On Linux."""


def results(data: Path) -> tuple[list[Ratio], list[Fact]]:
    """Measure a long table, made of the rows of `data`, and a wide one of mixed columns, both with a seed."""
    with tempfile.TemporaryDirectory(prefix="churn-bench-") as folder:
        long, wide = Path(folder, "long.csv"), Path(folder, "wide.csv")
        pd.read_csv(data).sample(ROWS, replace=True, random_state=SEED).to_csv(long, index=False)
        _wide().to_csv(wide, index=False)
        tables = (
            (f"read {ROWS:,} customers", long, LONG_TARGET),
            (f"read {WIDE_ROWS:,} customers, {WIDE_COLUMNS:,} columns", wide, WIDE_TARGET),
        )
        return [_ratio(*table) for table in tables], [_memory(name, data, path) for name, path, _ in tables]


def _wide() -> pd.DataFrame:
    """Make whole numbers, fractions, numbers with gaps and two kinds of category, in turns."""
    rng = np.random.default_rng(SEED)
    makers = (
        lambda: rng.integers(0, 100, WIDE_ROWS),
        lambda: rng.normal(0, 100, WIDE_ROWS).round(3),
        lambda: np.where(rng.random(WIDE_ROWS) < 0.1, np.nan, rng.integers(0, 5_000, WIDE_ROWS)),
        lambda: rng.choice(["basic", "silver", "gold", "platinum"], WIDE_ROWS),
        lambda: rng.choice(["Yes", "No"], WIDE_ROWS),
    )
    columns = {f"column {place}": makers[place % len(makers)]() for place in range(WIDE_COLUMNS - 1)}
    return pd.DataFrame(columns | {"Churn": rng.integers(0, 2, WIDE_ROWS)})


def _ratio(name: str, path: Path, target: float) -> Ratio:
    def ours() -> None:
        churn.load(path)

    def theirs() -> None:
        pd.read_csv(path)

    ours()
    theirs()
    return Ratio(name, "pandas' read_csv alone", *in_turns(timed(ours), timed(theirs), PAIRS), target)


def _memory(name: str, small: Path, path: Path) -> Fact:
    command = [sys.executable, "-c", _PEAK, str(small), str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    size = path.stat().st_size
    ratio = int(done.stdout) / size
    seen = f"{int(done.stdout) / 2**20:.0f} MB, {ratio:.1f} × the file's {size / 2**20:.0f} MB"
    return Fact(f"memory to {name}", seen, f"≤ {MEMORY_TARGET:g} ×", ratio <= MEMORY_TARGET)
