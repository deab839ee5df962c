"""The tables that can be chosen: those that lie beside the program, and those that viewers brought."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from churn.errors import DataError, quote
from churn.table import reading
from churn.table.dataset import REAL_TABLE, SAMPLE
from churn.table.raw import RawTable


@dataclass(frozen=True)
class FileVersion:
    """A file as it stands now: when it is changed, it is another one. The time is in nanoseconds, the size in bytes."""

    path: Path
    modified: int
    size: int

    @classmethod
    def of(cls, path: Path) -> "FileVersion":
        """Look at a file; raises DataError if that is impossible."""
        try:
            stat = path.stat()
        except OSError as err:
            raise DataError(f"The file {quote(path)} cannot be read: {err.strerror}.") from err
        return cls(path, stat.st_mtime_ns, stat.st_size)

    def read(self, sheet: str | None = None) -> RawTable:
        """Read the file, of a workbook one sheet; raises DataError as `churn.table.reading.read` does."""
        return reading.read(reading.bytes_of(self.path), self.path.name, sheet)


@dataclass(frozen=True)
class Source:
    """A table that a viewer can choose; one without a path was brought by a viewer."""

    id: str
    label: str
    path: Path | None = None
    synthetic: bool = False


def sources(uploads: Mapping[str, RawTable] = MappingProxyType({})) -> dict[str, Source]:
    """List the tables to choose from by id, the default first: `CHURN_DATA`, else the real table, else the sample."""
    listed = []
    if named := os.environ.get("CHURN_DATA"):
        path = Path(named).absolute()
        listed.append(Source("default", path.name, path, synthetic=path == SAMPLE))
    if REAL_TABLE.exists():
        listed.append(Source("travel", REAL_TABLE.name, REAL_TABLE))
    listed.append(Source("sample", "Synthetic sample", SAMPLE, synthetic=True))
    listed += [Source(upload, table.name) for upload, table in uploads.items()]
    return {source.id: source for source in listed}
