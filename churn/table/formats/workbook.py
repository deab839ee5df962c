"""A sheet of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) -> a table, or a message that names the sheets there are."""

import datetime as dt
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from churn.errors import ChoiceError, DataError, listing, plural, quote
from churn.table.finding import Finding
from churn.table.formats import layout
from churn.table.formats.arrow_types import LARGEST_WHOLE, as_text
from churn.table.formats.footers import footers
from churn.table.raw import FileFormat

Cells = Sequence[Any]  # of a column: text, numbers, truth values, dates, times, durations; "" is empty

PATIENCE: Final = 8.0  # seconds for taking the cells out of a small workbook,
PATIENCE_A_MB: Final = 2.0  # and for every MB more; either is some twenty times what it takes
PROGRAM: Final = Path(__file__).with_name("cells.py")
FIRST_ROWS: Final = 60  # where the table begins is judged by these,
LAST_ROWS: Final = 30  # and where it ends by these
FAULTS: Final = {
    "password": "is protected by a password. Save it without one, or save the sheet as CSV.",
    "damaged": (
        "is a workbook that cannot be opened: it is damaged, or a cell lies far away from the table. Delete the empty"
        " rows and columns around the table, or save the sheet as CSV."
    ),
}


def read_workbook(
    data: bytes, name: str, sheet: str | None = None, *, as_written: bool = False
) -> tuple[pa.Table, FileFormat, tuple[Finding, ...]]:
    """Take a table out of a workbook.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        What messages call it.
    sheet : str, optional
        Which sheet; by default the first that holds a table, or one by far larger than it; a hidden one
        only if there is no other.
    as_written : bool
        Whether a column that only counts the rows is kept.

    Returns
    -------
    table : Table
        Named as the header says. Whole numbers are integers; text is text, even if it is digits; a column of both is
        text as it is written; errors (#N/A) are missing.
    format : FileFormat
        Which sheet it was, and which others hold a table.
    findings : tuple of Finding
        Which sheet was taken where there are several, and what could not be read.

    Raises
    ------
    DataError
        If the workbook is damaged or protected, if there is no such sheet, or no table in it.
    """
    opened = _opened(data, name, sheet)
    if opened["sheet"] is None:
        fault = _no_table(opened, name, sheet)
        raise DataError(fault) if sheet is None else ChoiceError("sheet", fault)
    columns, findings = _laid_out(opened, name, as_written=as_written)
    found = (*_choice_of_sheet(opened, sheet), *findings)
    table = pa.table([_array(cells) for _, cells in columns], [header for header, _ in columns])
    return table, FileFormat("excel", sheet=opened["sheet"], sheets=tuple(opened["sheets"])), found


