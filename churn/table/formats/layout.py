"""Where a table begins and ends among the lines of a file or sheet, and what its columns are called.

It works on cells as text, wherever they come from: lines of a CSV or rows of a sheet. People put titles above their
tables, units below the names, and totals or sources at the end; none of that is a customer.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from churn.errors import DataError, listing, quote
from churn.table.finding import Finding
from churn.table.no_value import says_nothing

MAX_COLUMNS: Final = 10_000
MAX_TITLES: Final = 10
UNITS: Final = ("%", "€", "$", "£")  # that say nothing of themselves, having no letter

Row = Sequence[str]

_VALUE: Final = re.compile(r"[-+(<>~]?\s?[$€£¥₹]?\s?[-+]?\d[\d.,'’\s/:%-]*(?:[eE][-+]?\d+)?\s?[%$€£¥₹]?\)?")
_UNSEEN: Final = re.compile("[\u200b\u200e\u200f\ufeff]")  # spaces of no width, marks of direction and byte order


@dataclass(frozen=True)
class Header:
    """Where the customers begin, and what the columns are called.

    Attributes
    ----------
    names : tuple of str
        Of all columns: stripped, unique, none empty.
    made_up : frozenset of int
        The places of columns without a name in the file; they are called "column 3", counted from 1.
    above : int
        How many of the rows are no customers: titles, names, units.
    findings : tuple of Finding
        What was decided.
    """

    names: tuple[str, ...]
    made_up: frozenset[int]
    above: int
    findings: tuple[Finding, ...] = ()


def header(rows: Sequence[Row], name: str) -> Header:
    """Find the names of the columns.

    Parameters
    ----------
    rows : sequence of sequences of str
        The first rows, blank ones left out: as many as are cheap to have, twenty or more. Empty cells are "".
    name : str
        What messages call the file.

    Raises
    ------
    DataError
        If there are too many columns.
    """
    cells = [[cell.strip() for cell in row] for row in rows]
    filled = sorted({place for row in cells for place, cell in enumerate(row) if cell})
    first, findings = _first_of_table(cells, filled)
    below = Below(cells[first + 1 :])
    if first == 0 and below.continues(cells[0], filled):
        width = Counter(map(len, cells)).most_common(1)[0][0]
        called = named([""] * width, name)
        return Header(called.names, frozenset(), 0, (_without_header(cells[0], name),))
    group = cells[first - 1] if first else []
    called = named(_joined(group, cells[first]), name)
    findings += called.findings
    above = first + 1
    while above < len(cells) and (wrong := _second_header(cells, first, above, filled)):
        findings += (left_out(f"The line below the names was left out: {wrong}", cells[above]),)
        above += 1
    return Header(called.names, called.made_up, above, findings)


def unnamed(names: Sequence[str]) -> tuple[Finding, ...]:
    """Say which columns with values have no name in the file."""
    if not names:
        return ()
    evidence = f"The header has no name for {listing(names)}: counted from the left, they are called so."
    return (Finding("note", "file", None, evidence, "Give every column a name in the file."),)


def empty_columns(count: int) -> tuple[Finding, ...]:
    """Say that columns without name and values were left out."""
    what = "A column without a name and without values was" if count == 1 else f"{count:,} empty columns were"
    return (Finding("note", "file", None, f"{what} left out.", "Nothing is lost."),) if count else ()


def running_number() -> Finding:
    """Say that a column that only counts the rows was left out."""
    evidence = "The first column has no name and counts the rows: it was left out."
    return Finding("note", "file", None, evidence, "Nothing is lost.")


def is_value(cell: str) -> bool:
    """Say whether a cell is a number, an amount or a date in digits: something that names no column."""
    return bool(cell) and _VALUE.fullmatch(cell) is not None


class Below:
    """The rows below a header, column by column."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    def column(self, place: int) -> list[str]:
        """Return what stands in a column, gaps left out."""
        return [cell for row in self.rows if place < len(row) and (cell := row[place].strip())]

    def all_values(self, place: int) -> bool:
        """Say whether the column holds nothing but values, at least two."""
        cells = self.column(place)
        return len(cells) >= 2 and all(map(is_value, cells))

    def continues(self, row: Row, filled: Sequence[int]) -> bool:
        """Say whether a first row is a customer like those below, so that the names are missing."""
        cells = {place: row[place] for place in filled if place < len(row) and row[place]}
        values = [place for place, cell in cells.items() if is_value(cell)]
        if not values or not any(self.all_values(place) for place in values[:50]):
            return False
        if len(values) == len(cells):
            whole = all(cells[place].isdigit() for place in values)
            numbers = [int(cells[place]) for place in values] if whole else []
            return not whole or any(later <= earlier for earlier, later in pairwise(numbers))
        return any(cell in self.column(place) for place, cell in cells.items() if place not in values)


