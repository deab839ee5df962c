"""A file is written whole or not at all."""

from pathlib import Path

import pytest

from churn.errors import DataError
from churn.table.files import whole_or_nothing


def test_whole_or_nothing(tmp_path: Path) -> None:
    """A failure leaves what was there; a folder or a device is refused; the file's rights are the usual ones."""
    path = tmp_path / "out.csv"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError), whole_or_nothing(path) as partial:
        partial.write_text(f"{1 // 0}")
    assert path.read_text() == "before"
    with whole_or_nothing(path) as partial:
        partial.write_text("after")
        assert path.read_text() == "before"
    assert path.read_text() == "after"
    assert list(tmp_path.iterdir()) == [path]
    plain = tmp_path / "plain"
    plain.touch()
    assert path.stat().st_mode == plain.stat().st_mode
    for place in (tmp_path, Path("/dev/null")):
        with pytest.raises(DataError, match="a folder or a device"), whole_or_nothing(place):
            pass
