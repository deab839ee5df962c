"""A file is what its bytes say: tables are taken for tables, everything else is called by its name."""

import pickle

import pytest

from churn.errors import DataError
from churn.table.formats.recognition import kind_of

HTML = b"<html><body><table><tr><td>Age</td><td>Churn</td></tr></table></body></html>"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "is a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "is a picture"),
        (b"GIF89a" + bytes(9), "is a picture"),
        (b"{\\rtf1\\ansi Age", "is a text document"),
        (b"$FL2@(#) SPSS DATA FILE", "is an SPSS file"),
        (b"<stata_dta><header>", "is a Stata file"),
        (b"\x73\x02\x01\x00\x0e\x00", "is a Stata file"),
        (bytes(12) + b"\xc2\xea\x81\x60\xb3\x14", "is a SAS file"),
        (b"HEADER RECORD*******LIBRARY HEADER", "is a SAS file"),
        (b"RDX3\nX\n", "is an R file (.rda)"),
        (b"X\n\0\0\0\3\0\4\1\2", "is an R file (.rds)"),
        (b"SQLite format 3\0\x10\0", "is a SQLite database"),
        (b"\0\1\0\0Standard ACE DB\0", "is an Access database"),
        (b"Rar!\x1a\x07\1\0", "is a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "is a 7z archive"),
        (b"BZh91AY&SY\0", "is a bzip2 archive"),
        (b"\xfd7zXZ\0\0", "is an xz archive"),
        (b"\x28\xb5\x2f\xfd\0", "is a Zstandard archive"),
        (b"PARE" + bytes(30) + b"PARE", "is an encrypted Parquet file"),
        (b"ORC\n" + bytes(30) + b"\x03ORC\x17", "is an ORC file"),
        (b"Obj\1\4\x16avro", "is an Avro file"),
        (b"\x89HDF\r\n\x1a\n", "is an HDF5 file"),
        (b"\x93NUMPY\1\0", "is a NumPy array"),
        (pickle.dumps({"Age": [1]}), "is a pickle of Python; opening one can run any program"),
        (pickle.dumps([1, 2], protocol=2), "is a pickle of Python"),
        (b"\x00\x01\xff%PDF", ""),
        (HTML, "is a web page. Open it in Excel"),
        (b"\n\n  <!DOCTYPE html>\n" + HTML, "is a web page"),
        (b"\xef\xbb\xbf<table><tr><td>Age", "is a web page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "is a web page"),
        (HTML.decode().encode("utf-16"), "is a web page"),
        (b'<?xml?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "is an XML workbook"),
        (b'<?xml version="1.0"?>\n<rows><row/></rows>', "is an XML file"),
        (b"<rows>\n<row><age>3</age></row></rows>", "is an XML file"),
    ],
)  # fmt: skip
def test_calls_what_is_no_table_by_its_name(data: bytes, what: str) -> None:
    """Its name, and what to do, in one sentence each; whatever is unknown is left to the reader of text."""
    if not what:
        assert kind_of(data, "new.csv") == "csv"
        return
    with pytest.raises(DataError, match=r"^“new\.csv” is [^.]") as caught:
        kind_of(data, "new.csv")
    assert what in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("name", ["report.xls", "REPORT.XLS"])
def test_a_web_page_that_is_called_a_workbook(name: str) -> None:
    """Many programs export a web page under the name of a workbook: how to make one of it is said."""
    with pytest.raises(
        DataError, match=r"is a web page saved as \.xls\. Open it in Excel and save it as \.xlsx or CSV"
    ):
        kind_of(HTML, name)


@pytest.mark.parametrize(
    "header",
    [
        *("PAR1,PAR2,Churn", "PAR1_a;Churn", "PARENT,Churn", "PAREO,PARE", "ORCID,Churn", "ORC", "ORC,ORC"),
        *("RDX,Churn", "BZh,Churn", "GIF8,Churn", "A\n2\n3", "X\n1\n2", "id<5,Churn", "<5,5-10,Churn"),
        *("< 5,Churn", "[id],Churn"),
        *("{id},Churn", "PK,Churn", "Obj,Churn", "MIME,Churn", "%PDF,Churn", "$FL,Churn", "Rar!,Churn", "€\x02,Churn"),
        *("sep=;\na;b", "<Kunde>,Churn", "7z,Churn", "HEADER,Churn"),
    ],
)  # fmt: skip
def test_a_header_that_begins_like_something_else_is_a_header(header: str) -> None:
    """Names of columns are never taken for the mark of another kind of file."""
    for encoding in ("utf-8", "cp1252", "utf-8-sig", "utf-16"):
        assert kind_of(header.encode(encoding) + b"\n1,Yes\n2,No\n", "new.csv") == "csv"
    assert kind_of(header.encode(), "new.xls" if not header.startswith("<") else "new.csv") == "csv"