def _opened(data: bytes, name: str, sheet: str | None) -> dict[str, Any]:
    """Return what `churn.table.formats.cells` answers; raises DataError if it cannot."""
    patience = PATIENCE + PATIENCE_A_MB * len(data) / 2**20
    command = [sys.executable, "-P", str(PROGRAM)]
    question = json.dumps(sheet).encode() + b"\n" + data
    try:
        done = subprocess.run(command, input=question, capture_output=True, timeout=patience, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise DataError(f"{quote(name)} {FAULTS['damaged']}") from None
    whole = done.returncode == 0 and done.stdout
    answer: dict[str, Any] = pickle.loads(done.stdout) if whole else {"fault": "damaged"}  # noqa: S301 - our own
    if "fault" in answer:
        raise DataError(f"{quote(name)} {FAULTS[answer['fault']]}")
    return answer


def _no_table(opened: Mapping[str, Any], name: str, sheet: str | None) -> str:
    if sheet is not None and sheet in opened["broken"]:
        return f"The sheet {quote(sheet)} of {quote(name)} is damaged."
    if sheet is not None:
        return f"{quote(name)} has no sheet {quote(sheet)}; its sheets are {listing(opened['names'])}."
    if opened["broken"]:
        return f"{quote(name)}: no sheet holds a table, and {listing(opened['broken'])} is damaged."
    needed = "A table needs a header line, two columns and one row a customer."
    sheets = f"its sheets are {listing(opened['names'])}" if opened["names"] else "it has no sheets"
    return f"{quote(name)} is a workbook without a table: {sheets}. {needed}"


def _choice_of_sheet(opened: Mapping[str, Any], wanted: str | None) -> list[Finding]:
    """Say which sheet was taken, where there was a choice."""
    others = [each for each in opened["sheets"] if each != opened["sheet"]]
    if not others:
        return []
    first = "the first that holds a table" if opened["sheet"] == opened["sheets"][0] else "by far the largest table"
    because = "as you chose" if wanted is not None else first
    evidence = f"The sheet {quote(opened['sheet'])} was read, {because}; {listing(others)} was not."
    return [Finding("note", "file", None, evidence, "Choose another sheet if it is the wrong one.")]


def _laid_out(
    opened: Mapping[str, Any], name: str, *, as_written: bool
) -> tuple[list[tuple[str, Cells]], list[Finding]]:
    """Return header and cells of each column: no titles, no totals, nothing that is empty or only counts the rows."""
    rows = list(zip(*opened["columns"], strict=True))
    filled = [at for at, row in enumerate(rows) if any(cell != "" for cell in row)]
    header = layout.header([_as_texts(rows[at]) for at in filled[:FIRST_ROWS]], name)
    customers = filled[header.above :]
    end = filled[-1] + 1
    begin = max(customers[0] if customers else end, end - LAST_ROWS)
    first = [_as_texts(rows[at]) for at in customers[:FIRST_ROWS] if at < begin]
    count, found = footers([_as_texts(row) for row in rows[begin:end]], first, len(header.names))
    customers = [at for at in customers if at < end - count]
    if not customers:
        raise DataError(f"{quote(name)} has a header but no rows in its sheet {quote(opened['sheet'])}.")
    findings = [*header.findings, *found, *_blank_rows(customers)]
    kept: list[tuple[str, Cells]] = []
    unnamed: list[str] = []
    empty = 0
    for place, (column, cells) in enumerate(zip(header.names, opened["columns"], strict=True)):
        values = [cells[at] for at in customers]
        if place in header.made_up and not any(value != "" for value in values):
            empty += 1
        elif place in header.made_up and place == 0 and not as_written and _counts_rows(values):
            findings.append(layout.running_number())
        else:
            kept.append((column, values))
            unnamed += [column] * (place in header.made_up)
            if place in opened["errors"]:
                findings.append(_errors(column, opened["errors"][place]))
    return kept, [*findings, *layout.empty_columns(empty), *layout.unnamed(unnamed)]


def _as_texts(row: Cells) -> list[str]:
    return ["" if cell == "" else as_text(cell) for cell in row]


def _blank_rows(customers: Sequence[int]) -> list[Finding]:
    """Say how many rows between the customers are empty."""
    blank = customers[-1] - customers[0] + 1 - len(customers)
    evidence = f"Without any value, so left out: {plural(blank, 'line')}."
    return [Finding("note", "lines", None, evidence, "Nothing is lost.")] if blank else []


def _counts_rows(values: Cells) -> bool:
    """Say whether values are 0, 1, 2 … or 1, 2, 3 …."""
    return values[0] in {0, 1} and all(value == number for number, value in enumerate(values, int(values[0])))


def _errors(column: str, errors: Mapping[str, int]) -> Finding:
    """Say that cells of a column hold no value, though something stands there."""
    named = [f"{error} ({count:,})" for error, count in errors.items() if error]
    parts = [f"{plural(sum(errors.values()) - errors.get('', 0), 'cell')} with an error: {', '.join(named)}"] * bool(
        named
    )
    if "" in errors:
        parts.append(f"{plural(errors[''], 'formula')} without a value: open the workbook, let it compute, save it")
    evidence = f"{'; '.join(parts)}. They count as missing."
    return Finding("warning", "file", column, evidence, "Mend the formulas if these values matter.")


def _array(cells: Cells) -> pa.Array:
    """Return the values of a column in the type that all of them have; text, where they differ."""
    values = [None if cell == "" else cell for cell in cells]
    kinds = frozenset(map(type, values)) - {type(None)}
    convert = next((convert for those, convert in _CONVERSIONS if kinds and kinds <= those), _texts)
    return convert(values)


def _numbers(values: list[float | None]) -> pa.Array:
    numbers = pa.array(values, pa.float64())
    plain = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less_equal(pc.abs(numbers), LARGEST_WHOLE))
    return numbers.cast(pa.int64()) if pc.all(plain).as_py() is not False else numbers


def _days(values: list[dt.date | None]) -> pa.Array:
    return pa.array(values, pa.date32())


def _moments(values: list[dt.date | None]) -> pa.Array:
    moments = [value if value is None or isinstance(value, dt.datetime) else _midnight(value) for value in values]
    return pa.array(moments, pa.timestamp("us"))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def _durations(values: list[dt.time | dt.timedelta | None]) -> pa.Array:
    """Return durations; of a time of day, what has gone by since midnight."""
    durations = [_since_midnight(value) if isinstance(value, dt.time) else value for value in values]
    return pa.array(durations, pa.duration("us"))


def _since_midnight(time: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second, microseconds=time.microsecond)


def _texts(values: list[Any]) -> pa.Array:
    return pa.array([None if value is None else as_text(value) for value in values], pa.string())


_CONVERSIONS: Final[Sequence[tuple[frozenset[type], Callable[[list[Any]], pa.Array]]]] = (
    (frozenset({int, float}), _numbers),
    (frozenset({bool}), pa.array),
    (frozenset({dt.date}), _days),
    (frozenset({dt.date, dt.datetime}), _moments),
    (frozenset({dt.time, dt.timedelta}), _durations),
)
