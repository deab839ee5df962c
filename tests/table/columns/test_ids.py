"""What numbers the customers is left out, what measures them is used; the reason and the way back are said."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from churn.table.columns.ids import shape_of
from churn.table.dataset import Dataset, from_table
from churn.table.finding import Finding
from churn.table.raw import RawTable
from churn.table.roles import Role

N = 600
RNG = np.random.default_rng(11)
COIN = (RNG.random(N) < 0.3).astype(int)


def table(name: str, values: object, left: object = COIN, role: Role | None = None) -> Dataset:
    """Return a data set of a column and a harmless one."""
    noise = np.random.default_rng(2).normal(size=N)
    raw = pd.DataFrame({"Noise": noise, name: values, "Churn": left})
    return from_table(RawTable("made.csv", raw, "x"), roles={name: role} if role else None)


def found(dataset: Dataset, name: str) -> list[Finding]:
    """Return the findings about a column."""
    return [finding for finding in dataset.findings if finding.column == name]


def different(numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return N whole numbers that never repeat."""
    whole = pd.Series(np.round(numbers).astype(np.int64)).drop_duplicates()
    return np.asarray(whole.head(N), dtype=np.int64)


def leavers_by(values: object) -> NDArray[np.int64]:
    """Let customers with large values leave more often: ROC AUC about 0.9."""
    place = pd.Series(values).rank(pct=True).to_numpy() - 0.5
    return np.asarray(np.random.default_rng(4).random(N) < 1 / (1 + np.exp(-9 * place)), dtype=np.int64)


with_a_repeat = np.arange(N)
with_a_repeat[7] = 6
with_a_gap = pd.Series(np.arange(1.0, N + 1))
with_a_gap[5] = np.nan
IDS: dict[str, object] = {
    "running": np.arange(1, N + 1),
    "running, shuffled": RNG.permutation(N) + 5000,
    "one repeat": with_a_repeat,
    "one gap": with_a_gap,
    "ascending with holes": np.sort(RNG.choice(np.arange(1000, 1000 + 4 * N), N, replace=False)),
    "eight digits": RNG.choice(90_000_000, N, replace=False) + 10_000_000,
    "one prefix": RNG.choice(9_000, N, replace=False) + 15_560_000,
    "phone numbers": RNG.choice(90_000_000, N, replace=False) + 600_000_000,
    "twelve digits": RNG.choice(10**12, N, replace=False),
}
AMOUNTS: dict[str, NDArray[np.int64]] = {
    "incomes": different(RNG.lognormal(10, 1, 4 * N)),
    "bell": different(RNG.normal(500_000, 90_000, 4 * N)),
    "evenly spread": RNG.choice(np.arange(20_000, 90_000), N, replace=False),
    "round": 100 * RNG.choice(np.arange(200, 9000), N, replace=False),
    "minutes": different(RNG.gamma(2, 40_000, 4 * N)),
    "debts": different(RNG.normal(0, 90_000, 4 * N)),
}


@pytest.mark.parametrize("values", IDS.values(), ids=IDS)
@pytest.mark.parametrize("name", ["CustomerId", "x7", "row_no"])
def test_ids_are_left_out(name: str, values: object) -> None:
    """Whatever the name, with a repeat or a gap, too: a note says why and how to use it all the same."""
    dataset = table(name, values)
    column = dataset.schema.column(name)
    assert (column.left_out, bool(column.why)) == ("id", True)
    (note,) = found(dataset, name)
    assert (note.severity, note.kind, {each.role for each in note.answers}) == ("note", "id", {"number", "category"})
    assert f"{column.distinct} different values in {N} rows" in note.evidence
    assert table(name, values, role="number").schema.column(name).used


@pytest.mark.parametrize("values", AMOUNTS.values(), ids=AMOUNTS)
@pytest.mark.parametrize("name", ["Annual spend", "x7", "Umsatz"])
def test_amounts_that_never_repeat_are_used(name: str, values: NDArray[np.int64]) -> None:
    """A number that tells who leaves is no id, whatever its name; the column says why, and nobody is asked."""
    dataset = table(name, values, leavers_by(values))
    assert dataset.schema.column(name).used
    assert dataset.schema.column(name).why.startswith("no id: ")
    assert not found(dataset, name)
    assert not table(name, values, leavers_by(values), role="leave out").schema.column(name).used


