"""The tables that all viewers of one server share: as they were read, and as they are understood."""

from operator import attrgetter
from typing import Final

import streamlit as st

from churn.errors import DataError, quote
from churn.model.run import Run
from churn.scoring.customers import Customers, SourceTable, check_customers
from churn.table import sources, summary, targets
from churn.table.dataset import Dataset, from_table
from churn.table.raw import RawTable
from churn.table.sources import FileVersion, Source
from churn.ui.cache import cached
from churn.ui.state import DataChoice
from churn.work.bounded import BoundedStore

MAX_UPLOADS: Final = 16
MAX_DATASETS: Final = 16
MAX_CUSTOMER_FILES: Final = 4  # they may be large, and each is one viewer's own


@st.cache_resource(show_spinner=False)
def uploads() -> BoundedStore[str, RawTable]:
    """Return the tables that viewers brought, by the sha256 of their bytes."""
    return BoundedStore(MAX_UPLOADS)


@st.cache_resource(show_spinner=False)
def customer_files() -> BoundedStore[str, SourceTable]:
    """Return the files of customers to be scored, each under an id that nobody can guess."""
    return BoundedStore(MAX_CUSTOMER_FILES)


def available(own_uploads: list[str]) -> dict[str, Source]:
    """List the tables to choose from, the default first, as far as they are still kept."""
    return sources.sources(raw for upload in own_uploads if (raw := uploads().get(upload)))


def raw(source: Source) -> RawTable:
    """Return a source's table as it was read. Raises DataError if it cannot be read or has gone."""
    if source.path is not None:
        return _read(FileVersion.of(source.path))
    if kept := uploads().get(source.id):
        return kept
    raise DataError(f"The uploaded file {quote(source.label)} is no longer kept on this server. Upload it again.")


_read = cached(MAX_DATASETS)(FileVersion.read)


def dataset(source: Source, choice: DataChoice) -> Dataset:
    """Return a source's table as the viewer wants it understood. Raises DataError."""
    return _understood(raw(source), choice)


@cached(MAX_DATASETS, {DataChoice: attrgetter("target", "positive", "ignored", "roles")})
def _understood(table: RawTable, choice: DataChoice) -> Dataset:
    decided: dict[str, tuple[str, ...] | None] = {
        "positive": choice.positive or None,
        "ignored": choice.ignored or None,
    }
    return from_table(table, target=choice.target, roles=dict(choice.roles), **decided)


@cached(MAX_DATASETS)
def plausible_targets(table: RawTable) -> tuple[str, ...]:
    """Name the columns of a table that could say who has left."""
    return targets.plausible(table.frame)


@cached(MAX_DATASETS)
def distributions(dataset: Dataset) -> dict[str, list[int]]:
    """Return the small picture of every column: rows by level."""
    return {
        column.name: [] if column.left_out == "nested" else summary.distribution(dataset.table[column.name]).tolist()
        for column in dataset.schema.columns
    }


def customers(upload: str, run: Run) -> Customers | None:
    """Return a file checked for a run's model, None if it has gone. Raises DataError if the model cannot use it."""
    file = customer_files().get(upload)
    return None if file is None else _checked(file, run)


@cached(MAX_CUSTOMER_FILES)
def _checked(file: SourceTable, run: Run) -> Customers:
    return check_customers(file, run.model.schema)
