"""Arrow's many types -> the few that a table of customers needs: numbers, text, truth values, moments."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from churn.errors import DataError, quote
from churn.table.finding import Finding

# Whatever Arrow raises on values that it cannot convert.
FAULTS: Final = (pa.ArrowException, ValueError, TypeError, OverflowError, OSError, LookupError, MemoryError)

LARGEST_WHOLE: Final = 2**53  # up to here every whole number is exact
HOUR: Final = {"s": 3_600, "ms": 3_600_000, "us": 3_600_000_000, "ns": 3_600_000_000_000}
IN_HOURS: Final = "times of day or durations; they are read as hours"
IN_UTC: Final = "times with a time zone; they are read as UTC"


def plain(table: pa.Table, name: str) -> tuple[pa.Table, tuple[Finding, ...]]:
    """Bring every column into a type that has one meaning everywhere, and say where something was decided.

    Parameters
    ----------
    table : Table
        Of any types.
    name : str
        What messages call the file.

    Returns
    -------
    table : Table
        Integers are int64, other numbers float64, durations hours; moments have no time zone; text is text. Lists,
        structures and bytes that are no text stay as they are.
    findings : tuple of Finding
        What the values would not show.

    Raises
    ------
    DataError
        If a column holds text that is no text, or values that its type does not allow.
    """
    columns, findings = [], []
    for column, values in zip(table.column_names, table.columns, strict=True):
        try:
            values.validate(full=True)
            converted, decided = plain_values(values)
        except FAULTS as err:
            raise DataError(_unreadable(column, values.type, name)) from err
        columns.append(converted)
        if decided:
            evidence = f"It holds {decided}."
            findings.append(Finding("note", "file", column, evidence, "Nothing needs to be done."))
    return pa.table(columns, table.column_names), tuple(findings)


def _unreadable(column: str, kind: pa.DataType, name: str) -> str:
    held = "text that is not UTF-8" if _is_text(kind) else f"values that cannot be read as {kind}"
    return f"{quote(name)}: column {quote(column)} holds {held}. Write the file again."


def plain_values(values: pa.ChunkedArray) -> tuple[pa.ChunkedArray, str | None]:
    """Return a column in a plain type, and what was decided about it, if anything."""
    values = _decoded(values)
    kind = values.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return values.cast(pa.timestamp(kind.unit)), IN_UTC
    if pa.types.is_time(kind) or pa.types.is_duration(kind):
        return pc.divide(values.cast(_WIDTH[kind.bit_width]).cast(pa.float64()), float(HOUR[kind.unit])), IN_HOURS
    convert = next((convert for matches, convert in _CONVERSIONS if matches(kind)), None)
    return convert(values) if convert else values, None


def writable(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column in a type that every writer knows, with the values that it has."""
    values = _decoded(values)
    if pa.types.is_timestamp(values.type) and values.type.tz is not None:
        try:
            pc.local_timestamp(pa.array([0], values.type))
        except FAULTS:  # nobody knows this time zone
            return values.cast(pa.timestamp(values.type.unit))
    return values


def _decoded(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column without what was only meant to store it in less space, or to give it a name."""
    kind = values.type
    if isinstance(kind, pa.BaseExtensionType):
        return _decoded(pa.chunked_array([chunk.storage for chunk in values.chunks], kind.storage_type))
    if pa.types.is_dictionary(kind):
        return _decoded(pa.chunked_array([chunk.dictionary_decode() for chunk in values.chunks], kind.value_type))
    if pa.types.is_run_end_encoded(kind):
        return _decoded(pa.chunked_array([pc.run_end_decode(chunk) for chunk in values.chunks], kind.value_type))
    return values


def as_text(value: object) -> str:
    """Write a value as text: whole numbers without a point, days without a time."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_WHOLE:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return str(value.date())
    return str(value)


def _whole(values: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return values.cast(pa.int64())
    except pa.ArrowInvalid:  # larger than any int64
        return values.cast(pa.float64(), safe=False)


def _number(values: pa.ChunkedArray) -> pa.ChunkedArray:
    whole = pa.types.is_decimal(values.type) and values.type.scale == 0
    return _whole(values) if whole else values.cast(pa.float64())


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_bytes(kind: pa.DataType) -> bool:
    tests = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary)
    return any(test(kind) for test in tests)


def _text_or_bytes(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return bytes as the text that they are: some programs do not say so. Others count as nested."""
    try:
        return values.cast(pa.binary()).cast(pa.string())
    except FAULTS:
        chunks = [pa.StructArray.from_arrays([chunk], ["bytes"], mask=chunk.is_null()) for chunk in values.chunks]
        return pa.chunked_array(chunks, pa.struct([("bytes", values.type)]))


_WIDTH: Final = {32: pa.int32(), 64: pa.int64()}
_CONVERSIONS: Final[Sequence[tuple[Callable[[pa.DataType], bool], Callable[[pa.ChunkedArray], pa.ChunkedArray]]]] = (
    (pa.types.is_integer, _whole),
    (pa.types.is_floating, _number),
    (pa.types.is_decimal, _number),
    (_is_text, lambda values: values.cast(pa.string())),
    (_is_bytes, _text_or_bytes),
)
