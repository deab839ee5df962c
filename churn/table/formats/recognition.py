"""What kind of file it is, told by its bytes and not by its name; one that holds no table is called by its name."""

import re
from collections.abc import Sequence
from typing import Final

from churn.errors import DataError, quote
from churn.table.raw import FileKind

ZIP_MAGIC: Final = b"PK\x03\x04"
GZIP_MAGIC: Final = b"\x1f\x8b"
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

SAVE: Final = "Save the table as CSV, Excel or Parquet."
JSON_ENDINGS: Final = (".json", ".jsonl", ".ndjson")
UNPACK: Final = "Unpack it and bring the table that is in it."
IN_R: Final = "Write the table in R with write.csv."
IN_EXCEL: Final = "Open it in Excel and save it as .xlsx or CSV."

# By how it begins: what it is, and how a table in it can be had. The patterns are long where text could begin so, too.
FOREIGN: Final[Sequence[tuple[bytes, str, str]]] = (
    (rb"%PDF-", "a PDF", "Bring the table that it was printed from, as CSV, Excel or Parquet."),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP", "a picture", SAVE),
    (rb"\{\\rtf", "a text document (RTF)", SAVE),
    (rb"\$FL[23]@", "an SPSS file (.sav)", "Save it in SPSS as CSV or Excel."),
    (
        rb"<stata_dta>|[\x69-\x73][\x01\x02]\x01\x00",
        "a Stata file (.dta)",
        "Write it in Stata as CSV.",
    ),
    (rb"\x00{12}\xc2\xea\x81\x60|HEADER RECORD\*{7}", "a SAS file", "Export the table from SAS as CSV."),
    (rb"RD[AX][23]\n", "an R file (.rda)", IN_R),
    (rb"[AX]\n(?:\x00\x00\x00[\x02\x03]|[23]\n\d{6}\n)", "an R file (.rds)", IN_R),
    (rb"SQLite format 3\x00", "a SQLite database", "Export the table from it as CSV."),
    (rb"\x00\x01\x00\x00Standard ", "an Access database", "Export the table from it as CSV or Excel."),
    (rb"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (rb"BZh[1-9]1AY&SY", "a bzip2 archive", UNPACK),
    (rb"\xfd7zXZ\x00", "an xz archive", UNPACK),
    (rb"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (rb"PARE(?![\w,;|\t\"]).*PARE\Z", "an encrypted Parquet file", "Write it without encryption."),
    (rb"ORC.*ORC.\Z", "an ORC file", "Write the table as Parquet."),
    (rb"Obj\x01", "an Avro file", "Write the table as Parquet."),
    (rb"\x89HDF", "an HDF5 file", "Write the table as CSV or Parquet."),
    (rb"\x93NUMPY", "a NumPy array", "Write the table, with the names of its columns, as CSV or Parquet."),
    (
        rb"\x80[\x02-\x05](?:\x95|[}\](cq])",
        "a pickle of Python; opening one can run any program in it, so none is opened",
        "Write the table as CSV or Parquet.",
    ),
    (rb"MIME-Version:", "a web page", IN_EXCEL),
)

# By the name of a stream in an old Office document.
STREAMS: Final[Sequence[tuple[str, str]]] = (
    ("WordDocument", "an old Word document"),
    ("PowerPoint Document", "an old PowerPoint presentation"),
    ("__substg1.0_", "an e-mail"),
)

_PARQUET: Final = re.compile(rb"PAR1(?:.*PAR1\Z|(?![\w,;|\t\"]))|ARROW1\x00\x00|FEA1\x00", re.DOTALL)
_JSON: Final = re.compile(rb"\s*(?:\[\s*[\[{\]]|\{\s*[\"}])")
_MARKUP: Final = re.compile(rb"\s*<[!?a-z]", re.IGNORECASE)
_WEB: Final = re.compile(rb"<(?:html|table|!doctype html)", re.IGNORECASE)
_XML: Final = re.compile(rb"\s*<(?:[!?]|\w+[^>\n]*>\s*<\w)")
_XML_WORKBOOK: Final = b"schemas-microsoft-com:office:spreadsheet"


def kind_of(data: bytes, name: str) -> FileKind:
    """Return what an unpacked file is; whatever could be text with delimiters is "csv".

    Raises
    ------
    DataError
        If it is something that holds no table, or something that is not read here: says what, and what to do.
    """
    if _PARQUET.match(data):
        return "parquet"
    if data.startswith((ZIP_MAGIC, OLE_MAGIC)):
        _refuse_old_documents(data, name)
        return "excel"
    for beginning, what, remedy in FOREIGN:
        if re.match(beginning, data, re.DOTALL):
            raise foreign(name, what, remedy)
    start = _text(data[:10_000])
    if _JSON.match(start) or (name.lower().endswith(JSON_ENDINGS) and start.lstrip()[:1] in {b"[", b"{"}):
        return "json lines"
    _refuse_markup(start, name)
    return "csv"


def foreign(name: str, what: str, remedy: str) -> DataError:
    """Return the message about a file that is something else."""
    return DataError(f"{quote(name)} is {what}. {remedy}")


def _text(start: bytes) -> bytes:
    """Return the beginning of a text as UTF-8, as far as its byte order mark says how."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", errors="ignore").encode()
    return start.removeprefix(b"\xef\xbb\xbf")


def _refuse_old_documents(data: bytes, name: str) -> None:
    if data.startswith(OLE_MAGIC):
        for stream, what in STREAMS:
            if stream.encode("utf-16-le") in data:
                raise foreign(name, what, SAVE)


def _refuse_markup(start: bytes, name: str) -> None:
    """Refuse web pages and XML; programs often save them under a name that ends in .xls."""
    if not _MARKUP.match(start):
        return
    ending = next((each for each in (".xls", ".xlsx") if name.lower().endswith(each)), "")
    if _WEB.search(start):
        raise foreign(name, f"a web page saved as {ending}" if ending else "a web page", IN_EXCEL)
    if _XML_WORKBOOK in start:
        raise foreign(name, "an XML workbook of Excel 2003", IN_EXCEL)
    if ending or _XML.match(start):
        raise foreign(name, "an XML file", SAVE)
