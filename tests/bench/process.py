"""A server's process as Linux counts it: the memory that it has in use, and whether it works."""

import os
import re
import time
from pathlib import Path
from typing import Final, Literal

QUIET: Final = 5.0
"""Seconds without work after which a server is taken to have nothing left to do."""
IDLE: Final = 0.1
"""Share of a core that a server with nothing to do may take."""
MOST: Final = 600.0


def resident(pid: int, which: Literal["VmRSS", "VmHWM"] = "VmRSS") -> int:
    """Return the memory of a process that is in use, or was at most so far, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.findall(rf"{which}:\s+(\d+) kB", status)[0]) * 1024


def wait_until_quiet(pid: int) -> None:
    """Wait until a process has nothing left to do; `MOST` seconds at most."""
    end = time.monotonic() + MOST
    while time.monotonic() < end:
        before = _seconds_of_work(pid)
        time.sleep(QUIET)
        if _seconds_of_work(pid) - before < IDLE * QUIET:
            return


def _seconds_of_work(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
