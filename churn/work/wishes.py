"""Who wants what: work goes on while somebody wants it, and its owner hears when somebody does not any more.

A viewer wants one thing at each place of the page, so a new wish takes the place of the one before. Whoever closes the
page wants nothing any more; one that is reloaded, or finds the network again within `GRACE`, still does.
"""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from typing import Final, NamedTuple

from churn.work.threads import Threads

GRACE: Final = 1.2  # seconds that a viewer may be away, to reload the page or to find the network again
EVERY: Final = 0.2  # seconds between two looks

_log = logging.getLogger(__name__)


class Wanter(NamedTuple):
    """Who wants something.

    Attributes
    ----------
    viewer : hashable
        Who may leave, as `connected` of `Wishes` understands it; None is nobody who could.
    place : hashable
        Of the viewer's wish.
    background : bool
        Whether the wish comes behind all others.
    """

    viewer: Hashable
    place: Hashable
    background: bool = False


class _Wanted:
    """A thing that is wanted."""

    def __init__(self, reconsider: Callable[[], None]) -> None:
        self.wanters: set[Wanter] = set()
        self.reconsider = reconsider


class Wishes:
    """The wishes of all, and a thread that looks for viewers who have left, as long as any viewer wants anything.

    Parameters
    ----------
    connected : callable
        Takes a viewer and returns whether he or she is there.
    grace, every : float
        Seconds that a viewer may be away, and between two looks.
    """

    def __init__(self, connected: Callable[[Hashable], bool], *, grace: float = GRACE, every: float = EVERY) -> None:
        self._connected = connected
        self._grace, self._every = grace, every
        self._things: dict[Hashable, _Wanted] = {}
        self._wishes: dict[Wanter, Hashable] = {}
        self._seen: dict[Hashable, float] = {}  # by viewer, when he or she was there last
        self._watching = False
        self._ending = threading.Event()
        self._lock = threading.Lock()  # never held while another's function is called
        self._threads = Threads(self.close)

    def want(self, wanter: Wanter, thing: Hashable, reconsider: Callable[[], None]) -> bool:
        """Take note of a wish, in place of the one that this wanter had; returns whether it is a new one.

        Parameters
        ----------
        wanter, thing : hashable
            Who wants what.
        reconsider : callable
            Called whenever somebody stops wanting the thing, perhaps from another thread: whoever does the work asks
            `wanters` then, under the lock under which it takes wishes.
        """
        with self._lock:
            if wanter.viewer is not None:
                self._seen[wanter.viewer] = time.monotonic()
            if self._wishes.get(wanter) == thing:
                return False
            before = self._remove(wanter)
            self._wishes[wanter] = thing
            self._things.setdefault(thing, _Wanted(reconsider)).wanters.add(wanter)
            if wanter.viewer is not None and not self._watching and not self._ending.is_set():
                self._watching = True
                self._threads.start("churn-wishes", self._watch)
        if before is not None:
            before()
        return True

    def withdraw(self, wanter: Wanter) -> None:
        """Take note that a wanter wants nothing any more."""
        with self._lock:
            before = self._remove(wanter)
        if before is not None:
            before()

    def fulfil(self, thing: Hashable) -> None:
        """Take note that a thing is there, or cannot be had: nobody has to want it any more."""
        with self._lock:
            wanted = self._things.pop(thing, None)
            for wanter in wanted.wanters if wanted else ():
                del self._wishes[wanter]

    def wanters(self, thing: Hashable) -> frozenset[Wanter]:
        """Return all who want a thing."""
        with self._lock:
            wanted = self._things.get(thing)
            return frozenset(wanted.wanters) if wanted else frozenset()

    def look(self) -> None:
        """Let go of the wishes of viewers who have been away too long."""
        with self._lock:
            viewers = {wanter.viewer for wanter in self._wishes if wanter.viewer is not None}
        there = set(filter(self._connected, viewers))
        now = time.monotonic()
        with self._lock:
            self._seen = {viewer: now if viewer in there else self._seen[viewer] for viewer in viewers}
            left = {viewer for viewer in viewers if now - self._seen[viewer] > self._grace}
            gone = [wanter for wanter in self._wishes if wanter.viewer in left]
            changed = [self._remove(wanter) for wanter in gone]
        for reconsider in filter(None, changed):
            _try(reconsider)

    def close(self, timeout: float | None = None) -> bool:
        """Look no more; returns whether the thread has ended in time."""
        self._ending.set()
        return self._threads.join(timeout)

    def _remove(self, wanter: Wanter) -> Callable[[], None] | None:
        """Forget a wish; returns what to call then, without the lock."""
        thing = self._wishes.pop(wanter, None)
        if thing is None:
            return None
        wanted = self._things[thing]
        wanted.wanters.discard(wanter)
        if not wanted.wanters:
            del self._things[thing]
        return wanted.reconsider

    def _watch(self) -> None:
        while not self._ending.wait(self._every):
            self.look()
            with self._lock:
                if not any(wanter.viewer is not None for wanter in self._wishes):
                    self._watching = False
                    self._seen.clear()
                    return


def _try(reconsider: Callable[[], None]) -> None:
    """Have one owner think again; whatever goes wrong with it, the others must hear, too."""
    try:
        reconsider()
    except Exception:  # noqa: BLE001 - see above
        _log.exception("Something that nobody wants any more could not be ended")
