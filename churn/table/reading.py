"""Bytes of a file -> a raw table, or a message that names the line at fault.

pyarrow does the parsing: unlike pandas it refuses a row that is too short as well as one that is too long, and says
which. What this module adds is what a spreadsheet user needs: the delimiter and the encoding are found, and a file
that is something else (a workbook, a zip, an image) is called by its name.

A table to learn from is read as what its values mean. A table to hand back with a column more is read as it is
written, and understood afterwards, so that 0123 stays 0123.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from churn.errors import ChoiceError, DataError, quote
from churn.table.formats import codes
from churn.table.formats.archive import unpacked
from churn.table.formats.delimited import lines
from churn.table.formats.parsing import BLANK_IS_NULL, BLOCK_BYTES, MAX_LEVELS, parse
from churn.table.formats.recognition import kind_of
from churn.table.formats.typed_files import as_it_stands, in_pandas, read_typed, understood
from churn.table.raw import FileFormat, FileKind, RawTable

MAX_BYTES: Final = 200 * 2**20


def read(data: bytes, name: str = "the file", sheet: str | None = None) -> RawTable:
    """Parse a table: CSV, Excel, JSON, Parquet, or one of them in a zip.

    Parameters
    ----------
    data : bytes
        The whole file. CSV may use comma, semicolon, tab or bar, and any encoding that
        `churn.table.formats.encoding` knows.
    name : str
        What messages call the file.
    sheet : str, optional
        Of a workbook; the first that holds a table by default.

    Returns
    -------
    RawTable
        One row a customer, text as pandas categories, names stripped and unique.

    Raises
    ------
    DataError
        If the file is empty, too large, of another type, ragged, or its header is unusable.
    """
    with ThreadPoolExecutor(1) as beside:  # the sum is taken while the file is parsed
        sha256 = beside.submit(_sha256, data)
        data, kind = _recognised(data, name, sheet)
        if kind != "csv":
            typed, written, findings = read_typed(data, name, kind, sheet, as_written=False)
            frame, decided = understood(typed, name)
            return RawTable(name, frame, _of_sheet(sha256.result(), written), written, (*findings, *decided))
        found = lines(data, name, one_column=False)
        table, decided = parse(found, name, as_written=False)
        return RawTable(
            name, in_pandas(table, last_use=True), sha256.result(), found.format, (*found.findings, *decided)
        )


def read_as_written(data: bytes, name: str = "the file", sheet: str | None = None) -> RawTable:
    """Parse a file as `read` does and with the same errors, but leave every value as it stands there.

    Returns
    -------
    RawTable
        CSV: text, letter by letter, as categories or, where too many values differ, as text. Other files: every
        column in its own Arrow type.
    """
    with ThreadPoolExecutor(1) as beside:  # the sum is taken while the file is parsed
        sha256 = beside.submit(_sha256, data)
        data, kind = _recognised(data, name, sheet)
        if kind != "csv":
            typed, written, findings = read_typed(data, name, kind, sheet, as_written=True)
            own = as_it_stands(typed, name)
            return RawTable(name, own, _of_sheet(sha256.result(), written), written, findings)
        found = lines(data, name, one_column=True)
        table, decided = parse(found, name, as_written=True)
        written, findings = found.format, (*found.findings, *decided)
        del found
        frame = in_pandas(table, last_use=True)
        del table
        for column in frame.columns:
            if len(frame[column].cat.categories) > MAX_LEVELS:
                frame[column] = frame[column].astype("str")
        pa.default_memory_pool().release_unused()  # the parser's buffers, larger than the table
        return RawTable(name, frame, sha256.result(), written, findings)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def understand(column: pd.Series, decimal_mark: str) -> pd.Series:
    """Make of a column from `read_as_written` what `read` makes of it; each level is looked at once."""
    if isinstance(column.dtype, pd.ArrowDtype):
        return understood(pa.table({column.name: pa.array(column)}), "the file")[0][column.name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        levels = _inferred(pa.array(column.cat.categories), decimal_mark)
        if pa.types.is_string(levels.type):
            rows = np.append(np.where(levels.is_null(), -1, np.cumsum(levels.is_valid()) - 1), -1)[column.cat.codes]
            return pd.Series(pd.Categorical.from_codes(rows, levels.drop_null().to_pandas()), name=column.name)
        values = levels.take(pa.array(column.cat.codes, mask=column.isna()))
    else:
        values = _inferred(pa.array(column), decimal_mark)
    return in_pandas(pa.table({column.name: values}))[column.name]


def bytes_of(path: str | Path) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    DataError
        If it cannot be read or is larger than `MAX_BYTES`.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError(f"{quote(path.name)} is larger than the {MAX_BYTES // 2**20} MB that are allowed.")
        return path.read_bytes()
    except OSError as err:
        raise DataError(f"The file {quote(path)} cannot be read: {err.strerror or err}.") from err


def _recognised(data: bytes, name: str, sheet: str | None) -> tuple[bytes, FileKind]:
    """Return a file's bytes, unpacked, and what it is; raises DataError if it is nothing that is read here."""
    if len(data) > MAX_BYTES:
        raise DataError(f"{quote(name)} is larger than the {MAX_BYTES // 2**20} MB that are allowed.")
    data, inner = unpacked(data, name, MAX_BYTES)
    if not data.lstrip(b"\r\n\t \xef\xbb\xbf"):
        raise DataError(f"{quote(name)} is empty. A table needs a header line and one row a customer.")
    kind = kind_of(data, inner)
    if sheet is not None and kind != "excel":
        raise ChoiceError("sheet", f"{quote(name)} has no sheet {quote(sheet)}: it is not a workbook.")
    return data, kind


def _of_sheet(sha256: str, written: FileFormat) -> str:
    """Tell one sheet of a workbook from another."""
    return hashlib.sha256(f"{sha256} {written.sheet}".encode()).hexdigest() if len(written.sheets) > 1 else sha256


def _inferred(texts: pa.Array, decimal_mark: str) -> pa.Array:
    """Find out what texts mean, by the rules for a whole column: the parser's own, so they are parsed once more."""
    once_more = pa.BufferOutputStream()
    pa_csv.write_csv(pa.table([texts], ["x"]), once_more, pa_csv.WriteOptions(include_header=False))
    reading = pa_csv.ReadOptions(column_names=["x"], block_size=BLOCK_BYTES)
    parsing = pa_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    converting = pa_csv.ConvertOptions(decimal_point=decimal_mark, **BLANK_IS_NULL)
    table = pa_csv.read_csv(pa.BufferReader(once_more.getvalue()), reading, parsing, converting)
    values = table["x"].combine_chunks()
    may_be_codes = codes.may_be(values, leading=True, plus=True)
    texts = texts.cast(pa.string())
    if codes.rewritten(values) or (may_be_codes and codes.among(texts)):
        return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    return values
