"""Whatever bytes come in, a data set or an error of ours comes out, soon."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Final

import pytest

from tests.table import mutations

# How many damaged files of each kind: 5,000 in all, fewer of those that take long.
SHARES: Final = {
    "comma": 350, "semicolon": 300, "tab": 300, "utf-16": 300, "quoted": 250, "json lines": 250, "json": 150,
    "gzip": 250, "parquet": 800, "plain parquet": 800, "nested parquet": 450, "arrow": 500, "xlsx": 100, "xls": 80,
    "xlsb": 60, "ods": 60,
}  # fmt: skip
AT_ONCE: Final = 50
FIRST_SEED: Final = 14_000


def test_shares_are_complete() -> None:
    """Every kind of file has its share of 5,000; without damage, each gives a data set."""
    assert set(SHARES) == set(mutations.FILES)
    assert sum(SHARES.values()) == 5_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_damaged_files_give_a_data_set_or_our_own_error() -> None:
    """5,000 damaged files, read in a process of their own: if it ends, that is seen; none takes more than 10 s."""
    portions = [
        (kind, list(range(FIRST_SEED + start, FIRST_SEED + min(start + AT_ONCE, count))))
        for kind, count in SHARES.items()
        for start in range(0, count, AT_ONCE)
    ]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        found = [fault for faults in pool.map(mutations.faults, *zip(*portions, strict=True)) for fault in faults]
    assert found == []
