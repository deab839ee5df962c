"""Numbers are understood as people write them; what stands for no value is counted, and a guess is asked."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from churn.errors import DataError
from churn.table.columns.numbers import read
from churn.table.dataset import Dataset, load
from churn.table.finding import Finding

ROWS = 120


def dataset(cells: Sequence[str], role: str | None = None, delimiter: str = ",") -> Dataset:
    """Make a table whose column Fee has these cells again and again."""
    filled = [cells[i % len(cells)] for i in range(ROWS)]
    lines = [delimiter.join([f'"{cell}"', str(i % 7), "ny"[i % 3 == 0]]) for i, cell in enumerate(filled)]
    text = "\n".join([delimiter.join(["Fee", "Age", "Churn"]), *lines])
    return load(text.encode(), roles={"Fee": role} if role else None)  # type: ignore[dict-item]


def values(table: Dataset) -> list[float]:
    """Return the first numbers of the column, as floats."""
    return [float(value) for value in table.frame["Fee"].head(4)]


def found(table: Dataset) -> list[Finding]:
    """Return what was found about the column's numbers."""
    return [each for each in table.findings if each.column == "Fee" and each.kind in {"number as text", "two readings"}]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["$1,224", "$947", "$12,090", "$3"], [1224, 947, 12090, 3]),
        (["$1,224.50", "$947.00", "$ 2.10", "-$3"], [1224.5, 947, 2.1, -3]),
        (["€ 5", "€ 17,20", "€ 1.224,50", "€ 3"], [5, 17.2, 1224.5, 3]),
        (["1.224,50 €", "947,00 €", "5 €", "3,10 €"], [1224.5, 947, 5, 3.1]),
        (["USD 12", "USD 1,300", "USD 7", "USD 9"], [12, 1300, 7, 9]),
        (["12 EUR", "1.300 EUR", "7 Euro", "9 eur"], [12, 1300, 7, 9]),
        (["Rs. 1,200", "Rs 950", "Rs. 12,00,000", "Rs.7"], [1200, 950, 1200000, 7]),
        (["₹1,20,000", "₹900", "₹12,34,567", "₹5,000"], [120000, 900, 1234567, 5000]),
        (["CHF 1'224.50", "CHF 900.00", "Fr. 12.20", "CHF 7"], [1224.5, 900, 12.2, 7]),
        (["1.200,-", "30,-", "12.500,-", "7,-"], [1200, 30, 12500, 7]),
        (["₹ 1,20,000/-", "₹ 500/-", "₹ 7/-", "₹ 90/-"], [120000, 500, 7, 90]),
        (["1.224,- kr", "900 kr", "kr 12,50", "7 kr."], [1224, 900, 12.5, 7]),
        (["1 224,50 zł", "900 zł", "12,50 zł", "7 zł"], [1224.5, 900, 12.5, 7]),
        (["¥1,200", "¥900", "￥12", "7円"], [1200, 900, 12, 7]),
        (["\\1,200", "\\900", "\\12,000", "\\7"], [1200, 900, 12000, 7]),  # a yen in Shift JIS
        (["₩12,000", "₩900", "₩1,000,000", "₩7"], [12000, 900, 1000000, 7]),
        (["£1,224", "£900", "£12.50", "£7"], [1224, 900, 12.5, 7]),
        (["US$1,224", "US$900", "US$12.50", "US$7"], [1224, 900, 12.5, 7]),
        (["R$ 1.224,50", "R$ 900,00", "R$ 12,50", "R$ 7,00"], [1224.5, 900, 12.5, 7]),
        (["$5/month", "$7/month", "$12/month", "$9/month"], [5, 7, 12, 9]),
        (["1 224,50", "947", "12 090,10", "3"], [1224.5, 947, 12090.1, 3]),
        (["1\u00a0224,50", "947", "12\u202f090,10", "3"], [1224.5, 947, 12090.1, 3]),
        (["1.224,50", "947,10", "12.090,00", "3"], [1224.5, 947.1, 12090, 3]),
        (["1'224.50", "947.10", "12’090", "3"], [1224.5, 947.1, 12090, 3]),
        (["1_224", "947", "12_090", "3"], [1224, 947, 12090, 3]),
        (["1,224,000", "947", "12,090", "3"], [1224000, 947, 12090, 3]),
        (["12,5", "9,75", "3", "0,061"], [12.5, 9.75, 3, 0.061]),
        (["12.3 %", "4 %", "0.5%", "7 percent"], [12.3, 4, 0.5, 7]),
        (["12,3 %", "4 %", "0,5%", "7%"], [12.3, 4, 0.5, 7]),
        (["5 GB", "12 GB", "0.5 GB", "7GB"], [5, 12, 0.5, 7]),
        (["12 months", "1 month", "24 Months", "6 months"], [12, 1, 24, 6]),
        (["3 yrs", "1 yr", "10 yrs.", "2yrs"], [3, 1, 10, 2]),
        (["12 Monate", "1 Monat", "24 Monate", "6 Monate"], [12, 1, 24, 6]),
        (["20 °C", "-3 °C", "4.5 °C", "7°C"], [20, -3, 4.5, 7]),
        (["(1,200)", "350", "(12)", "1,000,000"], [-1200, 350, -12, 1000000]),
        (["1,200.50-", "350", "12-", "7"], [-1200.5, 350, -12, 7]),
        (["($5.00)", "$3.50", "$(2)", "$7"], [-5, 3.5, -2, 7]),
        (["+5", "-3", "+7.5", "\N{MINUS SIGN}2"], [5, -3, 7.5, -2]),
        (["1.2e5", "3E+2", "5e-1", "1.5E3"], [120000, 300, 0.5, 1500]),
        (["1,2E+05", "3,5E2", "5E-1", "7"], [120000, 350, 0.5, 7]),
        (["'5", "'7", "'12", "'3"], [5, 7, 12, 3]),
        (["1.2K", "950", "3.4M", "12k"], [1200, 950, 3400000, 12000]),
        (["$1.2M", "$950K", "$3.4M", "$12K"], [1200000, 950000, 3400000, 12000]),
        (["1,2 Mio. €", "950 Tsd. €", "3 Mio. €", "12 €"], [1200000, 950000, 3000000, 12]),
        (["\N{FULLWIDTH DIGIT FOUR}\N{FULLWIDTH DIGIT TWO}", "7", "$300", "5"], [42, 7, 300, 5]),
        ([".5", "0.25", "-.75", "1"], [0.5, 0.25, -0.75, 1]),
    ],
)
def test_as_people_write_them(cells: list[str], numbers: list[float]) -> None:
    """Signs of money, separators, percent, units, minus in any place; a note shows one, and one click undoes it."""
    table = dataset(cells)
    assert values(table) == pytest.approx(numbers)
    assert table.schema.column("Fee").missing == 0
    for finding in found(table):
        assert (finding.severity, finding.answers[-1].role) == ("note", "category")
    undone = dataset(cells, "category").schema.column("Fee")
    assert undone.kind == "category"


