"""Ratios: two things measured in turns in one run, so that a slow minute of the machine is slow for both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 3
PATIENCE: Final = 45.0

Measurement = Callable[[], float]
"""Does the thing once; returns the seconds that it took."""


@dataclass(frozen=True)
class Ratio:
    """Ours against a yardstick.

    Attributes
    ----------
    name, yardstick : str
        What was measured, and against what.
    ours, theirs : tuple of float
        Seconds, in pairs: the same position, the same moment.
    target : float or None
        What the ratio may be at most; None if it is told for information.
    """

    name: str
    yardstick: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    target: float | None

    @property
    def ratios(self) -> tuple[float, ...]:
        """Of each pair."""
        return tuple(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))

    @property
    def value(self) -> float:
        """The median of the pairs' ratios."""
        return statistics.median(self.ratios)


@dataclass(frozen=True)
class Fact:
    """Something that is no ratio.

    Attributes
    ----------
    name : str
        What was looked at.
    seen, target : str
        What it was, what it should be.
    ok : bool or None
        Whether that is good; None if it is told for information.
    """

    name: str
    seen: str
    target: str
    ok: bool | None


def in_turns(ours: Measurement, theirs: Measurement, pairs: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Measure both `pairs` times, A B B A A B …, so that neither is always the first.

    On a slow computer fewer times, but at least `FEWEST`: it stops after `PATIENCE` seconds.
    """
    taken: dict[Measurement, list[float]] = {ours: [], theirs: []}
    end = time.monotonic() + PATIENCE
    for pair in range(pairs):
        if pair >= FEWEST and time.monotonic() > end:
            break
        for each in (ours, theirs) if pair % 2 == 0 else (theirs, ours):
            taken[each].append(each())
    return tuple(taken[ours]), tuple(taken[theirs])


def timed(work: Callable[[], object]) -> Measurement:
    """Make a measurement of some work."""

    def measurement() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return measurement


def spread(values: tuple[float, ...], pattern: str = "{:.3f}") -> str:
    """Write values as their median with the smallest and the largest."""
    median, low, high = (pattern.format(f(values)) for f in (statistics.median, min, max))
    return f"{median} ({low}–{high})"


def table_of_ratios(rows: list[Ratio]) -> str:
    """Write ratios as a plain table."""
    head = ("measured", "against", "pairs", "ours, s", "theirs, s", "ratio", "target", "")
    lines = [
        (
            row.name,
            row.yardstick,
            str(len(row.ours)),
            spread(row.ours),
            spread(row.theirs),
            spread(row.ratios, "{:.2f}"),
            *_target(row),
        )
        for row in rows
    ]
    return _aligned([head, *lines])


def table_of_facts(rows: list[Fact]) -> str:
    """Write facts as a plain table."""
    head = ("looked at", "seen", "target", "")
    return _aligned([head, *((row.name, row.seen, row.target, _verdict(row.ok)) for row in rows)])


def _aligned(lines: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _target(row: Ratio) -> tuple[str, str]:
    if row.target is None:
        return "–", _verdict(None)
    return f"≤ {row.target:.2f}", _verdict(row.value <= row.target)


def _verdict(ok: bool | None) -> str:  # noqa: FBT001 - it is what there is to say
    return {True: "ok", False: "MISSED", None: ""}[ok]
