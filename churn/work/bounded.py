"""Values by key, as many as there is room for, shared by several threads."""

import threading
from collections.abc import Callable, Hashable
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
    """

    def __init__(
        self, room: int, size: Callable[[Value], int] = lambda _: 1, may_go: Callable[[Value], bool] = lambda _: True
    ) -> None:
        self._room = room
        self._size = size
        self._may_go = may_go
        self._values: dict[Key, Value] = {}  # last asked for at the end
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return what is kept under a key; None if there is nothing or it had to go."""
        with self._lock:
            return self._touch(key) if key in self._values else None

    def put(self, key: Key, value: Value) -> None:
        """Keep a value."""
        with self._lock:
            self._add(key, value)

    def get_or_put(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return what is kept under a key, else make it and keep it; others wait meanwhile, so it should be quick."""
        with self._lock:
            return self._touch(key) if key in self._values else self._add(key, make())

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

    def _add(self, key: Key, value: Value) -> Value:
        self._values.pop(key, None)
        self._values[key] = value
        excess = sum(map(self._size, self._values.values())) - self._room
        for each, old in list(self._values.items())[:-1]:
            if excess > 0 and self._may_go(old):
                del self._values[each]
                excess -= self._size(old)
        return value
