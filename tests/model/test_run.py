"""Data set and settings determine a run."""

import gc
import json
import threading
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from churn.errors import Cancelled, DataError, SpecError
from churn.model.curve import Curve
from churn.model.evaluation import LEARNED_FROM
from churn.model.fitted import ChurnModel
from churn.model.fitting import CatBoost
from churn.model.run import Run, RunSpec, run_key, train
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, split
from churn.scores.metrics import METRICS
from churn.table.dataset import SAMPLE, Dataset, load

QUICK = RunSpec(ModelSpec(iterations=20))

TUTORIAL = {
    "train": (0.8992248062015504, 0.7891156462585034),
    "validation": (0.7631578947368421, 0.7837837837837838),
    "test": (0.6829268292682927, 0.7),
}
"""Precision and recall that the tutorial's script prints for the travel table."""


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture(scope="module")
def quick(sample: Dataset) -> Run:
    """Return a short run on the sample."""
    return train(sample, QUICK)


def test_defaults_give_the_tutorials_result(real_data: Path) -> None:
    """232 trees and the six figures, equal to the last digit."""
    run = train(load(real_data / "Customertravel.csv"))
    assert run.model.trees == run.curve.best == 232
    assert {part: (scores.precision, scores.recall) for part, scores in run.scores.items()} == TUTORIAL


def test_another_table_trains_without_special_code(real_data: Path) -> None:
    """The bank's table, with an id, missing values and other names, gives a model that tells customers apart."""
    run = train(load(real_data / "BankChurners.csv"), QUICK)
    assert run.rows == 10_127
    assert run.scores["test"].positives > 0
    assert run.scores["test"].roc_auc is not None
    assert run.scores["test"].roc_auc > 0.9


def test_missing_values_train() -> None:
    """Gaps in numbers and in categories are values like any other."""
    lines = [f"{'' if i % 7 == 0 else 20 + i % 9},{'' if i % 5 == 0 else 'ab'[i % 2]},{i % 3 // 2}" for i in range(90)]
    run = train(load("\n".join(["Age,Plan,Churn", *lines]).encode()), QUICK)
    assert sum(scores.n for scores in run.scores.values()) == 90


def test_a_run_says_what_it_is_of(sample: Dataset, quick: Run) -> None:
    """Name, fingerprint, rows and key are the data set's and the settings'."""
    assert (quick.data_name, quick.fingerprint, quick.rows) == ("sample.csv", sample.fingerprint, 954)
    assert quick.key == run_key(sample, QUICK)
    assert quick.spec == QUICK
    assert quick.model.spec == QUICK.model
    assert quick.seconds > 0


def test_as_dict_is_what_the_command_line_prints(quick: Run) -> None:
    """One JSON object with data, columns, spec, trees, seconds, the scores of the splits and how sure they are."""
    shown = json.loads(json.dumps(quick.as_dict()))
    assert list(shown) == ["data", "columns", "spec", "trees", "seconds", "scores", "intervals", "no_interval"]
    assert shown["data"] == {
        "name": "sample.csv",
        "rows": 954,
        "fingerprint": quick.fingerprint,
        "target": "Target",
        "positive": "1",
        "churn_rate": 224 / 954,
    }
    assert shown["columns"] == {"used": quick.model.schema.names, "left_out": {}, "why": {}}
    assert shown["spec"]["model"]["learning_rate"] == 0.1
    assert shown["spec"]["split"] == {"test_share": 0.2, "validation_share": 0.2, "seed": 123, "grouped": False}
    assert {part: scores["n"] for part, scores in shown["scores"].items()} == {
        "train": 610,
        "validation": 153,
        "test": 191,
    }
    assert shown["scores"]["test"]["recall"] == quick.scores["test"].recall
    assert shown["intervals"]["test"]["recall"] == quick.scores["test"].intervals["recall"]._asdict()
    for part in ("validation", "test"):
        assert {*shown["intervals"][part], *shown["no_interval"][part]} == set(METRICS)
    assert shown["intervals"]["train"] == {}
    assert shown["no_interval"]["train"] == dict.fromkeys(METRICS, LEARNED_FROM)
    assert shown["intervals"]["test"]["roc_auc"].keys() == {"low", "high"}


def test_scores_are_computed_once(quick: Run) -> None:
    """Asking again returns the same object."""
    assert quick.scores is quick.scores


def test_the_same_settings_give_the_same_run(sample: Dataset, quick: Run) -> None:
    """Key, split and probabilities repeat, whatever the number of threads."""
    again = train(sample, QUICK, threads=1)
    assert again.key == quick.key
    assert again.split.train.tolist() == quick.split.train.tolist()
    assert again.evaluation.p["test"].tolist() == quick.evaluation.p["test"].tolist()


