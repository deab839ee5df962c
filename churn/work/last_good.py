"""What cannot be read for a moment, as while an export writes it: what was read last stands in for it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from churn.errors import DataError
from churn.work.bounded import BoundedStore

Value = TypeVar("Value")
ROOM: Final = 4


@dataclass(frozen=True)
class Fault:
    """Why something cannot be read, and since when somebody has noticed."""

    why: str
    since: datetime


class LastGood(Generic[Value]):
    """What was read last without a fault, by key, and the fault since then; safe to use from any thread."""

    def __init__(self, room: int = ROOM) -> None:
        self._values: BoundedStore[Hashable, Value] = BoundedStore(room)
        self._faults: BoundedStore[Hashable, Fault] = BoundedStore(room)

    def read(self, key: Hashable, read: Callable[[], Value]) -> Value:
        """Return what can be read now, else what was read last. Raises DataError where nothing ever was."""
        try:
            value = read()
        except DataError as err:
            last, before = self._values.get(key), self._faults.get(key)
            if last is None:
                raise
            self._faults.put(key, Fault(str(err), before.since if before else datetime.now().astimezone()))
            return last
        self._values.put(key, value)
        self._faults.pop(key)
        return value

    def fault(self, key: Hashable) -> Fault | None:
        """Return why what was read last stands in for what is there now; None if nothing has to."""
        return self._faults.get(key)