@pytest.mark.parametrize(
    "cells",
    [
        ["A-12", "B-7", "A-9", "C-12"],
        ["1.2.3", "1.2.4", "2.0.1", "1.10.0"],
        ["10.0.0.1", "192.168.1.17", "192.168.100.200", "10.0.0.2"],
        ["192.168.100.200", "192.168.101.201", "192.168.100.203", "192.168.102.204"],
        ["+49 170 1234", "+49 171 5678", "+43 660 9012", "+49 172 3456"],
        ["+491701234567", "+491715678901", "+436609012345", "+491723456789"],
        ["555-0100", "555-0101", "555-0102", "555-0103"],
        ["10-20", "20-30", "30-40", "40+"],
        ["4/5", "3/5", "5/5", "1/5"],
        ["12:30", "09:15", "23:59", "7:05"],
        ["1st", "2nd", "3rd", "4th"],
        ["1st", "1st", "1st", "21st"],
        ["2XL", "XL", "3XL", "L"],
        ["2XL", "3XL", "4XL", "2XL"],
        ["3f2a9c", "77b0e1", "12345a", "9d8e7f"],
        ["4G", "5G", "3G", "4G"],
        ["9 AM", "10 AM", "1 PM", "3 PM"],
        ["5 GB", "3 months", "7 GB", "2 months"],
        ["$5", "€7", "$9", "€3"],
        ["01234", "56789", "00501", "90210"],
        ["007", "012", "100", "015"],
        ["12345678901234567", "98765432109876543", "12345678901234568", "11111111111111111"],
        ["$60K - $80K", "Less than $40K", "$120K +", "$40K - $60K"],
        ["3 of 5", "1 of 5", "2 of 5", "4 of 5"],
        ["12 Main Street 7", "3 High Road 2", "5 Main Street 1", "9 Low Road 4"],
        ["<5", "5-10", ">10", "<5"],
        ["1.234.56", "12.34.567", "1,23,4", "1..2"],
    ],
)
def test_what_only_looks_like_numbers(cells: list[str]) -> None:
    """Codes, versions, addresses, phones, ranges, ratings, times, ordinals and sizes are categories."""
    table = dataset(cells)
    assert table.schema.column("Fee").kind == "category"
    assert set(table.schema.column("Fee").levels) == set(cells)


