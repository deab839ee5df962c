"""Whose are the files that viewers bring: when all who need one have left, it goes, and its memory with it."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from typing import Final

from churn.work.threads import Threads

GRACE: Final = 15.0  # seconds that a viewer may be away, to reload the page or to find the network again
EVERY: Final = 1.0  # seconds between two looks
AFTERWARDS: Final = 10  # looks after the last farewell at which memory goes back: what still runs lets go a bit later

_log = logging.getLogger(__name__)


class Owners:
    """Who needs which file, and a thread that looks for those who have left, as long as there are any.

    It needs no visitor to notice: on a server that nobody visits any more, files go all the same.

    Parameters
    ----------
    connected : callable
        Takes a session and returns whether its viewer is there.
    leave : callable
        Takes a session that is over.
    forget : callable
        Takes a file that nobody needs any more.
    give_back : callable
        Called a few times after that, to return the memory to the system.
    grace, every : float
        Seconds that a viewer may be away, and between two looks.
    """

    def __init__(
        self,
        connected: Callable[[str], bool],
        leave: Callable[[str], None],
        forget: Callable[[str], None],
        give_back: Callable[[], None],
        *,
        grace: float = GRACE,
        every: float = EVERY,
    ) -> None:
        self._connected = connected
        self._leave, self._forget, self._give_back = leave, forget, give_back
        self._grace, self._every = grace, every
        self._files: dict[str, set[str]] = {}  # by session
        self._seen: dict[str, float] = {}  # by session, when its viewer was there last
        self._watching = False
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._threads = Threads(self.close)

    def claim(self, session: str, *files: str) -> None:
        """Take note that a session needs files."""
        if not files:
            return
        with self._lock:
            self._files.setdefault(session, set()).update(files)
            self._seen[session] = time.monotonic()
            if not self._watching and not self._ending.is_set():
                self._watching = True
                self._threads.start("churn-owners", self._watch)

    def disclaim(self, session: str, file: str) -> None:
        """Take note that a session needs a file no longer; the file itself is the caller's business."""
        with self._lock:
            self._files.get(session, set()).discard(file)

    def needed(self, file: str) -> bool:
        """Return whether somebody who is there needs a file."""
        with self._lock:
            sessions = [session for session, files in self._files.items() if file in files]
        return any(map(self._connected, sessions))

    def look(self) -> Collection[str]:
        """Let go of the sessions whose viewers have been away too long, and of what only they needed; returns them."""
        now = time.monotonic()
        with self._lock:
            self._seen.update({session: now for session in self._files if self._connected(session)})
            left = [session for session in self._files if now - self._seen[session] > self._grace]
            files = set().union(*(self._files.pop(session) for session in left))
            for session in left:
                del self._seen[session]
            unneeded = files.difference(*self._files.values())
        for session in left:
            _try(self._leave, session)
        for file in unneeded:
            _try(self._forget, file)
        return left

    def close(self, timeout: float | None = None) -> bool:
        """Look no more; returns whether the thread has ended in time."""
        self._ending.set()
        return self._threads.join(timeout)

    def _watch(self) -> None:
        afterwards = 0
        while not self._ending.wait(self._every):
            afterwards = AFTERWARDS if self.look() else max(0, afterwards - 1)
            if afterwards:
                self._give_back()
            with self._lock:
                if not self._files and not afterwards:
                    self._watching = False
                    return


def _try(let_go: Callable[[str], None], what: str) -> None:
    """Let go of one thing; whatever goes wrong with it, the others must not stay for good."""
    try:
        let_go(what)
    except Exception:  # noqa: BLE001 - see above
        _log.exception("A session or file that nobody needs could not be let go of")
