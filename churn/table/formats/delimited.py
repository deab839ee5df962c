"""Text with delimiters -> an Arrow table: which delimiter, which decimal sign, which lines, which columns.

What can be judged is judged on the first and the last lines; the parser then gets just the lines that are customers.
Everything that costs a look at all of a large file is done on bytes or on columns, never line by line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

from churn.errors import DataError, quote
from churn.table.finding import Finding
from churn.table.formats import layout
from churn.table.formats.delimiters import DELIMITERS, Record, records, taken_apart
from churn.table.formats.encoding import Text, decode
from churn.table.formats.footers import footers
from churn.table.formats.quirks import UNQUOTED, in_columns, quoted_as_a_whole, straightened, unquoted
from churn.table.raw import FileFormat

ENCODINGS: Final = {
    "cp1252": "Windows-1252 (Western European)", "cp1250": "Windows-1250 (Central European)",
    "cp1254": "Windows-1254 (Turkish)", "cp1257": "Windows-1257 (Baltic)", "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)", "cp1255": "Windows-1255 (Hebrew)", "cp1256": "Windows-1256 (Arabic)",
    "cp874": "Windows-874 (Thai)", "cp932": "Shift JIS (Japanese)", "cp949": "CP949 (Korean)",
    "gb18030": "GB 18030 (Chinese)", "big5": "Big5 (Chinese)", "koi8-r": "KOI8-R (Cyrillic)",
    "cp866": "code page 866 (Cyrillic)", "cp850": "code page 850 (Western European)", "mac_roman": "Mac Roman",
}  # fmt: skip
SAMPLE_BYTES: Final = 64 * 2**10
LOOKED_AT: Final = 100  # lines, to see where the table begins
SAMPLE_LINES: Final = 20  # so many at least, however long
LONGEST_SAMPLE: Final = 32 * 2**20
TAIL_BYTES: Final = 16 * 2**10
SAMPLE_CELLS: Final = 100_000

_SEP: Final = re.compile(rb'\s*"?sep=([,;\t|:~^#&*])"?[ \t]*(?:\r\n|\n|\r|\Z)', re.IGNORECASE)
_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_QUOTED: Final = re.compile(rb'(?:(?<=[,;\t|\r\n])|\A)"[^"]*(?:""[^"]*)*("?)')
_COMMA: Final = re.compile(r"[-+]?\d+,\d+")
_POINT: Final = re.compile(r"[-+]?\d+\.\d+")
_THOUSANDS: Final = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True)
class Lines:
    r"""The lines of a file that are customers, and how to take them apart.

    Attributes
    ----------
    data : bytes
        The whole file in UTF-8; lines end with "\n", "\r\n" or both.
    begin, end : int
        Where the customers begin and end in it.
    names : tuple of str
        Of the columns.
    made_up : frozenset of int
        The places of those without a name in the file.
    format : FileFormat
        How the file is written.
    findings : tuple of Finding
        What was decided.
    """

    data: bytes
    begin: int
    end: int
    names: tuple[str, ...]
    made_up: frozenset[int]
    format: FileFormat
    findings: tuple[Finding, ...]


def lines(data: bytes, name: str, *, one_column: bool) -> Lines:
    """Find out how a text file is written and which of its lines are customers.

    Parameters
    ----------
    data : bytes
        The whole file, in any encoding.
    name : str
        What messages call it.
    one_column : bool
        Whether a file without any delimiter is fine.

    Raises
    ------
    DataError
        If it is no text, has one column where more are needed, too many columns, or no customers.
    """
    text = decode(data, name)
    whole, found = straightened(text.data if b"\n" in text.data else text.data.replace(b"\r", b"\n"))
    named = _SEP.match(whole)
    start = named.end() if named else 0
    _refuse_open_quote(whole, start, name)
    delimiter, first = taken_apart(_sample(whole, start), named.group(1).decode() if named else "")
    if len(first) > 1 and all(len(record.cells) == 1 for record in first):
        if whole.startswith(b'"', start) and quoted_as_a_whole([record.cells[0] for record in first]):
            whole, start, found = unquoted(whole[start:]), 0, (*found, UNQUOTED)
        elif taken_apart(in_columns(_sample(whole, start)), "")[0] == " ":
            whole, start = in_columns(whole[start:].decode(errors="replace")).encode(), 0
        delimiter, first = taken_apart(_sample(whole, start), "")
    if not first:
        raise DataError(f"{quote(name)} is empty. A table needs a header line and one row a customer.")
    first = _of_one_width(first)
    cells = [record.cells for record in first[:LOOKED_AT]]
    head = layout.header(cells, name)
    if len(head.names) == 1 and not one_column:
        raise DataError(_one_column(cells[head.above - 1] if head.above else cells[0], name))
    begin = _after_lines(whole, start, first[head.above - 1].next_line) if head.above else start
    customers = [record.cells for record in first[head.above :]]
    left_out, footers = _footer_bytes(whole, begin, delimiter, customers, len(head.names))
    found = (*_about(text, name), *found, *head.findings, *footers)
    newline = "\r\n" if b"\r\n" in whole[:SAMPLE_BYTES] else "\n" if b"\n" in text.data[:LONGEST_SAMPLE] else "\r"
    written = FileFormat(
        delimiter=delimiter, decimal=_decimal(customers, delimiter), encoding=text.encoding, bom=text.bom,
        newline=newline, sep_line=named is not None,
    )  # fmt: skip
    return Lines(whole, begin, len(whole) - left_out, head.names, head.made_up, written, found)


def line_number(data: bytes, place: int) -> int:
    """Return the number of the line, from 1, in which a byte stands."""
    return data.count(b"\n", 0, place) + 1


def _sample(data: bytes, start: int) -> str:
    """Return the first lines, whole."""
    end = start + SAMPLE_BYTES
    if end < len(data):
        ends = islice(_LINE_END.finditer(data, start, start + LONGEST_SAMPLE), SAMPLE_LINES)
        end = max(end, max((each.end() for each in ends), default=start + LONGEST_SAMPLE))
        end = data.rfind(b"\n", start, end) + 1 or end
    return data[start:end].decode(errors="replace")


def _of_one_width(records: list[Record]) -> list[Record]:
    """Give the header the cells that it lacks, or take those that it has too many, where all customers agree."""
    bodies = [record.cells for record in records[1:]]
    wide = len(records[0].cells)
    widths = {len(body) for body in bodies if len(body) > 1}
    if len(widths) != 1 or wide < 2:
        return records
    (width,) = widths
    first = list(records[0].cells)
    if width < wide and not any(map(str.strip, first[width:])):
        first = first[:width]
    elif width > wide and not any(cell.strip() for body in bodies for cell in body[wide:]):
        first += [""] * (width - wide)
    elif width == wide + 1 and len(bodies) > 2:
        first = ["", *first]  # R's way to write the names of rows
    return [replace(records[0], cells=first), *records[1:]]


def _refuse_open_quote(data: bytes, start: int, name: str) -> None:
    """Refuse a value that begins with a quote and never ends: it would swallow the rest of the file."""
    if b'"' in data and data.count(b'"') % 2:
        for value in _QUOTED.finditer(data, start):
            if not value.group(1):
                place = line_number(data, value.start())
                shown = quote(data[value.start() : value.start() + 60].decode(errors="ignore"))
                raise DataError(
                    f'{quote(name)}, line {place:,}: a quote (") opens a value and is never closed: {shown}.'
                    " Close it, or take it out."
                )


def _after_lines(data: bytes, start: int, count: int) -> int:
    """Return where the line after `count` lines begins."""
    return next((end.end() for end in islice(_LINE_END.finditer(data, start), count - 1, count)), len(data))


def _footer_bytes(
    data: bytes, begin: int, delimiter: str, customers: Sequence[Sequence[str]], width: int
) -> tuple[int, tuple[Finding, ...]]:
    """Return how many bytes at the end are no customers, and what they hold."""
    start = max(begin, len(data) - TAIL_BYTES)
    if start > begin:
        start = data.find(b"\n", start) + 1
    tail = data[start:] if start else b""
    if b'"' in tail and (tail.count(b'"') % 2 or data.count(b'"', begin, start) % 2):  # begins inside a value
        return 0, ()
    lines = tail.splitlines(keepends=True)
    found = list(records(tail.decode(errors="replace"), delimiter))
    head = customers if start > begin + SAMPLE_BYTES else ()
    count, findings = footers([record.cells for record in found], head, width)
    last = found[-count - 1].next_line if count < len(found) else 0
    return sum(map(len, lines[last:])) if count else 0, findings


def _decimal(rows: Sequence[Sequence[str]], delimiter: str) -> Literal[".", ","]:
    """Judge the decimal sign by the numbers that can be read in one way only; else it is the delimiter's usual one."""
    most = max(1, SAMPLE_CELLS // max(1, len(rows[0]) if rows else 1))
    cells = [cell.strip() for row in rows[:most] for cell in row if "," in cell or "." in cell]
    clear = [cell for cell in cells if not _THOUSANDS.fullmatch(cell)]
    commas, points = (sum(map(bool, map(pattern.fullmatch, clear))) for pattern in (_COMMA, _POINT))
    usual: Literal[".", ","] = "," if delimiter == ";" else "."
    if commas == points:
        return usual
    return "," if commas > points else "."


def _one_column(header: Sequence[str], name: str) -> str:
    return (
        f"{quote(name)} has only one column, {quote(' '.join(cell for cell in header if cell))}."
        f" Values must be separated by {', '.join(list(DELIMITERS.values())[:-1])} or bar."
    )


def _about(text: Text, name: str) -> tuple[Finding, ...]:
    """Say which encoding was taken where it had to be found out."""
    del name
    findings = []
    if text.encoding != "utf-8":
        called = ENCODINGS.get(text.encoding, text.encoding.upper())
        word = f", in which a word of it reads {quote(text.example)}" if text.example else ""
        evidence = f"The text is written in {called}{word}."
        findings.append(Finding("note", "file", None, evidence, "If words look wrong, save the file in UTF-8."))
    if text.spoilt:
        evidence = f"{text.spoilt:,} signs are not in UTF-8 like the others and were replaced by “\ufffd”."
        findings.append(Finding("warning", "file", None, evidence, "Save the file in UTF-8 anew."))
    return tuple(findings)
