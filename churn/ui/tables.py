"""The tables that a server keeps for its viewers: as they were read, and as they are understood.

Those beside the program are everybody's; one that a viewer brought is opened here only for those who may open it.

They take memory by the gigabyte, so there is room for so many bytes, not for so many tables; see `churn.table.memory`.
"""

from operator import attrgetter
from pathlib import Path
from typing import Final

import streamlit as st

from churn.errors import DataError, quote
from churn.model.run import Run
from churn.scoring.customers import Customers, SourceTable, check_customers
from churn.table import memory, sources, summary
from churn.table.dataset import Dataset, from_table
from churn.table.outcomes import targets
from churn.table.raw import RawTable
from churn.table.sources import FileVersion, Source
from churn.ui.cache import KEYS, ORIGINS, cached
from churn.ui.state import DataChoice
from churn.ui.viewers import this_viewer
from churn.work import cache
from churn.work.bounded import BoundedStore
from churn.work.cache import Cached
from churn.work.last_good import Fault, LastGood
from churn.work.sharing import Sharing

MAX_DATASETS: Final = 16
MAX_CHECKED: Final = 4
ROOM: Final = memory.room()
ROOM_FOR_UPLOADS: Final = int(0.4 * ROOM)
ROOM_FOR_DATASETS: Final = int(0.4 * ROOM)
ROOM_FOR_CUSTOMERS: Final = int(0.2 * ROOM)  # each is one viewer's own
WITH_ANSWERS: Final = 2  # what is computed of a data set takes about as much again

_understood_as: Final[dict[str, set[str]]] = {}  # by the sha256 of an upload, the fingerprints of its data sets
_on_disk: Final[set[str]] = set()  # sha256 of the tables beside the program: they are never forgotten


class Absent(DataError):  # noqa: N818 - as below
    """The table that a viewer wants is not there: whatever was shown of it, nothing else may take its place unasked.

    Attributes
    ----------
    title : str
        Says so in a few words.
    """

    title = "This table is no longer here"


class NotYours(Absent):
    """Somebody else brought this table and keeps it to themselves."""

    title = "This table is not yours to open"

    def __init__(self) -> None:
        super().__init__("Whoever brought it keeps it to themselves. They can share it: then this link opens.")


@st.cache_resource(show_spinner=False)
def uploads() -> BoundedStore[str, RawTable]:
    """Return the tables that viewers brought, whoever may open them: each under an id that nobody can guess."""
    return BoundedStore(ROOM_FOR_UPLOADS, attrgetter("bytes"), gone=_had_to_go)


@st.cache_resource(show_spinner=False)
def sharing() -> Sharing:
    """Return who may open which of them."""
    return Sharing()


def upload(upload_id: str) -> RawTable | None:
    """Return a table that a viewer brought, None if it is not kept or not for this viewer to open."""
    return uploads().get(upload_id) if sharing().may_open(upload_id, this_viewer()) else None


@st.cache_resource(show_spinner=False)
def customer_files() -> BoundedStore[str, SourceTable]:
    """Return the files of customers to be scored, each under an id that nobody can guess."""
    return BoundedStore(ROOM_FOR_CUSTOMERS, attrgetter("bytes"))


def _had_to_go(upload: str, table: RawTable) -> None:
    """Let go of the answers about a table for which there is no room; its runs are small, and wait for it."""
    _forget_answers(upload, table)


def forget(upload: str) -> set[str]:
    """Let go of a table that a viewer brought, and of all answers about it; returns the fingerprints of its data sets.

    Where the same table lies beside the program, or somebody else brought it, its answers stay.
    """
    table = uploads().pop(upload)
    return set() if table is None else _forget_answers(upload, table)


def _forget_answers(upload: str, table: RawTable) -> set[str]:
    sharing().forget(upload)
    if any(kept.sha256 == table.sha256 for _, kept in uploads().items()):
        return set()
    fingerprints = _understood_as.pop(table.sha256, set())
    if table.sha256 in _on_disk:
        return set()
    cache.forget({table.sha256, *fingerprints})
    return fingerprints


