"""Files as people have them: any common delimiter and encoding, and a plain word about every fault."""

import io

import pandas as pd
import pytest

from churn.errors import DataError
from churn.table import reading

ROWS = "Name,Age,Churn\nZoë,34,Yes\nJosé,51,No\n"


def parquet(frame: pd.DataFrame) -> bytes:
    """Write a table as Parquet."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_finds_the_delimiter(delimiter: str) -> None:
    """Each of the four delimiters gives the same table."""
    frame = reading.read(ROWS.replace(",", delimiter).encode()).frame
    assert frame.columns.tolist() == ["Name", "Age", "Churn"]
    assert frame["Age"].tolist() == [34, 51]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_finds_the_encoding(encoding: str) -> None:
    """Accents survive in each encoding, and a byte order mark is no part of the first name."""
    frame = reading.read(ROWS.encode(encoding)).frame
    assert frame.columns[0] == "Name"
    assert frame["Name"].tolist() == ["Zoë", "José"]


def test_reads_the_euro_sign_of_windows() -> None:
    """Byte 0x80 is the euro sign, as Windows writes it."""
    assert reading.read("Plan,Churn\n5 €,Yes\n".encode("cp1252")).frame["Plan"].tolist() == ["5 €"]


def test_reads_quotes_as_spreadsheets_write_them() -> None:
    """Delimiters, quotes and line breaks inside quotes belong to the value and to the header."""
    frame = reading.read(b'"a;b","c\nd"\n"x, ""y""","1\n2"\n').frame
    assert frame.columns.tolist() == ["a;b", "c\nd"]
    assert frame.iloc[0].tolist() == ['x, "y"', "1\n2"]


def test_reads_decimal_commas_between_semicolons() -> None:
    """A semicolon file with decimal commas has numbers, not text."""
    assert reading.read(b"Fee;Churn\n1,5;Yes\n2;No\n").frame["Fee"].tolist() == [1.5, 2.0]


def test_values_read_as_they_are_written() -> None:
    """Words for gaps, times and truth values are text, letter by letter; only blanks are gaps."""
    data = b"Plan,At,Paper,Fee,Churn\nNone,12:30,TRUE,nan,Yes\nNA,08:00,FALSE,1.50,No\n,17:45,TRUE,2,No\n"
    frame = reading.read(data).frame.astype(object)
    assert frame["Plan"].fillna("").tolist() == ["None", "NA", ""]
    assert frame["At"].tolist() == ["12:30", "08:00", "17:45"]
    assert frame["Paper"].tolist() == ["TRUE", "FALSE", "TRUE"]
    assert frame["Fee"].tolist() == ["nan", "1.50", "2"]


def test_reads_parquet() -> None:
    """Parquet gives the values of the CSV; a pandas index is no column."""
    frame = pd.DataFrame({"Age": [34, 51], "Churn": ["Yes", "No"]}, index=[7, 8])
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=True)
    assert reading.read(buffer.getvalue()).frame.to_dict("list") == {"Age": [34, 51], "Churn": ["Yes", "No"]}


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\n", "is empty"),
        (b"Age,Churn\n", "has a header but no rows"),
        (b"Age,Churn\n34,Yes\n51\n", "line 3: 1 values, but the header has 2"),
        (b"Age,Churn\n34,Yes,9\n51,No\n", "line 2: 3 values, but the header has 2"),
        (b"Age^Churn\n34^Yes\n", "only one column, “Age^Churn”. Values must be separated by comma"),
        (b"Age,Churn\n34,Yes\n5\x001,No\n", "line 3: a NUL byte"),
        (b"PK\x03\x04\x14\x00rest of a workbook", "begins like a workbook or a zip archive but cannot be opened"),
        (b"\x1f\x8b\x08rest", "begins like a gzip archive but cannot be opened"),
        (b"PAR1 and nothing else", "begins like a Parquet file but cannot be read"),
        (b"\xff\xfea", "begins like UTF-16 text but cannot be decoded"),
        (
            ",".join(f"c{i}" for i in range(10_001)).encode() + b"\n" + b",".join([b"1"] * 10_001) + b"\n",
            "has 10,001 columns; at most 10,000",
        ),
    ],
    ids=[
        "empty",
        "blank",
        "header-only",
        "short-row",
        "long-row",
        "wrong-delimiter",
        "nul",
        "renamed-xlsx",
        "gzip",
        "cut-parquet",
        "cut-utf16",
        "10001-columns",
    ],
)
def test_names_the_fault(data: bytes, fault: str) -> None:
    """Every unusable file gets a message that names the file, the place and what is allowed."""
    with pytest.raises(DataError, match=r"“bad\.csv”") as caught:
        reading.read(data, "bad.csv")
    assert fault in str(caught.value)


def test_refuses_a_file_over_the_limit() -> None:
    """More than 200 MB are refused by size alone."""
    with pytest.raises(DataError, match="is larger than the 200 MB that are allowed"):
        reading.read(bytes(reading.MAX_BYTES + 1), "big.csv")


def test_a_fault_far_down_has_its_line() -> None:
    """The line of a ragged row is right behind the first block of a large file, too."""
    lines = [b"a,b"] + [b"1234567890,1234567890"] * 500_000
    lines[450_000] = b"1,2,3"
    with pytest.raises(DataError, match="line 450001: 3 values"):
        reading.read(b"\n".join(lines))


def test_parquet_names_are_mended_like_csv_names() -> None:
    """A blank name is filled in and said in Parquet, too."""
    table = reading.read(parquet(pd.DataFrame({"a": [1], " ": [2]})))
    assert table.frame.columns.tolist() == ["a", "column 2"]
    assert "no name for “column 2”" in table.findings[0].evidence


def test_a_path_that_does_not_exist_is_named() -> None:
    """The message names the path and the reason."""
    with pytest.raises(DataError, match=r"“nowhere\.csv” cannot be read: No such file"):
        reading.bytes_of("nowhere.csv")