def test_key_depends_on_everything_that_determines_the_run(sample: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each setting, the data and CatBoost's version: change one and the run has another name."""
    models = [
        ModelSpec(),
        ModelSpec(depth=5),
        ModelSpec(learning_rate=0.2),
        ModelSpec(iterations=501),
        ModelSpec(l2_leaf_reg=4),
        ModelSpec(seed=124),
    ]
    splits = [
        SplitSpec(test_share=0.3),
        SplitSpec(validation_share=0.3),
        SplitSpec(seed=124),
        SplitSpec(grouped=True),
    ]
    specs = [*(RunSpec(model=model) for model in models), *(RunSpec(split=parts) for parts in splits)]
    keys = [run_key(sample, spec) for spec in specs]
    keys.append(run_key(replace(sample, fingerprint="another file"), RunSpec()))
    monkeypatch.setattr(CatBoost, "version", "1.2.11")
    keys.append(run_key(sample, RunSpec()))
    assert len(set(keys)) == len(keys) == 12


def test_key_does_not_depend_on_how_numbers_are_written(sample: Dataset) -> None:
    """4 and 4.0, 0.1 and NumPy's 0.1 are the same settings."""
    other = RunSpec(ModelSpec(depth=np.int64(4), learning_rate=np.float64(0.1), iterations=500.0, l2_leaf_reg=3))  # type: ignore[arg-type]
    assert run_key(sample, other) == run_key(sample, RunSpec())
    assert json.dumps(other.as_dict()) == json.dumps(RunSpec().as_dict())


def test_refuses_what_is_no_spec() -> None:
    """The parts of a spec are specs; the message says of which kind."""
    with pytest.raises(SpecError, match=r"The model settings cannot be “4”: they are a ModelSpec\."):
        RunSpec(model=4)
    with pytest.raises(SpecError, match=r"The split settings cannot be .*: they are a SplitSpec\."):
        RunSpec(split=ModelSpec())  # type: ignore[arg-type]


def test_progress_goes_up_to_one(sample: Dataset) -> None:
    """The caller sees the fit grow, tree by tree where there are few."""
    seen: list[float] = []
    train(sample, QUICK, lambda fraction, _: seen.append(fraction))
    assert seen == [pytest.approx(tree / 20) for tree in range(1, 21)]


def test_cancel(sample: Dataset) -> None:
    """A set flag ends the run with Cancelled, when it was set before as well as in between."""
    cancel = threading.Event()

    def set_flag(_fraction: float, _curve: Curve) -> None:
        cancel.set()

    for progress in (set_flag, None):
        with pytest.raises(Cancelled):
            train(sample, RunSpec(ModelSpec(iterations=5000)), progress, cancel)


def test_a_table_without_one_outcome_in_train_is_refused() -> None:
    """A table with a single churner who lands in another part cannot train, and the message says so."""
    lines = [f"{20 + i % 9},{'ab'[i % 2]},{int(i == 3)}" for i in range(40)]
    dataset = load("\n".join(["Age,Plan,Churn", *lines]).encode())
    specs = (SplitSpec(seed=seed) for seed in range(40))
    unlucky = next(spec for spec in specs if 3 not in split(dataset, spec).train)
    with pytest.raises(DataError, match="has stayed; training needs both outcomes"):
        train(dataset, replace(QUICK, split=unlucky))


def test_undefined_scores_of_a_run_have_reasons() -> None:
    """A split without churners has no recall, in the run and in JSON, and says why."""
    lines = [f"{20 + i % 9},{'ab'[i % 2]},{int(i % 10 == 3)}" for i in range(40)]
    dataset = load("\n".join(["Age,Plan,Churn", *lines]).encode())
    specs = (SplitSpec(seed=seed) for seed in range(40))
    unlucky = next(spec for spec in specs if dataset.y[split(dataset, spec).validation].sum() == 0)
    run = train(dataset, replace(QUICK, split=unlucky))
    assert run.scores["validation"].reasons["recall"] == "Nobody here left."
    assert json.loads(json.dumps(run.as_dict()))["scores"]["validation"]["recall"] is None


def test_grouped_run(sample: Dataset) -> None:
    """A run can keep identical profiles together; its scores come from other rows, its name is another one."""
    grouped = train(sample, RunSpec(QUICK.model, SplitSpec(grouped=True)))
    assert grouped.key != run_key(sample, QUICK)
    assert sum(scores.n for scores in grouped.scores.values()) == 954


def test_a_run_does_not_hold_its_data_set() -> None:
    """When the caller forgets the table, it is gone, however many runs are kept."""
    dataset = load(SAMPLE)
    run = train(dataset, QUICK)
    seen = weakref.ref(dataset), weakref.ref(dataset.frame)
    del dataset
    gc.collect()
    assert [each() for each in seen] == [None, None]
    assert run.rows == 954


def test_a_saved_model_says_what_its_run_knows(quick: Run, tmp_path: Path) -> None:
    """The file has the verdict on the ranking and whatever the caller adds; saved again, it still has."""
    assert quick.record == {"better_than_chance": True}
    quick.save_model(tmp_path / "run.cbm", experience=[[0.1, 30, 5]], note="ä" * 50_000)
    loaded = ChurnModel.load(tmp_path / "run.cbm")
    record = {"better_than_chance": True, "experience": [[0.1, 30, 5]], "note": "ä" * 50_000}
    assert loaded.record == record
    loaded.save(tmp_path / "again.cbm")
    assert ChurnModel.load(tmp_path / "again.cbm").record == record
    quick.model.save(tmp_path / "bare.cbm")
    assert ChurnModel.load(tmp_path / "bare.cbm").record == {}