@pytest.mark.parametrize(
    "cells", [["2019", "2020", "2021", "2022"], ["1", "2", "3", "1"], ["90210", "10115", "75001", "20095"]]
)
def test_plain_numbers_are_numbers_without_a_word(cells: list[str]) -> None:
    """Years, codes of one digit and postcodes without a zero in front stay what the parser makes of them."""
    table = dataset(cells)
    assert table.schema.column("Fee").kind == "number"
    assert found(table) == []


MARKERS = [
    "", " ", "-", "–", "--", "?", ".", "…", "n/a", "N/A", "NA", "na", "#N/A", "null", "NULL", "None", "nan", "unknown",
    "Unknown", "unbekannt", "missing", "not available", "k.A.", "nil", "n.d.", "Keine Angabe", "н/д", "不明", "TBD",
]  # fmt: skip


@pytest.mark.parametrize("marker", MARKERS)
def test_missing_markers(marker: str) -> None:
    """They are no value, however many there are; the note counts them, and one click makes them a level."""
    table = dataset(["12", "1,250.5", marker, "30"])
    column = table.schema.column("Fee")
    assert (column.kind, column.missing) == ("number", ROWS // 4)
    said = any(f"{ROWS // 4} “{marker}” taken for no value" in finding.evidence for finding in found(table))
    assert said == bool(marker.strip())
    assert table.schema.check(pd.DataFrame({"Fee": [marker, "7"], "Age": [1, 2]}))["Fee"].isna().tolist() == [
        True,
        False,
    ]


def test_three_markers_among_a_thousand_amounts_cost_nothing() -> None:
    """The model sees the same numbers as where these cells are empty."""
    amounts = [str(200 + 7 * i % 9_001) for i in range(1_000)]
    marked, empty = (
        load(
            "\n".join(
                ["Fee,Age,Churn"]
                + [
                    f"{marker if i in (3, 500, 998) else amount},{i % 40},{'ny'[i % 3 == 0]}"
                    for i, amount in enumerate(amounts)
                ]
            ).encode()
        )
        for marker in ("-", "")
    )
    pd.testing.assert_frame_equal(pd.DataFrame(marked.frame), pd.DataFrame(empty.frame))
    assert marked.schema.column("Fee").missing == 3
    (finding,) = found(marked)
    assert "3 “-” taken for no value" in finding.evidence


def test_a_rare_word_is_no_value() -> None:
    """A word of unknown meaning in one of fifty rows does not make a category; it is a warning with the way back."""
    cells = [str(10 + i) for i in range(58)]
    table = dataset([*cells, "see note", "ask Bob"])
    column = table.schema.column("Fee")
    assert (column.kind, column.missing) == ("number", 4)
    (finding,) = found(table)
    assert finding.severity == "warning"
    assert "2 “see note” and 2 “ask Bob” taken for no value" in finding.evidence
    assert [answer.role for answer in finding.answers] == ["number", "category"]
    assert set(column.writing.missing) == {"see note", "ask Bob"}
    assert table.schema.check(pd.DataFrame({"Fee": ["see note"], "Age": [1]}))["Fee"].isna().all()
    with pytest.raises(DataError, match="Column “Fee”, row 1: “call” is not a number"):
        table.schema.check(pd.DataFrame({"Fee": ["call"], "Age": [1]}))


def test_too_many_words_are_a_category_with_an_offer() -> None:
    """Three words in ten values: a category, and one click makes it a number, counting what is lost."""
    cells = ["12", "15", "9", "30", "7", "11", "22", "free", "trial", "gift"]
    table = dataset(cells)
    assert table.schema.column("Fee").kind == "category"
    (finding,) = found(table)
    assert (finding.severity, [answer.role for answer in finding.answers]) == ("note", ["number"])
    number = dataset(cells, "number")
    assert number.schema.column("Fee").missing == 36
    assert "36" not in found(number)[0].evidence
    assert "12 “free”, 12 “trial” and 12 “gift” taken for no value" in found(number)[0].evidence
    assert number.schema.check(pd.DataFrame({"Fee": ["other"], "Age": [1]}))["Fee"].isna().all()


@pytest.mark.parametrize("cells", [["1", "two"], ["5 GB", "3 months"], ["007", "008"], ["basic 1", "7"]])
def test_use_as_number_has_a_way_through(cells: list[str]) -> None:
    """Whatever is no number is missing; only a column without any is refused, with its values."""
    assert dataset(cells, "number").schema.column("Fee").kind == "number"


def test_a_column_without_any_number_is_refused() -> None:
    """The message shows what it holds."""
    with pytest.raises(DataError, match="Column “Fee” cannot be used as a number: it holds none, only “one”, “two”"):
        dataset(["one", "two"], "number")


AMOUNTS = [1224, 947, 3550, 12100, 18, 250]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [".", ","])
def test_two_readings_are_asked(mark: str, delimiter: str) -> None:
    """1.224 beside 947: thousands are likelier, the question names both, and each answer is one click."""
    cells = [f"{amount:,}".replace(",", mark) for amount in AMOUNTS]
    table = dataset(cells, delimiter=delimiter)
    (finding,) = found(table)
    assert (finding.kind, finding.severity) == ("two readings", "warning")
    assert values(table) == AMOUNTS[:4]
    assert all(text in finding.evidence for text in (f"“1{mark}224”", "1224", "1.224"))
    roles = [answer.role for answer in finding.answers]
    assert roles == ["number, decimal point", "number, decimal comma", "category"]
    decimals = dataset(cells, f"number, decimal {'point' if mark == '.' else 'comma'}", delimiter)
    assert values(decimals) == [1.224, 947, 3.55, 12.1]
    assert all(finding.kind != "two readings" for finding in found(decimals))
    thousands = dataset(cells, f"number, decimal {'comma' if mark == '.' else 'point'}", delimiter)
    assert values(thousands) == AMOUNTS[:4]
    assert all(finding.kind != "two readings" for finding in found(thousands))
    assert len({each.fingerprint for each in (decimals, thousands)}) == 2


