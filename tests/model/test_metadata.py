"""A model file is the one of a plain fit, but for our own entries in its metadata."""

import json
import threading
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from catboost import CatBoostClassifier, Pool

from churn.model.fitting import NAMED, fit
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, split
from churn.table.dataset import SAMPLE, Dataset, load
from tests.model.test_fewer_trees import SMALL, Table

OURS: Final = {"churn_schema", "churn_spec", "churn_record", "churn_digest"}
OF_THE_DAY: Final = {"train_finish_time", "model_guid"}  # differ between any two fits
FLAT: Final = "65 rows of noise"  # fitted a second time, since trees without a split cannot be cut


def pools(dataset: Dataset) -> list[Pool]:
    """Return the train and the validation rows."""
    rows, categories = split(dataset, SplitSpec()), dataset.schema.categories
    return [
        Pool(dataset.frame.iloc[each], dataset.y[each], cat_features=categories)
        for each in list(rows.parts().values())[:2]
    ]


def both_files(dataset: Dataset, spec: ModelSpec, folder: Path) -> list[CatBoostClassifier]:
    """Fit with progress and cancel, and plainly; save both and load both with CatBoost."""
    model, _ = fit(
        dataset, split(dataset, SplitSpec()), spec, on_progress=lambda *_: None, cancel=threading.Event(), threads=2
    )
    model.save(folder / "ours.cbm")
    settings = asdict(spec) | {"random_seed": spec.seed} | NAMED
    del settings["seed"]
    plain = CatBoostClassifier(**settings, verbose=False, allow_writing_files=False)
    train, validation = pools(dataset)
    plain.fit(train, eval_set=validation)
    plain.save_model(str(folder / "plain.cbm"))
    return [CatBoostClassifier().load_model(str(folder / name)) for name in ("ours.cbm", "plain.cbm")]


def described(booster: CatBoostClassifier) -> dict[str, Any]:
    """Return all that CatBoost tells about a loaded model, but for the day and the number of cores."""
    metadata = booster.get_metadata()
    entries = {key: metadata[key] for key in set(metadata.keys()) - OURS - OF_THE_DAY}
    for key in ("params", "output_options", "training", "class_params"):
        entries[key] = json.loads(entries[key])
    del entries["params"]["system_options"]["thread_count"]
    return {
        "metadata": entries,
        "all parameters": booster.get_all_params(),
        "given parameters": booster.get_params(),
        "best": (booster.best_iteration_, booster.best_score_, booster.tree_count_),
        "history": booster.evals_result_,
        "features": (booster.feature_names_, booster.get_cat_feature_indices(), booster.classes_.tolist()),
        "importance": booster.get_feature_importance().tolist(),
        "leaves": (booster.get_leaf_values().tolist(), booster.get_leaf_weights().tolist()),
    }


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


CASES: Final = [
    (SMALL[FLAT][0], replace(SMALL[FLAT][1], iterations=60)),
    (Table(300, missing=0.2), ModelSpec(iterations=80, depth=2)),
    (Table(20, churn=0.4), ModelSpec(iterations=1)),
    (Table(6_500), ModelSpec(iterations=15, depth=2)),
]


@pytest.mark.parametrize(("table", "spec"), CASES, ids=str)
def test_the_file_is_a_plain_fits(table: Table, spec: ModelSpec, tmp_path: Path) -> None:
    """Parameters, history, best iteration, trees and probabilities are equal, in small and large tables."""
    dataset = table.dataset()
    ours, plain = both_files(dataset, spec, tmp_path)
    assert described(ours) == described(plain)
    for pool in pools(dataset):
        assert np.array_equal(ours.predict_proba(pool), plain.predict_proba(pool))
    assert set(ours.get_metadata().keys()) == set(plain.get_metadata().keys()) | OURS


def test_the_file_is_a_plain_fits_where_validation_has_one_outcome(sample: Dataset, tmp_path: Path) -> None:
    """Then nothing chooses, and the file says so."""
    rows, y = split(sample, SplitSpec()), sample.y.copy()
    y[rows.validation] = 1
    ours, plain = both_files(replace(sample, y=y), ModelSpec(iterations=30), tmp_path)
    assert ours.get_all_params()["use_best_model"] is False
    assert described(ours) == described(plain)


def test_the_file_has_the_exact_losses_where_there_are_no_categories(tmp_path: Path) -> None:
    """There CatBoost alone shows rounded train losses; ours are those that it shows if it has a second metric."""
    dataset = Table(300, categories=0).dataset()
    ours, plain = both_files(dataset, ModelSpec(iterations=30), tmp_path)
    shown, rounded = (each.evals_result_["learn"]["Logloss"] for each in (ours, plain))
    assert shown == pytest.approx(rounded, rel=1e-3)
    train, validation = pools(dataset)
    exact = CatBoostClassifier(**ours.get_params(), custom_metric=["Recall"]).fit(train, eval_set=validation)
    assert shown == pytest.approx(exact.evals_result_["learn"]["Logloss"], rel=1e-15)
    assert ours.evals_result_["validation"] == plain.evals_result_["validation"]
    assert np.array_equal(ours.predict_proba(train), plain.predict_proba(train))


@pytest.mark.parametrize(("table", "spec"), CASES, ids=str)
def test_the_file_fits_the_model_again(table: Table, spec: ModelSpec, tmp_path: Path) -> None:
    """A fit with the parameters that stand in the file gives the model in the file."""
    dataset = table.dataset()
    ours, _ = both_files(dataset, spec, tmp_path)
    train, validation = pools(dataset)
    again = CatBoostClassifier(**ours.get_params()).fit(train, eval_set=validation)
    for pool in (train, validation):
        assert np.array_equal(ours.predict_proba(pool), again.predict_proba(pool))


def test_the_tutorials_file_says_what_it_keeps(real_data: Path, tmp_path: Path) -> None:
    """The best iteration is the last of the 232 trees, and the parameters are the tutorial's and the two named ones."""
    dataset = load(real_data / "Customertravel.csv")
    ours, plain = both_files(dataset, ModelSpec(), tmp_path)
    assert (ours.best_iteration_, ours.tree_count_) == (231, 232)
    assert described(ours) == described(plain)
    assert ours.get_params() == NAMED | {
        "iterations": 500, "depth": 4, "learning_rate": 0.1, "l2_leaf_reg": 3, "random_seed": 123,
        "loss_function": "Logloss", "allow_writing_files": False, "verbose": 0,
    }  # fmt: skip
