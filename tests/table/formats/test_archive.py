"""A packed table is the table; an archive of anything else is called by its name and never unpacked too far."""

import gzip
import io
import zipfile

import pandas as pd
import pytest

from churn.errors import DataError
from churn.table import reading
from tests.table.workbooks import CUSTOMERS, compound, xlsx, zipped

CSV = b"Age,Churn\n34,Yes\n51,No\n"


def protected() -> bytes:
    """Return a zip whose table is marked as encrypted."""
    data = bytearray(zipped({"a.csv": CSV}))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + flags] |= 1
    return bytes(data)


def parquet() -> bytes:
    """Return the table as Parquet."""
    buffer = io.BytesIO()
    pd.read_csv(io.BytesIO(CSV)).to_parquet(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(CSV, mtime=0),
        gzip.compress(CSV[:15], mtime=0) + gzip.compress(CSV[15:], mtime=0),
        gzip.compress(parquet(), mtime=0),
        zipped({"customers.csv": CSV}),
        zipped({"folder/": b"", "folder/customers.tsv": CSV.replace(b",", b"\t")}),
        zipped({"customers.csv": CSV, "__MACOSX/._customers.csv": b"\0", ".DS_Store": b"\0", "README.md": b"of March"}),
        zipped({"customers.parquet": parquet()}),
        zipped({"customers.json": b'[{"Age": 34, "Churn": "Yes"}, {"Age": 51, "Churn": "No"}]'}),
        zipped({"customers.xlsx": xlsx({"A": [("Age", "Churn"), (34, "Yes"), (51, "No")]})}),
    ],
    ids=["gz", "gz twice", "gz parquet", "zip", "folder", "mac", "parquet", "json", "xlsx"],
)
def test_reads_the_one_table_that_is_packed(data: bytes) -> None:
    """Alone, in a folder, or beside what computers and people add."""
    table = reading.read(data, "customers.csv.gz")
    assert table.frame.to_dict("list") == {"Age": [34, 51], "Churn": ["Yes", "No"]}
    assert table.name == "customers.csv.gz"
    assert len(reading.read_as_written(data).frame) == 2


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (zipped({"a.csv": CSV, "b.csv": CSV}), "is a zip archive with 2 tables in it: “a.csv”, “b.csv”"),
        (zipped({"a.png": b"\x89PNG"}), "is a zip archive without a table in it: “a.png”"),
        (zipped({}) + b"", "is a zip archive with nothing in it"),
        (zipped({"a.csv": zipped({"b.csv": CSV})}), "is an archive in an archive"),
        (gzip.compress(gzip.compress(CSV, mtime=0), mtime=0), "is an archive in an archive"),
        (gzip.compress(CSV, mtime=0)[:-6], "begins like a gzip archive but cannot be opened"),
        (gzip.compress(b"RDX3\nX\n\0\0\0\3", mtime=0), "is an R file"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (zipped({"a.csv": b""}), "is empty"),
        (zipped({"a.csv": CSV * 50})[:-40], "cannot be opened: it is cut off or damaged"),
        (protected(), "is a zip archive that is protected by a password"),
        (zipped({"word/document.xml": "<a/>"}), "is a Word document"),
        (zipped({"ppt/presentation.xml": "<a/>"}), "is a PowerPoint presentation"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "of LibreOffice"),
        (zipped({"Index/Document.iwa": b"\0"}), "is a document of Apple's Numbers"),
        (zipped({"doc.xls": compound({"WordDocument": b""})}), "is an old Word document"),
    ],
)
def test_says_what_is_in_an_archive(data: bytes, fault: str) -> None:
    """Many tables, none, another document: said in our words, with what to do."""
    for read in (reading.read, reading.read_as_written):
        with pytest.raises(DataError, match=r"^“\w+\.\w+” ") as caught:
            read(data, "new.zip")
        assert fault in str(caught.value)


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_unpacks_no_further_than_a_table_may_be_large(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small archive of a gigantic file is refused once it is seen to be too large; at the limit it is read."""
    monkeypatch.setattr(reading, "MAX_BYTES", len(CSV) * 1_000)
    for times, allowed in ((1_000, True), (1_001, False), (400_000, False)):
        table = CSV * times
        data = gzip.compress(table) if kind == "gzip" else zipped({"a.csv": table})
        if allowed:
            assert len(reading.read(data).frame) == 2 * times
        else:
            with pytest.raises(DataError, match="when it is unpacked; that is not allowed"):
                reading.read(data)


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    """The size that an archive states is not believed."""
    data = bytearray(zipped({"a.csv": CSV * 100}))
    for magic, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(magic) + size
        data[at : at + 4] = (20).to_bytes(4, "little")
    with pytest.raises(DataError, match="cannot be opened: it is cut off or damaged"):
        reading.read(bytes(data))
    assert zipfile.is_zipfile(io.BytesIO(data))


def test_a_workbook_is_no_archive() -> None:
    """Though it is a zip with many files in it."""
    assert reading.read(xlsx({"A": CUSTOMERS})).format.kind == "excel"
