"""Files whose values have types of their own (Excel, JSON, Parquet) -> a table as it stands in the file."""

import pandas as pd
import pyarrow as pa

from churn.errors import DataError, quote
from churn.table.finding import Finding
from churn.table.formats import layout
from churn.table.formats.arrow_types import FAULTS, plain, writable
from churn.table.formats.json_records import read_json
from churn.table.formats.parquet import read_parquet
from churn.table.formats.workbook import read_workbook
from churn.table.raw import FileFormat, FileKind


def read_typed(
    data: bytes, name: str, kind: FileKind, sheet: str | None, *, as_written: bool
) -> tuple[pa.Table, FileFormat, tuple[Finding, ...]]:
    """Return the table of a file, how it is written, and what was decided; raises DataError as the readers do."""
    if kind == "excel":
        return read_workbook(data, name, sheet, as_written=as_written)
    table = read_json(data, name) if kind == "json lines" else read_parquet(data, name)
    header = layout.named(table.column_names, name)
    if table.num_rows == 0:
        raise DataError(f"{quote(name)} has no rows.")
    findings = (*header.findings, *layout.unnamed([header.names[place] for place in sorted(header.made_up)]))
    return table.rename_columns(list(header.names)), FileFormat(kind), findings


def understood(table: pa.Table, name: str) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return a table in the few types that columns are understood by, and what was decided; raises DataError."""
    table, findings = plain(table, name)
    try:
        return in_pandas(table), findings
    except FAULTS as err:
        raise DataError(f"{quote(name)} holds values of a type that is not understood. Write it as CSV.") from err


def as_it_stands(table: pa.Table, name: str) -> pd.DataFrame:
    """Return a table in Arrow's own types, so that it can be written again; raises DataError as `understood` does."""
    understood(table, name)
    columns = [writable(column) for column in table.columns]
    own: pd.DataFrame = pa.table(columns, table.column_names).to_pandas(
        types_mapper=pd.ArrowDtype, ignore_metadata=True
    )
    return own


def in_pandas(table: pa.Table, *, last_use: bool = False) -> pd.DataFrame:
    """Return a table as pandas has it: text as categories, days as moments; at its last use its memory is given up."""
    frame: pd.DataFrame = table.to_pandas(
        strings_to_categorical=True, date_as_object=False, ignore_metadata=True, split_blocks=last_use,
        self_destruct=last_use,
    )  # fmt: skip
    return frame