@pytest.mark.parametrize(
    "cells",
    [
        ["0.123", "1.224", "3.550"],
        ["12.345", "7.1", "947"],
        ["1.224", "3.550", "5000"],
        ["1234.567", "1.224", "947"],
        ["1.2245", "3.550", "947"],
        ["0.061", "0.105", "0.76"],
        ["1.335", "1.541", "2.594"],
    ],
)
def test_measurements_are_not_asked_about(cells: list[str]) -> None:
    """A zero in front, other numbers of decimals, or larger numbers without a mark leave no doubt."""
    table = dataset(cells)
    assert found(table) == []
    assert values(table)[:3] == [float(cell) for cell in cells]


def test_money_has_no_three_decimals() -> None:
    """$1,224 is not asked about: a note says why, and has the other reading."""
    (finding,) = found(dataset(["$1,224", "$947", "$2"]))
    assert (finding.severity, [answer.role for answer in finding.answers]) == (
        "note",
        ["number, decimal comma", "category"],
    )


def test_percent_beside_plain_numbers() -> None:
    """0.12 beside 12 % may be the same: a warning counts the rows."""
    (finding,) = found(dataset(["12 %", "7 %", "0.12", "0.5 %"]))
    assert (finding.severity, "30 rows without “%”" in finding.evidence) == ("warning", True)


