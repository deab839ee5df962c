"""A table as it was read, how its file was written, and what reading it had to decide."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pandas as pd

from churn.table.finding import Finding

FileKind = Literal["csv", "json lines", "parquet", "excel"]


@dataclass(frozen=True)
class FileFormat:
    """How a file is written, so that another one can be written in the same way.

    Attributes
    ----------
    kind : {"csv", "json lines", "parquet", "excel"}
        What it is; whatever has delimiters is "csv".
    delimiter, decimal : str
        Between the values of a line; between the digits of a number.
    encoding : str
        Of text, as Python names it.
    bom : bool
        Whether the text begins with a byte order mark.
    newline : str
        What ends a line.
    sep_line : bool
        Whether the first line only says what the delimiter is ("sep=;").
    sheet : str or None
        The sheet of a workbook that was read.
    sheets : tuple of str
        The sheets of a workbook that hold a table.
    """

    kind: FileKind = "csv"
    delimiter: str = ","
    decimal: Literal[".", ","] = "."
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "\n"
    sep_line: bool = False
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as it was read, before anything is decided about its columns.

    Attributes
    ----------
    name : str
        The file's name.
    frame : DataFrame
        One row a customer.
    sha256 : str
        Of the file's bytes; of a workbook with several tables, of the sheet's name, too.
    format : FileFormat
        How the file is written.
    findings : tuple of Finding
        What reading it had to decide.
    """

    name: str
    frame: pd.DataFrame
    sha256: str
    format: FileFormat = field(default_factory=FileFormat)
    findings: tuple[Finding, ...] = ()

    @property
    def decimal(self) -> Literal["", ".", ","]:
        """The decimal mark by which its numbers were read; empty for a file that has types."""
        return self.format.decimal if self.format.kind == "csv" else ""

    @cached_property
    def bytes(self) -> int:
        """Memory that the table takes, in bytes."""
        return int(self.frame.memory_usage(deep=True).sum())
