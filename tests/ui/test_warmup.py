"""What is done before anybody comes is what the first visitor asks for, and none of it keeps a server from serving."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from churn.model.run import run_key
from churn.ui import settings, shared, tables, view
from churn.ui.warmup import WarmUp
from churn.work.trainer import Trainer
from tests.ui.app import PATIENCE, visit


@pytest.fixture
def warm_up() -> Iterator[WarmUp]:
    """Make the warm-up of a server, and end it."""
    made = WarmUp()
    yield made
    assert made.close(PATIENCE)


@pytest.mark.usefixtures("folder")
def test_the_first_visitor_finds_the_default_run(warm_up: WarmUp, trainer: Trainer) -> None:
    """It trains what somebody asks for who has set nothing; that counts as tried when they come, and not before."""
    warm_up.start()
    assert warm_up.ready(PATIENCE)
    dataset = tables.default_dataset()
    spec = settings.default_spec(dataset)
    job = trainer.find(run_key(dataset, spec))
    assert job is not None
    assert job.wait(PATIENCE)
    assert trainer.settings_tried(dataset, spec.split) == 0
    at = visit()
    assert at.session_state["shown"] == {dataset.fingerprint: job.key}
    assert trainer.fits == 1
    assert trainer.settings_tried(dataset, spec.split) == 1


def test_what_is_read_later_counts_as_well(warm_up: WarmUp, trainer: Trainer) -> None:
    """Who comes for other settings and then goes to the default ones has tried both."""
    warm_up.start()
    assert warm_up.ready(PATIENCE)
    at = visit(depth="2")
    dataset = tables.default_dataset()
    spec = settings.default_spec(dataset)
    job = trainer.find(run_key(dataset, spec))
    assert job is not None
    assert job.wait(PATIENCE)
    assert trainer.settings_tried(dataset, spec.split) == 1
    at.slider(key="depth").set_value(4).run()
    assert at.session_state["shown"] == {dataset.fingerprint: job.key}
    assert trainer.settings_tried(dataset, spec.split) == 2


def test_no_warm_up_keeps_nobody_waiting() -> None:
    """Where no warm-up was begun, as under another script, the pages are ready."""
    assert WarmUp().ready(0)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"Age,Plan\n34,basic\n51,gold\n"])
def test_a_default_table_that_cannot_be_used(
    content: bytes | None, warm_up: WarmUp, trainer: Trainer, folder: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """One that is not there, is no table, or does not say who left: one line in the log, and no fit."""
    path = folder / "customers.csv"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("CHURN_DATA", str(path))
    warm_up.start()
    assert warm_up.ready(PATIENCE)
    assert warm_up.close(PATIENCE)
    assert [each.message.partition(":")[0] for each in caplog.records] == ["The default table is not prepared"]
    assert "\n" not in caplog.text.rstrip("\n")
    assert trainer.fits == 0


def test_a_large_table_is_not_trained_unasked(
    warm_up: WarmUp, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that the first visit would not train without a click is not trained before it."""
    monkeypatch.setattr(view, "MAX_ROWS_UNASKED", 953)
    warm_up.start()
    assert warm_up.ready(PATIENCE)
    assert warm_up.close(PATIENCE)
    assert trainer.fits == trainer.filling.started == 0


def test_an_end_in_the_middle_is_quiet(warm_up: WarmUp, caplog: pytest.LogCaptureFixture) -> None:
    """A server that ends during its warm-up waits no longer than for the step under way, and says nothing."""
    warm_up.start()
    assert warm_up.close(2)
    assert not caplog.records
    assert warm_up.ready(0)
    assert shared.trainer() is not None
