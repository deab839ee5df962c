"""Levels that are one in the eyes of a person are one; where that is a guess, it is asked."""

import numpy as np
import pandas as pd
import pytest

from churn.table.columns.spellings import joined_levels
from churn.table.dataset import Dataset, load
from churn.table.finding import Finding

ROWS = 120


def dataset(levels: list[str], role: str | None = None) -> Dataset:
    """Make a table with a column of these levels, the first more often than the others."""
    cells = [levels[0] if i % 2 else levels[i // 2 % len(levels)] for i in range(ROWS)]
    lines = [f'"{cell}",{i % 7},{"ny"[i % 3 == 0]}' for i, cell in enumerate(cells)]
    roles = {"Plan": role} if role else None
    return load("\n".join(["Plan,Age,Churn", *lines]).encode(), roles=roles)  # type: ignore[arg-type]


def found(dataset: Dataset) -> list[Finding]:
    """Return what was found about spellings."""
    return [finding for finding in dataset.findings if finding.kind == "spellings"]


@pytest.mark.parametrize(
    ("levels", "joined"),
    [
        (["gold", "gold ", " gold", "tin"], ["gold", "tin"]),
        (
            ["high school", "high  school", "high\N{NO-BREAK SPACE}school", "other"],
            ["high school", "other"],
        ),
        (["café", "cafe\N{COMBINING ACUTE ACCENT}", "tea"], ["café", "tea"]),
        (["über\N{ZERO WIDTH SPACE}", "über", "unter"], ["unter", "über"]),
        (["A1", "A1\t", "B2"], ["A1", "B2"]),
        (["basic", "BASIC", "basic ", "Basic", "gold"], ["basic", "gold"]),
        (["No", "NO", "no", "Yes", "yes "], ["No", "Yes"]),
        (["Straße", "STRASSE", "STRAße"], ["STRASSE", "Straße"]),
        (["Zürich", "ZÜRICH", "Bern"], ["Bern", "Zürich"]),
        (["Месячный", "МЕСЯЧНЫЙ", "годовой"], ["Месячный", "годовой"]),
        (["Month-to-month", "MONTH-TO-MONTH", "One year"], ["Month-to-month", "One year"]),
    ],
)
def test_joined_by_themselves(levels: list[str], joined: list[str]) -> None:
    """Spaces, Unicode form, and the case of words; the name is the most frequent spelling, and a note says so."""
    table = dataset(levels)
    assert list(table.schema.column("Plan").levels) == joined
    assert {finding.severity for finding in found(table)} == {"note"}
    assert sorted(set(table.frame["Plan"])) == joined


@pytest.mark.parametrize(
    "levels",
    [
        ["m", "M", "f", "F"],
        ["プラン", "ﾌﾟﾗﾝ", "基本"],
        ["ＡＢＣ", "ABC", "x"],  # noqa: RUF001 - of full width
        ["a1", "A1", "b2"],
        ["iPhone 12", "IPHONE 12", "other"],
        ["Month-to-month", "month to month", "One year"],
        ["e-mail", "email", "post"],
        ["St. Gallen", "St Gallen", "Bern"],
        ["Yes", "Y", "No", "N"],
    ],
)
def test_asked_where_it_is_a_guess(levels: list[str]) -> None:
    """Letters, codes and punctuation are kept apart, with a warning; one click joins them, one keeps them apart."""
    table = dataset(levels)
    assert list(table.schema.column("Plan").levels) == sorted(levels)
    (finding,) = found(table)
    assert (finding.severity, [answer.role for answer in finding.answers]) == (
        "warning",
        ["category, spellings joined", "category, spellings apart"],
    )
    joined = dataset(levels, "category, spellings joined")
    assert len(joined.schema.column("Plan").levels) < len(levels)
    assert joined.fingerprint != table.fingerprint
    assert [answer.role for finding in found(joined) for answer in finding.answers] == ["category, spellings apart"]
    assert found(dataset(levels, "category, spellings apart")) == []


@pytest.mark.parametrize(
    "levels",
    [
        ["gold", "silver", "tin"],
        ["AAA+", "AAA-", "AAA"],
        ["A-12", "A12", "A-1 2"],
        ["C", "C++", "C#"],
        ["10-20", "1020", "20-30"],
        ["v1.2.3", "v1.2.4", "v12.3"],
        ["Münster", "Munster", "Muenster"],
        ["K-1", "K1", "K 1"],
    ],
)
def test_different_levels_stay_different(levels: list[str]) -> None:
    """Nothing is joined and nothing said."""
    table = dataset(levels)
    assert list(table.schema.column("Plan").levels) == sorted(levels)
    assert found(table) == []


def test_keep_them_apart() -> None:
    """The way back, one click away, is another table."""
    levels = ["basic", "BASIC", "gold"]
    table = dataset(levels)
    (finding,) = found(table)
    assert [(answer.label, answer.role) for answer in finding.answers] == [
        ("Keep them apart", "category, spellings apart")
    ]
    assert "“BASIC” as “basic”" in finding.evidence
    apart = dataset(levels, "category, spellings apart")
    assert list(apart.schema.column("Plan").levels) == sorted(levels)
    assert apart.fingerprint != table.fingerprint


def test_spaces_that_nobody_sees_are_shown() -> None:
    """A note shows where they are."""
    (finding,) = found(dataset(["gold", "gold ", "tin"]))
    assert "“gold␠” as “gold”" in finding.evidence


def test_new_customers_are_joined_alike() -> None:
    """What training joined is joined in a file to score; what it kept apart is kept apart."""
    joined = dataset(["m", "M", "f"], "category, spellings joined").schema
    assert joined.check(pd.DataFrame({"Plan": ["M", "F "], "Age": [1, 2]}))["Plan"].tolist() == ["m", "f"]
    assert not joined.unseen_values(pd.DataFrame({"Plan": ["M", "F "], "Age": [1, 2]}))


def test_what_is_one_level_after_all_is_said() -> None:
    """A column is left out when joining leaves one level, and the note says what was joined."""
    table = dataset(["basic", "BASIC", "basic "])
    assert table.schema.column("Plan").left_out == "constant"
    assert len(found(table)) == 2


def test_many_levels() -> None:
    """A hundred thousand names are joined as ten are."""
    levels = pd.Index([f"Customer {chr(97 + i % 26) * (i // 26 % 9 + 1)}{i}" for i in range(100_000)])
    joined = joined_levels(levels.append(levels + " "), np.ones(200_000, dtype=np.int64))
    assert joined.names.equals(levels.append(levels))
    assert len(joined.spaces) == 100_000


@pytest.mark.parametrize("word", ["NA", "n/a", "NULL", "null", "NaN", "#N/A"])
def test_words_for_gaps_are_no_value_and_said(word: str) -> None:
    """A category's NA may be North America: it is missing, with a note, and a click makes it a value."""
    table = dataset(["EU", "APAC", word])
    assert (table.schema.column("Plan").levels, table.schema.column("Plan").missing) == (("APAC", "EU"), 20)
    (finding,) = [each for each in table.findings if each.column == "Plan"]
    assert finding.evidence == f"20 “{word}” taken for no value."
    (answer,) = finding.answers
    assert dataset(["EU", "APAC", word], answer.role).schema.column("Plan").levels == tuple(
        sorted({"APAC", "EU", word})
    )


@pytest.mark.parametrize("word", ["None", "none", "unknown", "-", "Nan Madol", "NAB"])
def test_other_words_are_values_of_a_category(word: str) -> None:
    """None may be a plan, and unknown says something, too."""
    assert dataset(["EU", "APAC", word]).schema.column("Plan").levels == tuple(sorted(["APAC", "EU", word]))
