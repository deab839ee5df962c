"""A text file in whatever encoding -> UTF-8."""

import codecs
import contextlib
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from churn.errors import DataError, quote
from churn.table.formats.languages import by_likelihood, reads_best_as_utf8

CONTROL: Final = bytes(set(range(32)) - {9, 10, 12, 13, 26})

SAMPLE_WORDS: Final = 2_000
SAMPLE_BYTES: Final = 2**20
STEP_BYTES: Final = 4 * 2**20
MOSTLY: Final = 0.8  # of different words that are not ASCII: where so many are UTF-8, a file is, but for a few bytes

# No longer than words are: else a long run of letters would be looked at from each of them to its end.
_WORD: Final = re.compile(rb"[^\x00-\x2c\x2e\x2f\x3a-\x3f]{0,40}[\x80-\xff][^\x00-\x2c\x2e\x2f\x3a-\x3f]{0,40}")


@dataclass(frozen=True)
class Text:
    """A text file in UTF-8.

    Attributes
    ----------
    data : bytes
        The text, without a byte order mark.
    encoding : str
        How the file is encoded, as Python names it.
    bom : bool
        Whether it begins with a byte order mark.
    example : str
        A word with letters that another encoding would spoil; empty where none occurs.
    spoilt : int
        Signs that could not be decoded and became "\ufffd".
    """

    data: bytes
    encoding: str = "utf-8"
    bom: bool = False
    example: str = ""
    spoilt: int = 0


def decode(data: bytes, name: str) -> Text:
    """Bring a text file into UTF-8.

    Raises
    ------
    DataError
        If it is no text, or cut off in the middle of a letter.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):  # fmt: skip
        if data.startswith(mark):
            return _wide(data[len(mark) :], encoding, name, bom=True)
    unmarked = _without_mark(data[:SAMPLE_BYTES])
    if unmarked is not None:
        return _wide(data, unmarked, name, bom=False)
    _refuse_binary(data, name)
    return _narrow(data, bom=False)


def _wide(data: bytes, encoding: str, name: str, *, bom: bool) -> Text:
    """Decode what is known to be UTF."""
    if encoding == "utf-8":
        _refuse_binary(data, name)
        return _narrow(data, bom=bom)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as err:
        kind = encoding[:6].upper()
        fault = f"begins like {kind} text but cannot be decoded at byte {err.start:,}"
        raise DataError(f"{quote(name)} {fault}: it is cut off or damaged.") from err
    utf8 = text.encode(errors="replace")
    _refuse_binary(utf8, name)
    return Text(utf8, encoding, bom, _example(text[:SAMPLE_BYTES]))


def _narrow(data: bytes, *, bom: bool) -> Text:
    """Decode what has a byte or a few for a letter; all that reads as Latin-1 if nothing else fits."""
    if data.isascii() or _is_utf8(data):
        return Text(data, bom=bom)
    words = _words(data)
    readable = [word for word in words if _is_utf8(word)]
    mostly = len(readable) > MOSTLY * len(words)
    if bom or mostly or (2 * len(readable) >= len(words) and reads_best_as_utf8(readable)):
        utf8 = _in_utf8(data, "utf-8", "replace")
        return Text(utf8, bom=bom, spoilt=utf8.count("\ufffd".encode()))
    for encoding in by_likelihood(words):
        with contextlib.suppress(UnicodeDecodeError):
            utf8 = _in_utf8(data, encoding, "strict")
            return Text(utf8, encoding, bom, _example(b" ".join(words).decode(encoding, errors="ignore")))
    return Text(_in_utf8(data, "latin-1", "strict"), "latin-1")


def _in_utf8(data: bytes, encoding: str, errors: str) -> bytes:
    """Decode step by step: the text of a large file would take up to four times its bytes."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    view, parts = memoryview(data), []
    for start in range(0, len(data), STEP_BYTES):
        final = start + STEP_BYTES >= len(data)
        parts.append(decoder.decode(view[start : start + STEP_BYTES], final).encode())
    return b"".join(parts)


def _is_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8, step by step, so that no second copy of a large file is made."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), STEP_BYTES):
            decoder.decode(view[start : start + STEP_BYTES], final=start + STEP_BYTES >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(sample: bytes) -> str | None:
    """Recognize UTF-16 and UTF-32 without a byte order mark: the zeros of ASCII signs stand at regular places."""
    if sample.count(0) < max(2, len(sample) // 50):
        return None
    zeros = [sample[place::4].count(0) for place in range(4)]
    quarter = len(sample) // 4
    if zeros[2] + zeros[3] > 1.8 * quarter or zeros[0] + zeros[1] > 1.8 * quarter:
        return "utf-32-le" if zeros[3] > zeros[0] else "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if min(even, odd) > 0.05 * max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _refuse_binary(data: bytes, name: str) -> None:
    if (position := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, position) + 1
        raise DataError(f"{quote(name)}, line {line}: a NUL byte, so this is not a text file. Save it as CSV in UTF-8.")
    sample = data[:SAMPLE_BYTES]
    control = len(sample) - len(sample.translate(None, CONTROL))
    if control > max(2, len(sample) // 100):
        raise DataError(f"{quote(name)} is no text: it holds {control:,} control characters. Save it as CSV in UTF-8.")


def _words(data: bytes) -> list[bytes]:
    """Return different words that are not ASCII, from the beginning and, of a large file, from places all over it."""
    found: Counter[bytes] = Counter()
    parts = min(16, 1 + len(data) // SAMPLE_BYTES)
    for part in range(parts):
        start = part * (len(data) // parts)
        piece = data[start : start + SAMPLE_BYTES // 4]
        if start:  # begins after a line break: never in the middle of a letter
            piece = piece.partition(b"\n")[2]
        piece = piece.rpartition(b"\n")[0] or piece
        found.update(match.group() for _, match in zip(range(SAMPLE_WORDS), _WORD.finditer(piece), strict=False))
    if not found:  # rare letters far apart
        found.update(match.group() for _, match in zip(range(SAMPLE_WORDS), _WORD.finditer(data), strict=False))
    return list(found)[:SAMPLE_WORDS]


def _example(text: str) -> str:
    """Return a word that only the right encoding spells right."""
    words = [word for word in re.findall(r"\w+", text[:10_000]) if not word.isascii()]
    return max(words, key=lambda word: min(len(word), 12), default="")
