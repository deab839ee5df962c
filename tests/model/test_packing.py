"""A packed model is the same model in less memory."""

import sys
from pathlib import Path

import pytest

from churn.model.fitted import ChurnModel
from churn.model.run import Run, RunSpec, train
from churn.model.spec import ModelSpec
from churn.table.dataset import SAMPLE, Dataset, load


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture(scope="module")
def run(sample: Dataset) -> Run:
    """Return a run with deep trees."""
    return train(sample, RunSpec(ModelSpec(depth=8, iterations=80, learning_rate=0.02)))


def test_the_same_answers_to_the_last_bit(sample: Dataset, run: Run) -> None:
    """Probabilities, reasons and trees, packed twice as well; the run is otherwise the same."""
    packed = run.packed()
    assert (packed.key, packed.spec, packed.evaluation, packed.curve) == (run.key, run.spec, run.evaluation, run.curve)
    for again in (packed, packed.packed()):
        assert again.model.trees == run.model.trees > 20
        assert again.model.predict_proba(sample.table).tolist() == run.model.predict_proba(sample.table).tolist()
        ours, base = again.model.shap(sample.frame)
        theirs, their_base = run.model.shap(sample.frame)
        assert (ours.tolist(), base) == (theirs.tolist(), their_base)


def test_it_is_small_until_it_is_asked_something(sample: Dataset, run: Run) -> None:
    """Packed it takes less than a fifth; asked for a probability it takes as much as before, as its size says."""
    packed = run.packed()
    small = sys.getsizeof(packed.model)
    assert 1_000 < small < sys.getsizeof(run.model) / 5
    assert (packed.model.trees, sys.getsizeof(packed.model)) == (run.model.trees, small)
    packed.model.predict_proba(sample.table.head(1))
    assert sys.getsizeof(packed.model) == pytest.approx(sys.getsizeof(run.model), rel=0.01)
    assert run.bytes - run.packed().bytes == pytest.approx(sys.getsizeof(run.model) - small, abs=200)


def test_its_file_is_that_of_the_model(run: Run, tmp_path: Path) -> None:
    """Saved from its packed form, the model opens with schema, settings and record."""
    run.packed().save_model(tmp_path / "m.cbm", note=1)
    loaded = ChurnModel.load(tmp_path / "m.cbm")
    assert (loaded.spec, loaded.schema, loaded.trees) == (run.model.spec, run.model.schema, run.model.trees)
    assert loaded.record == {"better_than_chance": run.evaluation.better_than_chance, "note": 1}
