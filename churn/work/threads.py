"""Threads of our own that never outlive the process.

CatBoost releases the GIL: fits run in threads, and the page stays live. They are daemon threads: a thread pool would
keep the process alive until the last fit is over. A daemon thread that is inside CatBoost when the interpreter goes
down crashes it, so every thread that may be there is one of these, and its owner stops and joins it at exit.
"""

import atexit
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

GRACE: Final = 2.0  # seconds for which the end of the process waits for threads to end


class Threads:
    """The daemon threads of one owner.

    Parameters
    ----------
    close : callable
        Called at the end of the process with the seconds to take at most: stops the work, joins the threads with
        `join` and returns whether all have ended.
    """

    def __init__(self, close: Callable[[float], bool]) -> None:
        self._close = close
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        atexit.register(self._at_exit)

    def __len__(self) -> int:
        return sum(thread.is_alive() for thread in self._threads)

    def start(self, name: str, work: Callable[[], None]) -> threading.Thread:
        """Have work done in a new thread."""
        with self._lock:
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            thread = threading.Thread(target=work, name=f"{name}-{len(self._threads) + 1}", daemon=True)
            self._threads.append(thread)
            thread.start()
            return thread

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the threads, `timeout` seconds at most; returns whether all have ended. None may start after it."""
        end = None if timeout is None else time.monotonic() + timeout
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(None if end is None else max(0.0, end - time.monotonic()))
        atexit.unregister(self._at_exit)
        return not len(self)

    def _at_exit(self) -> None:
        if self._close(GRACE):
            return
        # A thread is deep inside one call of CatBoost, and the interpreter must not go down under it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(1 if hasattr(sys, "last_value") else 0)  # last_value: the exception that ends the program
