"""Files of every kind with random damage, the same for the same seed, and what reading makes of them."""

import gzip
import io
import random
import time
import warnings
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as pa_feather
import pyarrow.parquet as pa_parquet

from churn.errors import ChurnError
from churn.table import reading
from churn.table.dataset import Dataset, from_table
from tests.table import workbooks

ROWS: Final = 24
SLOWEST: Final = 10.0  # seconds of a processor; a workbook, read in a process of its own, is given up earlier


def customers() -> pd.DataFrame:
    """Return a small table with a column of every usual kind."""
    rng = np.random.default_rng(14)
    return pd.DataFrame(
        {
            "Customer": [f"K{1000 + number}" for number in range(ROWS)],
            "Age": rng.integers(18, 80, ROWS),
            "Fee": rng.integers(100, 99_999, ROWS) / 100,
            "Plan": rng.choice(["basic", "größer, mit Extra", 'say "yes"'], ROWS),
            "Since": pd.date_range("2021-01-31", periods=ROWS, freq="17D"),
            "Calls": [None if number % 9 == 0 else number % 7 for number in range(ROWS)],
            "Churn": rng.choice(["Yes", "No"], ROWS),
        }
    )


def _csv(**options: object) -> bytes:
    text = customers().to_csv(index=False, **options)  # type: ignore[call-overload]
    return str(text).encode()


def _written(write: Callable[[pa.Table, io.BytesIO], None], table: pa.Table | None = None) -> bytes:
    buffer = io.BytesIO()
    write(table or pa.Table.from_pandas(customers()), buffer)
    return buffer.getvalue()


def _cells() -> workbooks.Rows:
    frame = customers().astype({"Since": object})
    frame["Since"] = [moment.date() for moment in frame["Since"]]
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return [
        list(frame.columns),
        *([int(cell) if isinstance(cell, np.integer) else cell for cell in row] for row in rows),
    ]


def _nested() -> pa.Table:
    lists = pa.array([[number] * (number % 3) for number in range(ROWS)])
    return pa.Table.from_pandas(customers()).append_column("Tags", lists)


_SHEETS: Final = {"Customers": _cells(), "Notes": [("Made", "by"), ("Ada", 1)]}

FILES: Final[dict[str, bytes]] = {
    "comma": _csv(),
    "semicolon": _csv(sep=";", decimal=",").replace(b"\n", b"\r\n"),
    "tab": _csv(sep="\t").decode().encode("cp1252"),
    "utf-16": _csv().decode().encode("utf-16"),
    "quoted": _csv(quoting=1),
    "json lines": customers().to_json(orient="records", lines=True, date_format="iso").encode(),
    "json": customers().to_json(orient="records", date_format="iso").encode(),
    "gzip": gzip.compress(_csv(), mtime=0),
    "parquet": _written(pa_parquet.write_table),
    "plain parquet": _written(partial(pa_parquet.write_table, compression="none", use_dictionary=False)),
    "nested parquet": _written(partial(pa_parquet.write_table, compression="none", data_page_version="2.0"), _nested()),
    "arrow": _written(partial(pa_feather.write_feather, compression="uncompressed")),
    "xlsx": workbooks.xlsx(_SHEETS),
    "xls": workbooks.xls(_SHEETS),
    "xlsb": workbooks.xlsb(_SHEETS),
    "ods": workbooks.ods(_SHEETS),
}  # fmt: skip


def mutated(kind: str, seed: int) -> bytes:
    """Return a file with damage: of a workbook, half of them inside of it, so that it can still be unpacked."""
    rng = random.Random(f"{kind} {seed}")  # noqa: S311 - reproducible, not secret
    data = FILES[kind]
    inside = zipfile.is_zipfile(io.BytesIO(data)) and rng.random() < 0.5
    return _damaged_inside(data, rng) if inside else _damaged(data, rng)


def _damaged_inside(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = rng.choice([name for name in parts if name.endswith((".xml", ".bin"))])
    return workbooks.zipped({**parts, chosen: _damaged(parts[chosen], rng)})


def _damaged(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.choice([1, 1, 2, 5])):
        data = rng.choice(DAMAGES)(data, rng)
    return data


def _place(data: bytes, rng: random.Random) -> int:
    return rng.randrange(len(data) + 1)


def _flip(data: bytes, rng: random.Random) -> bytes:
    at = _place(data[1:], rng)
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :] if data else data


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: _place(data, rng)]


def _cut_out(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + data[at + rng.randrange(1, 60) :]


def _insert(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + rng.randbytes(rng.randrange(1, 12)) + data[at:]


def _insert_sign(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + rng.choice(SIGNS) * rng.choice([1, 1, 2, 300]) + data[at:]


def _insert_huge(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return (
        data[:at]
        + rng.choice([b"x", b"9", b'"', b"[", b"{", b",", b"ab,", b"\n"]) * rng.choice([5_000, 200_000])
        + data[at:]
    )


def _swap(data: bytes, rng: random.Random) -> bytes:
    fields = data.split(b",")
    first, second = rng.randrange(len(fields)), rng.randrange(len(fields))
    fields[first], fields[second] = fields[second], fields[first]
    return b",".join(fields)


def _move(data: bytes, rng: random.Random) -> bytes:
    at, to = _place(data, rng), _place(data, rng)
    piece = data[at : at + rng.randrange(1, 200)]
    return data[:to] + piece + data[to:]


def _overwrite(data: bytes, rng: random.Random) -> bytes:
    at, piece = _place(data, rng), rng.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f", b"\x80\0\0\0"])
    return data[:at] + piece + data[at + len(piece) :]


SIGNS: Final = (
    *(b"\0", b'"', b'""', b"'", b",", b";", b"\t", b"|", b"\r", b"\n", b"\r\n", b"\xff", b"\xc3"),
    *(b"\xed\xa0\x80", b"\\", b"1e999", b"-", b"nan", b"{", b"}", b"[", b"]", b"\xef\xbb\xbf", b"=1+1"),
)  # fmt: skip
DAMAGES: Final[Sequence[Callable[[bytes, random.Random], bytes]]] = (
    *(_flip, _cut, _cut_out, _insert, _insert_sign, _insert_huge, _swap, _move, _overwrite),
)


def faults(kind: str, seeds: Sequence[int]) -> list[str]:
    """Read damaged files, and say where something else came of it than a data set or our own error."""
    found = []
    for seed in seeds:
        data, start = mutated(kind, seed), time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            fault = _fault(data, f"{kind}.csv", as_written=seed % 4 == 0)
        seconds = time.process_time() - start
        if fault or seconds > SLOWEST:
            found.append(f"{kind} {seed}: {fault or 'slow'} ({seconds:.1f} s)")
    return found


def _fault(data: bytes, name: str, *, as_written: bool) -> str:
    try:
        dataset = from_table(reading.read(data, name))
        if as_written:
            written = reading.read_as_written(data, name)
            for column in written.frame.columns:
                reading.understand(written.frame[column], written.format.decimal)
    except ChurnError:
        return ""
    except BaseException as err:  # noqa: BLE001 - whatever it is, it is no answer
        return f"{type(err).__name__}: {err}"
    return "" if isinstance(dataset, Dataset) else "no data set"
