"""Ranked customers into a file, written as the file that they came in or in another way; whole or not at all."""

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from churn.decision.contacts import ContactRule
from churn.errors import Cancelled, SpecError, quote
from churn.reliability.known import NOTHING, Known
from churn.scoring.ranking import Progress, Ranking
from churn.scoring.text_file import write_csv, write_json_lines
from churn.scoring.workbook import refuse_too_large, write_workbook
from churn.table.files import whole_or_nothing
from churn.table.raw import FileFormat, FileKind

ROWS_A_STEP: Final = 20_000
ENDINGS: Final[dict[str, FileKind]] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "excel", ".parquet": "parquet", ".pq": "parquet",
    ".jsonl": "json lines", ".ndjson": "json lines", ".json": "json lines",
}  # fmt: skip
USUAL_ENDING: Final[dict[FileKind, str]] = {
    "csv": ".csv", "excel": ".xlsx", "parquet": ".parquet", "json lines": ".jsonl",
}  # fmt: skip
READ_ONLY: Final = (".xls", ".xlsm", ".xlsb", ".ods")  # workbooks that can be read and not be written


def ending_of(form: FileFormat, name: str) -> str:
    """Return how the name of a file in this format ends: as a file's own name, where that fits."""
    own = Path(name).suffix.lower()
    return own if ENDINGS.get(own) == form.kind else USUAL_ENDING[form.kind]


def format_for(path: Path, source: FileFormat) -> FileFormat:
    """Return how to write a file: its ending says what it is, CSV if none says so; the rest is the source's.

    Raises
    ------
    SpecError
        If the ending asks for a workbook that cannot be written.
    """
    ending = path.suffix.lower()
    if ending in READ_ONLY:
        raise SpecError(f"{quote(path)} cannot end in {ending}: a workbook is written as .xlsx.")
    kind = ENDINGS.get(ending, "csv")
    form = source if kind == source.kind else FileFormat(kind)
    return replace(form, delimiter="\t", sep_line=False) if ending == ".tsv" and form.delimiter != "\t" else form


def write_ranking(
    ranking: Ranking,
    path: Path,
    rule: ContactRule,
    *,
    threshold: float | None = None,
    known: Known = NOTHING,
    on_progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> FileFormat:
    """Write the ranked table to a file; until it is complete, what was there stays.

    Parameters
    ----------
    ranking : Ranking
        As `score_customers` returns it.
    path : Path
        Its ending says what it is, see `format_for`.
    rule : ContactRule
        Whom to contact.
    threshold : float, optional
        Customers with a churn probability above it are called flagged; without it there are no verdicts.
    known : Known
        What others did who are like these: each adds its columns.
    on_progress : callable, optional
        Called with the share that is written, 0 to 1.
    cancel : threading.Event, optional
        Looked at before each step.

    Returns
    -------
    FileFormat
        How it is written: as the file that the customers came in, but in UTF-8 where a text is not to be had in its
        encoding.

    Raises
    ------
    DataError
        If the file cannot be written there, or no workbook can hold it.
    SpecError
        See `format_for`.
    Cancelled
        If `cancel` was set.
    """
    form = format_for(path, ranking.customers.file.format)
    frame = partial(ranking.frame, rule, threshold=threshold, known=known)
    with whole_or_nothing(path) as beside, beside.open("wb") as sink:
        form = _write(ranking, form, sink, lambda: _steps(ranking, form.kind, frame, on_progress, cancel))
        sink.flush()
        os.fsync(sink.fileno())
    return form


def to_bytes(
    ranking: Ranking, kind: FileKind, rule: ContactRule, known: Known = NOTHING, *, plain: bool = False
) -> bytes:
    """Return the file that `write_ranking` writes, without verdicts.

    Of the kind that the customers came in, it is written as theirs, unless a plain one is wanted.
    """
    source, sink = ranking.customers.file.format, io.BytesIO()
    form = source if kind == source.kind and not plain else FileFormat(kind)
    frame = partial(ranking.frame, rule, known=known)
    _write(ranking, form, sink, lambda: _steps(ranking, form.kind, frame, None, None))
    return sink.getvalue()


def _write(
    ranking: Ranking, form: FileFormat, sink: IO[bytes], steps: Callable[[], Iterator[pd.DataFrame]]
) -> FileFormat:
    """Write in a format, and if its encoding lacks a character, in UTF-8 that spreadsheets recognize."""
    if form.kind == "excel":
        refuse_too_large(len(ranking), ranking.customers.file.frame.shape[1] + len(ranking.names))
    try:
        _WRITERS[form.kind](steps(), sink, form)
    except UnicodeEncodeError:
        sink.seek(0)
        sink.truncate()
        form = replace(form, encoding="utf-8", bom=form.kind == "csv")
        _WRITERS[form.kind](steps(), sink, form)
    return form


def _steps(
    ranking: Ranking,
    kind: FileKind,
    frame: Callable[..., pd.DataFrame],
    on_progress: Progress | None,
    cancel: threading.Event | None,
) -> Iterator[pd.DataFrame]:
    file = ranking.customers.file
    theirs = file.frame if kind in {"csv", file.format.kind} else file.with_numbers()
    for start in range(0, len(ranking), ROWS_A_STEP):
        if cancel is not None and cancel.is_set():
            raise Cancelled("Writing the file was stopped before it was finished.")
        yield frame(start, start + ROWS_A_STEP, theirs=theirs)
        if on_progress is not None:
            on_progress(min(1.0, (start + ROWS_A_STEP) / len(ranking)))


def _write_parquet(steps: Iterator[pd.DataFrame], sink: IO[bytes], _: FileFormat) -> None:
    with ExitStack() as stack:
        writer: Any = None  # from the first rows on: they say what the columns are
        for rows in steps:
            plain = rows.astype(dict.fromkeys(rows.select_dtypes("category"), "str"))
            table = pa.Table.from_pandas(plain, preserve_index=False).replace_schema_metadata()
            writer = writer or stack.enter_context(pa_parquet.ParquetWriter(sink, table.schema))
            writer.write_table(table.cast(writer.schema))


_WRITERS: Final = {
    "csv": write_csv, "json lines": write_json_lines, "excel": write_workbook, "parquet": _write_parquet,
}  # fmt: skip
