"""How far something is, on stderr, and what comes of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import click

from churn.show import formats

EVERY: Final = 1.0  # seconds between two lines


@dataclass(frozen=True)
class Told:
    """What a command prints in the end.

    Attributes
    ----------
    fields : mapping
        Ready for JSON.
    lines : list of str
        The same in sentences.
    stopped : bool
        Whether Ctrl+C has ended it before its end.
    """

    fields: Mapping[str, Any]
    lines: list[str]
    stopped: bool = False


class Progress:
    """Says how far something is, once a second and at its end.

    Parameters
    ----------
    what : str
        What is counted: "cells".
    """

    def __init__(self, what: str) -> None:
        self._what, self._began, self._last = what, time.monotonic(), 0.0

    def __call__(self, done: int, total: int) -> None:
        """Take note of how many there are of how many."""
        now = time.monotonic()
        if done < total and now - self._last < EVERY:
            return
        self._last = now
        left = (now - self._began) / max(1, done) * (total - done)
        more = f", about {formats.duration(left)} left" if done < total else ""
        click.echo(f"{done:,} of {total:,} {self._what}{more}", err=True)
