"""The lines of customers -> an Arrow table with typed columns, or a message that names the line at fault."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from churn.errors import DataError, plural, quote
from churn.table.finding import Finding
from churn.table.formats import codes, layout
from churn.table.formats.delimited import Lines, line_number
from churn.table.formats.delimiters import DELIMITERS, RARE_DELIMITERS, cells
from churn.table.formats.thousands import may_be_thousands

BLOCK_BYTES: Final = 2**20
BLOCK_ROWS: Final = 300  # of a wide table a block has so many at least: each column of each block costs
LARGEST_BLOCK: Final = 32 * 2**20
MAX_LEVELS: Final = 50_000  # text with more different values is kept as text: categories would only cost
MAX_FAULTS: Final = 100_000

# How the parser converts values: by what they mean, or not at all.
BLANK_IS_NULL: Final[dict[str, Any]] = {"strings_can_be_null": True, "null_values": [""]}
UNDERSTOOD: Final[Mapping[str, Any]] = BLANK_IS_NULL | {
    "auto_dict_encode": True, "auto_dict_max_cardinality": MAX_LEVELS,
}  # fmt: skip
TEXT: Final = pa.dictionary(pa.int32(), pa.string())
AS_WRITTEN: Final[Mapping[str, Any]] = {"default_column_type": TEXT}


def parse(lines: Lines, name: str, *, as_written: bool) -> tuple[pa.Table, tuple[Finding, ...]]:
    """Parse customers.

    Parameters
    ----------
    lines : Lines
        As `churn.table.formats.delimited.lines` returns them.
    name : str
        What messages call the file.
    as_written : bool
        Whether every value stays as it is written, as text.

    Returns
    -------
    table : pyarrow.Table
        One row a customer; empty lines and columns, and a column that only counts the rows, are left out.
    findings : tuple of Finding
        What was decided.

    Raises
    ------
    DataError
        If there are no rows, or a line has too many or too few values, or a quote is never closed.
    """
    table, lines, mended = _rows(lines, name, AS_WRITTEN if as_written else UNDERSTOOD)
    table, kept = _without_blank_rows(table)
    if not as_written:
        table = _with_texts(table, lines, kept)
    table, findings = _without_idle_columns(table, lines, as_written=as_written)
    if table.num_rows == 0:
        raise DataError(f"{quote(name)} has a header but no rows.")
    if kept is not None:
        evidence = f"Without any value, so left out: {plural(int((~kept).sum()), 'line')}."
        findings = (*findings, Finding("note", "lines", None, evidence, "Nothing is lost."))
    return table, (*mended, *findings)


def _rows(lines: Lines, name: str, conversion: Mapping[str, Any]) -> tuple[pa.Table, Lines, tuple[Finding, ...]]:
    """Parse what is there; mend lines that can be mended, once something is wrong."""
    findings: tuple[Finding, ...] = ()
    try:
        table = _parsed(lines, conversion)
    except pa.ArrowInvalid:
        lines, findings = _mended(lines, name)
        table = _parsed_whole(lines, name, conversion)
    if not _repeats_header(table, lines):
        return table, lines, findings
    return _without_headers(lines, name, conversion, findings)


def _parsed(
    lines: Lines,
    conversion: Mapping[str, Any],
    *,
    faults: list[pa_csv.InvalidRow] | None = None,
    block: int | None = None,
) -> pa.Table:
    """Parse in threads, or, where lines at fault are wanted, in one: it counts and skips them."""

    def skip(row: pa_csv.InvalidRow) -> str:
        if faults is None or len(faults) > MAX_FAULTS:
            return "error"
        faults.append(row)
        return "skip"

    customers = pa.py_buffer(lines.data).slice(lines.begin, lines.end - lines.begin)
    if not customers.size:
        return pa.table([pa.nulls(0)] * len(lines.names), _places(lines))
    quotes = b'"' in lines.data  # they cost the parser, and line breaks inside them its threads
    parsing = pa_csv.ParseOptions(
        delimiter=lines.format.delimiter,
        quote_char='"' if quotes else False,
        newlines_in_values=quotes,
        invalid_row_handler=skip,
    )
    reading = pa_csv.ReadOptions(
        use_threads=faults is None, block_size=block or _block(lines), column_names=_places(lines)
    )
    converting = pa_csv.ConvertOptions(decimal_point=lines.format.decimal, check_utf8=False, **conversion)
    return pa_csv.read_csv(pa.BufferReader(customers), reading, parsing, converting)


def _block(lines: Lines) -> int:
    """Return how many bytes are parsed at once."""
    row = lines.data.find(b"\n", lines.begin) - lines.begin
    return max(BLOCK_BYTES, min(BLOCK_ROWS * row, LARGEST_BLOCK))


def _places(lines: Lines) -> list[str]:
    return [str(place) for place in range(len(lines.names))]


def _parsed_whole(lines: Lines, name: str, conversion: Mapping[str, Any]) -> pa.Table:
    """Parse a file with a line, or a value of many lines, that is longer than a block."""
    for block in (None, lines.end - lines.begin + 1):
        try:
            return _parsed(lines, conversion, block=block)
        except pa.ArrowInvalid as err:
            fault = err
    raise DataError(
        f'{quote(name)} cannot be taken apart into lines and values: a quote (") is opened in one line and closed in'
        " another. Check the quotes, or save the table anew."
    ) from fault


def _mended(lines: Lines, name: str) -> tuple[Lines, tuple[Finding, ...]]:
    """Take blank lines, and empty values beyond the last column, out of the text; refuse every other fault."""
    faults: list[pa_csv.InvalidRow] = []
    try:
        _parsed(lines, AS_WRITTEN, faults=faults, block=lines.end - lines.begin + 1)
    except pa.ArrowInvalid:
        if not faults:
            return lines, ()
    pieces, at = [lines.data[: lines.begin]], lines.begin
    for row in faults:
        found = _place_of(lines, row, at)
        values = cells(row.text, lines.format.delimiter)
        if (
            found < 0
            or any(map(str.strip, values[row.expected_columns :]))
            or (len(values) < row.expected_columns and any(map(str.strip, values)))
        ):
            raise DataError(_ragged(lines, row, found, name))
        kept = io.StringIO()
        csv.writer(kept, delimiter=lines.format.delimiter, lineterminator="").writerow(values[: row.expected_columns])
        pieces += [lines.data[at:found], kept.getvalue().encode() if any(map(str.strip, values)) else b""]
        at = found + len(row.text.encode())
    whole = b"".join([*pieces, lines.data[at : lines.end]])
    longer = sum(bool(row.text.strip()) for row in faults)
    evidence = f"Empty values beyond the last column were left out, in {plural(longer, 'line')}."
    finding = Finding("note", "lines", None, evidence, "Nothing is lost.")
    return replace(lines, data=whole, end=len(whole)), (finding,) if longer else ()


def _place_of(lines: Lines, row: pa_csv.InvalidRow, start: int) -> int:
    """Return where a line begins in the file, -1 if it isn't found."""
    text = row.text.encode()
    at = start if lines.data.startswith(text, start) and start == lines.begin else _next_line(lines, text, start)
    while at >= 0 and lines.data[at + len(text) : at + len(text) + 1] not in {b"", b"\n", b"\r"}:
        at = _next_line(lines, text, at + 1)
    return at


