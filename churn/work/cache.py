"""Functions that remember: each value is computed once, for all who ask, and found again by the keys of the arguments.

To find a value takes microseconds, where Streamlit's own caches take a tenth of a millisecond and more to hash the
arguments; and it needs no page: whatever thread computes a value, the pages find it.
"""

import functools
import threading
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from typing import Any, Final, Generic, ParamSpec, TypeVar

from churn.work.bounded import BoundedStore
from churn.work.threads import Threads

P = ParamSpec("P")
Value = TypeVar("Value")
KeyFunctions = Mapping[type, Callable[[Any], Hashable]]
# By type, what stands for an argument of it in the key; of other types, arguments stand for themselves.


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
    """

    def __init__(self, compute: Callable[P, Value], room: int, keys: KeyFunctions) -> None:
        self._compute = compute
        self._keys = keys
        self._futures: BoundedStore[Hashable, Future[Value]] = BoundedStore(room)
        functools.update_wrapper(self, compute)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Value:
        """Return the value."""
        return self.ask(*args, **kwargs).result()

    def ask(self, *args: P.args, **kwargs: P.kwargs) -> Future[Value]:
        """Return the value's future; whoever asks first has it computed."""
        key = (*map(self._key, args), *((name, self._key(kwargs[name])) for name in sorted(kwargs)))
        mine: Future[Value] = Future()
        future = self._futures.get_or_put(key, lambda: mine)
        if future is mine:
            self._begin(lambda: self._fulfil(key, mine, lambda: self._compute(*args, **kwargs)))
        return future

    def _key(self, value: object) -> Hashable:
        key = self._keys.get(type(value))
        return key(value) if key else value

    def _begin(self, work: Callable[[], None]) -> None:
        work()

    def _fulfil(self, key: Hashable, future: Future[Value], compute: Callable[[], Value]) -> None:
        try:
            future.set_result(compute())
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


def _close(timeout: float) -> bool:
    """Tell the work that looks at `ENDING` to stop, and wait for the threads: the rest of it is short."""
    ENDING.set()
    return _THREADS.join(timeout)


ENDING: Final = threading.Event()  # set at the end of the process


_THREADS: Final = Threads(_close)
