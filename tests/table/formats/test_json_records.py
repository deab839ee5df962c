"""JSON in every shape that a table of records is written in, and the line at fault where it is none."""

import json
from collections.abc import Sequence

import pandas as pd
import pytest

from churn.errors import DataError
from churn.table import reading
from churn.table.dataset import load
from churn.table.formats import json_records

RECORDS = ({"Age": 34, "Plan": "basic", "Churn": "Yes"}, {"Age": 51, "Plan": "gold", "Churn": "No"})
TABLE = {"Age": [34, 51], "Plan": ["basic", "gold"], "Churn": ["Yes", "No"]}
FRAME = pd.DataFrame(TABLE)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(map(json.dumps, RECORDS)),
        "\r\n\r\n".join(map(json.dumps, RECORDS)) + "\n",
        json.dumps(RECORDS),
        json.dumps(RECORDS, indent=4),
        "\n".join(json.dumps(record, indent=2) for record in RECORDS),
        ",\n".join(map(json.dumps, RECORDS)),
        json.dumps({"status": "ok", "page": {"number": 1}, "data": RECORDS}),
        json.dumps({"results": RECORDS}),
        json.dumps(TABLE),
        json.dumps([list(TABLE), *zip(*TABLE.values(), strict=True)]),
        "\n".join(json.dumps(row) for row in [list(TABLE), *zip(*TABLE.values(), strict=True)]),
        FRAME.to_json(),
        FRAME.to_json(orient="index"),
        FRAME.to_json(orient="split"),
        FRAME.to_json(orient="records"),
        FRAME.to_json(orient="records", lines=True),
    ],
    ids=[
        *("lines", "blank lines", "array", "indented array", "indented records", "commas", "wrapped", "results"),
        *("lists", "rows", "row a line", "pandas", "pandas index", "pandas split", "pandas records", "pandas lines"),
    ],
)  # fmt: skip
def test_reads_every_shape_of_records(text: str) -> None:
    """However the records are wrapped, they are the same table."""
    table = reading.read(text.encode(), "new.json")
    assert table.frame.to_dict("list") == TABLE
    assert table.format.kind == "json lines"
    assert reading.read_as_written(text.encode(), "new.json").frame.astype(object).to_dict("list") == TABLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_the_encodings_of_json(encoding: str) -> None:
    """A byte order mark is no part of the first record."""
    text = '{"Plan": "größer", "Churn": "Yes"}\n{"Plan": "小", "Churn": "No"}\n'
    assert reading.read(text.encode(encoding)).frame["Plan"].tolist() == ["größer", "小"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("1", "2"), [1, 2]),
        (("1", "2.5"), [1.0, 2.5]),
        (("1", "null"), [1.0, None]),
        (("1",), [1.0, None]),
        (('"01234"', '"7"'), ["01234", "7"]),
        (("true", "false"), [True, False]),
        (("1", '"?"'), ["1", "?"]),
        (("1.0", '"x"'), ["1", "x"]),
        (("true", "3"), ["True", "3"]),
        (('"2021-01-31"', '"never"'), ["2021-01-31", "never"]),
        (("12345678901234567890123", "1"), [1.2345678901234568e22, 1.0]),
        (("1" + "0" * 400, "1"), [float("inf"), 1.0]),
        (('"\\ud800"', '"a"'), ["?", "a"]),
    ],
)
def test_values_are_what_they_are(values: Sequence[str], expected: Sequence[object]) -> None:
    """Types that agree stay, types that differ become text as it is written, a key that is not there is missing."""
    records = [f'{{"Churn": "Yes", "x": {value}}}' for value in values]
    found = reading.read("\n".join([*records, '{"Churn": "No"}'][:2]).encode()).frame["x"].astype(object)
    assert found.where(found.notna(), None).tolist() == expected


@pytest.mark.parametrize("late", ['"?"', "2.5", "null", "true", "[1]", '{"a": 1}'])
def test_a_late_value_counts_as_much_as_an_early_one(monkeypatch: pytest.MonkeyPatch, late: str) -> None:
    """Records are looked at in portions; which one a value stands in changes nothing."""
    lines = ['{"x": 1, "Churn": "Yes"}', f'{{"x": {late}, "Churn": "No"}}', '{"x": 7, "y": "new", "Churn": "No"}']
    data = "\n".join(lines).encode()
    at_once = reading.read(data).frame
    monkeypatch.setattr(json_records, "RECORDS_AT_ONCE", 1)
    in_portions = reading.read(data).frame
    assert at_once.astype(str).to_dict("list") == in_portions.astype(str).to_dict("list")


def test_leaves_nested_values_out() -> None:
    """Lists and records in a record are left out and said; the rest is learned from."""
    rows = [{"Age": age % 40, "Tags": [age], "Address": {"City": "x"}, "Churn": age % 3 == 0} for age in range(60)]
    columns = {column.name: column.left_out for column in load(json.dumps(rows).encode()).schema.columns}
    assert columns == {"Age": None, "Tags": "nested", "Address": "nested"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"a": 1}\n{"a": 2,,}\n{"a": 3}', 'line 2: this is not JSON: “{"a": 2,,}'),
        ('{"a": 1}\n{"a": 2', "ends in the middle of a record: it is cut off"),
        ('[{"a": 1},\n {"a": 2}', "ends before its array of records does: it is cut off"),
        ('{"a": 1}\n5\n', "line 2: “5” is no record"),
        ('{"a": 1}\n[1]\n', "line 2: “[1]” is no record"),
        ('[["a", "b"], [1]]', "line 1: “[1]” is no record"),
        ("[]", "holds no records"),
        ("{}", "holds no records"),
        ('{"a": [{"x": 1}], "b": [{"y": 1}]}', "holds 2 tables: “a”, “b”"),
        ('{"a": "ü"}\n{"a": "' + "x" * 30, "ends in the middle of a record"),
        ("[" * 100_000, "line 1: this is not JSON"),
    ],
)  # fmt: skip
def test_names_the_line_at_fault(text: str, fault: str) -> None:
    """What is no JSON, or no table, is said with its line."""
    with pytest.raises(DataError, match=r"“new\.json”") as caught:
        reading.read(text.encode(), "new.json")
    assert fault in str(caught.value)


def test_text_that_is_no_text_is_said() -> None:
    """Bytes that are not UTF-8 name their line."""
    with pytest.raises(DataError, match=r"“the file”, line 2: text that is not UTF-8"):
        reading.read(b'{"a": 1}\n{"a": "\xff\xfe"}')


def test_does_not_take_a_csv_for_json() -> None:
    """A header that begins with a bracket is a header."""
    assert reading.read(b"[id],Churn\n1,Yes\n2,No\n").frame.columns.tolist() == ["[id]", "Churn"]
    assert reading.read(b"{id},Churn\n1,Yes\n2,No\n").frame.columns.tolist() == ["{id}", "Churn"]
