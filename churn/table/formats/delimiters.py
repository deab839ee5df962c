"""What separates the values of a line: judged on many lines, not on the header alone."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from churn.table.formats import layout

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
RARE_DELIMITERS: Final = {"^": "caret", "~": "tilde", ":": "colon", " ": "space"}
MIN_LINES, MIN_WIDTH = 3, 3  # so many at least where a rare delimiter is believed

csv.field_size_limit(2**31 - 1)  # the module's own limit, 131,072 letters, is for programs that trust nobody


@dataclass(frozen=True)
class Record:
    """A line, or several where a line break is inside quotes: its cells, and the line after it, counted from 0."""

    cells: list[str]
    next_line: int


def cells(line: str, delimiter: str) -> list[str]:
    """Take a line apart."""
    return next((record.cells for record in records(line, delimiter)), [])


def records(text: str, delimiter: str) -> Iterator[Record]:
    """Take text apart; what is quoted may hold delimiters and line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from (Record(cells, reader.line_num) for cells in reader)
    except csv.Error:  # a carriage return inside a line: the parser will say where
        return


def filled(text: str, delimiter: str) -> list[Record]:
    """Take text apart, blank lines left out."""
    return [record for record in records(text, delimiter) if any(map(str.strip, record.cells))]


def taken_apart(sample: str, named: str) -> tuple[str, list[Record]]:
    """Return the delimiter and the first records, blank lines left out."""
    best: tuple[tuple[float, ...], str, list[Record]] | None = None
    for delimiter in named or "".join(DELIMITERS):
        if delimiter not in sample and not named:
            continue
        found = filled(sample, delimiter)
        score = _likelihood([record.cells for record in found], delimiter, sample)
        if best is None or score > best[0]:
            best = score, delimiter, found
    if best is not None and (named or best[0] > (0.0,)):
        return best[1], best[2]
    for delimiter in RARE_DELIMITERS:
        if _every_line_alike(found := filled(sample, delimiter)):
            return delimiter, found
    unused = next((each for each in DELIMITERS if each not in sample), "\x1f")
    return unused, filled(sample, unused)


def _every_line_alike(found: Sequence[Record]) -> bool:
    """Say whether a delimiter that is rare makes a table beyond doubt: of one width, with a column of numbers."""
    widths = {len(record.cells) for record in found[1:]}
    if len(widths) != 1 or len(found) < MIN_LINES:
        return False
    (width,) = widths
    if width < MIN_WIDTH or len(found[0].cells) not in {width, width - 1}:
        return False
    rows = [record.cells for record in found]
    numbers = any(all(layout.is_value(row[place]) for row in rows[1:]) for place in range(width))
    return numbers and not any(layout.is_value(cell) or not cell for cell in rows[0][-(width - 1) :])


def _likelihood(rows: Sequence[Sequence[str]], delimiter: str, sample: str) -> tuple[float, ...]:
    """Say how well a delimiter fits: in how many lines it makes as many cells, and of how many."""
    widths = [len(row) for row in rows]
    split = [width for width in widths if width > 1]
    if not split:
        return (0.0,)
    width = max(set(split), key=lambda each: (split.count(each), each))
    share = split.count(width) / len(widths)
    header = next(
        (row for row in rows[:10] if len(row) in {width, width - 1} and 2 * sum(map(bool, row)) >= width), None
    )
    if header is None or (len(rows[0]) == 1 and (width == 2 or any(map(layout.is_value, header)))):
        return (0.0,)
    inside = len(re.findall(r"\d,\d|,\s", sample)) / max(1, sample.count(",")) if delimiter == "," else 0.0
    return (round(share, 1), -round(inside), share, width)
