"""Workbooks: the sheet that holds the table, cells as what they are, and a plain word about every fault."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import pytest

from churn.errors import DataError
from churn.table import reading
from churn.table.dataset import load
from churn.table.raw import RawTable
from tests.table import workbooks
from tests.table.workbooks import CUSTOMERS, Formula

Kind = Callable[[Mapping[str, workbooks.Rows]], bytes]
KINDS: Sequence[Kind] = (workbooks.xlsx, workbooks.xlsb, workbooks.xls, workbooks.ods)


def column(*cells: object) -> RawTable:
    """Read a workbook with this column, called x."""
    rows = [("x", "Churn"), *((cell, "Yes") for cell in cells)]
    return reading.read(workbooks.xlsx({"Sheet1": rows}), "new.xlsx")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_workbook_gives_the_same_table(kind: Kind) -> None:
    """What Excel and LibreOffice save, now and long ago: numbers, text, whole numbers."""
    table = reading.read(kind({"Customers": CUSTOMERS}), "new")
    assert table.frame.to_dict("list") == {
        "Name": ["Ada", "Bob", "Cid"],
        "Age": [34, 51, 47],
        "Fee": [12.5, 9.0, 11.25],
        "Churn": ["Yes", "No", "No"],
    }
    assert table.frame["Age"].dtype == "int64"
    assert (table.format.kind, table.format.sheet, table.format.sheets) == ("excel", "Customers", ("Customers",))
    assert table.findings == ()


@pytest.mark.parametrize("kind", [workbooks.xlsx, workbooks.xls, workbooks.ods])
def test_dates_are_dates(kind: Kind) -> None:
    """A cell that shows a date is one, whatever number stands for it in the file."""
    rows = [("Since", "Churn"), (dt.date(2021, 1, 31), "Yes"), (dt.date(1999, 12, 1), "No"), (None, "No")]
    since = reading.read(kind({"A": rows})).frame["Since"]
    assert since.tolist() == [pd.Timestamp("2021-01-31"), pd.Timestamp("1999-12-01"), pd.NaT]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((1, 2, 3), [1, 2, 3]),
        ((1, 2.5, None), [1.0, 2.5, None]),
        ((2**40, -5), [2**40, -5]),
        ((1e300, 2), [1e300, 2.0]),
        ((True, False), [True, False]),
        (("01234", "00017"), ["01234", "00017"]),
        (("01234", 51063), ["01234", "51063"]),
        ((12, "unknown", 3.5), ["12", "unknown", "3.5"]),
        ((True, "maybe"), ["True", "maybe"]),
        ((dt.date(2021, 1, 31), "never"), ["2021-01-31", "never"]),
        (
            (dt.datetime.fromisoformat("2021-01-31 14:30"), dt.date(2021, 2, 1)),
            [pd.Timestamp("2021-01-31 14:30"), pd.Timestamp("2021-02-01")],
        ),
        ((dt.timedelta(hours=30), dt.timedelta(minutes=45)), [30.0, 0.75]),
        ((dt.time(6, 30), dt.time(23)), [6.5, 23.0]),
        ((Formula("=1+1", 2), Formula("=2+3", 5)), [2, 5]),
        ((Formula('="a"&"b"', "ab"), "c"), ["ab", "c"]),
        ((None, None, "x"), [None, None, "x"]),
    ],
)  # fmt: skip
def test_cells_are_what_they_are(cells: Sequence[object], expected: Sequence[object]) -> None:
    """Numbers are numbers and text is text, even digits; a column of both is text as it is written."""
    values = column(*cells).frame["x"].astype(object)
    assert values.where(values.notna(), None).tolist() == expected


def test_reads_a_workbook_alike_for_training_and_for_scoring() -> None:
    """A column that is read as it stands and understood afterwards is the column that training sees."""
    cells = {
        "a": [1, 2.5, None], "b": ["01", "x", None], "c": [dt.date(2021, 1, 31), None, dt.date(2020, 2, 1)],
        "d": [dt.timedelta(hours=3), None, dt.timedelta(minutes=6)], "e": [True, None, False], "f": [3, "?", 4],
    }  # fmt: skip
    data = workbooks.xlsx({"A": [list(cells), *zip(*cells.values(), strict=True)]})
    trained, written = reading.read(data).frame, reading.read_as_written(data).frame
    for name in cells:
        pd.testing.assert_series_equal(reading.understand(written[name], "."), trained[name])


def test_says_which_errors_and_empty_formulas_count_as_missing() -> None:
    """#N/A and #DIV/0! are no values; neither is a formula that nobody computed. Column and number are said."""
    table = column(
        3, Formula("=NA()", "#N/A"), Formula("=1/0", "#DIV/0!"), Formula("=1/0", "#DIV/0!"), Formula("=A2"), 4
    )
    assert table.frame["x"].isna().tolist() == [False, True, True, True, True, False]
    (finding,) = table.findings
    assert (finding.kind, finding.column, finding.severity) == ("file", "x", "warning")
    assert "3 cells with an error: #N/A (1), #DIV/0! (2)" in finding.evidence
    assert "1 formula without a value" in finding.evidence


