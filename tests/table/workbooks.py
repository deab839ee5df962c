"""Workbooks of each kind that spreadsheet programs save, written cell by cell, so that a test says what is in them.

A cell is a text, a number, a truth value, a date, a time, a duration, None for an empty one, or a `Formula`.
"""

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final
from xml.sax.saxutils import escape

import xlsxwriter

Rows = Sequence[Sequence[object]]

CUSTOMERS: Final[Rows] = (
    ("Name", "Age", "Fee", "Churn"),
    ("Ada", 34, 12.5, "Yes"),
    ("Bob", 51, 9, "No"),
    ("Cid", 47, 11.25, "No"),
)
SECTOR: Final = 512


@dataclass(frozen=True)
class Formula:
    """What a cell computes, and the value that was saved with it; None if none was."""

    text: str
    value: float | str | None = None


def xlsx(sheets: Mapping[str, Rows], hidden: Iterable[str] = (), start: tuple[int, int] = (0, 0)) -> bytes:
    """Return a workbook of Excel; its tables begin in this row and column."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        looks = {kind: book.add_format({"num_format": look}) for kind, look in LOOKS.items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows, start[0]):
                for place, cell in enumerate(row, start[1]):
                    if isinstance(cell, Formula):
                        sheet.write_formula(number, place, cell.text, None, "" if cell.value is None else cell.value)
                    elif isinstance(cell, str):
                        sheet.write_string(number, place, cell)
                    elif cell is not None:
                        sheet.write(number, place, cell, looks.get(type(cell)))
    return buffer.getvalue()


LOOKS: Final = {
    dt.date: "yyyy-mm-dd",
    dt.datetime: "yyyy-mm-dd hh:mm",
    dt.time: "hh:mm:ss",
    dt.timedelta: "[h]:mm:ss",
}


def ods(sheets: Mapping[str, Rows]) -> bytes:
    """Return a workbook of LibreOffice."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    content = f"<office:spreadsheet>{tables}</office:spreadsheet>"
    content = f"<office:document-content {names}><office:body>{content}</office:body></office:document-content>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>{content}',
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def _ods_row(row: Sequence[object]) -> str:
    cells = []
    for cell in row:
        if cell is None:
            cells.append("<table:table-cell/>")
        elif isinstance(cell, str):
            text = f"<text:p>{escape(cell)}</text:p>"
            cells.append(f'<table:table-cell office:value-type="string">{text}</table:table-cell>')
        elif isinstance(cell, dt.date):
            cells.append(f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>')
        else:
            cells.append(f'<table:table-cell office:value-type="float" office:value="{cell}"/>')
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def xlsb(sheets: Mapping[str, Rows]) -> bytes:
    """Return a binary workbook of Excel: text and numbers only."""
    bundle = b"".join(
        _long(0x9C, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name))
        for number, name in enumerate(sheets, 1)
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{relation}" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.bin": _long(0x83) + _long(0x8F) + bundle + _long(0x90) + _long(0x84),
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>",
    }
    for number, rows in enumerate(sheets.values(), 1):
        size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
        cells = b"".join(chain.from_iterable(_xlsb_row(place, row) for place, row in enumerate(rows)))
        sheet = _long(0x81) + _long(0x94, size) + _long(0x91) + cells + _long(0x92) + _long(0x82)
        parts[f"xl/worksheets/sheet{number}.bin"] = sheet
    return zipped(parts)


def _xlsb_row(number: int, row: Sequence[object]) -> Iterable[bytes]:
    yield _long(0, struct.pack("<II", number, 0) + bytes(17))
    for place, cell in enumerate(row):
        at = struct.pack("<II", place, 0)
        if isinstance(cell, str):
            yield _long(6, at + _wide(cell))
        elif isinstance(cell, int | float):
            yield _long(5, at + struct.pack("<d", cell))


def _long(kind: int, content: bytes = b"") -> bytes:
    """Return a record of a binary workbook; its kind and length are numbers of seven bits a byte."""
    head = b"".join(_sevens(number) for number in (kind, len(content)))
    return head + content


def _sevens(number: int) -> bytes:
    return bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xls(sheets: Mapping[str, Rows]) -> bytes:
    """Return an old workbook of Excel."""
    looks = b"".join(_short(0x00E0, struct.pack("<HH", 0, form) + bytes(16)) for form in (0, 14))
    bodies = [_xls_sheet(rows) for rows in sheets.values()]
    begin = _short(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + _short(0x0042, struct.pack("<H", 1200))
    names = [name.encode("utf-16-le") for name in sheets]
    end = _short(0x000A)
    position = len(begin + looks + end) + sum(12 + len(name) for name in names)
    bundle = b""
    for name, body in zip(names, bodies, strict=True):
        bundle += _short(0x0085, struct.pack("<IBBBB", position, 0, 0, len(name) // 2, 1) + name)
        position += len(body)
    return compound({"Workbook": begin + looks + bundle + end + b"".join(bodies)})


def _xls_sheet(rows: Rows) -> bytes:
    records = [_short(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))]
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            at = struct.pack("<HH", number, place)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                records.append(_short(0x0204, at + bytes(2) + text))
            elif isinstance(cell, dt.date):
                days = (cell - dt.date(1899, 12, 30)).days
                records.append(_short(0x0203, at + struct.pack("<Hd", 1, days)))
            elif isinstance(cell, int | float):
                records.append(_short(0x0203, at + struct.pack("<Hd", 0, cell)))
    return b"".join([*records, _short(0x000A)])


def _short(kind: int, content: bytes = b"") -> bytes:
    """Return a record of an old workbook."""
    return struct.pack("<HH", kind, len(content)) + content


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file, as old Office documents and protected new ones are: streams in sectors with a table."""
    padded = [stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0") for stream in streams.values()]
    directory = -(-(len(streams) + 1) // 4)
    table = [0xFFFFFFFD, *_chain(1, directory)]
    entries = [_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0, 0xFFFFFFFF)]
    for number, (name, stream) in enumerate(zip(streams, padded, strict=True), 1):
        following = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, 0xFFFFFFFF, len(table), len(stream), following))
        table += _chain(len(table), len(stream) // SECTOR)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    return header + fat + b"".join(entries).ljust(directory * SECTOR, b"\0") + b"".join(padded)


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), 0xFFFFFFFE]


def _entry(name: str, kind: int, child: int, start: int, size: int, following: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, 0xFFFFFFFF, following, child, start, size)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of files by their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()
