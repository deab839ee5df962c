"""Values by key, as many as there is room for, shared by several threads."""

import threading
from collections.abc import Callable, Collection, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedStore(Generic[Key, Value]):
    """Values by key, safe to use from any thread; the one asked for longest ago goes first, the last one never.

    Parameters
    ----------
    room : int
        Total size of the values to keep.
    size : callable, optional
        Takes a value and returns its size, which may change; each counts 1 by default.
    may_go : callable, optional
        Takes a value and returns whether it may go; what may not stays, even without room. All may by default.
    gone : callable, optional
        Told the key and the value of each that had to go.
    """

    def __init__(
        self,
        room: int,
        size: Callable[[Value], int] = lambda _: 1,
        may_go: Callable[[Value], bool] = lambda _: True,
        *,
        gone: Callable[[Key, Value], None] = lambda *_: None,
    ) -> None:
        self._room = room
        self._size = size
        self._may_go = may_go
        self._gone = gone
        self._values: dict[Key, Value] = {}  # last asked for at the end
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return what is kept under a key; None if there is nothing or it had to go."""
        with self._lock:
            return self._touch(key) if key in self._values else None

    def put(
        self,
        key: Key,
        value: Value,
        *,
        spare: Collection[Key] = (),
        needed: Callable[[Key], bool] = lambda _: False,
    ) -> None:
        """Keep a value.

        Parameters
        ----------
        key, value
            What to keep under which key.
        spare : collection of keys
            Of values that do not go for it.
        needed : callable, optional
            Takes a key and returns whether its value goes for it only if there is still no room without all others.
        """
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            gone = self._shrink(spare, needed)
        self._tell(gone)

    def get_or_put(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return what is kept under a key, else make it and keep it; others wait meanwhile, so it should be quick."""
        with self._lock:
            if key in self._values:
                return self._touch(key)
            self._values[key] = value = make()
            gone = self._shrink()
        self._tell(gone)
        return value

    def make_room(self) -> None:
        """Let go of what has no room, where sizes have changed since it was put."""
        with self._lock:
            gone = self._shrink()
        self._tell(gone)

    def pop(self, key: Key, *, only: Value | None = None) -> Value | None:
        """Keep the value under a key no longer, if it is this one; returns it, or None if there is none."""
        with self._lock:
            if only is not None and self._values.get(key) is not only:
                return None
            return self._values.pop(key, None)

    def items(self) -> list[tuple[Key, Value]]:
        """Return keys and values, the one asked for longest ago first."""
        with self._lock:
            return list(self._values.items())

    def _touch(self, key: Key) -> Value:
        self._values[key] = value = self._values.pop(key)
        return value

    def _shrink(
        self, spare: Collection[Key] = (), needed: Callable[[Key], bool] = lambda _: False
    ) -> list[tuple[Key, Value]]:
        """Take out what has no room; returns it."""
        excess = sum(map(self._size, self._values.values())) - self._room
        gone: list[tuple[Key, Value]] = []
        if excess <= 0:
            return gone
        for key, value in sorted(list(self._values.items())[:-1], key=lambda item: needed(item[0])):
            if excess > 0 and key not in spare and self._may_go(value):
                gone.append((key, self._values.pop(key)))
                excess -= self._size(value)
        return gone

    def _tell(self, gone: list[tuple[Key, Value]]) -> None:
        for key, value in gone:
            self._gone(key, value)