def _next_line(lines: Lines, text: bytes, start: int) -> int:
    """Return where the next line begins that begins with a text, -1 if none does."""
    found = lines.data.find(b"\n" + text, max(start - 1, lines.begin), lines.end)
    return found + 1 if found >= 0 else -1


def _ragged(lines: Lines, row: pa_csv.InvalidRow, found: int, name: str) -> str:
    number = line_number(lines.data, max(found, 0)) if found >= 0 else row.number
    called = {**DELIMITERS, **RARE_DELIMITERS}.get(lines.format.delimiter, lines.format.delimiter)
    return (
        f"{quote(name)}, line {number}: {row.actual_columns:,} values, but the header has"
        f" {row.expected_columns:,} (separated by {called}):"
        f" {quote(row.text)}. Every line needs as many values as the header."
    )


def _repeats_header(table: pa.Table, lines: Lines) -> bool:
    """Say whether the names stand among the values of the first columns, as where files were put together."""
    columns = enumerate(zip(lines.names, table.columns, strict=True))
    named = [pair for place, pair in columns if place not in lines.made_up]
    return all(
        pa.types.is_dictionary(column.type) and any(name in _levels(chunk) for chunk in column.chunks)
        for name, column in named[:3]
    )


def _levels(chunk: pa.DictionaryArray) -> set[str]:
    return set(map(str.strip, chunk.dictionary.to_pylist())) if len(chunk.dictionary) < 1_000 else set()


