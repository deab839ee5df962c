"""JSON -> a table: a record a line, an array of records, or one object that holds them.

Records are parsed one after another, whatever stands between them, so lines, arrays and records over several lines
are one and the same. Values of different types become text, a key that is not there is a missing value.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, Final

import pyarrow as pa

from churn.errors import DataError, listing, quote
from churn.table.formats.arrow_types import FAULTS, as_text

Record = Mapping[str, Any]

RECORDS_AT_ONCE: Final = 20_000
MAX_CELLS: Final = 50_000_000  # more than fit into a file that may be brought
NUMBERS: Final = frozenset({pa.int64(), pa.float64()})
SHAPES: Final = "Bring one record a line, or an array of records, each with names and values."

_ARRAY: Final = re.compile(r"\[\s*[\[{\]]")  # of records, or of rows; another one is a row itself
_BETWEEN: Final = re.compile(r"[\s,]*")


def read_json(data: bytes, name: str) -> pa.Table:
    """Parse JSON lines, an array of records, or what pandas writes with `to_json`.

    Raises
    ------
    DataError
        If it is no JSON, or no table; names the line.
    """
    records = _records(_decoded(data, name), name)
    columns: dict[str, list[pa.Array]] = {}
    rows = 0
    while batch := list(islice(records, RECORDS_AT_ONCE)):
        for column in dict.fromkeys(chain.from_iterable(batch)):
            columns.setdefault(column, [pa.nulls(rows)])
        if (rows + len(batch)) * len(columns) > MAX_CELLS:
            raise DataError(f"{quote(name)} has {rows + len(batch):,} records with {len(columns):,} different names.")
        for column, chunks in columns.items():
            chunks.append(_array([record.get(column) for record in batch]))
        rows += len(batch)
    if not columns:
        raise DataError(f"{quote(name)} holds no records. {SHAPES}")
    names = [column.encode("utf-8", "replace").decode() for column in columns]
    return pa.table([_joined(chunks) for chunks in columns.values()], names)


def _decoded(data: bytes, name: str) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        fault = "text that is not UTF-8. Write the file again as UTF-8."
        raise DataError(f"{quote(name)}, line {line:,}: {fault}") from err


def _records(text: str, name: str) -> Iterator[Record]:
    """Yield the records, whatever shape they come in."""
    start = len(text) - len(text.lstrip())
    if _ARRAY.match(text, start):
        yield from _checked(_values(text, start + 1, name), name)
        return
    values = _values(text, start, name)
    first = list(islice(values, 2))
    if len(first) == 1 and isinstance(first[0][1], dict):
        yield from _unwrapped(first[0][1], name)
    else:
        yield from _checked(chain(first, values), name)


def _values(text: str, position: int, name: str) -> Iterator[tuple[int, Any]]:
    """Yield one value of JSON after another, each with the number of its line."""
    array = position > 0 and text[position - 1] == "["
    decode = json.JSONDecoder().raw_decode
    line, counted = 1, 0
    while (start := _after(text, position)) < len(text):
        line, counted = line + text.count("\n", counted, start), start
        if array and text[start] == "]" and not text[start + 1 :].strip():
            return
        try:
            value, position = decode(text, start)
        except (ValueError, RecursionError) as err:
            at = min(getattr(err, "pos", start), len(text))
            in_text = str(err).startswith("Unterminated string") and "\n" not in text[at:]
            raise DataError(_broken(text, len(text) if in_text else at, name)) from err
        yield line, value
    if array:
        raise DataError(f"{quote(name)} ends before its array of records does: it is cut off.")


def _after(text: str, position: int) -> int:
    """Return where the next value begins."""
    between = _BETWEEN.match(text, position)
    return between.end() if between else position


def _broken(text: str, position: int, name: str) -> str:
    if not text[position:].strip():
        return f"{quote(name)} ends in the middle of a record: it is cut off."
    line = text.count("\n", 0, position) + 1
    begin = max(text.rfind("\n", 0, position) + 1, position - 15)
    return f"{quote(name)}, line {line:,}: this is not JSON: {quote(text[begin : position + 25])}."


def _checked(values: Iterable[tuple[int, Any]], name: str) -> Iterator[Record]:
    """Yield values that must be records; lists are records where the first one is the header."""
    header: list[str] | None = None
    for number, (line, value) in enumerate(values):
        if isinstance(value, dict) and header is None:
            yield value
        elif isinstance(value, list) and number == 0:
            header = [as_text(cell) for cell in value]
        elif isinstance(value, list) and header is not None and len(value) == len(header):
            yield dict(zip(header, value, strict=True))
        else:
            raise DataError(f"{quote(name)}, line {line:,}: {quote(json.dumps(value))} is no record. {SHAPES}")


def _unwrapped(whole: dict[str, Any], name: str) -> Iterable[Record]:
    """Return the records that one object holds; if it holds none, it is one itself."""
    lists = {key: value for key, value in whole.items() if isinstance(value, list)}
    tables = [key for key, value in lists.items() if value and all(isinstance(each, dict) for each in value)]
    if len(tables) > 1:
        raise DataError(f"{quote(name)} holds {len(tables)} tables: {listing(tables)}. Bring a file with one of them.")
    if tables:
        return iter(lists[tables[0]])
    if {"columns", "data"} <= set(lists):
        return _checked(((1, row) for row in [lists["columns"], *lists["data"]]), name)
    if whole and all(isinstance(value, dict) for value in whole.values()):
        if all(key.isdigit() for key in whole):
            return iter(whole.values())
        rows = dict.fromkeys(chain.from_iterable(whole.values()))
        return ({column: values.get(row) for column, values in whole.items()} for row in rows)
    if whole and len(lists) == len(whole) and len(set(map(len, lists.values()))) == 1:
        return (dict(zip(whole, row, strict=True)) for row in zip(*lists.values(), strict=True))
    return iter([whole])


def _array(values: list[Any]) -> pa.Array:
    """Return some values of a column in the type that they share; text, where they share none."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds & {dict, list}:
        try:
            return pa.array(values)
        except FAULTS:
            return pa.array([None if value is None else [json.dumps(value)] for value in values])
    if len(kinds) > 1 and kinds != {int, float}:
        values = [None if value is None else as_text(value) for value in values]
    try:
        return pa.array(values)
    except FAULTS:
        if kinds <= {int, float}:  # larger than any int64
            return pa.array([None if value is None else float(str(value)) for value in values], pa.float64())
        # half of a character that takes two
        return pa.array([None if value is None else str(value).encode("utf-8", "replace").decode() for value in values])


def _joined(chunks: list[pa.Array]) -> pa.ChunkedArray:
    kinds = {chunk.type for chunk in chunks} - {pa.null()}
    if len(kinds) > 1 and not kinds <= NUMBERS:
        if not any(map(pa.types.is_nested, kinds)):
            texts = [[None if value is None else as_text(value) for value in chunk.to_pylist()] for chunk in chunks]
            return pa.chunked_array(texts, pa.string())
        try:
            tables = [pa.table([chunk], ["x"]) for chunk in chunks]
            return pa.concat_tables(tables, promote_options="permissive")["x"]
        except FAULTS:
            return pa.chunked_array(
                [[None if value is None else [json.dumps(value)] for value in chunk.to_pylist()] for chunk in chunks],
                pa.list_(pa.string()),
            )
    kind = pa.float64() if kinds == NUMBERS else next(iter(kinds), pa.null())
    return pa.chunked_array([chunk.cast(kind) for chunk in chunks])
