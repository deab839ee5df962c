"""What a column is, is inferred from its values; whoever knows better overrules it."""

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from churn.errors import DataError
from churn.table.columns.inference import infer
from churn.table.schema import REASONS, Column, LeftOut, Schema
from churn.table.values import MISSING, Kind, typed

N = 30


def column(values: Sequence[object], **roles: str) -> Column:
    """Infer one column beside one that is certainly used."""
    frame = pd.DataFrame({"x": values, "other": [i % 2 for i in range(len(values))]})
    return infer(frame, "y", roles)[0][0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a", "b"] * 15, "category"),
        ([True, False] * 15, "category"),
        ([True, None, False] * 10, "category"),
        ([1, 2] * 15, "number"),
        ([1.5, None] * 15, "number"),
        (["1", " ", "2.5"] * 10, "number"),
        (["1", "2", "three"] * 10, "category"),
        ([Decimal("1.5"), Decimal(2)] * 15, "number"),
    ],
)
def test_kind(values: list[object], kind: str) -> None:
    """Text and truth values are categories; numbers, also as text with blanks, are numbers."""
    inferred = column(values)
    assert (inferred.kind, inferred.used) == (kind, True)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (list(range(N)), "an id"),
        ([f"customer {i}" for i in range(N)], "an id"),
        (["same"] * N, "one value only"),
        ([7] * N, "one value only"),
        ([None] * N, "no values"),
        ([" "] * N, "no values"),
        ([f"2024-03-{i % 28 + 1:02}" for i in range(N)], "a date"),
        ([f"{i % 28 + 1}.3.2024" for i in range(N)], "a date"),
        ([dt.datetime(2024, 3, i % 28 + 1, tzinfo=dt.UTC) for i in range(N)], "a date"),
        ([[1, 2]] * N, "lists or other nested values"),
    ],
)
def test_left_out_with_a_reason(values: list[object], reason: str) -> None:
    """Ids, constants, dates and nested values are left out, and each says why."""
    inferred = column(values)
    assert (inferred.used, inferred.reason) == (False, reason)


def test_different_fractions_are_a_measurement_not_an_id() -> None:
    """A number with fractions may differ in every row."""
    assert column([i + 0.5 for i in range(N)]).used


def test_a_short_table_has_no_ids() -> None:
    """Ten different ages are chance, not an id."""
    assert column(list(range(10))).used


def test_the_user_overrules() -> None:
    """A role wins over what is inferred, in both directions."""
    assert column(list(range(N)), x="number").used
    assert column([1, 2] * 15, x="category").levels == ("1", "2")
    assert column([1, 2] * 15, x="leave out").reason == "left out by you"


def test_a_number_by_role_needs_one_number() -> None:
    """What is no number is missing where somebody says that a column is a number; one without any is refused."""
    assert (column(["1", "two"] * 15, x="number").kind, column(["1", "two"] * 15, x="number").missing) == ("number", 15)
    with pytest.raises(DataError, match="Column “x” cannot be used as a number: it holds none, only “one”, “two”"):
        column(["one", "two"] * 15, x="number")


def test_roles_are_checked() -> None:
    """An unknown column or role is refused with the choices."""
    with pytest.raises(DataError, match="no column “z” to overrule; the columns are “x”, “other”"):
        column([1, 2] * 15, z="number")
    with pytest.raises(DataError, match="“text” of column “x” is none of “category”"):
        column([1, 2] * 15, x="text")


def test_no_column_left_is_an_error() -> None:
    """A table of ids and constants alone cannot be learned from, and the message gives each reason."""
    frame = pd.DataFrame({"id": range(N), "same": [1] * N})
    with pytest.raises(DataError, match=r"No column is left to learn from .*id: an id"):
        infer(frame, "y", {})


def test_description_of_a_column() -> None:
    """Missing and distinct values, range and median are the table's."""
    assert column([3, 1, 1, None] * 5) == Column(
        "x", "number", missing=5, distinct=2, low=1.0, high=3.0, median=1.0, integer=True
    )
    assert column(["b", "a", " "] * 6 + ["b"]) == Column(
        "x", "category", missing=6, distinct=2, levels=("a", "b"), most_common="b"
    )


def test_missing_values_become_a_level() -> None:
    """A category has no gaps after typing: None, NaN and blanks are one level."""
    assert typed(pd.Series(["a", None, " ", np.nan]), "category").tolist() == ["a", MISSING, MISSING, MISSING]


def test_a_whole_number_has_one_name() -> None:
    """The level 3 is "3" whether it comes as 3, as 3.0 beside a gap, or as text."""
    for series in (pd.Series([3]), pd.Series([3.0, np.nan]), pd.Series(["3"])):
        assert typed(series, "category").iloc[0] == "3"


def test_rows_are_those_of_the_file() -> None:
    """A message about a later row counts the rows that were left out before it."""
    with pytest.raises(DataError, match="Column “x”, row 8: “soon” is not a number"):
        typed(pd.Series(["1", "soon"], index=[2, 7], name="x"), "number")


