"""How much memory kept tables may take, and how what they took goes back to the system."""

import ctypes
import gc
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import pyarrow as pa

SHARE: Final = 0.25  # of the memory that there is; models, answers and other programs need some, too
FLOOR: Final = 256 * 2**20  # bytes: less than that holds no large file
UNKNOWN: Final = 4 * 2**30  # bytes: where nobody says how much memory there is
MMAP_THRESHOLD: Final = -3  # the C library's number of this setting
LARGE: Final = 2**20  # bytes
CGROUPS: Final = Path("/sys/fs/cgroup")
OWN_CGROUP: Final = Path("/proc/self/cgroup")


def room(share: float = SHARE) -> int:
    """Return how many bytes kept things of a kind may take: of tables, a quarter of the container's, or all, memory.

    Files of one size in bytes take very different room as tables, and so do models of one number of trees: their
    number says nothing.
    """
    return max(int(FLOOR * share / SHARE), int(available() * share))


def available() -> int:
    """Return the memory that this process may use, in bytes: its container's where that has a limit, else all."""
    return min([_physical(), *_limits()])


@cache
def return_at_once() -> None:
    """From now on, return large pieces of memory to the system when they are let go of, not perhaps later.

    Arrow's usual allocator keeps some eighth of what it had, thread by thread, and the C library raises by itself, up
    to 32 MB, the size from which a piece is returned: of twenty tables, a server kept 300 MB. Reading costs more
    for it, as the system has to hand out each page anew, so it is for programs that live long.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """Return to the system what nobody uses any more: cycles of objects, Arrow's buffers, the C library's free lists.

    Without it a process keeps the memory of what it has let go of, for what may come. It takes a tenth of a second.
    """
    gc.collect()
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than GNU's has no such function
            ctypes.CDLL(None).malloc_trim(0)


def _physical() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return UNKNOWN


def _limits() -> list[int]:
    """Return the limits of the control groups that this process is in, in their first version and in their second."""
    limits = []
    for folder in _folders():
        for name in ("memory.max", "memory.limit_in_bytes"):
            with suppress(OSError, ValueError):  # there is none, or it is "max"
                limits.append(int((folder / name).read_text(encoding="ascii")))
    return limits


def _folders() -> list[Path]:
    """Return the folders of these control groups and of those around them; a container sees its own at the top."""
    folders = {CGROUPS, CGROUPS / "memory"}
    with suppress(OSError):
        for line in OWN_CGROUP.read_text(encoding="ascii", errors="replace").splitlines():
            _, controllers, path = [*line.split(":", 2), "", ""][:3]
            if controllers in {"", "memory"}:
                own = CGROUPS / controllers / path.strip("/")
                folders |= {own, *(each for each in own.parents if each.is_relative_to(CGROUPS))}
    return sorted(folders)
