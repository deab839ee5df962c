"""The tables: those that lie beside the program, those that viewers brought, and what each of them holds."""

import hashlib
import os
import secrets
import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from churn.audit import checks, finding
from churn.errors import DataError, quote
from churn.model.split import SplitSpec, split
from churn.profiles import repeated as profiles
from churn.profiles.repeated import Ceiling
from churn.scoring.customers import SourceTable
from churn.segments import by_level as segmenting
from churn.table import reading, summary
from churn.table.dataset import REAL_TABLE, SAMPLE, Dataset, from_table, two_valued
from churn.table.schema import NESTED, Role
from churn.ui.background import Answers, patiently
from churn.ui.state import DataChoice

MOST_UPLOADS: Final = 16
MOST_DATASETS: Final = 16
MOST_CUSTOMER_FILES: Final = 4
"""They may be large, and each is one viewer's own."""


@dataclass(frozen=True)
class Source:
    """A table that a viewer can choose."""

    id: str
    label: str
    path: Path | None = None
    synthetic: bool = False


@dataclass(frozen=True)
class Raw:
    """A table as it was read, before anything is decided about it."""

    name: str
    frame: pd.DataFrame
    sha256: str

    @cached_property
    def targets(self) -> list[str]:
        """Name the columns that could be the target."""
        return two_valued(self.frame)


class Uploads:
    """The files that viewers brought, by the sha256 of their bytes; the oldest go first."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Raw] = OrderedDict()

    def add(self, name: str, data: bytes) -> str:
        """Read a file and keep its table; returns its id. Raises DataError if it cannot be read."""
        digest = hashlib.sha256(data).hexdigest()
        raw = Raw(name, reading.read(data, name), digest)
        with self._lock:
            self._kept[digest] = raw
            self._kept.move_to_end(digest)
            while len(self._kept) > MOST_UPLOADS:
                self._kept.popitem(last=False)
        return digest

    def get(self, upload: str) -> Raw | None:
        """Return a kept table, or None if it has gone."""
        with self._lock:
            return self._kept.get(upload)


class CustomerFiles:
    """Files of customers to be scored, each under an id that nobody can guess; the oldest go first."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, SourceTable] = OrderedDict()

    def add(self, file: SourceTable) -> str:
        """Keep a file; returns its id."""
        upload = secrets.token_hex(16)
        with self._lock:
            self._kept[upload] = file
            while len(self._kept) > MOST_CUSTOMER_FILES:
                self._kept.popitem(last=False)
        return upload

    def get(self, upload: str) -> SourceTable | None:
        """Return a kept file, or None if it has gone."""
        with self._lock:
            return self._kept.get(upload)

    def drop(self, upload: str) -> None:
        """Keep a file no longer."""
        with self._lock:
            self._kept.pop(upload, None)


@st.cache_resource(show_spinner=False)
def uploaded() -> Uploads:
    """Return the server's one store of uploaded files."""
    return Uploads()


@st.cache_resource(show_spinner=False)
def customer_files() -> CustomerFiles:
    """Return the server's one store of files of customers."""
    return CustomerFiles()


def sources(own_uploads: list[str]) -> dict[str, Source]:
    """List the tables to choose from, the default first: `CHURN_DATA`, else the real table, else the sample."""
    found = []
    if named := os.environ.get("CHURN_DATA"):
        path = Path(named).absolute()
        found.append(Source("default", path.name, path, synthetic=path == SAMPLE))
    if REAL_TABLE.exists():
        found.append(Source("travel", REAL_TABLE.name, REAL_TABLE))
    found.append(Source("sample", "Synthetic sample", SAMPLE, synthetic=True))
    kept = [(upload, uploaded().get(upload)) for upload in own_uploads]
    found += [Source(upload, raw.name) for upload, raw in kept if raw]
    return {source.id: source for source in found}


def raw(source: Source) -> Raw:
    """Return a source's table as it was read. Raises DataError if it cannot be read or has gone."""
    if source.path is None:
        if kept := uploaded().get(source.id):
            return kept
        message = f"The uploaded file {quote(source.label)} is no longer kept on this server. Upload it again."
        raise DataError(message)
    try:
        stat = source.path.stat()
    except OSError as err:
        message = f"The file {quote(source.path)} cannot be read: {err.strerror}."
        raise DataError(message) from err
    return _read(source.path, stat.st_mtime_ns, stat.st_size)


def dataset(source: Source, choice: DataChoice) -> Dataset:
    """Return a source's table as the viewer wants it understood. Raises DataError."""
    table = raw(source)
    return _understand(table.sha256, table.name, choice.target, choice.positive, choice.roles, table)


def distributions(dataset: Dataset) -> dict[str, list[int]]:
    """Return the small picture of every column: rows by level."""
    return _distributions(dataset.fingerprint, dataset)


def ceiling(dataset: Dataset) -> Ceiling:
    """Return how often a table contradicts itself."""
    return _ceiling(dataset.fingerprint, dataset)


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _ceiling(fingerprint: str, _dataset: Dataset) -> Ceiling:  # noqa: ARG001 - the cache's key
    return profiles.ceiling(_dataset)


def audit(dataset: Dataset, spec: SplitSpec) -> tuple[finding.Finding, ...]:
    """Return what is wrong with a table and with a split of it; computes it if nobody has asked yet."""
    return patiently(_asked_audit(dataset, spec), "Looking for what could be wrong with this table …")


def audit_if_ready(dataset: Dataset, spec: SplitSpec) -> tuple[finding.Finding, ...] | None:
    """Return the same without waiting: None while it is computed."""
    asked = _asked_audit(dataset, spec)
    return asked.result() if asked.done() else None


@st.cache_resource(show_spinner=False)
def _audits() -> Answers[tuple[finding.Finding, ...]]:
    return Answers(4 * MOST_DATASETS)


def _asked_audit(dataset: Dataset, spec: SplitSpec) -> Future[tuple[finding.Finding, ...]]:
    return _audits().ask((dataset.fingerprint, spec), lambda: _audit(dataset, spec))


def _audit(dataset: Dataset, spec: SplitSpec) -> tuple[finding.Finding, ...]:
    try:
        parts = split(dataset, spec)
    except DataError:  # too small to be split: whoever trains is told
        parts = None
    return checks.audit(dataset, parts)


def levels(dataset: Dataset) -> dict[str, pd.Series]:
    """Return the level of every customer, column by column."""
    return _levels(dataset.fingerprint, dataset)


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _levels(fingerprint: str, _dataset: Dataset) -> dict[str, pd.Series]:  # noqa: ARG001 - the cache's key
    return segmenting.columns_by_level(_dataset)


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _distributions(fingerprint: str, _dataset: Dataset) -> dict[str, list[int]]:  # noqa: ARG001 - the cache's key
    return {
        column.name: [] if column.reason == NESTED else summary.distribution(_dataset.table[column.name]).tolist()
        for column in _dataset.schema.columns
    }


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _read(path: Path, modified: int, size: int) -> Raw:  # noqa: ARG001 - they are the cache's key: a changed file is read anew
    data = reading.bytes_of(path)
    return Raw(path.name, reading.read(data, path.name), hashlib.sha256(data).hexdigest())


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _understand(
    sha256: str,
    name: str,
    target: str | None,
    positive: str | None,
    roles: tuple[tuple[str, Role], ...],
    _table: Raw,
) -> Dataset:
    return from_table(_table.frame, name, sha256, target=target, positive=positive, roles=dict(roles))
