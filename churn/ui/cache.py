"""Decorators for what all viewers share: `cached`, and `computed_in_background` for what takes long."""

from collections.abc import Callable
from operator import attrgetter
from typing import Final, ParamSpec, TypeVar

from churn.model.run import Run
from churn.scoring.customers import SourceTable
from churn.stability.repeated import RepeatedSplits
from churn.table.dataset import Dataset
from churn.table.raw import RawTable
from churn.ui.background import wait_with_spinner
from churn.work.cache import BackgroundCached, Cached, KeyFunctions

P = ParamSpec("P")
Value = TypeVar("Value")

KEYS: Final[KeyFunctions] = {
    Run: attrgetter("key"),
    Dataset: attrgetter("fingerprint"),
    RawTable: attrgetter("sha256", "name"),
    RepeatedSplits: attrgetter("key", "done"),
}
# What stands for an argument in a key; specs, names and numbers stand for themselves.
NO_OTHERS: Final[KeyFunctions] = {}

# By what to forget a value when the table goes that its arguments were made from.
ORIGINS: Final[KeyFunctions] = {
    Run: attrgetter("fingerprint"),
    Dataset: attrgetter("fingerprint"),
    RawTable: attrgetter("sha256"),
    SourceTable: lambda file: file,
}


class SpinnerCached(BackgroundCached[P, Value]):
    """Computed in the background; whoever calls it waits with a spinner, whoever cannot wait asks `if_ready`."""

    def __init__(self, compute: Callable[P, Value], room: int, keys: KeyFunctions, sentence: str) -> None:
        super().__init__(compute, room, keys, ORIGINS)
        self._sentence = sentence

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Value:
        """Return the value."""
        return wait_with_spinner(self.ask(*args, **kwargs), self._sentence)


def cached(room: int, keys: KeyFunctions = NO_OTHERS) -> Callable[[Callable[P, Value]], Cached[P, Value]]:
    """Decorate a function: its last `room` values are kept by the `KEYS` of the arguments, or by other `keys`."""
    return lambda compute: Cached(compute, room, {**KEYS, **keys}, ORIGINS)


def computed_in_background(
    sentence: str, room: int, keys: KeyFunctions = NO_OTHERS
) -> Callable[[Callable[P, Value]], SpinnerCached[P, Value]]:
    """Decorate a function so that it is computed beside the page; the sentence stands beside the spinner."""
    return lambda compute: SpinnerCached(compute, room, {**KEYS, **keys}, sentence)