@pytest.mark.parametrize(("low", "high"), [(0, 60_000), (100, 9_000), (5_000, 300_000)])
def test_whoever_may_know_is_asked_where_it_is_doubtful(low: int, high: int) -> None:
    """Evenly spread numbers without a name that says anything may be either; with one, nobody is asked."""
    values = np.random.default_rng(5).choice(np.arange(low, high), N, replace=False)
    dataset = table("x7", values)
    assert dataset.schema.column("x7").used
    (question,) = found(dataset, "x7")
    assert (question.severity, question.kind) == ("warning", "not an id")
    assert [answer.role for answer in question.answers] == ["number", "leave out", "category"]
    for name in ("Jahresumsatz", "premium", "Data used (MB)", "Kreditlimit", "valor"):
        assert not found(table(name, values), name)


@pytest.mark.parametrize("kind", ["incomes", "bell", "round", "minutes", "debts"])
def test_amounts_are_told_by_their_spread(kind: str) -> None:
    """Even without a name and without any use for the model."""
    assert table("x7", AMOUNTS[kind]).schema.column("x7").used


@pytest.mark.parametrize("name", ["CustomerId", "x7"])
def test_an_id_in_a_file_sorted_by_outcome_stays_an_id(name: str) -> None:
    """A running number that separates leavers from stayers says how the file was put together."""
    dataset = table(name, np.arange(N), np.sort(COIN))
    assert dataset.schema.column(name).left_out == "id"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([f"C-{row:05}" for row in range(N)], "codes"),
        ([f"anna.{row}@mail.org" for row in range(N)], "e-mail addresses"),
        ([f"{row * 7919 % 2**32:08x}-9f3a" for row in range(1, N + 1)], "random codes"),
        ([f"+49 170 {1_000_000 + row * 131}" for row in range(N)], "phone numbers"),
        ([f"She said on day {row} that it was fine" for row in range(N)], "free text"),
        ([f"DE{row % 90 + 10} 3704 0044 {row:010}" for row in range(N)], "account numbers"),
        ([f"{'abcdefghij'[row % 10]}{'klmnopqrst'[row // 10 % 10]}{'uvwxyz'[row // 100]}" for row in range(N)], None),
    ],
)
def test_texts_that_hardly_repeat_are_left_out(values: Sequence[str], words: str | None) -> None:
    """Codes, addresses, numbers, remarks and names; the reason says what they look like, a repeat changes nothing."""
    assert shape_of(values) == words
    for texts in (values, [values[0], *values[:-1]]):
        column = table("x7", texts).schema.column("x7")
        assert column.left_out == "id"
        assert (words or "own") in column.why


def test_a_category_with_very_many_levels_is_a_warning() -> None:
    """Cities and surnames may tell something: they are used, with a warning and one click to leave them out."""
    cities = [f"{['North', 'East', 'South'][code % 3]}ham {code}" for code in RNG.integers(0, 700, N)]
    dataset = table("City", cities)
    assert dataset.schema.column("City").used
    (warning,) = found(dataset, "City")
    assert (warning.severity, warning.kind, warning.answers[0].role) == ("warning", "id", "leave out")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Postcode", RNG.integers(10_000, 99_999, N)),
        ("PLZ", RNG.choice(RNG.integers(10_000, 99_999, 200), N)),
        ("Year", RNG.integers(2012, 2024, N)),
        ("Product code", RNG.choice(np.arange(100, 140), N)),
        ("Age", RNG.integers(18, 90, N)),
        ("Charge", RNG.choice(RNG.integers(20, 20_000, 400), N)),
    ],
)
def test_numbers_that_repeat_are_no_ids(name: str, values: NDArray[np.int64]) -> None:
    """Postcodes, years, product codes, ages and prices are used."""
    assert table(name, values).schema.column(name).used


def test_what_somebody_put_back_is_a_warning() -> None:
    """It is used as was asked, and what it looks like is said."""
    dataset = table("Number", np.arange(N), role="number")
    (warning,) = found(dataset, "Number")
    assert (warning.severity, warning.kind) == ("warning", "id")
    assert warning.evidence.startswith("Looks like an id: 600 different values in 600 rows.")