def test_infinity_is_no_value() -> None:
    """What a division by zero has left is missing."""
    assert np.isnan(typed(pd.Series([1.5, np.inf, -np.inf, 2.5]), "number")).tolist() == [False, True, True, False]


@pytest.fixture
def schema() -> Schema:
    """Infer the schema of a table with a number and a category that has gaps."""
    frame = pd.DataFrame({"Age": [27, 38, 30] * 7, "Plan": ["basic", "gold", None] * 7, "y": [0, 1, 0] * 7})
    return Schema(infer(frame, "y", {})[0], "y", "1", "0")


def test_check_orders_and_types(schema: Schema) -> None:
    """Any order, other columns and numbers as text are brought into the model's form."""
    checked = schema.check(pd.DataFrame({"extra": [1], "Plan": ["gold"], "Age": ["31"]}))
    assert checked.columns.tolist() == ["Age", "Plan"]
    assert checked["Age"].dtype == np.int64
    assert checked["Plan"].tolist() == ["gold"]


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        ({"Age": [31]}, "lacks “Plan”; the model needs the columns “Age”, “Plan”"),
        ({"Age": [31, "old"], "Plan": ["gold", "gold"]}, "Column “Age”, row 2: “old” is not a number"),
    ],
)
def test_check_names_the_fault(schema: Schema, frame: dict[str, list[object]], fault: str) -> None:
    """A missing column or a wrong type is named with its row and value."""
    with pytest.raises(DataError, match=fault):
        schema.check(pd.DataFrame(frame))


def test_unseen_values(schema: Schema) -> None:
    """Unknown levels and numbers out of range are found; a gap is none where training had gaps."""
    frame = pd.DataFrame({"Age": [30, 99, None], "Plan": [None, "silver", "gold"]})
    unseen = schema.unseen_values(frame)
    assert [(s.column, s.row, s.value, s.allowed) for s in unseen] == [
        ("Age", 2, "“99”", "27 to 38"),
        ("Plan", 2, "“silver”", "“basic”, “gold”"),
    ]
    assert schema.unseen_values(frame.head(1)) == ()
    assert [s.value for s in schema.unseen_values(frame.tail(1))] == ["no value"]


def test_what_the_schema_does_not_know_is_said_of_its_table(schema: Schema) -> None:
    """The schema is that of the whole table, not of the rows that a model was trained on."""
    (unseen,) = schema.unseen_values(pd.DataFrame({"Age": [30], "Plan": ["silver"]}))
    lacks = "“silver” is not in the table that the model was made from, only “basic”, “gold”."
    assert str(unseen) == f"Column “Plan”, row 1: {lacks}"


def test_json_round_trip(schema: Schema) -> None:
    """A schema survives JSON unchanged; other JSON is refused in plain words."""
    assert Schema.from_json(schema.to_json()) == schema
    for text in ("", "{}", "[]", '{"columns": [1]}'):
        with pytest.raises(DataError, match="was not written by this program"):
            Schema.from_json(text)


def test_what_was_checked_is_not_checked_again(schema: Schema) -> None:
    """Features stay what they are, some rows of them too; pandas makes tables of them that must be checked again."""
    checked = schema.check(pd.DataFrame({name: ["1"] for name in schema.names}))
    assert schema.check(checked) is checked
    some = checked.rows([0])
    assert schema.check(some) is some
    for table in (checked.iloc[[0]], checked.copy(), checked[schema.names]):
        again = schema.check(table)
        assert again is not table
        pd.testing.assert_frame_equal(again, checked, check_frame_type=False)


def test_features_of_another_schema_are_checked_again() -> None:
    """What is a number to one table may be a category to another."""
    raw, roles = pd.DataFrame({"x": [1, 2] * 9}), reversed(get_args(Kind))
    one, other = (Schema(infer(raw, "y", {"x": role})[0], "y", "1", "0") for role in roles)
    assert one.check(pd.DataFrame({"x": ["1"]}))["x"].tolist() == [1]
    assert other.check(one.check(pd.DataFrame({"x": ["1"]})))["x"].tolist() == ["1"]


@pytest.mark.parametrize(("words", "code"), [*zip(REASONS.values(), REASONS, strict=True), ("some reason", "by you")])
def test_files_of_earlier_versions_say_reasons_in_words(schema: Schema, words: str, code: LeftOut) -> None:
    """A column that a model file leaves out in words is left out, whatever the words."""
    fields = json.loads(schema.to_json())
    for column in fields["columns"]:
        left_out = column["name"] == "Plan"
        column |= {"used": not left_out, "reason": words if left_out else ""}
        del column["left_out"]
    read = Schema.from_json(json.dumps(fields))
    assert read.names == ["Age"]
    assert [(column.left_out, column.used) for column in read.columns] == [(None, True), (code, False)]
