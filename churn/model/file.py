"""A model's bytes in a file: with a digest behind them, or opened in a process of its own first.

CatBoost trusts what it reads: of files with one flipped bit some give other probabilities without a word, and some end
the process. So no bytes reach it here that are not as they were written.
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import catboost
from catboost import CatBoostClassifier, CatBoostError

from churn.errors import DataError, quote
from churn.model.metadata import DIGEST_KEY, SCHEMA_KEY
from churn.table.files import whole_or_nothing

MAGIC: Final = b"CBM1"  # CatBoost's own
MARK: Final = b"\nsha256 "  # between the model and its digest; CatBoost reads no further than the model
DIGEST: Final = len(MARK) + 64 + 1
LARGEST: Final = 2 * 1024**3  # bytes
PATIENCE: Final = 120  # seconds for a process that opens a file without a digest

# Opens what it is sent and asks it for a customer.
TRIAL: Final = """
import sys
from catboost import CatBoostClassifier
model = CatBoostClassifier().load_model(blob=sys.stdin.buffer.read())
categories = set(model.get_cat_feature_indices())
row = ["" if position in categories else 0.0 for position in range(len(model.feature_names_))]
model.predict_proba([row, row])
"""


def write_model(booster: CatBoostClassifier, path: Path) -> None:
    """Write a model and, behind it, its digest; until both are complete, what was there stays.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    with whole_or_nothing(path) as partial:
        try:
            booster.save_model(str(partial), format="cbm")
        except CatBoostError as err:
            reason = re.search(r"\(Error \d+: ([^)]+)\)", str(err))
            raise OSError(reason[1] if reason else "CatBoost refuses") from err
        digest = hashlib.sha256(partial.read_bytes()).hexdigest()
        with partial.open("ab") as sink:
            sink.write(MARK + digest.encode() + b"\n")
            sink.flush()
            os.fsync(sink.fileno())


def read_model(path: Path) -> CatBoostClassifier:
    """Read what `write_model` has written, or a file from the time before there were digests.

    Raises
    ------
    DataError
        If there is no such file, if it is none of ours, or if it is not as it was written.
    """
    written = _bytes_of(path)
    model, mark, digest = written[:-DIGEST], written[-DIGEST : len(MARK) - DIGEST], written[len(MARK) - DIGEST :]
    if mark == MARK:
        whole = digest == hashlib.sha256(model).hexdigest().encode() + b"\n"
    else:
        model = written
        whole = DIGEST_KEY.encode() not in model and _survives(model)
    if not whole:
        damaged = f"The model file {quote(path)} is damaged: it is not as it was written. Train and save it again."
        raise DataError(damaged)
    try:
        return CatBoostClassifier().load_model(blob=model)
    except CatBoostError as err:
        raise DataError(f"CatBoost {catboost.__version__} cannot read the model file {quote(path)}.") from err


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise DataError(f"{quote(path)} is a folder, not a model file.")
    if not path.is_file():
        raise DataError(f"There is no model file {quote(path)}.")
    try:
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            ours = source.read(len(MAGIC)) == MAGIC
            if ours and size > LARGEST:
                raise DataError(f"The model file {quote(path)} is too large: more than 2 GB.")
            written = MAGIC + source.read(size) if ours else b""
    except OSError as err:
        raise DataError(f"The model file {quote(path)} cannot be read: {err.strerror or err}.") from err
    if size == 0:
        raise DataError(f"The model file {quote(path)} is empty.")
    if SCHEMA_KEY.encode() not in written:  # CatBoost's own models, too: they don't say what the columns are
        raise DataError(f"{quote(path)} is no model file (.cbm) written by this program.")
    return written


def _survives(model: bytes) -> bool:
    """Whether a process that opens these bytes and asks the model for a customer lives to tell."""
    command = [sys.executable, "-P", "-c", TRIAL]
    try:
        return not subprocess.run(command, input=model, capture_output=True, timeout=PATIENCE, check=False).returncode  # noqa: S603 - our own words
    except subprocess.TimeoutExpired:
        return False
