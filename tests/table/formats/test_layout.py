"""Where a table begins and ends in a text file: delimiters, titles, units, totals, blank lines, names."""

import io

import numpy as np
import pandas as pd
import pytest

from churn.errors import DataError
from churn.table import reading
from churn.table.raw import RawTable

CLEAN = pd.DataFrame({"Age": [34, 51, 47], "Fee": [10.5, 22.25, 7.5], "Churn": ["Yes", "No", "Yes"]})


def read(text: str) -> RawTable:
    """Read a file."""
    return reading.read(text.encode(), "f.csv")


def same(table: RawTable, expected: pd.DataFrame = CLEAN) -> bool:
    """Say whether a table holds what is expected, numbers as numbers."""
    return table.frame.astype(object).to_dict("list") == expected.astype(object).to_dict("list")


def kinds(table: RawTable) -> list[str]:
    """List what was decided about a file."""
    return [finding.kind for finding in table.findings]


ROWS = "34,10.5,Yes\n51,22.25,No\n47,7.5,Yes\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Age,Fee,Churn\n" + ROWS, []),
        ("\n\nAge,Fee,Churn\n\n34,10.5,Yes\n\n\n51,22.25,No\n   \n47,7.5,Yes\n\n", []),
        ("sep=;\r\n" + ("Age,Fee,Churn\n" + ROWS).replace(",", ";").replace("\n", "\r\n"), []),
        ("Age;Fee;Churn\n34;10,5;Yes\n51;22,25;No\n47;7,5;Yes\n", []),
        ('Age,Fee,Churn\n34,"10,5",Yes\n51,"22,25",No\n47,"7,5",Yes\n', []),
        ("Age,Fee,Churn\n" + ROWS.replace("\n", ",\n"), ["file"]),
        (("Age,Fee,Churn\n" + ROWS).replace("\n", ",\n"), ["file"]),
        (("Age,Fee,Churn\n" + ROWS + ",,\n,,\n").replace("\n", ",,\n"), ["file", "lines"]),
        (",Age,Fee,Churn\n0,34,10.5,Yes\n1,51,22.25,No\n2,47,7.5,Yes\n", ["file"]),
        ('"Age","Fee","Churn"\n"1",34,10.5,"Yes"\n"2",51,22.25,"No"\n"3",47,7.5,"Yes"\n', ["file"]),
        ("Customers of March\n\nAge,Fee,Churn\n" + ROWS, ["lines"]),
        ("Report,,\nCreated:,2024-03-01,\n,,\nAge,Fee,Churn\n" + ROWS, ["lines", "lines"]),
        ("Age,Fee,Churn\nyears,EUR,\n" + ROWS, ["lines"]),
        ("Age,Fee,Churn\nAge,Fee,Churn\n" + ROWS, ["lines"]),
        ("Age,Fee,Churn\n34,10.5,Yes\nAge,Fee,Churn\n51,22.25,No\n47,7.5,Yes\n", ["lines"]),
        ("Age,Fee,Churn\n" + ROWS + "Total,40.25,\n", ["lines"]),
        ("Age,Fee,Churn\n" + ROWS + "\nSumme: 3,,\n\n", ["lines"]),
        ("Age,Fee,Churn\n" + ROWS + "Source: our CRM\n", ["lines"]),
        ("Age,Fee,Churn\n" + ROWS + "3 rows\n", ["lines"]),
        ("Age,Fee,Churn\n" + ROWS + "Total,40.25,\nQuelle: CRM,,\n", ["lines", "lines"]),
        ("Age,Fee,Churn\n34,10.5,Yes,,\n51,22.25,No\n47,7.5,Yes\n", ["lines"]),
        (("Age,Fee,Churn\n" + ROWS).replace("\n", "\r"), []),
        ('"Age,""Fee"",Churn"\n' + ROWS.replace("\n", '"\n"')[:-1].join(['"', ""]), ["file"]),
    ],
)  # fmt: skip
def test_what_is_no_customer_is_left_out_and_said(text: str, found: list[str]) -> None:
    """The same three customers come out, and every decision is a finding."""
    table = read(text)
    assert same(table)
    assert kinds(table) == found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Fee, monthly;Age, years;Churn\n1,5;34;Yes\n2,5;35;No\n", ["Fee, monthly", "Age, years", "Churn"]),
        ("Fee, monthly;Churn\n1,5;Yes\n2,5;No\n", ["Fee, monthly", "Churn"]),
        ("Tags,Plan,Churn\na;b,basic,Yes\nc,gold,No\nd;e;f,basic,No\n", ["Tags", "Plan", "Churn"]),
        ("Plan,Churn\nx1,basic,Yes\nx2,gold,No\nx3,basic,No\n", ["column 1", "Plan", "Churn"]),  # as R writes rows
        ("Name|Address|Churn\nx|Rome, Via 1; 2|Yes\ny|Ulm, A 3|No\n", ["Name", "Address", "Churn"]),
        ("Name\tNote\tChurn\nx\ta, b, c\tYes\ny\td\tNo\n", ["Name", "Note", "Churn"]),
        ('"a;b";"c"\n"1;2";3\n4;5\n', ["a;b", "c"]),
    ],
)  # fmt: skip
def test_the_delimiter_is_judged_on_many_lines(text: str, names: list[str]) -> None:
    """Other delimiters in names and values do not lead astray."""
    assert list(read(text).frame.columns) == names


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("a;b\n1,5;x\n", ","),
        ("a;b\n1.5;x\n2.25;y\n", "."),
        ("a;b\n1;x\n", ","),
        ("a;b\n1.224;x\n947;y\n", ","),
        ('a,b\n"1,5",x\n', ","),
        ("a,b\n1.5,x\n", "."),
        ('a,b\n"1,224",x\n', "."),
        ("a\tb\n0,5\tx\n12,75\ty\n", ","),
    ],
)
def test_the_values_decide_the_decimal_sign(text: str, decimal: str) -> None:
    """Only numbers that can be read in one way count; without any it is the delimiter's usual sign."""
    assert read(text).format.decimal == decimal


