"""Work that is done once for all who ask for the same, and ends when nobody wants it any more."""

import threading
from collections.abc import Callable, Collection, Hashable
from functools import partial
from typing import Generic, Protocol, TypeVar

from churn.work.bounded import BoundedStore
from churn.work.wishes import Wanter, Wishes


class Work(Hashable, Protocol):
    """Something that goes on beside the page, in threads of its own."""

    @property
    def fingerprint(self) -> str:
        """Of the data set that it is about."""

    @property
    def finished(self) -> bool:
        """Whether nothing is under way."""

    @property
    def spent(self) -> bool:
        """Whether whoever asks for it again gets another one in its place."""

    def stop(self) -> None:
        """End it; what is known stays."""


Key = TypeVar("Key", bound=Hashable)
AnyWork = TypeVar("AnyWork", bound=Work)


class Together(Generic[Key, AnyWork]):
    """Work by what it is about: equal wishes are one, and all see it.

    Parameters
    ----------
    wishes : Wishes
        Know who wants what.
    room : int
        How many to keep; those under way stay.
    """

    def __init__(self, wishes: Wishes, room: int) -> None:
        self._wishes = wishes
        self._lock = threading.Lock()
        self._kept: BoundedStore[Key, AnyWork] = BoundedStore(room, may_go=lambda each: each.finished)

    def begin(
        self,
        key: Key,
        make: Callable[[], AnyWork],
        start: Callable[[AnyWork], None],
        wanted_by: Wanter | None = None,
    ) -> AnyWork:
        """Return the work with a key, under way or finished, else a new one.

        Parameters
        ----------
        key : hashable
            What it is about.
        make, start : callable
            Make one if there is none that will do, and have one begin, or go on if it was stopped.
        wanted_by : Wanter, optional
            Who wants it, until it is finished; without, it is wanted to its end.
        """
        with self._lock:
            found = self._kept.get(key)
            if found is None or found.spent:
                found = make()
                self._kept.put(key, found)
            start(found)
        self.join(found, wanted_by or Wanter(None, found))
        return found

    def find(self, key: Key) -> AnyWork | None:
        """Return the work with a key; None if there was none or it is forgotten."""
        return self._kept.get(key)

    def join(self, work: AnyWork, wanter: Wanter) -> None:
        """Take note that somebody wants what is under way, if anything is."""
        if not work.finished:
            self._wishes.want(wanter, work, partial(self._reconsider, work))
        if work.finished:  # perhaps in the meantime
            self._wishes.fulfil(work)

    def forget(self, fingerprints: Collection[str]) -> None:
        """Stop and drop all that is about these data sets."""
        for key, work in self._kept.items():
            if work.fingerprint in fingerprints:
                self._kept.pop(key)
                work.stop()

    def ended(self, work: AnyWork) -> None:
        """Take note that something has ended: nobody has to want it any more."""
        self._wishes.fulfil(work)

    def _reconsider(self, work: AnyWork) -> None:
        if not self._wishes.wanters(work):
            work.stop()
