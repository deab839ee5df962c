"""A model is judged on the three parts of its table."""

from pathlib import Path

import numpy as np
import pytest

from churn.errors import DataError
from churn.model.evaluation import Evaluation, evaluate
from churn.model.fitted import ChurnModel
from churn.model.fitting import fit
from churn.model.spec import ModelSpec
from churn.model.split import PARTS, Split, SplitSpec, split
from churn.scores.confusion import Confusion
from churn.table.dataset import SAMPLE, Dataset, load


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture(scope="module")
def parts(sample: Dataset) -> Split:
    """Return the default split of the sample."""
    return split(sample, SplitSpec())


@pytest.fixture(scope="module")
def model(sample: Dataset, parts: Split) -> ChurnModel:
    """Return a small model of the sample."""
    return fit(sample, parts, ModelSpec(iterations=30))[0]


def test_each_part_has_its_own_rows(sample: Dataset, parts: Split, model: ChurnModel) -> None:
    """Outcomes and probabilities are those of the part's rows, whether they are scored together or alone."""
    evaluation = evaluate(model, sample, parts)
    assert tuple(evaluation.y) == tuple(evaluation.p) == PARTS
    for part, rows in parts.parts().items():
        assert evaluation.y[part].tolist() == sample.y[rows].tolist()
        assert evaluation.p[part].tolist() == model.predict_proba(sample.table.iloc[rows]).tolist()


def test_scores_and_confusion_follow_the_threshold() -> None:
    """Both are computed for every part from the arrays alone, at any threshold."""
    y, p = np.array([1, 1, 0, 0], dtype=np.int8), np.array([0.9, 0.2, 0.6, 0.1])
    evaluation = Evaluation(y={"train": y, "test": y[:2]}, p={"train": p, "test": p[:2]})
    assert {part: scores.precision for part, scores in evaluation.scores().items()} == {"train": 0.5, "test": 1}
    assert {part: scores.recall for part, scores in evaluation.scores(0.1).items()} == {"train": 1, "test": 1}
    assert evaluation.confusion("train") == Confusion(tp=1, fp=1, fn=1, tn=1)
    assert evaluation.confusion("train", 0.7) == Confusion(tp=1, fp=0, fn=1, tn=2)


def test_arrays_are_read_only(sample: Dataset, parts: Split, model: ChurnModel) -> None:
    """Nobody can change an evaluation that others look at; the data set's own outcomes stay as they are."""
    evaluation = evaluate(model, sample, parts)
    for array in (evaluation.y["test"], evaluation.p["test"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert sample.y.flags.writeable


def test_a_model_from_a_file_is_judged_alike(sample: Dataset, parts: Split, model: ChurnModel, tmp_path: Path) -> None:
    """A model that was saved and loaded has the same probabilities."""
    model.save(tmp_path / "model.cbm")
    loaded = evaluate(ChurnModel.load(tmp_path / "model.cbm"), sample, parts)
    assert loaded.p["test"].tolist() == evaluate(model, sample, parts).p["test"].tolist()


def test_a_foreign_model_checks_the_table(sample: Dataset, parts: Split, model: ChurnModel) -> None:
    """On a table with other columns the model finds its own ones; if one is missing, it says which."""
    wider = load(sample_with("Region", sample))
    assert wider.schema != sample.schema
    assert evaluate(model, wider, parts).p["test"].tolist() == evaluate(model, sample, parts).p["test"].tolist()
    narrower = load(sample_without("Age", sample))
    with pytest.raises(DataError, match="lacks “Age”"):
        evaluate(model, narrower, parts)


def sample_with(column: str, sample: Dataset) -> bytes:
    """Return the sample's file with one more column."""
    regions = ["north", "south"] * (len(sample) // 2)
    return sample.table.assign(**{column: regions}, Target=sample.y).to_csv(index=False).encode()


def sample_without(column: str, sample: Dataset) -> bytes:
    """Return the sample's file with one column less."""
    return sample.table.drop(columns=column).assign(Target=sample.y).to_csv(index=False).encode()


def test_many_rows_of_a_few_customers_prove_no_more_than_one_each() -> None:
    """Coins for forty customers with ten rows each are no knowledge, though the rows would often seem to show it."""
    rng, rows_alone, customers = np.random.default_rng(0), 0, 0
    for _ in range(200):
        customer = np.repeat(np.arange(40), 10)
        y, p = rng.integers(0, 2, 40)[customer].astype(np.int8), rng.random(40)[customer]
        rows_alone += Evaluation({"test": y}, {"test": p}).better_than_chance
        customers += Evaluation({"test": y}, {"test": p}, np.arange(0, 400, 10)).better_than_chance
    assert rows_alone > 20
    assert customers <= 2