def _first_of_table(cells: Sequence[Row], filled: Sequence[int]) -> tuple[int, tuple[Finding, ...]]:
    """Return the place of the row with the names, and what stands above it."""
    for place in range(min(MAX_TITLES, len(cells) - 1) + 1):
        if 2 * _count(cells[place]) > len(filled):
            break
    else:
        return 0, ()
    following = place + 1
    if following < len(cells) and _names_groups(cells[place], cells[following], filled):
        place = following if _names_columns(cells, following, filled, strict=True) else place
    if place == 0 or not _names_columns(cells, place, filled, strict=False):
        return 0, ()
    found = (left_out("The line above the names was left out", row) for row in cells[:place])
    return place, tuple(found)


def _names_groups(row: Row, below: Row, filled: Sequence[int]) -> bool:
    """Say whether a row above another names fewer things: it has gaps, or repeats what the other tells apart."""
    if _count(row) < len(filled) == _count(below):
        return True
    repeated, rest = [len(each) - len(set(each)) for each in (list(filter(None, row)), list(filter(None, below)))]
    return repeated > rest and _count(row) == _count(below)


def _names_columns(cells: Sequence[Row], place: int, filled: Sequence[int], *, strict: bool) -> bool:
    """Say whether a row can be names: no value among them, none that occurs below; strictly: numbers stand below."""
    row, below = cells[place], Below(cells[place + 1 :])
    names = {column: row[column] for column in filled if column < len(row) and row[column]}
    if any(is_value(cell) or cell in below.column(column) for column, cell in names.items()):
        return False
    return not strict or any(below.all_values(column) for column in names)


def _second_header(cells: Sequence[Row], first: int, place: int, filled: Sequence[int]) -> str:
    """Say what is wrong with a row below the names; empty if it is a customer."""
    row = cells[place]
    if row == cells[first]:
        return "it repeats them"
    following = cells[place + 1 :]
    if (
        _count(row) == 1 < len(filled) - 1
        and row[0]
        and following
        and all(2 * _count(each) > len(filled) for each in following)
    ):
        return "it holds one name instead of values"
    below = Below(following)
    numbers = [column for column in filled if column < len(row) and below.all_values(column)]
    if not numbers or any(is_value(row[column]) for column in numbers):
        return ""
    cells_above = [row[column] for column in numbers]
    texts = [cell for cell in cells_above if cell in UNITS or (any(map(str.isalpha, cell)) and not says_nothing(cell))]
    others = [column for column in filled if column not in numbers and column < len(row) and row[column]]
    if 2 * len(texts) < len(numbers) or any(row[column] in below.column(column) for column in others):
        return ""
    return "it stands above numbers and holds none, like units or a second name"


def _joined(group: Row, names: Row) -> list[str]:
    """Put the names of groups before names that repeat; a group goes on to the right until the next one."""
    counts = Counter(name for name in names if name)
    if not any(count > 1 for count in counts.values()) or _count(group) < 2:
        return list(names)
    joined, current = [], ""
    for place, name in enumerate(names):
        current = (group[place] if place < len(group) else "") or current
        joined.append(f"{current} {name}".strip() if counts[name] > 1 else name)
    return joined


def named(cells: Sequence[str], name: str) -> Header:
    """Make names unique, and give one to those that have none; raises DataError if there are too many."""
    cells = [_UNSEEN.sub("", cell).strip() for cell in cells]
    if len(cells) > MAX_COLUMNS:
        raise DataError(f"{quote(name)} has {len(cells):,} columns; at most {MAX_COLUMNS:,} are allowed.")
    names: list[str] = []
    taken = {cell for cell in cells if cell}
    used: set[str] = set()
    numbers: dict[str, int] = {}  # by a name that repeats: what the next of its kind is called by
    repeated = []
    for place, cell in enumerate(cells):
        wanted = cell or f"column {place + 1}"
        if wanted in used or (not cell and wanted in taken):
            repeated += [wanted] if cell else []
            plain, number = wanted, numbers.get(wanted, 2)
            while (wanted := f"{plain} ({number})") in used or wanted in taken:
                number += 1
            numbers[plain] = number + 1
        used.add(wanted)
        names.append(wanted)
    findings: tuple[Finding, ...] = ()
    if repeated:
        evidence = f"More than one column is called {listing(dict.fromkeys(repeated))}: the later ones got a number."
        findings = (Finding("warning", "file", None, evidence, "Give every column a name of its own in the file."),)
    return Header(tuple(names), frozenset(place for place, cell in enumerate(cells) if not cell), 1, findings)


def _without_header(row: Row, name: str) -> Finding:
    evidence = f"{quote(name)} has no header: its first line is a customer ({listing(row[:3])})."
    return Finding("warning", "file", None, evidence, "Put a line with the columns' names at the top of the file.")


def left_out(what: str, row: Row) -> Finding:
    """Say that a row is no customer, and what stands in it."""
    shown = listing([cell for cell in row if cell][:4])
    return Finding("note", "lines", None, f"{what} ({shown}).", "It is no customer.")


def _count(row: Row) -> int:
    return sum(map(bool, row))
