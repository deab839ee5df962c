"""Parquet and Arrow files: every type of column gives values, is left out, or is refused in our words."""

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as pa_feather
import pyarrow.parquet as pa_parquet
import pytest

from churn.errors import DataError
from churn.table import reading
from churn.table.dataset import load

MOMENT = dt.datetime.fromisoformat("2021-01-31T14:30")
ROWS = 40


def parquet(table: pa.Table, **options: Any) -> bytes:  # noqa: ANN401 - of pyarrow's writer
    """Write a table as Parquet."""
    buffer = io.BytesIO()
    pa_parquet.write_table(table, buffer, **options)
    return buffer.getvalue()


def arrow(table: pa.Table) -> bytes:
    """Write a table as an Arrow (Feather) file."""
    buffer = io.BytesIO()
    pa_feather.write_feather(table, buffer)
    return buffer.getvalue()


def beside_churn(column: pa.Array) -> pa.Table:
    """Return a table with this column, called x, and an outcome."""
    return pa.table({"x": column, "Churn": ["Yes", "No", "No"][: len(column)]})


def zone(name: str) -> pa.Array:
    """Return three moments in a time zone, known or not."""
    return pa.array([MOMENT, None, MOMENT], pa.timestamp("us")).cast(pa.int64()).cast(pa.timestamp("us", name))


NUMBERS: dict[str, tuple[pa.Array, Sequence[float | None]]] = {
    "int8": (pa.array([1, 2, 3], pa.int8()), [1, 2, 3]),
    "uint64": (pa.array([1, 2, 3], pa.uint64()), [1, 2, 3]),
    "huge uint64": (pa.array([2**63 + 2**12, 2, 3], pa.uint64()), [2.0**63 + 2**12, 2, 3]),
    "float16": (pa.array(np.array([1, 2.5, 3], np.float16)), [1, 2.5, 3]),
    "float32": (pa.array([1, None, 3], pa.float32()), [1, None, 3]),
    "decimal": (pa.array([Decimal("1.25"), None, Decimal(3)], pa.decimal128(9, 2)), [1.25, None, 3]),
    "whole decimal": (pa.array([Decimal(7), Decimal(8), Decimal(9)], pa.decimal128(12, 0)), [7, 8, 9]),
    "wide decimal": (pa.array([Decimal(7), None, Decimal("1e50")], pa.decimal256(60, 2)), [7, None, 1e50]),
    "numbers stored once": (pa.array([5, 6, 5]).dictionary_encode(), [5, 6, 5]),
    "duration": (pa.array([dt.timedelta(hours=30), None, dt.timedelta(minutes=45)]), [30, None, 0.75]),
    "time": (pa.array([dt.time(6, 30), dt.time(23), None]), [6.5, 23, None]),
    "short time": (pa.array([23_400, 82_800, None], pa.time32("s")), [6.5, 23, None]),
}
TEXTS: dict[str, tuple[pa.Array, Sequence[str | None]]] = {
    "string": (pa.array(["a", None, "01"]), ["a", None, "01"]),
    "large string": (pa.array(["a", None, "b"], pa.large_string()), ["a", None, "b"]),
    "string view": (pa.array(["a", None, "b"], pa.string_view()), ["a", None, "b"]),
    "dictionary": (pa.array(["a", None, "b"]).dictionary_encode(), ["a", None, "b"]),
    "digits in a dictionary": (pa.array(["01", None, "2"]).dictionary_encode(), ["01", None, "2"]),
    "bytes that are text": (pa.array([b"a", None, "ü".encode()]), ["a", None, "ü"]),
    "fixed bytes that are text": (pa.array([b"ab", None, b"cd"], pa.binary(2)), ["ab", None, "cd"]),
}
NESTED: dict[str, pa.Array] = {
    "bytes": pa.array([b"\xff\x00", None, b"\xfe"]),
    "uuid": pa.array([b"\xff" * 16, None, b"\xfe" * 16], pa.uuid()),
    "list": pa.array([[1], None, []]),
    "large list": pa.array([[1], None, []], pa.large_list(pa.int64())),
    "fixed list": pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int64(), 2)),
    "struct": pa.array([{"a": 1}, None, {"a": 2}]),
    "map": pa.array([[("a", 1)], None, []], pa.map_(pa.string(), pa.int64())),
    "lists of dates": pa.array([[MOMENT.date()], None, []]),
}
MOMENTS: dict[str, pa.Array] = {
    "date": pa.array([MOMENT.date(), None, MOMENT.date()]),
    "long date": pa.array([MOMENT.date(), None, MOMENT.date()], pa.date64()),
    "year 9999": pa.array([dt.date(9999, 12, 31), None, dt.date(1, 1, 1)]),
    "nanoseconds": pa.array([MOMENT, None, MOMENT], pa.timestamp("ns")),
    "seconds": pa.array([MOMENT, None, MOMENT], pa.timestamp("s")),
    "UTC": zone("UTC"),
    "Berlin": zone("Europe/Berlin"),
    "an offset": zone("+05:30"),
    "an unknown zone": zone("Middle/Earth"),
}


@pytest.mark.parametrize("write", [parquet, arrow])
@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_of_every_type_are_numbers(kind: str, write: Any) -> None:  # noqa: ANN401 - either of both above
    """However few or many bits they have, and times and durations in hours."""
    column, expected = NUMBERS[kind]
    found = reading.read(write(beside_churn(column))).frame["x"]
    assert found.dtype in (np.dtype("int64"), np.dtype("float64"))
    assert found.astype(object).where(found.notna(), None).tolist() == expected


