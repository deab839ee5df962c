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

from churn.errors import DataError, listing, plural, quote
from churn.table.arrow_types import LARGEST_WHOLE, as_text
from churn.table.finding import Finding
from churn.table.raw import FileFormat

Cells = Sequence[Any]  # of a column: text, numbers, truth values, dates, times, durations; "" is empty

PATIENCE: Final = 8.0  # seconds for taking the cells out of a small workbook,
PATIENCE_A_MB: Final = 2.0  # and for every MB more; either is some twenty times what it takes
PROGRAM: Final = Path(__file__).with_name("cells.py")
FAULTS: Final = {
    "password": "is protected by a password. Save it without one, or save the sheet as CSV.",
    "damaged": (
        "is a workbook that cannot be opened: it is damaged, or a cell lies far away from the table. Delete the empty"
        " rows and columns around the table, or save the sheet as CSV."
    ),
}


def read_workbook(data: bytes, name: str, sheet: str | None = None) -> tuple[pa.Table, FileFormat, tuple[Finding, ...]]:
    """Take a table out of a workbook.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        What messages call it.
    sheet : str, optional
        Which sheet; by default the first that holds a table, a hidden one only if there is no other.

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
        raise DataError(_no_table(opened, name, sheet))
    columns, findings = _laid_out(opened, name)
    found = (*_choice_of_sheet(opened, sheet), *findings)
    table = pa.table([_array(cells) for _, cells in columns], [header for header, _ in columns])
    return table, FileFormat("excel", sheet=opened["sheet"], sheets=tuple(opened["sheets"])), found


def _opened(data: bytes, name: str, sheet: str | None) -> dict[str, Any]:
    """Return what `churn.table.cells` answers; raises DataError if it cannot."""
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
    because = "as you chose" if wanted is not None else "the first that holds a table"
    evidence = f"The sheet {quote(opened['sheet'])} was read, {because}; {listing(others)} was not."
    return [Finding("note", "file", None, evidence, "Choose another sheet if it is the wrong one.")]


def _laid_out(opened: Mapping[str, Any], name: str) -> tuple[list[tuple[str, Cells]], list[Finding]]:
    """Return header and cells of each column, without what is empty around and between them."""
    rows = [row for row in zip(*opened["columns"], strict=True) if any(cell != "" for cell in row)]
    widest = max(sum(cell != "" for cell in row) for row in rows[:50])
    start = next(at for at, row in enumerate(rows) if sum(cell != "" for cell in row) >= max(2, widest / 2))
    header, columns = rows[start], list(zip(*rows[start + 1 :], strict=True))
    kept = [at for at, cells in enumerate(columns) if header[at] != "" or any(cell != "" for cell in cells)]
    if not columns:
        raise DataError(f"{quote(name)} has a header but no rows in its sheet {quote(opened['sheet'])}.")
    errors = [_errors(as_text(header[at]), opened["errors"][at]) for at in kept if at in opened["errors"]]
    return [(as_text(header[at]), columns[at]) for at in kept], errors


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