def test_names_are_made_unique_and_said() -> None:
    """Repeated names get a number, missing ones their place."""
    table = read("Age,,Age,Age (2),Churn\n34,1,5,9,Yes\n35,7,6,8,No\n")
    assert list(table.frame.columns) == ["Age", "column 2", "Age (3)", "Age (2)", "Churn"]
    assert kinds(table) == ["file", "file"]
    assert any("“Age”" in finding.evidence for finding in table.findings)
    assert any("“column 2”" in finding.evidence for finding in table.findings)


def test_groups_above_the_names_come_before_those_that_repeat() -> None:
    """A line with the names of groups makes repeated names unique."""
    table = read("2023,,2024,,\nCalls,Fee,Calls,Fee,Churn\n1,2,3,4,Yes\n5,6,7,8,No\n")
    assert list(table.frame.columns) == ["2023 Calls", "2023 Fee", "2024 Calls", "2024 Fee", "Churn"]


def test_a_file_without_header_is_read_and_said() -> None:
    """A first line that is like those below is a customer."""
    table = read("34,basic,Yes\n51,gold,No\n22,basic,No\n")
    assert list(table.frame.columns) == ["column 1", "column 2", "column 3"]
    assert len(table.frame) == 3
    assert [finding.severity for finding in table.findings] == ["warning"]


@pytest.mark.parametrize(
    ("text", "rows", "first"),
    [
        ("Name,2023,2024,Churn\nx,3,4,Yes\ny,5,6,No\n", 2, "Name"),  # years as names
        ("Age,Plan,Churn\nunknown,basic,Yes\n3,gold,No\n4,basic,Yes\n", 3, "Age"),  # a gap in the first line
        ("Plan,Sex\nbasic,m\ngold,f\nbasic,f\n", 3, "Plan"),  # nothing but texts
        ("Plan,Fee,Churn\nTotal,3,Yes\nBasic,4,No\nTotal,5,No\n", 3, "Plan"),  # a plan called Total
        ("City,Churn\nUlm,Yes\nNew York,No\nRome,Yes\n", 3, "City"),
        ("City,Fee,Churn\nNew York,3,Yes\nBad Ems,,\n", 2, "City"),
        ("Number,Age,Churn\n0,1,Yes\n1,2,No\n2,3,Yes\n", 3, "Number"),  # counts the rows, but has a name
        (",Age,Churn\n7,1,Yes\n9,2,No\n", 2, "column 1"),  # no name, but counts nothing
    ],
)
def test_customers_are_not_left_out(text: str, rows: int, first: str) -> None:
    """What only looks like a header, a title or a total stays."""
    frame = read(text).frame
    assert (len(frame), frame.columns[0]) == (rows, first)


