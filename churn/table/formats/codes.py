"""Numbers that are codes: 01234, 0x1F and +441632960123 are no amounts, and of twenty digits a float keeps sixteen.

The parser has taken them for numbers already. Whether it lost something is judged by a look at each byte and at each
column's range; only then is a column parsed again.
"""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from churn.table.formats.delimited import Lines

CHECKED_AT_ONCE: Final = 2**18
CASE: Final = 0x20  # the bit that makes a capital letter a small one
PHONE: Final = 10.0**8  # with a plus sign, a number as large may be a phone's
EXACT: Final = 10.0**15  # smaller numbers have no more digits than a float holds
LONGEST: Final = 10.0**40  # larger ones are written with an exponent

DIGITS: Final = "0[0-9]+|[0-9]{16,}"  # that are a code, as a pattern: with zeros in front, or more than a float holds
_CODE: Final = rf"^(?:[-+]?(?:{DIGITS})|0[xX][0-9a-fA-F]+|\+[0-9]{{9,}})$"


def suspects(table: pa.Table, lines: Lines) -> list[str]:
    """Name the columns of numbers that may have lost zeros at their beginning, or digits."""
    leading = holds_leading_zeros(lines.data, lines.begin, lines.end, lines.format.delimiter)
    plus = lines.data.find(b"+", lines.begin, lines.end) >= 0
    return [
        name
        for name, column in zip(table.column_names, table.columns, strict=True)
        if may_be(column, leading=leading, plus=plus)
    ]


def may_be(numbers: Any, *, leading: bool, plus: bool) -> bool:  # noqa: ANN401 - pyarrow has no types
    """Say whether parsed numbers may be codes: whole, where zeros lead or plus signs stand; or too long for a float."""
    if leading and pa.types.is_integer(numbers.type):
        return True
    if not (pa.types.is_integer(numbers.type) or pa.types.is_floating(numbers.type)):
        return False
    most = pc.min_max(numbers).as_py()
    return bool((PHONE if plus else EXACT) <= max(abs(most["min"] or 0), abs(most["max"] or 0)) < LONGEST)


def rewritten(values: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    """Say whether parsed values have lost how they are written: TRUE, 12:30, and the word nan among numbers."""
    if pa.types.is_floating(values.type):
        return bool(np.isnan(pc.sum(values).as_py() or 0.0))
    return bool(pa.types.is_boolean(values.type) or pa.types.is_time(values.type))


def holds_codes(texts: pa.ChunkedArray) -> bool:
    """Say whether a column of text (a dictionary) holds digits that are no number."""
    return any(among(chunk.dictionary) for chunk in texts.chunks)


def among(texts: pa.Array) -> bool:
    """Say whether one of several texts is digits that are no number."""
    return bool(pc.any(pc.match_substring_regex(texts, _CODE)).as_py())


def holds_leading_zeros(data: bytes, begin: int, end: int, delimiter: str) -> bool:
    """Say whether a value begins with a zero and another digit or an x, 0123 or 0x1F; a look at each byte, in steps."""
    text = np.frombuffer(data, dtype=np.uint8)[max(0, begin - 1) : end]
    borders = np.zeros(256, dtype=bool)
    borders[[ord(delimiter), *b'\n\r"']] = True
    for start in range(0, len(text), CHECKED_AT_ONCE):
        piece = text[start : start + CHECKED_AT_ONCE + 2]
        zeros = piece[1:-1] == ord("0")
        follows = piece[2:]
        zeros &= (follows - ord("0") < 10) | (follows | CASE == ord("x"))
        zeros &= (piece[:-2] == ord(delimiter)) | (piece[:-2] <= ord('"'))
        at = np.flatnonzero(zeros)
        at = at[borders[piece[at]]]
        if (follows[at] | CASE == ord("x")).any():
            return True
        at += start + 3
        while len(at):  # on to the end of each such number
            at = at[at < len(text)]
            if borders[text[at]].any():
                return True
            at = at[text[at] - ord("0") < 10] + 1
    return False
