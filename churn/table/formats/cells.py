"""The cells of a workbook, taken out of it in a process of its own: this file is run by its path, nobody imports it.

python-calamine ends the process that it runs in where a cell lies far away from the table, because it sets up every
cell between them. Here that costs an answer, not the server.

Reads from standard input one line, the name of the wanted sheet as JSON, and then the workbook; answers on standard
output with a pickled mapping:

    sheets    of the sheets that hold a table, in the order of the workbook, hidden ones last: their names
    names     of all sheets: their names
    broken    of the sheets that cannot be read: their names
    sheet     the sheet that was taken, None if there is none
    columns   its cells, column by column; an empty cell is ""
    errors    by column: how often each error (#N/A) stands in it, and "" for formulas without a value (.xlsx only)
    fault     instead of all these: "password" or "damaged"
"""

import contextlib
import io
import json
import pickle
import re
import struct
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from xml.etree import ElementTree as ET

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

MEMORY: Final = 6 * 2**30  # bytes that this process may take
LOOKED_AT: Final = 200  # first rows of a sheet, to see whether it holds a table
MUCH_LARGER, FEW_ROWS = 10, 30
COMPOUND: Final = b"\xd0\xcf\x11\xe0"  # how old workbooks begin, and protected new ones
BEGIN_WORKBOOK: Final = b"\x09\x08\x10\x00\x00\x06\x05\x00"
FILE_PASSWORD: Final = 0x2F
CHUNK: Final = 2**23  # bytes of a sheet's XML that are searched at once

# An error, or a formula whose value was never computed; the column's letters come first.
_NO_VALUE: Final = re.compile(
    rb'<c r="([A-Z]+)\d+"[^>]*?(?: t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>'
    rb"|>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v */>|<v></v>)?</c>)"
)
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def main() -> None:
    """Answer the one question that comes in."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    wanted = json.loads(sys.stdin.buffer.readline())
    pickler = pickle.Pickler(sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True  # no value is looked up before it is written
    pickler.dump(answer(sys.stdin.buffer.read(), wanted))


def answer(data: bytes, wanted: str | None) -> dict[str, Any]:
    """Return what the module's docstring lists."""
    if _protected(data):
        return {"fault": "password"}
    try:
        with load_workbook(io.BytesIO(data)) as workbook:
            return _taken(workbook, wanted, data)
    except BaseException:  # noqa: BLE001 - a panic of the library is no Exception
        return {"fault": "damaged"}


def _protected(data: bytes) -> bool:
    """Say whether a workbook is encrypted, which python-calamine only sees in files with a name."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return data.startswith(COMPOUND)
    position = data.find(BEGIN_WORKBOOK)
    for _ in range(5):  # the record that says so stands among the first
        kind, length = struct.unpack("<HH", data[position : position + 4].ljust(4, b"\0"))
        if kind == FILE_PASSWORD and position >= 0:
            return data.startswith(COMPOUND)
        position += 4 + length
    return False


def _taken(workbook: CalamineWorkbook, wanted: str | None, data: bytes) -> dict[str, Any]:
    worksheets = [each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    worksheets.sort(key=lambda each: each.visible != SheetVisibleEnum.Visible)
    sheets: list[str] = []
    broken: list[str] = []
    taken: CalamineSheet | None = None
    for name, hidden in ((each.name, each.visible != SheetVisibleEnum.Visible) for each in worksheets):
        try:
            sheet = workbook.get_sheet_by_name(name)
            holds = _holds_table(sheet)
        except BaseException:  # noqa: BLE001 - as above
            broken.append(name)
            continue
        if holds:
            sheets.append(name)
        if name == wanted or (wanted is None and holds and (taken is None or (not hidden and _dwarfs(sheet, taken)))):
            taken = sheet
        del sheet
    columns = list(zip(*taken.to_python(), strict=True)) if taken else []
    errors = _without_value(data, taken) if taken else {}
    return {
        "sheets": sheets,
        "names": [each.name for each in worksheets],
        "broken": broken,
        "sheet": taken.name if taken else None,
        "columns": columns,
        "errors": errors,
    }


def _holds_table(sheet: CalamineSheet) -> bool:
    """Whether two rows at least have two values each: a header, and a customer."""
    if sheet.start is None:
        return False
    rows = islice(sheet.to_python(nrows=LOOKED_AT), LOOKED_AT)
    return len(list(islice((row for row in rows if sum(cell != "" for cell in row) > 1), 2))) > 1


def _dwarfs(sheet: CalamineSheet, other: CalamineSheet) -> bool:
    """Say whether another sheet is so small beside one that it must be about it: remarks, or a summary."""
    return sheet.height * sheet.width > MUCH_LARGER * other.height * other.width and other.height < FEW_ROWS


def _without_value(data: bytes, sheet: CalamineSheet) -> dict[int, dict[str, int]]:
    """Count by column what python-calamine gives as empty cells, though something stands there."""
    first = sheet.start[1] if sheet.start else 0
    found: dict[int, Counter[str]] = {}
    with contextlib.suppress(zipfile.BadZipFile, KeyError, ET.ParseError, OSError, NotImplementedError):
        for text in _rows(data, sheet.name):
            for letters, error in _NO_VALUE.findall(text):
                place = 0
                for letter in letters:
                    place = 26 * place + letter - 64
                found.setdefault(place - 1 - first, Counter())[error.decode(errors="replace")] += 1
    return {place: dict(errors) for place, errors in found.items()}


def _rows(data: bytes, sheet: str) -> Iterator[bytes]:
    """Return the XML of a sheet of an .xlsx in pieces that end with a row; only those that may hold what is sought."""
    if not data.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        ids = {
            each.get("name"): each.get(_RELATION)
            for each in ET.fromstring(archive.read("xl/workbook.xml")).iter()  # noqa: S314 - expat bounds entities
        }
        relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        targets = {each.get("Id"): str(each.get("Target")) for each in relations}
        target = targets[ids[sheet]]
        with archive.open(target.lstrip("/") if target.startswith("/") else f"xl/{target}") as xml:
            rest = b""
            while chunk := xml.read(CHUNK):
                text, end, rest = (rest + chunk).rpartition(b"</row>")
                if b't="e"' in text or b"<f" in text:
                    yield text + end
                if len(rest) > CHUNK:
                    return


if __name__ == "__main__":
    main()
