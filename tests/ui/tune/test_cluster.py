"""The page Tune where the server names a Dask cluster: a real scheduler, two real workers."""

import time

import pytest

import churn
from churn.model.run import run_key, train
from churn.model.spec import ModelSpec
from churn.table.dataset import SAMPLE
from churn.tuning import connecting
from churn.tuning.connecting import ADDRESS
from churn.work.trainer import Trainer
from tests.tuning.dask_cluster import cluster
from tests.ui.app import buttons, press, read, rendered, unharmed, visit


@pytest.mark.parametrize("judge", ["One validation split", "Cross-validation"])
@pytest.mark.slow
def test_its_workers_fit_the_map(judge: str, trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says where the fits are done; none is done here, and the runs are those of this machine."""
    with cluster(2) as (there, _):
        monkeypatch.setenv(ADDRESS, there.address)
        at = visit("Tune", trees="20", map_judge=judge)
        press(at, "Fill the map")
        assert unharmed(at)
        end, seen = time.monotonic() + 120, set[str]()
        while "The map has all 130 cells." not in read(" ".join(rendered(at.run()))):
            assert time.monotonic() < end
            seen |= {each.proto.text for each in at.get("progress")}
            time.sleep(0.1)
        assert any(f"on the Dask cluster at {there.address}, 2 workers, 2 cores" in read(each) for each in seen)
        assert trainer.fits == 1
        assert trainer.filling.started == 0
        if judge == "One validation split":
            dataset, spec = churn.load(SAMPLE), churn.RunSpec(ModelSpec(depth=10, learning_rate=0.01, iterations=20))
            job = trainer.find(run_key(dataset, spec))
            assert job is not None
            there_and_here = [each.evaluation.p["test"].tobytes() for each in (job.result(), train(dataset, spec))]
            assert there_and_here[0] == there_and_here[1]


def test_without_an_answer_the_map_goes_on_here(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is live at once, and says within five seconds why the fits are done here."""
    monkeypatch.setenv(ADDRESS, "tcp://127.0.0.1:1")
    monkeypatch.setattr(connecting, "PATIENCE", 1.5)
    at = visit("Tune", trees="3")
    began = time.monotonic()
    press(at, "Fill the map")
    assert time.monotonic() - began < 3
    while "The fits go on here." not in read(" ".join(each.value for each in at.error)):
        assert time.monotonic() - began < 8
        time.sleep(0.1)
        at.run()
    while "The map has all 130 cells." not in read(" ".join(rendered(at.run()))):
        assert time.monotonic() - began < 60
        time.sleep(0.2)
    assert unharmed(at)
    assert "Fill the map" not in buttons(at)
    assert not trainer.busy
