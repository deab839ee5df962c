"""Rows of a table into text: CSV that is safe in a spreadsheet, or JSON lines, in a file's own way of writing."""

import codecs
import json
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from churn.scoring.safety import spreadsheet_safe
from churn.table.raw import FileFormat

Write = Callable[[str], object]

# Codecs that put a byte order mark before the text by themselves, and the ones that leave it to us.
WITHOUT_BOM: Final = {
    "utf-8-sig": "utf-8",
    "utf-16": f"utf-16-{sys.byteorder[:1]}e",
    "utf-32": f"utf-32-{sys.byteorder[:1]}e",
}


def write_csv(steps: Iterator[pd.DataFrame], sink: IO[bytes], form: FileFormat) -> None:
    """Write as RFC 4180 has it, with quotes where they are needed; Arrow's own writer quotes every text.

    Raises
    ------
    UnicodeEncodeError
        If a text cannot be written in the file's encoding.
    """
    write = _into(sink, form)
    if form.sep_line:
        write(f"sep={form.delimiter}{form.newline}")
    for number, rows in enumerate(steps):
        safe = spreadsheet_safe(rows)
        if number == 0:
            header = _quoted(pa.array(map(str, safe.columns), pa.large_string()), form.delimiter)
            write(form.delimiter.join(header.to_pylist()) + form.newline)
        cells = [_csv_cells(safe.iloc[:, position], form) for position in range(safe.shape[1])]
        lines = _joined(*cells, _text(form.delimiter), null_replacement="")
        write(form.newline.join(lines.to_pylist()) + form.newline)
        del rows, safe, cells, lines  # else they are held while the next step is prepared


def write_json_lines(steps: Iterator[pd.DataFrame], sink: IO[bytes], form: FileFormat) -> None:
    """Write an object a line, with every column in it; no value is null. Raises as `write_csv` does."""
    write = _into(sink, form)
    for rows in steps:
        names = [json.dumps(str(name), ensure_ascii=False) for name in rows.columns]
        fields = []
        for position, name in enumerate(names):
            opened = f"{'{' if position == 0 else ', '}{name}: "
            cells = _json_cells(rows.iloc[:, position])
            fields.append(_joined(_text(opened), cells, _text(""), null_replacement="null"))
        lines = _joined(*fields, _text("}"), _text(""), null_replacement="")
        write(form.newline.join(lines.to_pylist()) + form.newline)
        del rows, fields, lines  # as above


def _into(sink: IO[bytes], form: FileFormat) -> Write:
    """Return what encodes text and appends it, and begin with the byte order mark where there was one."""
    encoding = codecs.lookup(form.encoding).name
    encoder = codecs.getincrementalencoder(WITHOUT_BOM.get(encoding, encoding))()
    if form.bom or encoding in WITHOUT_BOM:
        sink.write(encoder.encode("\N{ZERO WIDTH NO-BREAK SPACE}"))
    return lambda text: sink.write(encoder.encode(text))


def _csv_cells(column: pd.Series, form: FileFormat) -> pa.Array:
    """Return a column as it stands in a CSV; of a category, each level is looked at once."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        levels = _csv_cells(column.cat.categories.to_series(), form)
        return levels.take(pa.array(column.cat.codes, mask=column.isna()))
    values = _in_one_piece(column)
    try:
        texts = values.cast(pa.large_string())
    except pa.ArrowNotImplementedError:  # nested values
        texts = pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.large_string())
    if form.decimal != "." and (pa.types.is_floating(values.type) or pa.types.is_decimal(values.type)):
        texts = pc.replace_substring(texts, ".", form.decimal)
    return _quoted(texts, form.delimiter)


def _json_cells(column: pd.Series) -> pa.Array:
    """Return a column as JSON, nothing where there is no value; of a category, each level is looked at once."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        levels = _json_cells(column.cat.categories.to_series())
        return levels.take(pa.array(column.cat.codes, mask=column.isna()))
    values = _in_one_piece(column)
    if pa.types.is_boolean(values.type) or pa.types.is_integer(values.type):
        return values.cast(pa.large_string())
    if pa.types.is_floating(values.type):
        finite = pc.is_finite(values)  # JSON has no word for what is not
        return pc.if_else(finite, values.cast(pa.large_string()), pa.scalar(None, pa.large_string()))
    levels = values.dictionary_encode() if pa.types.is_string(values.type) else None
    different = values if levels is None else levels.dictionary
    texts = [None if value is None else _in_json(value) for value in different.to_pylist()]
    in_json = pa.array(texts, pa.large_string())
    return in_json if levels is None else in_json.take(levels.indices)


def _in_one_piece(column: pd.Series) -> pa.Array:
    """Return a column of a large file, too, as one array."""
    values = pa.array(column, from_pandas=True)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _in_json(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    return json.dumps(value, ensure_ascii=False, default=str)


def _quoted(texts: pa.Array, delimiter: str) -> pa.Array:
    needed = pc.match_substring_regex(texts, f'["\r\n{delimiter}]')
    if not pc.any(needed).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(needed, _joined(_text('"'), doubled, _text('"'), _text("")), texts)


def _joined(*parts: pa.Array | pa.Scalar, null_replacement: str | None = None) -> pa.Array:
    """Join texts, with the last one between them."""
    if null_replacement is None:
        return pc.binary_join_element_wise(*parts)
    return pc.binary_join_element_wise(*parts, null_handling="replace", null_replacement=null_replacement)


def _text(constant: str) -> pa.Scalar:
    return pa.scalar(constant, pa.large_string())
