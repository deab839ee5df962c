"""What all viewers of one server share: the trainer, the tables, the uploaded files. The only st.cache_*."""

import gc
import hashlib
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from churn import audit as auditing
from churn import decision, explanation, profiles, reading, scoring, summary
from churn import segments as segmenting
from churn.baselines import Baseline, baselines
from churn.charts import Figure
from churn.dataset import REAL_TABLE, SAMPLE, Dataset, from_table, two_valued
from churn.decision import Campaign, Recommendation
from churn.errors import DataError, quote
from churn.evaluation import Evaluation
from churn.explanation import Background, Overview, Witnesses
from churn.intervals import Difference, Interval, compare_ranks, rank_intervals
from churn.jobs import Trainer
from churn.profiles import Ceiling, Repeats
from churn.run import Run
from churn.schema import NESTED, Role, Schema
from churn.split import Part, Split, SplitSpec, split
from churn.stability import Repeater, Series, Spread
from churn.ui.background import Background
from churn.ui.state import DataChoice

MOST_UPLOADS: Final = 16
MOST_DATASETS: Final = 16
MOST_PICTURES: Final = 256
MOST_CAMPAIGNS: Final = 16
MOST_RUNS: Final = 128
MOST_SPREADS: Final = 64
MOST_CUSTOMER_FILES: Final = 4
"""They may be large, and each is one viewer's own."""
MOST_EXPLAINED: Final = 8


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
        self._kept: OrderedDict[str, scoring.Written] = OrderedDict()

    def add(self, file: scoring.Written) -> str:
        """Keep a file; returns its id."""
        upload = secrets.token_hex(16)
        with self._lock:
            self._kept[upload] = file
            while len(self._kept) > MOST_CUSTOMER_FILES:
                self._kept.popitem(last=False)
        return upload

    def get(self, upload: str) -> scoring.Written | None:
        """Return a kept file, or None if it has gone."""
        with self._lock:
            return self._kept.get(upload)

    def drop(self, upload: str) -> None:
        """Keep a file no longer."""
        with self._lock:
            self._kept.pop(upload, None)


@st.cache_resource(show_spinner=False)
def trainer() -> Trainer:
    """Return the server's one trainer."""
    # Streamlit looks for garbage among all objects after every run of the script, and the last elements of the page
    # wait for it. What has been imported by now is no garbage: not looking at it again saves 0.1 s a run.
    gc.freeze()
    return Trainer()


def repeater() -> Repeater:
    """Return the server's one collection of runs that are repeated on other splits."""
    return _repeater(id(trainer()), trainer())


@st.cache_resource(show_spinner=False, max_entries=1)
def _repeater(identity: int, _trainer: Trainer) -> Repeater:  # noqa: ARG001 - the cache's key
    return Repeater(_trainer)


def spreads(series: Series, run: Run, threshold: float) -> dict[str, Spread]:
    """Return each score on the test customers of the splits of a series that are done, beside the run's own."""
    return _spreads(series.key, series.done, threshold, series, run)


@st.cache_resource(show_spinner=False, max_entries=MOST_SPREADS)
def _spreads(key: str, done: int, threshold: float, _series: Series, _run: Run) -> dict[str, Spread]:  # noqa: ARG001 - as above
    return _series.spreads("test", _run.evaluation.scores(threshold)["test"].as_dict(), threshold)


@st.cache_resource(show_spinner=False)
def uploaded() -> Uploads:
    """Return the server's one store of uploaded files."""
    return Uploads()


@st.cache_resource(show_spinner=False, max_entries=MOST_PICTURES)
def picture(name: str, _make: Callable[[], Figure]) -> Figure:  # noqa: ARG001 - the cache's key
    """Return the chart with this name, made once; nobody may change it afterwards."""
    return _make()


@st.cache_resource(show_spinner=False)
def _intervals() -> Background[dict[Part, dict[str, Interval]]]:
    return Background(MOST_RUNS)


@st.cache_resource(show_spinner=False)
def _comparisons() -> Background[dict[str, Difference]]:
    return Background(MOST_RUNS)


def intervals(run: Run) -> dict[Part, dict[str, Interval]]:
    """Return the intervals of the scores that no threshold changes, by part; computes them if nobody has asked yet."""
    return _asked_intervals(run).result()


def intervals_if_ready(run: Run) -> dict[Part, dict[str, Interval]] | None:
    """Return the same without waiting: None while they are computed."""
    asked = _asked_intervals(run)
    return asked.result() if asked.done() else None


def rank_comparison_if_ready(new: Run, old: Run, part: Part) -> dict[str, Difference] | None:
    """Return the differences of those scores between two runs on the same rows; None while they are computed."""
    y, p_new, p_old = new.evaluation.y[part], new.evaluation.p[part], old.evaluation.p[part]
    asked = _comparisons().ask((new.key, old.key, part), lambda: compare_ranks(y, p_new, p_old))
    return asked.result() if asked.done() else None


def _asked_intervals(run: Run) -> Future[dict[Part, dict[str, Interval]]]:
    evaluation = run.evaluation
    return _intervals().ask(
        run.key, lambda: {part: rank_intervals(y, evaluation.p[part]) for part, y in evaluation.y.items()}
    )


@st.cache_resource(show_spinner=False)
def customer_files() -> CustomerFiles:
    """Return the server's one store of files of customers."""
    return CustomerFiles()


@st.cache_resource(show_spinner=False)
def scorer() -> scoring.Scorer:
    """Return the server's one scorer of files of customers."""
    return scoring.Scorer()


def customers(upload: str, run: Run) -> scoring.Customers | None:
    """Return a file checked for a run's model, None if it has gone. Raises DataError if the model cannot use it."""
    file = customer_files().get(upload)
    return None if file is None else _checked(upload, run.key, file, run.model.schema)


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