def test_takes_the_first_sheet_with_a_table_and_names_the_others() -> None:
    """A cover and a note hold no table; a hidden sheet comes last."""
    sheets = {
        "Cover": [("Report of March",)],
        "Hidden": CUSTOMERS,
        "Notes": [("all figures in €",), ("made by Ada",)],
        "March": CUSTOMERS[:3],
        "April": CUSTOMERS,
    }
    data = workbooks.xlsx(sheets, hidden=["Hidden"])
    table = reading.read(data, "new.xlsx")
    assert (table.format.sheet, table.format.sheets) == ("March", ("March", "April", "Hidden"))
    assert len(table.frame) == 2
    (finding,) = table.findings
    assert (finding.severity, finding.kind, finding.column) == ("note", "file", None)
    assert "“March” was read, the first that holds a table; “April”, “Hidden” was not" in finding.evidence
    assert len(reading.read(data, sheet="April").frame) == 3
    assert reading.read(data, sheet="Hidden").format.sheet == "Hidden"
    assert reading.read_as_written(data, sheet="April").format.sheet == "April"


def test_load_takes_a_sheet() -> None:
    """`load(sheet=…)` learns from that sheet, and another sheet is another table."""
    march = [("Age", "Churn"), *((age % 40, "Yes" if age % 3 else "No") for age in range(60))]
    data = workbooks.xlsx({"A": march, "B": march[:51]})
    assert len(load(data, sheet="B")) == 50
    assert len(load(data)) == 60
    assert load(data).fingerprint != load(data, sheet="B").fingerprint


@pytest.mark.parametrize(
    ("data", "sheet", "fault"),
    [
        (workbooks.xlsx({"A": CUSTOMERS, "B": CUSTOMERS}), "C", "has no sheet “C”; its sheets are “A”, “B”"),
        (b"Age,Churn\n1,Yes\n", "A", "has no sheet “A”: it is not a workbook"),
        (workbooks.xlsx({"A": [], "B": [("note",)]}), None, "is a workbook without a table: its sheets are “A”, “B”"),
        (workbooks.xlsx({"A": [("Age", "Churn")]}), None, "is a workbook without a table"),
        (workbooks.compound({"EncryptedPackage": b"", "EncryptionInfo": b""}), None, "is protected by a password"),
        (workbooks.compound({"WordDocument": b""}), None, "is an old Word document"),
        (workbooks.compound({"Contents": b""}), None, "is a workbook that cannot be opened"),
        (workbooks.xlsx({"A": CUSTOMERS})[:-300], None, "begins like a workbook or a zip archive but cannot be opened"),
        (workbooks.zipped({"xl/workbook.xml": "<workbook"}), None, "is a workbook that cannot be opened"),
        (workbooks.zipped({"notes.md": "nothing"}), None, "is a zip archive without a table in it: “notes.md”"),
        (workbooks.zipped({"word/document.xml": "<w/>"}), None, "is a Word document"),
    ],
    ids=["no sheet", "csv", "empty", "header only", "password", "word", "ole", "cut", "broken xml", "zip", "docx"],
)  # fmt: skip
def test_names_the_fault(data: bytes, sheet: str | None, fault: str) -> None:
    """Whatever is no table says what it is, and nobody else's words are shown."""
    for read in (reading.read, reading.read_as_written):
        with pytest.raises(DataError, match=r"“new\.xlsx”") as caught:
            read(data, "new.xlsx", sheet)
        assert fault in str(caught.value)


