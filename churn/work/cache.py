"""Functions that remember: each value is computed once, for all who ask, and found again by the keys of the arguments.

To find a value takes microseconds, where Streamlit's own caches take a tenth of a millisecond and more to hash the
arguments; and it needs no page: whatever thread computes a value, the pages find it.
"""

import functools
import threading
import weakref
from collections.abc import Callable, Collection, Hashable, Mapping
from concurrent.futures import Future
from types import MappingProxyType
from typing import Any, Final, Generic, ParamSpec, TypeVar

from churn.work.bounded import BoundedStore
from churn.work.threads import Threads

P = ParamSpec("P")
Value = TypeVar("Value")
KeyFunctions = Mapping[type, Callable[[Any], Hashable]]
# By type, what stands for an argument of it in the key; of other types, arguments stand for themselves.


_Key = tuple[tuple[Hashable, ...], frozenset[Hashable]]  # of the arguments, and what they were made from


class Cached(Generic[P, Value]):
    """A function that computes the value for equal arguments once; who asks meanwhile waits. No failure is kept.

    Parameters
    ----------
    compute : callable
        The function; what it returns is shared, and nobody may change it.
    room : int
        Values to keep; the one asked for longest ago goes first.
    keys : mapping of type to callable
        See `KeyFunctions`.
    origins : mapping of type to callable, optional
        By type, what an argument of it was made from: `forget` drops the values of all arguments from there.
    size : callable, optional
        Takes a value and returns its size, where the room is not a number of values.
    gone : callable, optional
        Told each value for which there is no room any more.
    """

    def __init__(
        self,
        compute: Callable[P, Value],
        room: int,
        keys: KeyFunctions,
        origins: KeyFunctions = MappingProxyType({}),
        *,
        size: Callable[[Value], int] = lambda _: 1,
        gone: Callable[[Value], None] = lambda _: None,
    ) -> None:
        self._compute = compute
        self._keys = keys
        self._origins = origins
        self._futures: BoundedStore[_Key, Future[Value]] = BoundedStore(
            room,
            lambda future: size(future.result()) if _succeeded(future) else 1,
            gone=lambda _, future: gone(future.result()) if _succeeded(future) else None,
        )
        functools.update_wrapper(self, compute)
        _ALL.add(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Value:
        """Return the value."""
        return self.ask(*args, **kwargs).result()

    def ask(self, *args: P.args, **kwargs: P.kwargs) -> Future[Value]:
        """Return the value's future; whoever asks first has it computed."""
        parts = (*map(self._key, args), *((name, self._key(kwargs[name])) for name in sorted(kwargs)))
        origins = [self._origins[type(each)](each) for each in (*args, *kwargs.values()) if type(each) in self._origins]
        key = (parts, frozenset(origins))
        mine: Future[Value] = Future()
        future = self._futures.get_or_put(key, lambda: mine)
        if future is mine:
            self._begin(lambda: self._fulfil(key, mine, lambda: self._compute(*args, **kwargs)))
        return future

    def forget(self, origins: Collection[Hashable]) -> None:
        """Drop the values of arguments that were made from one of these."""
        for key in dict(self._futures.items()):
            if not key[1].isdisjoint(origins):
                self._futures.pop(key)

    def _key(self, value: object) -> Hashable:
        key = self._keys.get(type(value))
        return key(value) if key else value

    def _begin(self, work: Callable[[], None]) -> None:
        work()

    def _fulfil(self, key: _Key, future: Future[Value], compute: Callable[[], Value]) -> None:
        try:
            future.set_result(compute())
            self._futures.make_room()
        except BaseException as err:  # noqa: BLE001 - whoever asked gets it, and the next one tries again
            self._futures.pop(key, only=future)
            future.set_exception(err)


class BackgroundCached(Cached[P, Value]):
    """The same for what takes long: computed in a thread of its own, so that whoever asks can do without it."""

    def if_ready(self, *args: P.args, **kwargs: P.kwargs) -> Value | None:
        """Return the value without waiting: None while it is computed."""
        future = self.ask(*args, **kwargs)
        return future.result() if future.done() else None

    def _begin(self, work: Callable[[], None]) -> None:
        _THREADS.start("churn-cache", work)


def forget(origins: Collection[Hashable]) -> None:
    """Drop, of all functions that remember, the values of arguments that were made from one of these."""
    for each in list(_ALL):
        each.forget(origins)


def _succeeded(future: Future[Any]) -> bool:
    return future.done() and future.exception() is None


def _close(timeout: float) -> bool:
    """Tell the work that looks at `ENDING` to stop, and wait for the threads: the rest of it is short."""
    ENDING.set()
    return _THREADS.join(timeout)


ENDING: Final = threading.Event()  # set at the end of the process


_THREADS: Final = Threads(_close)
_ALL: Final[weakref.WeakSet[Cached[Any, Any]]] = weakref.WeakSet()