@pytest.mark.parametrize("write", [parquet, arrow])
@pytest.mark.parametrize("kind", TEXTS)
def test_text_of_every_type_is_text(kind: str, write: Any) -> None:  # noqa: ANN401
    """Digits too: what was text in the file stays text."""
    column, expected = TEXTS[kind]
    found = reading.read(write(beside_churn(column))).frame["x"].astype(object)
    assert found.where(found.notna(), None).tolist() == expected


@pytest.mark.parametrize("kind", MOMENTS)
def test_moments_of_every_type_are_moments(kind: str) -> None:
    """Also where nobody knows the time zone; a zone is said to be read as UTC."""
    table = reading.read(parquet(beside_churn(MOMENTS[kind])))
    assert pd.api.types.is_datetime64_dtype(table.frame["x"].dtype)
    assert table.frame["x"].isna().tolist() == [False, True, False]
    zoned = MOMENTS[kind].type != pa.date64() and getattr(MOMENTS[kind].type, "tz", None)
    assert [finding.column for finding in table.findings] == ["x"] * bool(zoned)


@pytest.mark.parametrize("kind", NESTED)
def test_nested_values_are_left_out(kind: str) -> None:
    """Lists, structures and bytes are left out of the features and said."""
    values = pa.chunked_array([NESTED[kind].take(pa.array(np.arange(ROWS) % 3))])
    churn = ["Yes", "No", "No", "No"] * (ROWS // 4)
    table = pa.table({"x": values, "Age": np.arange(ROWS) % 9, "Churn": churn})
    columns = {column.name: column.left_out for column in load(parquet(table)).schema.columns}
    assert columns == {"x": "nested", "Age": None}


@pytest.mark.parametrize("kind", [*NUMBERS, *TEXTS, *MOMENTS])
def test_reads_alike_for_training_and_for_scoring(kind: str) -> None:
    """A column that is read as it stands and understood afterwards is the column that training sees."""
    column = NUMBERS[kind][0] if kind in NUMBERS else TEXTS[kind][0] if kind in TEXTS else MOMENTS[kind]
    data = parquet(beside_churn(column))
    written = reading.read_as_written(data).frame["x"]
    pd.testing.assert_series_equal(reading.understand(written, "."), reading.read(data).frame["x"])


def test_a_column_without_values_has_none() -> None:
    """Of the type that holds nothing but null, too."""
    table = pa.table({"x": pa.nulls(ROWS), "Age": np.arange(ROWS) % 9, "Churn": ["Yes", "No"] * (ROWS // 2)})
    assert [column.left_out for column in load(parquet(table)).schema.columns] == ["no values", None]


def test_an_index_with_a_name_is_a_column() -> None:
    """What pandas calls an index may be what somebody named; without a name it only counts."""
    frame = pd.DataFrame({"Churn": ["Yes", "No"]}, index=pd.Index(["a", "b"], name="Region"))
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    assert reading.read(buffer.getvalue()).frame.columns.tolist() == ["Churn", "Region"]
    plain = pa.Table.from_pandas(frame.reset_index(drop=True), preserve_index=True)
    assert reading.read(parquet(plain)).frame.columns.tolist() == ["Churn"]


def test_names_that_repeat_get_a_number() -> None:
    """Two columns of one name are two columns, and it is said."""
    table = pa.table([[1, 2], [3, 4], ["Yes", "No"]], ["a", "a", "Churn"])
    read = reading.read(parquet(table))
    assert read.frame.to_dict("list") == {"a": [1, 2], "a (2)": [3, 4], "Churn": ["Yes", "No"]}
    assert "“a”" in read.findings[0].evidence


def not_utf8() -> pa.Array:
    """Return text that is no text."""
    return pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(np.array([0, 1, 2], np.int32)), pa.py_buffer(b"a\xff")]
    )


@pytest.mark.parametrize("write", [parquet, arrow])
@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (beside_churn(not_utf8()), "column “x” holds text that is not UTF-8"),
        (pa.table({}), "has no columns"),
        (pa.table({"Age": pa.array([], pa.int64())}), "has no rows"),
        (pa.table({f"c{number}": [1] for number in range(10_001)}), "10,001 columns"),
    ],
    ids=["no text", "no columns", "no rows", "wide"],
)
def test_names_the_fault(table: pa.Table, fault: str, write: Any) -> None:  # noqa: ANN401
    """What cannot be used is said in our words."""
    for read in (reading.read, reading.read_as_written):
        with pytest.raises(DataError, match=r"“new\.parquet”") as caught:
            read(write(table), "new.parquet")
        assert fault in str(caught.value)


def test_a_file_that_unpacks_to_more_than_fits_is_refused() -> None:
    """A billion equal values take a few kilobytes in a file; how many there are is looked at before they are read."""
    rows = pa.table({"x": pa.array(np.zeros(2**20, np.int8)), "Churn": pa.array(["Yes"] * 2**20)})
    buffer = io.BytesIO()
    with pa_parquet.ParquetWriter(buffer, rows.schema) as writer:
        for _ in range(100):
            writer.write_table(rows)
    with pytest.raises(DataError, match="104,857,600 rows and 2 columns; at most 200,000,000 values"):
        reading.read(buffer.getvalue())
