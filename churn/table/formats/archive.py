"""A table that is packed: gzip, or a zip with one table in it, unpacked no further than a table may be large."""

import gzip
import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, Final

from churn.errors import DataError, listing, quote
from churn.table.formats.recognition import GZIP_MAGIC, SAVE, UNPACK, ZIP_MAGIC, foreign

TABLES: Final = frozenset(
    {
        *(".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".pq", ".feather", ".arrow"),
        *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    }
)

# By a file inside of a zip: what it is.
WORKBOOK_PARTS: Final = frozenset({"xl/workbook.xml", "xl/workbook.bin"})
SPREADSHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"
DOCUMENTS: Final = {
    "word/document.xml": ("a Word document", SAVE),
    "ppt/presentation.xml": ("a PowerPoint presentation", SAVE),
    "content.xml": ("a document of LibreOffice, but no spreadsheet", SAVE),
    "Index/Document.iwa": ("a document of Apple's Numbers, Pages or Keynote", "Export the table as CSV or Excel."),
    "META-INF/MANIFEST.MF": ("a Java archive", SAVE),
    "META-INF/container.xml": ("an e-book", SAVE),
}
EMPTY_ZIP_MAGIC: Final = b"PK\x05\x06"
DAMAGE: Final = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, KeyError, zlib.error)


def unpacked(data: bytes, name: str, limit: int) -> tuple[bytes, str]:
    """Return a packed table's bytes and name, and those of any other file as they are.

    Parameters
    ----------
    data, name : bytes and str
        The file; a workbook, though it is a zip, counts as not packed.
    limit : int
        How many bytes the table may have.

    Raises
    ------
    DataError
        If an archive is damaged or protected, holds another number of tables than one, or one that is too large.
    """
    if data.startswith(GZIP_MAGIC):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as archive:
                return _inner(archive, name, limit), name[:-3] if name.lower().endswith(".gz") else name
        except DAMAGE as err:
            raise _damaged(name, "a gzip archive") from err
    if data.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return (data, name) if _is_workbook(archive) else _unzipped(archive, name, limit)
        except DAMAGE as err:
            raise _damaged(name, "a workbook or a zip archive") from err
    return data, name


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    names = set(archive.namelist())
    if names & WORKBOOK_PARTS:
        return True
    return "mimetype" in names and archive.read("mimetype").strip().startswith(SPREADSHEET)


def _unzipped(archive: zipfile.ZipFile, name: str, limit: int) -> tuple[bytes, str]:
    """Return the one table of a zip."""
    members = [each for each in archive.infolist() if not each.is_dir() and not _of_the_system(each.filename)]
    names = [each.filename for each in members]
    for part, (what, remedy) in DOCUMENTS.items():
        if part in names:
            raise foreign(name, what, remedy)
    tables = [each for each in members if PurePosixPath(each.filename).suffix.lower() in TABLES]
    if len(tables) != 1:
        holds = (
            f"with {len(tables):,} tables in it: {listing(each.filename for each in tables)}"
            if tables
            else (f"without a table in it: {listing(names)}" if names else "with nothing in it")
        )
        raise foreign(name, f"a zip archive {holds}", "One that holds one table is read; else unpack it first.")
    if tables[0].flag_bits & 1:
        raise foreign(name, "a zip archive that is protected by a password", UNPACK)
    with archive.open(tables[0]) as member:
        inner = _inner(member, name, limit)
    if zlib.crc32(inner) != tables[0].CRC:  # zipfile gives as many bytes as the archive states, right or wrong
        raise _damaged(name, "a zip archive")
    return inner, PurePosixPath(tables[0].filename).name


def _inner(archive: IO[bytes] | gzip.GzipFile, name: str, limit: int) -> bytes:
    """Return what is packed; raises DataError if it is too large, or an archive once more."""
    data = archive.read(limit + 1)
    if len(data) > limit:
        raise DataError(f"{quote(name)} is more than {limit // 2**20} MB when it is unpacked; that is not allowed.")
    again = data.startswith(GZIP_MAGIC)
    if data.startswith(ZIP_MAGIC):
        with zipfile.ZipFile(io.BytesIO(data)) as inner:
            again = not _is_workbook(inner)
    if again:
        raise foreign(name, "an archive in an archive", UNPACK)
    return data


def _of_the_system(path: str) -> bool:
    """Say whether a file was added by the computer that packed it."""
    return path.startswith("__MACOSX/") or PurePosixPath(path).name in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _damaged(name: str, what: str) -> DataError:
    return DataError(f"{quote(name)} begins like {what} but cannot be opened: it is cut off or damaged.")
