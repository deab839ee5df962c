"""Numbers that the parser took for decimals and that may be thousands: 1.224 and 12.100 beside 947.

Asked only where nothing speaks against it: every value with a mark has exactly three digits behind it, one to three
before it, the first of them no zero, and other values are below a thousand. Where another column has decimals beyond
doubt, one must end in a zero: 847 beside 6.510 is how nobody writes decimals.
"""

import re
from itertools import islice
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from churn.table.formats.delimited import SAMPLE_BYTES, SAMPLE_CELLS, Lines
from churn.table.formats.delimiters import records

ROWS: Final = 1_000  # that are looked at first
A_THOUSAND: Final = 1_000
ROUNDING: Final = 1e-6  # of floats, in thousandths
ENOUGH: Final = 3  # such values make a pattern
_PLAIN: Final = re.compile(r"[-+]?\d{1,3}")


def may_be_thousands(table: pa.Table, lines: Lines) -> list[str]:
    """Name the columns of a parsed table, by their places, whose text must be kept to ask what they are."""
    floats = [name for name in table.column_names if pa.types.is_floating(table[name].type)]
    judged = {name: _judged(table[name].slice(0, ROWS)) for name in floats}
    candidates = [name for name, may_be in judged.items() if may_be]
    if not candidates:
        return []
    cells = _cells(lines)
    whole = re.compile(rf"[-+]?[1-9]\d{{0,2}}[{lines.format.decimal}]\d{{3}}")
    texts = {name: {row[int(name)].strip() for row in cells if int(name) < len(row)} for name in candidates}
    marked = {name: {text for text in texts[name] if lines.format.decimal in text} for name in candidates}
    groups = [name for name in candidates if all(map(whole.fullmatch, marked[name]))]
    sure = len(groups) < len(candidates) or False in judged.values()  # of another column's decimals
    return [
        name
        for name in groups
        if len(marked[name]) >= ENOUGH
        and any(map(_PLAIN.fullmatch, texts[name]))
        and not (sure and not any(text.endswith("0") for text in marked[name]))
        and _judged(table[name])
    ]


def _judged(column: Any) -> bool | None:  # noqa: ANN401 - pyarrow has no types
    """Say whether numbers may be thousands; False where their decimals are beyond doubt, None if there are none."""
    values: NDArray[np.float64] = np.abs(column.drop_null().to_numpy())
    values = values[np.isfinite(values)]
    fractions = values[values % 1 != 0]
    if not len(fractions):
        return None
    groups = fractions * A_THOUSAND
    three = np.abs(groups - np.round(groups)) < ROUNDING
    return bool(three.all() and fractions.min() > 1 and values.max() < A_THOUSAND)


def _cells(lines: Lines) -> list[list[str]]:
    """Take the first lines apart."""
    sample = lines.data[lines.begin : min(lines.end, lines.begin + SAMPLE_BYTES)].decode(errors="replace")
    complete = sample if lines.begin + SAMPLE_BYTES >= lines.end else sample.rpartition("\n")[0]
    rows = (record.cells for record in records(complete, lines.format.delimiter))
    return list(islice(rows, SAMPLE_CELLS // max(1, len(lines.names))))
