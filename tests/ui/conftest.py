"""Every test starts with the sample as the only table, whatever lies beside the project."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from churn.ui import pacing, shared
from churn.ui.data import page as data_page
from churn.work.trainer import Trainer


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make an empty folder the place of the real table, name no default, wait for no browser, fit nothing unasked."""
    monkeypatch.delenv("CHURN_DATA", raising=False)
    monkeypatch.setattr("churn.table.sources.REAL_TABLE", tmp_path / "Customertravel.csv")
    monkeypatch.setattr(data_page, "FOLDER", tmp_path)
    monkeypatch.setattr(pacing, "FILL", False)  # tests count fits
    monkeypatch.setattr(pacing, "CHARTS_LAST", 0)  # there is no browser to fetch it
    monkeypatch.setattr(pacing, "NUMBERS_FIRST", 1e-9)  # nor to draw them; their order stays
    return tmp_path


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Give the server a new trainer, which has fitted nothing yet, and end its fits afterwards."""
    shared.trainer().close()
    shared.trainer.clear()
    yield shared.trainer()
    shared.trainer().close()
    shared.trainer.clear()


@pytest.fixture
def travel(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the real travel table the default."""
    monkeypatch.setenv("CHURN_DATA", str(real_data / "Customertravel.csv"))
    return real_data / "Customertravel.csv"
