"""A Parquet or Arrow file -> a table, or a message; whatever Arrow has to say about a fault stays in here."""

from typing import Final

import pyarrow as pa
import pyarrow.feather as pa_feather
import pyarrow.parquet as pa_parquet

from churn.errors import DataError, quote
from churn.table.formats.arrow_types import FAULTS

MAX_CELLS: Final = 200_000_000  # as many as a CSV may have


def read_parquet(data: bytes, name: str) -> pa.Table:
    """Parse a Parquet or Arrow (Feather) file; pandas' nameless index is no column of it.

    Raises
    ------
    DataError
        If the file is damaged, or too large once it is unpacked.
    """
    source = pa.BufferReader(data)
    try:
        if data.startswith(b"PAR1"):
            file = pa_parquet.ParquetFile(source, page_checksum_verification=True)
            _refuse_large(file.metadata.num_rows, file.metadata.num_columns, name)
            table = file.read()
        else:
            table = pa_feather.read_table(source)
            _refuse_large(table.num_rows, table.num_columns, name)
        index = [at for at, column in enumerate(table.column_names) if column.startswith("__index_level_")]
    except FAULTS as err:
        what = "a Parquet file" if data.startswith(b"PAR1") else "an Arrow file"
        raise DataError(f"{quote(name)} begins like {what} but cannot be read: it is cut off or damaged.") from err
    for at in reversed(index):
        table = table.remove_column(at)
    if table.num_columns == 0:
        raise DataError(f"{quote(name)} has no columns.")
    return table


def _refuse_large(rows: int, columns: int, name: str) -> None:
    if rows * max(1, columns) > MAX_CELLS:
        size = f"{rows:,} rows and {columns:,} columns"
        raise DataError(f"{quote(name)} has {size}; at most {MAX_CELLS:,} values are allowed.")
