"""The values of an outcome: each once, and whose outcome is not known."""

import pandas as pd
import pytest

from churn.table.outcomes.levels import Levels, levels
from churn.table.reading import read


def of(*values: str) -> Levels | None:
    """Return the levels of a column of a CSV."""
    return levels(read(("row,x\n" + "".join(f"{n},{value}\n" for n, value in enumerate(values))).encode()).frame["x"])


@pytest.mark.parametrize(
    ("values", "names", "codes"),
    [
        (("Yes", "yes", "Yes ", "No"), ("No", "Yes"), [1, 1, 1, 0]),
        (("1", "0", "", "1"), ("0", "1"), [1, 0, -1, 1]),
        (("1", "0", "?", "1"), ("0", "1"), [1, 0, -1, 1]),
        (("1.0", "0.0", "unknown", "1"), ("0", "1"), [1, 0, -1, 1]),
        (("TRUE", "FALSE", "n/a", "True"), ("FALSE", "TRUE"), [1, 0, -1, 1]),
        (("a", "b", "c", "-"), ("a", "b", "c"), [0, 1, 2, -1]),
        (("Si", "No", "sin datos", "Si"), ("No", "Si"), [1, 0, -1, 1]),
        (("有", "无", "pending", "有"), ("无", "有"), [1, 0, -1, 1]),
        (("Yes", "unknown", "Yes", "unknown"), ("unknown", "Yes"), [1, 0, 1, 0]),
    ],
)
def test_spellings_and_gaps(values: tuple[str, ...], names: tuple[str, ...], codes: list[int]) -> None:
    """Spellings of one value are one; what people write for "not known" is no value, unless there is only one other."""
    found = of(*values)
    assert found is not None
    assert {name.casefold() for name in found.names} == {name.casefold() for name in names}
    known = [found.names[code].casefold() if code >= 0 else None for code in found.codes]
    assert known == [names[code].casefold() if code >= 0 else None for code in codes]
    assert sum(found.counts) == sum(code >= 0 for code in codes)


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(range(30)),
        pd.Series([0.25, 0.75, 0.5]),
        pd.Series(pd.to_datetime(["2024-01-01", "2024-01-02"])),
        pd.Series([[1], [2], [1]]),
        pd.Series([f"c{n}" for n in range(30)], dtype="category"),
    ],
    ids=["numbers", "fractions", "dates", "lists", "texts"],
)
def test_what_is_no_outcome(column: pd.Series) -> None:
    """Many values, fractions, dates and lists say of nobody whether they left."""
    assert levels(column) is None


def test_the_same_in_other_words() -> None:
    """Two columns that divide the customers alike say the same, whatever their names and gaps."""
    label, value, other, finer = (
        of("Yes", "No", "Yes", "No"),
        of("1", "0", "1", ""),
        of("1", "1", "0", "0"),
        of(*"abcd"),
    )
    assert label is not None
    assert value is not None
    assert other is not None
    assert finer is not None
    assert label.same_as(value)
    assert value.same_as(label)
    assert not label.same_as(other)
    assert not label.same_as(finer)
