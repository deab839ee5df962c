"""Dates are read in any usual writing, codes that look like dates are not, and what they are used as is said."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from churn.errors import DataError
from churn.table.columns.dates import read
from churn.table.dataset import Dataset, from_table
from churn.table.finding import Finding
from churn.table.raw import RawTable
from churn.table.roles import Role
from churn.table.schema import Schema
from churn.table.writing import DateOrder

N = 300
DAYS = pd.Series(pd.Timestamp("2021-01-01") + pd.to_timedelta(np.random.default_rng(0).integers(0, 700, N), unit="D"))
EARLY = pd.to_datetime([f"2021-{row % 11 + 1}-{row % 12 + 1}" for row in range(N)]).to_series(index=pd.RangeIndex(N))
LEFT = np.random.default_rng(1).integers(0, 2, N)


def table(columns: dict[str, object], **roles: Role) -> Dataset:
    """Return a data set of these columns and a harmless one."""
    noise = np.random.default_rng(2).normal(size=N)
    raw = pd.DataFrame({"Noise": noise, **columns, "Churn": LEFT})
    return from_table(RawTable("made.csv", raw, "x"), roles=roles)


def found(dataset: Dataset, kind: str) -> list[Finding]:
    """Return the findings of a kind."""
    return [finding for finding in dataset.findings if finding.kind == kind]


@pytest.mark.parametrize(
    "form",
    [
        *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S+02:00", "%Y-%m-%dT%H:%M:%S.000Z"),
        *("%d-%b-%Y", "%B %d, %Y", "%d %B %Y", "%d%b%Y", "%b %d %y", "%a, %d %b %Y", "%A %d %B %Y", "%d-%b-%y"),
        *("%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m/%d/%y", "%m/%d/%Y %I:%M %p", "%a %d/%m/%Y"),
        *("%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S", "%Y年%m月%d日"),
    ],
)
def test_usual_writings(form: str) -> None:
    """The days are those that were written, whatever the column is called; the column is left out and says why."""
    dataset = table({"x7": DAYS.dt.strftime(form)})
    column = dataset.schema.column("x7")
    assert (column.left_out, dataset.schema.dates, bool(column.why)) == ("date", ["x7"], True)
    assert (dataset.dates("x7").astype("datetime64[D]") == DAYS.to_numpy().astype("datetime64[D]")).all()
    (note,) = found(dataset, "date")
    assert (note.severity, [answer.role for answer in note.answers]) == ("note", ["days", "month"])


@pytest.mark.parametrize("form", ["%Y-%m", "%b-%y", "%b %Y", "%m/%Y", "%Y%m", "%B %Y"])
def test_months(form: str) -> None:
    """A month of a year is its first day."""
    dataset = table({"x7": DAYS.dt.strftime(form)})
    assert (dataset.dates("x7") == DAYS.to_numpy().astype("datetime64[M]")).all()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("5. März 2021", 5), ("5 de marzo de 2021", 5), ("1er mars 2021", 1), ("5 março 2021", 5)),
        *(("05-Mrz-21", 5), ("5 MARZO 2021", 5), ("5th of March, 2021", 5), ("Mar 5 '21", 5)),
        *(("5 марта 2021", 5), ("5 мар. 2021", 5), ("5 marca 2021", 5), ("5 mars 2021", 5), ("5 Mart 2021", 5)),
    ],
)
def test_months_in_words(text: str, day: int) -> None:
    """Months are known in many languages, with ordinals, abbreviations and in capitals."""
    assert read(pd.Series([text]), "named month")[0] == np.datetime64(f"2021-03-{day:02}")


@pytest.mark.parametrize("months", ["октября июня", "października września", "Aralik ağustos", "oktober maj"])
def test_months_of_other_languages_are_found(months: str) -> None:
    """A column of such dates is one, and their months are told apart."""
    dataset = table({"x7": [f"{day.day % 28 + 1} {months.split()[day.day % 2]} {day.year}" for day in DAYS]})
    assert dataset.schema.dates == ["x7"]
    assert len(np.unique(dataset.dates("x7").astype("datetime64[M]").astype(int) % 12)) == 2


@pytest.mark.parametrize("name", ["last_login", "First seen", "contract end", "created"])
@pytest.mark.parametrize("unit", [1, 1000])
def test_seconds_are_dates_where_the_name_says_a_moment(name: str, unit: int) -> None:
    """They are no ids, though none of them comes twice."""
    seconds = DAYS.to_numpy().astype("datetime64[s]").astype(np.int64) + np.arange(N)
    assert table({name: seconds * unit}).schema.dates == [name]


def test_amounts_of_the_last_time_are_no_dates() -> None:
    """Days as a spreadsheet counts them need a name that says a date."""
    assert not table({"last_payment": np.random.default_rng(3).integers(8_000, 60_000, N)}).schema.dates


def test_many_words_for_no_date() -> None:
    """What is known to mean "no value" may be written in many ways."""
    words = ["unknown", "n/a", "-", "?", "None", "not available", "k.A."]
    texts = [*DAYS.dt.strftime("%d.%m.%Y").iloc[len(words) :], *words]
    column = table({"x7": texts}).schema.column("x7")
    assert (column.left_out, column.missing) == ("date", len(words))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("created_at", "seconds"),
        ("timestamp", "milliseconds"),
        ("Joining date", "serial"),
        ("Eintrittsdatum", "serial"),
        ("signup_ts", "seconds"),
    ],
)
def test_counted_dates_need_a_name(name: str, unit: str) -> None:
    """Seconds, and days as a spreadsheet counts them, are dates only where the name says so."""
    seconds = (DAYS - pd.Timestamp("1970-01-01")).dt.total_seconds().astype(int)
    days = (DAYS - pd.Timestamp("1899-12-30")).dt.days
    values = {"seconds": seconds, "milliseconds": seconds * 1000, "serial": days}[unit]
    assert (table({name: values}).dates(name) == DAYS.to_numpy()).all()
    assert table({"Income": values}).schema.dates == []


@pytest.mark.parametrize(
    "codes",
    [
        [f"{a:02}-{b:02}-{c:04}" for a, b, c in np.random.default_rng(3).integers(0, 100, (N, 3))],
        [f"{a}.{b}.{c}" for a, b, c in np.random.default_rng(4).integers(0, 20, (N, 3))],
        [f"{a:02}-{b:02}-{c:02}" for a, b, c in np.random.default_rng(5).integers(1, 13, (N, 3))],
        [f"0{a} {b} {c}" for a, b, c in np.random.default_rng(6).integers(100, 999, (N, 3))],
        [("10-12", "18-24", "25-34", "45+")[row % 4] for row in range(N)],
        [("2019/20", "2020/21", "2021/22")[row % 3] for row in range(N)],
        [("Q1 2021", "Q2 2021", "May Smith", "Plan 2022")[row % 4] for row in range(N)],
        [20210000 + row for row in range(N)],
        [2015 + row % 8 for row in range(N)],
        list(np.random.default_rng(7).integers(10_000_000, 99_999_999, N)),
        list(np.random.default_rng(8).integers(190_000, 210_000, N)),
    ],
)
def test_codes_are_no_dates(codes: Sequence[object]) -> None:
    """Part numbers, versions, sizes, phone numbers, ranges, seasons, ids, years and amounts are none."""
    assert table({"x7": codes}).schema.dates == []


def test_words_among_dates() -> None:
    """A few words and 9999-12-31 stand for "no date"; the note names them, and new customers may have them, too."""
    texts = DAYS.dt.strftime("%Y-%m-%d").astype(object)
    texts[:3] = ["unknown", "-", "9999-12-31"]
    dataset = table({"Since": texts}, Since="days")
    column = dataset.schema.column("Since")
    assert (column.missing, set(column.writing.missing)) == (3, {"unknown", "-", "9999-12-31"})
    (note,) = found(dataset, "date")
    assert "Taken for missing: “-”, “9999-12-31”, “unknown”" in note.evidence
    checked = dataset.schema.check(pd.DataFrame({"Noise": [0.0, 1.0], "Since": ["unknown", "2022-01-01"]}))["Since"]
    assert np.isnan(checked[0])
    assert checked[1] == (np.datetime64(column.writing.latest) - np.datetime64("2022-01-01")).astype(int)


@pytest.mark.parametrize(
    ("form", "order", "other"),
    [
        ("%m/%d/%Y", "month first", "date, day first"),
        ("%d-%m-%Y", "day first", "date, month first"),
        ("%d.%m.%Y", "day first", None),
    ],
)
def test_two_readings_are_asked(form: str, order: str, other: Role | None) -> None:
    """Where no day is above twelve the likelier order is used and a warning asks; points go with the day first."""
    texts = EARLY.sample(frac=1, random_state=0).dt.strftime(form).tolist()
    dataset = table({"When": texts})
    assert dataset.schema.column("When").writing.date == order
    asked = found(dataset, "two readings")
    assert bool(asked) == (other is not None)
    if other is not None:
        assert asked[0].severity == "warning"
        assert other in [answer.role for answer in asked[0].answers]
        decided = table({"When": texts}, When=other)
        assert found(decided, "two readings") == []
        assert decided.fingerprint != dataset.fingerprint


def test_other_evidence_decides_between_two_readings() -> None:
    """Dates that ascend with the rows in one order, and the order of the table's other dates, need no question."""
    ascending = table({"When": EARLY.sort_values().dt.strftime("%d/%m/%Y").tolist()})
    beside = table({"When": EARLY.dt.strftime("%d/%m/%Y"), "Seen": DAYS.dt.strftime("%d/%m/%Y")})
    for dataset in (ascending, beside):
        assert dataset.schema.column("When").writing.date == "day first"
        assert found(dataset, "two readings") == []


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y", "%B %d, %Y", "%Y%m%d", "%m/%d/%Y"])
def test_used_as_days_and_as_month(form: str) -> None:
    """Days are counted back from the last date; new customers, and what was read already, come out the same."""
    texts = DAYS.dt.strftime(form)
    dataset = table({"Since": texts, "Again": texts}, Since="days", Again="month")
    expected = (DAYS.max() - DAYS).dt.days
    assert (dataset.frame["Since"] == expected).all()
    assert dataset.frame["Again"].tolist() == DAYS.dt.strftime("%m").tolist()
    raw = pd.DataFrame({"Noise": dataset.frame["Noise"], "Since": texts, "Again": texts})
    for same in (raw, pd.DataFrame(dataset.frame)):
        assert dataset.schema.check(same).equals(dataset.frame)
    again = Schema.from_json(dataset.schema.to_json())
    assert again.check(raw).equals(dataset.frame)
    assert dataset.schema.column("Since").allowed.endswith(f"days before {DAYS.max():%Y-%m-%d}")
    assert (dataset.dates("Since") == DAYS.to_numpy()).all()
    with pytest.raises(DataError, match="Column “Since”, row 2: “soon” is not a date"):
        dataset.schema.check(raw.assign(Since=texts.where(texts.index != 1, "soon")))