def test_one_column_is_enough_to_score_but_not_to_learn() -> None:
    """A file without any delimiter is a column of customers; nothing can be learned from it."""
    for text, values in (
        ("Age\n34\n51\n", ["34", "51"]),
        ("Fee\n1,5\n2,5\n", ["1,5", "2,5"]),
        ("Name\nSmith, John\nMiller\n", ["Smith, John", "Miller"]),
        ("Plan\nbasic\n\ngold\n", ["basic", "gold"]),
        ("City\nNew York\nRome\n", ["New York", "Rome"]),
    ):
        table = reading.read_as_written(text.encode(), "f.csv")
        assert table.frame.iloc[:, 0].tolist() == values
        with pytest.raises(DataError, match="only one column"):
            read(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Age,Churn\n34,Yes\n51\n", "line 3: 1 values, but the header has 2"),
        ("Age,Churn\n\n\n34,Yes\n51,No,x\n", "line 5: 3 values, but the header has 2"),
        ('Age,Churn\n34,"Yes\n35,No\n', 'line 2: a quote (") opens a value and is never closed'),
        ('"Age,Churn\n34,Yes\n35,No\n', "line 1: a quote"),
        ('Age,Note\n34,"a\nb"\n35,x\n36,y,z\n', "line 5: 3 values"),
        ("Age,Churn\n34,Yes\n" + "x" * 3_000_000 + ",No,1\n", "line 3: 3 values"),
    ],
)
def test_messages_name_the_line(text: str, fault: str) -> None:
    """The number is that of the line in the file, and no wording of another library comes through."""
    with pytest.raises(DataError) as caught:
        read(text)
    assert fault in str(caught.value)
    assert not any(word in str(caught.value) for word in ("straddling", "CSV parse", "block", "Expected"))


def test_long_lines_and_values_are_read() -> None:
    """A value longer than a block of the parser, in the header or below, is a value."""
    long = "x" * 3_000_000
    assert read(f"Age,Note\n34,{long}\n35,y\n").frame["Note"].iloc[0] == long
    assert read(f'Age,Note\n34,"{long}\n{long}"\n35,y\n').frame["Note"].iloc[0] == f"{long}\n{long}"
    assert read(f"Age,{long}\n34,1\n35,2\n").frame.columns[1] == long


@pytest.mark.parametrize(
    "values",
    [
        ["01234", "99999", "10115"], ["007", "12", "5"], ["0x1F", "0x2A", "0XFF"],
        ["1234567890123456789", "12345678901234567890", "5"],
        ["1234567890123456", "", "1234567890123457"], ["00", "01", "10"],
    ],
)  # fmt: skip
def test_codes_keep_their_digits(values: list[str]) -> None:
    """Digits that a number would lose stay: zeros at the beginning, and more digits than a float holds."""
    frame = read("Age,Zip,Churn\n" + "".join(f"{row},{value},Yes\n" for row, value in enumerate(values))).frame
    assert frame["Zip"].astype(object).where(frame["Zip"].notna(), "").tolist() == values
    assert frame["Age"].dtype == np.dtype("int64")


@pytest.mark.parametrize(
    "values", [["0", "1", "0"], ["10", "20", "100"], ["0.5", "0.25", "10.0"], ["-3", "0", "7"], ["1e5", "2", "3"]]
)
def test_numbers_stay_numbers(values: list[str]) -> None:
    """Zeros, fractions below one and exponents are no codes."""
    frame = read("Age,Zip,Churn\n" + "".join(f"{row},{value},Yes\n" for row, value in enumerate(values))).frame
    assert frame["Zip"].tolist() == list(map(float, values))


def test_a_code_far_down_makes_the_column_one() -> None:
    """One leading zero in half a million rows is enough, and the other columns stay as they are."""
    codes = ["1234"] * 500_000
    codes[400_000] = "0123"
    frame = read("Zip,Age\n" + "".join(f"{code},34\n" for code in codes)).frame
    assert frame["Zip"].iloc[400_000] == "0123"
    assert frame["Age"].dtype == np.dtype("int64")


def test_ten_thousand_columns() -> None:
    """So many are read, one more is refused."""
    for count in (10_000, 10_001):
        frame = pd.DataFrame(np.ones((3, count), dtype=int), columns=[f"c{place}" for place in range(count)])
        text = io.StringIO()
        frame.to_csv(text, index=False)
        if count == 10_000:
            assert read(text.getvalue()).frame.shape == (3, 10_000)
        else:
            with pytest.raises(DataError, match="10,001 columns; at most 10,000"):
                read(text.getvalue())