def test_other_columns_decide() -> None:
    """Where another column has decimal commas beyond doubt, 1.224 is a thousand."""
    lines = [f"{fee};{i % 9},5;{'ny'[i % 3 == 0]}" for i, fee in enumerate(["1.224", "3.551", "12.107"] * 40)]
    table = load("\n".join(["Fee;Rate;Churn", *lines]).encode())
    assert values(table)[:3] == [1224, 3551, 12107]
    assert [finding.severity for finding in found(table)] == ["note"] * len(found(table))


def test_both_marks_in_one_column() -> None:
    """Each number is read in the one way in which it can be."""
    assert values(dataset(["1.234,50", "1,234.50", "7", "9"])) == [1234.5, 1234.5, 7, 9]


@pytest.mark.parametrize("text", ["1.224,50", "$1,224.50", "1 224.5", "1,224.50", "USD 1224.5", "1'224.5"])
def test_new_files_are_read_alike(text: str) -> None:
    """A plain column takes what can be read in one way only."""
    schema = dataset(["1224.5", "947", "3.25"]).schema
    assert schema.check(pd.DataFrame({"Fee": [text], "Age": [1]}))["Fee"].tolist() == [1224.5]


def test_new_files_keep_decimal_mark_and_unit() -> None:
    """What training read as thousands are thousands in a file to score, and other units are refused."""
    schema = dataset(["1.224", "947", "3.550"]).schema
    assert schema.check(pd.DataFrame({"Fee": ["2.500", "12"], "Age": [1, 1]}))["Fee"].tolist() == [2500, 12]
    data = dataset(["5 GB", "7 GB", "12 GB"]).schema
    assert data.check(pd.DataFrame({"Fee": ["6 GB", "8"], "Age": [1, 1]}))["Fee"].tolist() == [6, 8]
    with pytest.raises(DataError, match="Column “Fee”, row 1: “3 months” is not a number"):
        data.check(pd.DataFrame({"Fee": ["3 months"], "Age": [1]}))


def test_a_column_says_why_it_is_a_number() -> None:
    """In one line, with an example."""
    assert dataset(["$1,224", "$947", "-"]).schema.column("Fee").why.startswith("“$1,224” is read as 1224")


def test_a_hundred_thousand_different_amounts() -> None:
    """Done by levels, without a look at each in Python."""
    levels = pd.Index([f"${amount:,}.{amount % 100:02}" for amount in range(100_000)])
    reading = read(levels, np.ones(len(levels), dtype=np.int64))
    assert reading is not None
    assert (reading.clear, reading.rows, reading.distinct, reading.writing.decimal) == (True, 100_000, 100_000, ".")


@pytest.mark.parametrize("cells", [["12.5", "inf", "3", "7.25"], ["12", "-inf", "3", "7"], ["1.5", "1e999", "3", "4"]])
def test_infinite_numbers_are_no_value_and_said(cells: list[str]) -> None:
    """What a division by zero has left costs neither the file nor the column."""
    table = dataset(cells)
    assert np.isnan(values(table)).tolist() == [False, True, False, False]
    (finding,) = found(table)
    assert finding.evidence == "30 rows are infinite, taken for no value."