def repeats(run: Run, dataset: Dataset) -> Repeats:
    """Return which test customers of a run on this data set have a profile that training has seen."""
    return _repeats(dataset.fingerprint, run.spec.split, dataset, run.split)


def rules(run: Run, dataset: Dataset) -> tuple[Baseline, ...]:
    """Return the baselines and the ceiling on the split of a run on this data set."""
    return _rules(dataset.fingerprint, run.spec.split, dataset, run.split)


def ceiling(dataset: Dataset) -> Ceiling:
    """Return how often a table contradicts itself."""
    return _ceiling(dataset.fingerprint, dataset)


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _repeats(fingerprint: str, spec: SplitSpec, _dataset: Dataset, _split: Split) -> Repeats:  # noqa: ARG001 - the cache's key
    return profiles.repeats(_dataset, _split)


@st.cache_resource(show_spinner="Scoring simple rules on the same split …", max_entries=MOST_DATASETS)
def _rules(fingerprint: str, spec: SplitSpec, _dataset: Dataset, _split: Split) -> tuple[Baseline, ...]:  # noqa: ARG001 - the cache's key
    return baselines(_dataset, _split)


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _ceiling(fingerprint: str, _dataset: Dataset) -> Ceiling:  # noqa: ARG001 - the cache's key
    return profiles.ceiling(_dataset)


def recommendation(run: Run, campaign: Campaign) -> Recommendation:
    """Return whom to contact according to a run's model, at the terms of a campaign."""
    return _recommendation(run.key, astuple(campaign), campaign, run.evaluation)


@st.cache_resource(show_spinner=False, max_entries=MOST_CAMPAIGNS)
def _recommendation(
    run_key: str,  # noqa: ARG001 - the cache's key, with the terms
    terms: tuple[float | None, ...],  # noqa: ARG001 - as above
    _campaign: Campaign,
    _evaluation: Evaluation,
) -> Recommendation:
    return decision.recommendation(_evaluation, _campaign)


def audit(dataset: Dataset, spec: SplitSpec) -> tuple[auditing.Finding, ...]:
    """Return what is wrong with a table and with a split of it."""
    return _audit(dataset.fingerprint, spec, dataset)


@st.cache_resource(show_spinner="Looking for what could be wrong with this table …", max_entries=4 * MOST_DATASETS)
def _audit(fingerprint: str, spec: SplitSpec, _dataset: Dataset) -> tuple[auditing.Finding, ...]:  # noqa: ARG001 - the cache's key
    try:
        parts = split(_dataset, spec)
    except DataError:  # too small to be split: whoever trains is told
        parts = None
    return auditing.audit(_dataset, parts)


def segments(run: Run, dataset: Dataset, part: Part, threshold: float) -> tuple[segmenting.Segment, ...]:
    """Return the scores of one part by level of every column."""
    return _segments(run.key, part, threshold, run, dataset)


@st.cache_resource(show_spinner="Scoring every segment …", max_entries=16 * MOST_DATASETS)
def _segments(
    key: str,  # noqa: ARG001 - the cache's key
    part: Part,
    threshold: float,
    _run: Run,
    _dataset: Dataset,
) -> tuple[segmenting.Segment, ...]:
    rows = _run.split.parts()[part]
    by_level = {name: levels.iloc[rows] for name, levels in _levels(_dataset.fingerprint, _dataset).items()}
    return segmenting.segments(by_level, _run.evaluation.y[part], _run.evaluation.p[part], threshold)


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _levels(fingerprint: str, _dataset: Dataset) -> dict[str, pd.Series]:  # noqa: ARG001 - the cache's key
    return segmenting.columns_by_level(_dataset)


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _distributions(fingerprint: str, _dataset: Dataset) -> dict[str, list[int]]:  # noqa: ARG001 - the cache's key
    return {
        column.name: [] if column.reason == NESTED else summary.distribution(_dataset.table[column.name]).tolist()
        for column in _dataset.schema.columns
    }


@st.cache_resource(show_spinner=False, max_entries=MOST_CUSTOMER_FILES)
def _checked(upload: str, run: str, _file: scoring.Written, _schema: Schema) -> scoring.Customers:  # noqa: ARG001 - the key
    return scoring.check(_file, _schema)


def background(run: Run, dataset: Dataset) -> Background:
    """Return the customers that everybody is compared with."""
    return _background(run.key, run, dataset)


@st.cache_resource(show_spinner=False, max_entries=MOST_EXPLAINED)
def _background(key: str, _run: Run, _dataset: Dataset) -> Background:  # noqa: ARG001 - the cache's key
    return explanation.background(_run.model, _dataset.frame)


def overview(run: Run, dataset: Dataset) -> Overview:
    """Return the reasons of all customers."""
    return _overview(run.key, run, dataset)


@st.cache_resource(show_spinner="Explaining the model …", max_entries=MOST_EXPLAINED)
def _overview(key: str, _run: Run, _dataset: Dataset) -> Overview:  # noqa: ARG001 - the cache's key
    return explanation.overview(_run.model, _dataset, background(_run, _dataset))


def witnesses(run: Run, dataset: Dataset) -> Witnesses:
    """Return the training customers, ready to be compared with one."""
    return _witnesses(dataset.fingerprint, run.spec.split, run, dataset)


@st.cache_resource(show_spinner=False, max_entries=MOST_EXPLAINED)
def _witnesses(fingerprint: str, split: SplitSpec, _run: Run, _dataset: Dataset) -> Witnesses:  # noqa: ARG001 - as above
    return explanation.witnesses(_dataset, _run.split.train)


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