def _without_headers(
    lines: Lines, name: str, conversion: Mapping[str, Any], findings: tuple[Finding, ...]
) -> tuple[pa.Table, Lines, tuple[Finding, ...]]:
    """Parse once more, without the lines that repeat the header."""
    header = lines.data[: lines.begin].rstrip(b"\r\n").rpartition(b"\n")[2]
    pattern = re.compile(rb"^" + re.escape(header) + rb"(?:\r?\n|\Z)", re.MULTILINE)
    customers, count = pattern.subn(b"", lines.data[lines.begin : lines.end])
    whole = lines.data[: lines.begin] + customers
    lines = replace(lines, data=whole, end=len(whole))
    evidence = f"The header is repeated among the customers; left out: {plural(count, 'line')}."
    found = (Finding("note", "lines", None, evidence, "They are no customers."),) if count else ()
    return _parsed_whole(lines, name, conversion), lines, (*findings, *found)


def _without_blank_rows(table: pa.Table) -> tuple[pa.Table, NDArray[np.bool_] | None]:
    """Take out rows without any value; returns the table, and which rows were kept if not all."""
    if table.num_columns < 2 or table.num_rows == 0:
        return table, None
    rows = np.flatnonzero(_blank(table.column(0)))
    for column in table.columns[1:]:
        if not len(rows):
            return table, None
        rows = rows[_blank(column)[rows]]
    if len(rows) in {0, table.num_rows}:
        return table, None
    kept = np.ones(table.num_rows, dtype=bool)
    kept[rows] = False
    return table.filter(pa.array(kept)), kept


def _blank(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Mark the values that are missing or, in a column of text as it is written, empty."""
    if pa.types.is_dictionary(column.type):
        return np.concatenate([_blank_texts(chunk) for chunk in column.chunks])
    if column.null_count == 0:
        return np.zeros(len(column), dtype=bool)
    return np.asarray(column.is_null())


def _blank_texts(chunk: pa.DictionaryArray) -> NDArray[np.bool_]:
    empty = pc.index(chunk.dictionary, "").as_py()
    missing = np.asarray(chunk.is_null())
    return missing | (np.asarray(chunk.indices.fill_null(-1)) == empty) if empty >= 0 else missing


def _with_texts(table: pa.Table, lines: Lines, kept: NDArray[np.bool_] | None) -> pa.Table:
    """Read columns as text whose values would lose something otherwise, or may be thousands.

    Numbers lose zeros at their beginning, digits, or the word nan; times and truth values how they are written.
    """
    spoiled = [name for name in table.column_names if codes.rewritten(table[name])] + may_be_thousands(table, lines)
    suspects = [*codes.suspects(table, lines), *spoiled]
    if not suspects:
        return table
    kinds = dict.fromkeys(suspects, TEXT)
    texts = _parsed_whole(lines, "", BLANK_IS_NULL | {"include_columns": list(kinds), "column_types": kinds})
    for place in kinds:
        if place in spoiled or codes.holds_codes(texts[place]):
            column = texts[place] if kept is None else texts[place].filter(pa.array(kept))
            table = table.set_column(table.column_names.index(place), place, column)
    return table


def _without_idle_columns(table: pa.Table, lines: Lines, *, as_written: bool) -> tuple[pa.Table, tuple[Finding, ...]]:
    """Take out columns without name and values, and one without a name that counts the rows; name all others."""
    empty = {place for place in lines.made_up if table.num_rows and _blank(table.column(place)).all()}
    counter = not as_written and 0 in lines.made_up - empty and counts_rows(table.column(0))
    left_out = empty | ({0} if counter else set())
    kept = [place for place in range(len(lines.names)) if place not in left_out]
    named = [lines.names[place] for place in kept if place in lines.made_up]
    findings = (*layout.empty_columns(len(empty)), *layout.unnamed(named))
    if counter:
        findings = (layout.running_number(), *findings)
    return table.select(kept).rename_columns([lines.names[place] for place in kept]), findings


def counts_rows(column: pa.ChunkedArray) -> bool:
    """Say whether a column is 0, 1, 2 … or 1, 2, 3 …."""
    if not pa.types.is_integer(column.type) or column.null_count:
        return False
    numbers = column.to_numpy()
    return bool(numbers[0] in {0, 1} and (numbers == np.arange(numbers[0], numbers[0] + len(numbers))).all())