def test_what_is_no_date_cannot_be_used_as_one() -> None:
    """The message names the column and a value."""
    with pytest.raises(DataError, match="Column “Plan” cannot be used as days: “gold” is not a date"):
        table({"Plan": ["gold"] * (N - 1) + ["tin"]}, Plan="days")


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("End", DAYS.dt.strftime("%Y-%m-%d").where(LEFT == 1)),
        ("Cancelled on", DAYS.dt.strftime("%d.%m.%Y").where(LEFT == 1, "")),
        ("Valid until", DAYS.dt.strftime("%Y-%m-%d").where(LEFT == 1, "9999-12-31")),
        ("Last seen", pd.Series(np.where(LEFT == 1, "2020-03-01", "2021-05-07"))),
        ("Moved", DAYS.where(LEFT == 0, DAYS + pd.Timedelta(days=3000)).dt.strftime("%Y-%m-%d")),
    ],
)
def test_a_leaving_date_holds_the_future(column: str, values: pd.Series) -> None:
    """It is said although the date is left out; used, it is serious."""
    start = EARLY.dt.strftime("%Y-%m-%d")
    assert [(each.severity, each.column) for each in found(table({"Start": start, column: values}), "future")] == [
        ("note", column)
    ]
    roles: dict[str, Role] = {column: "days"}
    used = table({"Start": start, column: values}, **roles)
    assert [(each.severity, each.column) for each in found(used, "future")] == [("serious", column)]


def test_days_since_leaving_hold_the_future() -> None:
    """A number that only leavers have is told by its name; dates that all have say nothing."""
    since = pd.Series(np.random.default_rng(9).integers(1, 99, N)).where(LEFT == 1)
    found_ones = found(table({"days_since_end": since, "Start": DAYS.dt.strftime("%Y-%m-%d")}), "future")
    assert [(each.severity, each.column) for each in found_ones] == [("serious", "days_since_end")]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("31.02.2021", "day first"),
        ("2021-13-01", "year first"),
        ("01-02-0003", "day first"),
        ("Plan 2021", "named month"),
    ],
)
def test_what_the_calendar_does_not_know(text: str, order: DateOrder) -> None:
    """Such a text is no date."""
    assert np.isnat(read(pd.Series([text]), order)).all()
