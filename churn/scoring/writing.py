"""Ranked customers into a file: CSV that is safe in a spreadsheet or Parquet, whole or not at all."""

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pa_parquet

from churn.decision.contacts import ContactRule
from churn.errors import Cancelled
from churn.reliability.known import NOTHING, Known
from churn.scoring.ranking import Progress, Ranking
from churn.scoring.safety import spreadsheet_safe
from churn.table.files import whole_or_nothing

Format = Literal["csv", "parquet"]

ROWS_A_STEP: Final = 20_000


def format_of(path: Path) -> Format:
    """Return the format that a file's name asks for: Parquet if it ends so, else CSV."""
    return "parquet" if path.suffix.lower() in {".parquet", ".pq"} else "csv"


def write_ranking(
    ranking: Ranking,
    path: Path,
    rule: ContactRule,
    *,
    threshold: float | None = None,
    known: Known = NOTHING,
    on_progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> None:
    """Write the ranked table to a file; until it is complete, what was there stays.

    Parameters
    ----------
    ranking : Ranking
        As `score_customers` returns it.
    path : Path
        Its ending says the format, see `format_of`.
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

    Raises
    ------
    DataError
        If the file cannot be written there.
    Cancelled
        If `cancel` was set.
    """
    with whole_or_nothing(path) as beside, beside.open("wb") as sink:
        kind = format_of(path)
        frame = partial(ranking.frame, rule, threshold=threshold, known=known)
        _WRITERS[kind](_steps(ranking, kind, frame, on_progress, cancel), sink)
        sink.flush()
        os.fsync(sink.fileno())


def to_bytes(ranking: Ranking, kind: Format, rule: ContactRule, known: Known = NOTHING) -> bytes:
    """Return the file that `write_ranking` writes, without verdicts."""
    sink = io.BytesIO()
    _WRITERS[kind](_steps(ranking, kind, partial(ranking.frame, rule, known=known), None, None), sink)
    return sink.getvalue()


def _steps(
    ranking: Ranking,
    kind: Format,
    frame: Callable[..., pd.DataFrame],
    on_progress: Progress | None,
    cancel: threading.Event | None,
) -> Iterator[pd.DataFrame]:
    file = ranking.customers.file
    theirs = file.frame if kind == "csv" else file.with_numbers()
    for start in range(0, len(ranking), ROWS_A_STEP):
        if cancel is not None and cancel.is_set():
            raise Cancelled("Writing the file was stopped before it was finished.")
        yield frame(start, start + ROWS_A_STEP, theirs=theirs)
        if on_progress is not None:
            on_progress(min(1.0, (start + ROWS_A_STEP) / len(ranking)))


def _write_parquet(steps: Iterator[pd.DataFrame], sink: IO[bytes]) -> None:
    with ExitStack() as stack:
        writer: Any = None  # from the first rows on: they say what the columns are
        for rows in steps:
            plain = rows.astype(dict.fromkeys(rows.select_dtypes("category"), "str"))
            table = pa.Table.from_pandas(plain, preserve_index=False).replace_schema_metadata()
            writer = writer or stack.enter_context(pa_parquet.ParquetWriter(sink, table.schema))
            writer.write_table(table.cast(writer.schema))


def _write_csv(steps: Iterator[pd.DataFrame], sink: IO[bytes]) -> None:
    """Write as RFC 4180 has it, with quotes where they are needed; Arrow's own writer quotes every text."""
    for number, rows in enumerate(steps):
        safe = spreadsheet_safe(rows)
        if number == 0:
            header = _quoted(pa.array(map(str, safe.columns), pa.large_string()))
            sink.write((",".join(header.to_pylist()) + "\n").encode())
        cells = [_cells(safe.iloc[:, position]) for position in range(safe.shape[1])]
        lines = pc.binary_join_element_wise(*cells, _text(","), null_handling="replace", null_replacement="")
        sink.write(("\n".join(lines.to_pylist()) + "\n").encode())
        del rows, safe, cells, lines  # else they are held while the next step is prepared


_WRITERS: Final = {"csv": _write_csv, "parquet": _write_parquet}


def _cells(column: pd.Series) -> pa.Array:
    """Return a column as it stands in a CSV; of a category, each level is looked at once."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _cells(column.cat.categories.to_series()).take(pa.array(column.cat.codes, mask=column.isna()))
    values = pa.array(column, from_pandas=True)
    try:
        texts = values.cast(pa.large_string())
    except pa.ArrowNotImplementedError:  # nested values
        texts = pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.large_string())
    return _quoted(texts)


def _quoted(texts: pa.Array) -> pa.Array:
    needed = pc.match_substring_regex(texts, '[",\r\n]')
    if not pc.any(needed).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(needed, pc.binary_join_element_wise(_text('"'), doubled, _text('"'), _text("")), texts)


def _text(constant: str) -> pa.Scalar:
    return pa.scalar(constant, pa.large_string())
