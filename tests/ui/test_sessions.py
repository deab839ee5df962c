"""What a viewer has brought goes with the viewer, and nothing else does."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.table.dataset import SAMPLE
from churn.ui import sessions, shared, tables
from churn.work.owners import Owners
from churn.work.trainer import Trainer
from tests.ui import tables as made_up
from tests.ui.app import go, messages, settled, unharmed, upload, visit


@pytest.fixture(autouse=True)
def owners(monkeypatch: pytest.MonkeyPatch) -> Iterator[Owners]:
    """Let files belong to nobody yet, and let viewers leave when a test says so."""
    sessions.owners.clear()
    owners = sessions.owners()
    monkeypatch.setattr(owners, "_grace", -1.0)
    monkeypatch.setattr(owners, "_every", 600.0)
    yield owners
    owners.close(0)
    sessions.owners.clear()


def leave(owners: Owners, monkeypatch: pytest.MonkeyPatch) -> None:
    """Close all pages."""
    with monkeypatch.context() as closed:
        closed.setattr(owners, "_connected", lambda _: False)
        assert owners.look()


def test_everything_of_an_upload_goes(owners: Owners, trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table, its data sets, its runs and the answers about it; those of the default table stay."""
    at = settled(upload(visit("Data", trees="20"), made_up.good(), "mine.csv"))
    brought = str(at.selectbox(key="data_box").value)
    key = at.session_state["shown"]
    raw = tables.uploads().get(brought)
    assert raw is not None
    assert len(key) == 2
    sample = churn.load(SAMPLE)
    assert owners.needed(brought)
    leave(owners, monkeypatch)
    assert tables.uploads().get(brought) is None
    runs = {fingerprint: trainer.find(run) for fingerprint, run in key.items()}
    assert [fingerprint for fingerprint, job in runs.items() if job is not None] == [sample.fingerprint]
    kept = [str(each) for each, _ in tables._understood._futures.items()]  # noqa: SLF001 - nothing else tells
    assert not [each for each in kept if brought in each]
    at.run()
    assert unharmed(at)
    said = "The uploaded table “mine.csv” is no longer kept on this server. Upload it again, or use another one."
    assert messages(at) == [said]


def test_a_link_makes_an_owner(owners: Owners, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a link to an upload needs it, too; who only looks at the sample needs nothing."""
    at = settled(upload(visit("Data", trees="20"), made_up.good(), "mine.csv"))
    brought = str(at.selectbox(key="data_box").value)
    owners.disclaim("test session id", brought)
    assert not owners.needed(brought)
    visit("Data", data="sample")
    assert not owners.needed(brought)
    visit("Data", data=brought, trees="20")
    assert owners.needed(brought)
    leave(owners, monkeypatch)


def test_a_file_of_customers_goes(owners: Owners, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its scores; the page says so."""
    at = go(settled(upload(visit("Data", trees="20"), made_up.good(), "mine.csv")), "Decide")
    at.file_uploader(key="customers").set_value(("new.csv", made_up.good(), "text/csv"))
    at.run()
    file = at.session_state["customer_file"]
    assert tables.customer_files().get(file) is not None
    leave(owners, monkeypatch)
    assert tables.customer_files().get(file) is None
    assert not [key for key, _ in shared.scorer()._jobs.items() if key.startswith(file)]  # noqa: SLF001 - as above


def test_the_same_table_beside_the_program_keeps_its_answers(owners: Owners, monkeypatch: pytest.MonkeyPatch) -> None:
    """A viewer who brings the very file that everybody looks at takes nothing away."""
    at = upload(visit("Data", trees="20"), SAMPLE.read_bytes(), "copy.csv")
    fingerprint = churn.load(SAMPLE).fingerprint
    key = at.session_state["shown"][fingerprint]
    leave(owners, monkeypatch)
    assert shared.trainer().find(key) is not None


def test_for_want_of_room_others_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table larger than the room is kept as long as it is the last, and the one that the viewer looks at stays."""
    monkeypatch.setattr(tables, "ROOM_FOR_UPLOADS", 1)
    tables.uploads.clear()
    at = settled(upload(visit("Data", trees="20"), made_up.good(), "first.csv"))
    first = str(at.selectbox(key="data_box").value)
    assert unharmed(at)
    upload(at, made_up.good(target="Result", left="gone", stayed="here"), "second.csv")
    assert at.selectbox(key="data_box").value == first
    assert {raw.name for _, raw in tables.uploads().items()} == {"first.csv", "second.csv"}
    other: AppTest = upload(visit("Data", trees="20"), made_up.shuffled(), "third.csv")
    assert unharmed(other)
    assert "third.csv" in {raw.name for _, raw in tables.uploads().items()}
    tables.uploads.clear()
