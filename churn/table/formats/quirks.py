"""Text with delimiters as some programs write it -> as others do, so that one parser is enough.

A line keeps its number: what is no line of a table becomes a blank one.
"""

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from churn.table.finding import Finding, Kind
from churn.table.formats.delimiters import DELIMITERS, records

MARK: Final = "\ufeff".encode()  # of byte order; inside a file where two were put together
UNQUOTED: Final = Finding("note", "file", None, "Quotes around whole lines were taken off.", "Nothing is lost.")

_SIGNS_ALONE: Final = re.compile(rb"^[-=+|:,;\t ]{3,}(?=\r?$)", re.MULTILINE)
_LINE: Final = re.compile(rb"---|===")
_ESCAPED: Final = re.compile(rb'\\"[^",;|\t\r\n]')
_SPACED: Final = re.compile(rb'(?<=[,;|\t]) +(?="(?:[^"]|"(?:[,;|\t\r\n]|\Z)))')
_SINGLE: Final = re.compile(rb"\s*'[^'\r\n]*'([,;|\t])(?:'[^'\r\n]*'(?:\1|(?=\r?\n)))+\r?\n")
_ENDS: Final = re.compile(rb";+[ \t]*(?=\r?\n|\Z)")
_START: Final = 16 * 2**10  # bytes at the beginning that show how a file is written


def straightened(data: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """Bring UTF-8 text into the usual form of text with delimiters.

    Returns
    -------
    data : bytes
        Without lines that are drawn below a header or around a table, with quotes as `"`.
    findings : tuple of Finding
        What was done, where something of the file is left out or read in an unusual way.
    """
    data = data.removesuffix(b"\x1a")  # how DOS ended a file
    found: list[Finding] = []
    if not data.isascii():
        data = data.replace(MARK, b"")
    start = data[:_START]
    if drawn := [each for each in _SIGNS_ALONE.findall(start) if _LINE.search(each)]:
        data = _SIGNS_ALONE.sub(lambda each: b"" if _LINE.search(each[0]) else each[0], data)
        shown = drawn[0].decode()[:20]
        found.append(_note(f"Lines that are drawn around the table ({shown}…) were left out.", "lines"))
    if single := _SINGLE.match(start):
        data = _requoted(data, single[1].decode())
        found.append(_note("The quotes around values are single ones: they were taken off."))
    if b"\\" in data and _ESCAPED.search(data):
        data = re.sub(rb'\\([\\"])', lambda each: b'""' if each[1] == b'"' else each[1], data)
    if _SPACED.search(start):
        data = _SPACED.sub(b"", data)
    if _only_ends(start):
        data = _ENDS.sub(b"", data)
        found.append(_note("Semicolons at the end of every line were left out: commas stand between the values."))
    return data, tuple(found)


def in_columns(text: str) -> str:
    """Put one space between words, instead of as many as make columns stand one below the other."""
    return re.sub(r"^ | (?=\r?$)", "", re.sub(r"[ \t]+", " ", text), flags=re.MULTILINE)


def quoted_as_a_whole(lines: Sequence[str]) -> bool:
    """Say whether what stands in quotes are whole lines, as where a table was saved twice."""
    return any(all(delimiter in line for line in lines) for delimiter in DELIMITERS)


def unquoted(data: bytes) -> bytes:
    """Take off quotes around whole lines."""
    text = data.decode(errors="replace")
    return "".join(f"{' '.join(record.cells)}\n" for record in records(text, "\x1f")).encode()


def _only_ends(start: bytes) -> bool:
    """Say whether all lines end with semicolons that separate nothing."""
    lines = [line.rstrip() for line in start.splitlines()[:-1] if line.strip()]
    if len(lines) < 2 or not all(line.endswith(b";") for line in lines):
        return False
    return all(b"," in line and b";" not in line.rstrip(b";") for line in lines)


def _requoted(data: bytes, delimiter: str) -> bytes:
    """Write values in single quotes anew, with the usual ones where needed."""
    lines = io.TextIOWrapper(io.BytesIO(data), "utf-8", errors="replace", newline="")
    written = io.StringIO()
    try:
        rows = csv.reader(lines, delimiter=delimiter, quotechar="'")
        csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows(rows)
    except csv.Error:
        return data
    return written.getvalue().encode()


def _note(evidence: str, kind: Kind = "file") -> Finding:
    return Finding("note", kind, None, evidence, "Nothing is lost.")