def available(ids: list[str]) -> dict[str, Source]:
    """List the tables to choose from, the default first: of uploads, those that are kept and this viewer may open."""
    return sources.sources({each: table for each in ids if (table := upload(each)) is not None})


def sheets_of(upload_id: str) -> dict[str, RawTable]:
    """Return the sheets of an uploaded workbook that are kept, by the id of each."""
    return {each: table for each in sharing().together(upload_id) if (table := upload(each)) is not None}


def raw(source: Source, sheet: str | None = None) -> RawTable:
    """Return a source's table as it was read; each sheet that was uploaded is a source of its own.

    Raises
    ------
    DataError
        If it cannot be read.
    Absent
        If it has gone, or is not for this viewer to open.
    """
    if (path := source.path) is not None:
        table = _last_read.read((path, sheet), lambda: _read(FileVersion.of(path), sheet))
        _on_disk.add(table.sha256)
        return table
    if kept := upload(source.id):
        return kept
    named = f"uploaded table {quote(source.label)}" if source.label else "table of this link"
    raise Absent(f"The {named} is no longer kept on this server. Upload it again, or use another one.")


_read = cached(MAX_DATASETS)(FileVersion.read)
_last_read: Final = LastGood[RawTable]()
_last_understood: Final = LastGood[Dataset]()


def dataset(source: Source, choice: DataChoice) -> Dataset:
    """Return a source's table as the viewer wants it understood. Raises DataError.

    Of a file that cannot be used any more, it is the last that could be; see `fault`.
    """
    if (path := source.path) is not None:
        return _last_understood.read((path, choice), lambda: _as_it_stands(path, choice))
    understood = _understood(raw(source, choice.sheet), choice)
    _understood_as.setdefault(understood.sha256, set()).add(understood.fingerprint)
    return understood


def _as_it_stands(path: Path, choice: DataChoice) -> Dataset:
    table = _read(FileVersion.of(path), choice.sheet)
    _on_disk.add(table.sha256)
    return _understood(table, choice)


def fault(source: Source, choice: DataChoice) -> Fault | None:
    """Return why a file's last good table stands in for it; None if it does not have to."""
    return _last_understood.fault((source.path, choice))


def usable(source: Source, choice: DataChoice) -> bool:
    """Return whether a file can be read and understood as it stands."""
    try:
        return source.path is None or bool(_as_it_stands(source.path, choice))
    except DataError:
        return False


def default_dataset() -> Dataset:
    """Return the table of somebody who has chosen none. Raises DataError, Unclear if only a viewer can say who left."""
    source = next(iter(sources.sources().values()))
    return dataset(source, DataChoice(source.id))


def _understand(table: RawTable, choice: DataChoice) -> Dataset:
    decided: dict[str, tuple[str, ...] | None] = {
        "positive": choice.positive or None,
        "ignored": choice.ignored or None,
    }
    return from_table(table, target=choice.target, roles=dict(choice.roles), **decided)


_understood: Final = Cached(
    _understand,
    ROOM_FOR_DATASETS,
    {**KEYS, DataChoice: attrgetter("target", "positive", "ignored", "roles")},
    ORIGINS,
    size=lambda dataset: WITH_ANSWERS * dataset.bytes,
    gone=lambda dataset: cache.forget({dataset.fingerprint}),
)


@cached(MAX_DATASETS)
def plausible_targets(table: RawTable) -> tuple[str, ...]:
    """Name the columns of a table that could say who has left."""
    return targets.plausible(table.frame)


@cached(MAX_DATASETS)
def distributions(dataset: Dataset, first: int, count: int) -> dict[str, list[int]]:
    """Return the small pictures of some columns: rows by level."""
    return {
        column.name: [] if column.left_out == "nested" else summary.distribution(dataset.table[column.name]).tolist()
        for column in dataset.schema.columns[first : first + count]
    }


def customers(upload: str, run: Run) -> Customers | None:
    """Return a file checked for a run's model, None if it has gone. Raises DataError if the model cannot use it."""
    file = customer_files().get(upload)
    return None if file is None else _checked(file, run)


@cached(MAX_CHECKED)
def _checked(file: SourceTable, run: Run) -> Customers:
    return check_customers(file, run.model.schema)
