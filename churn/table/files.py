"""A file is written whole or not at all."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from churn.errors import DataError, quote


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """Let a file be written beside its place, under a name that looks like no result, and moved when it is complete.

    Raises
    ------
    DataError
        If the file cannot be written there.
    """
    if path.exists() and not path.is_file():
        raise DataError(f"{quote(path)} cannot be written: it is a folder or a device, not a file.")
    partial = path.absolute().parent / f".{path.name[:100]}.{secrets.token_hex(4)}.part"
    try:
        partial.touch(exist_ok=False)
        try:
            yield partial
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as err:
        raise DataError(f"The file {quote(path)} cannot be written: {err.strerror or err}.") from err