def test_a_cell_far_away_costs_a_message_and_not_the_program() -> None:
    """One blank in the last cell of a sheet needs more memory than there is; the reader must survive that."""
    rows = {"A": CUSTOMERS}
    data = workbooks.xlsx(rows)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for each in old.namelist():
            cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            new.writestr(each, old.read(each).replace(b"</sheetData>", cell))
    with pytest.raises(DataError, match="or a cell lies far away from the table"):
        reading.read(buffer.getvalue(), "far.xlsx")


def test_finds_the_table_in_the_sheet() -> None:
    """Titles above, empty rows and columns around and between, a total below: none of it is a customer."""
    rows = [
        ("Customers of March", None, None, None, None),
        (None, None, None, None, None),
        ("Name", "Age", None, "Fee", "Churn"),
        ("Ada", 34, None, 12.5, "Yes"),
        (None, None, None, None, None),
        ("Bob", 51, None, 9, "No"),
        ("Cid", 47, None, 11.25, "No"),
        (None, None, None, None, None),
        ("Total", 132, None, 32.75, None),
    ]
    table = reading.read(workbooks.xlsx({"A": rows}, start=(2, 3)), "new.xlsx")
    assert table.frame.to_dict("list") == {
        "Name": ["Ada", "Bob", "Cid"],
        "Age": [34, 51, 47],
        "Fee": [12.5, 9.0, 11.25],
        "Churn": ["Yes", "No", "No"],
    }
    assert table.frame["Age"].dtype == "int64"
    said = " ".join(finding.evidence for finding in table.findings)
    for words in ("“Customers of March”", "it is a total", "Without any value, so left out: 1 line", "without values"):
        assert words in said


def test_leaves_out_what_counts_the_rows_but_hands_it_back() -> None:
    """The index of pandas, a first column without a name, is no feature; a file to be scored keeps it."""
    frame = pd.DataFrame(CUSTOMERS[1:], columns=list(CUSTOMERS[0]))
    for first in (0, 1):
        rows = [("", *CUSTOMERS[0]), *((number, *row) for number, row in enumerate(CUSTOMERS[1:], first))]
        data = workbooks.xlsx({"A": rows})
        assert reading.read(data).frame.columns.tolist() == frame.columns.tolist()
        assert reading.read_as_written(data).frame.columns.tolist() == ["column 1", *frame.columns]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ((("Name", "Name", "Churn"),), ["Name", "Name (2)", "Churn"]),
        ((("Name", None, "Churn"),), ["Name", "column 2", "Churn"]),
        ((("May", "June", None), ("Calls", "Calls", "Churn")), ["May Calls", "June Calls", "Churn"]),
    ],
)
def test_names_are_mended_like_those_of_a_csv(header: workbooks.Rows, names: Sequence[str]) -> None:
    """Names that repeat or are missing, and names over names, become names that are unique."""
    rows = [*header, *((number % 9, number % 7, "Yes") for number in range(30))]
    lines = "\n".join(",".join(str(cell or "") for cell in row) for row in rows)
    for data in (workbooks.xlsx({"A": rows}), lines.encode()):
        assert reading.read(data).frame.columns.tolist() == names


def test_a_few_lines_about_the_table_are_not_taken_for_it() -> None:
    """A summary in front is skipped for the customers behind it; two months of customers are not."""
    rows = [("Age", "Plan", "Churn"), *((20 + n % 50, "basic", n % 2) for n in range(60))]
    few: workbooks.Rows = [("Plan", "Count"), ("basic", 30), ("gold", 30)]
    books: tuple[tuple[dict[str, workbooks.Rows], str], ...] = (
        ({"Summary": few, "Customers": rows}, "Customers"),
        ({"Info": [("Author", "Ada"), ("Date", "2024"), ("Version", 2)], "Data": rows}, "Data"),
        ({"January": rows[:31], "February": rows}, "January"),
        ({"January": rows, "Summary": few}, "January"),
        ({"January": rows[:11], "February": rows}, "January"),
    )
    for sheets, taken in books:
        table = reading.read(workbooks.xlsx(sheets), "f.xlsx")
        assert table.format.sheet == taken
        assert len(table.findings) == 1
