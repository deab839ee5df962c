"""The score of the first trees: exact, with intervals, and from one fit."""

import numpy as np
import pytest

import churn
from churn.model.run import Run, RunSpec
from churn.model.spec import ModelSpec
from churn.scores.metrics import METRICS
from churn.table.dataset import SAMPLE, Dataset
from churn.tuning.more_trees import STAGES, by_trees
from churn.tuning.score import Score


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the table that is shipped."""
    return churn.load(SAMPLE)


@pytest.fixture(scope="module")
def run(sample: Dataset) -> Run:
    """Return a run that keeps some dozens of trees."""
    return churn.train(sample, RunSpec(ModelSpec(learning_rate=0.05, iterations=120)))


def test_the_curve_is_the_fits_own(sample: Dataset, run: Run) -> None:
    """At each number of trees the log loss is that of the learning curve, and at the end that of the run."""
    found = by_trees(run.model, sample, run.split.validation)  # type: ignore[arg-type]
    assert found.sizes[-1] == run.model.trees
    assert len(found.sizes) <= STAGES
    assert (np.diff(found.sizes) > 0).all()
    assert found.values == pytest.approx(run.curve.validation[found.sizes - 1], abs=1e-9)
    assert found.values[-1] == pytest.approx(run.scores["validation"].by_name["log_loss"], abs=1e-12)
    assert (found.low < found.values).all()
    assert (found.values < found.high).all()


def test_fewer_trees_are_a_fit_of_their_own(sample: Dataset, run: Run) -> None:
    """The score of the first trees is that of a model that was told to grow no more."""
    found = by_trees(run.model, sample, run.split.validation, Score("average_precision"))  # type: ignore[arg-type]
    trees = int(found.sizes[3])
    shorter = churn.train(sample, RunSpec(ModelSpec(learning_rate=0.05, iterations=trees)))
    assert shorter.model.trees == trees
    assert found.values[3] == pytest.approx(shorter.scores["validation"].by_name["average_precision"])


def test_enough_trees(sample: Dataset, run: Run) -> None:
    """The fewest that are as good as far as the customers can tell: more than a few, no more than all."""
    found = by_trees(run.model, sample, run.split.validation)  # type: ignore[arg-type]
    assert found.enough is not None
    assert found.sizes[0] < found.enough <= found.sizes[-1]


@pytest.mark.parametrize("trees", [1, 2, 49, 50, 51, 101])
def test_any_number_of_trees(sample: Dataset, trees: int) -> None:
    """The last stage is the whole model, however the stages fall."""
    few = churn.train(sample, RunSpec(ModelSpec(depth=1, learning_rate=0.01, iterations=trees)))
    found = by_trees(few.model, sample, few.split.validation)  # type: ignore[arg-type]
    assert few.model.trees == trees
    assert found.sizes[-1] == trees
    assert (found.sizes[0] == 1) == (trees <= STAGES)
    loss = METRICS["log_loss"].compute(few.evaluation.predictions["validation"].churned, few.evaluation.p["validation"])
    assert found.values[-1] == pytest.approx(loss)


def test_rows_of_one_customer_widen_the_intervals(sample: Dataset, run: Run) -> None:
    """Were neighbours in the table the same customers, the validation part would say less."""
    rows = run.split.validation
    apart = by_trees(run.model, sample, rows)  # type: ignore[arg-type]
    order = np.argsort(apart.values[-1] * sample.y[rows], kind="stable")  # customers with the same outcome together
    groups = np.empty(len(rows), dtype=np.intp)
    groups[order] = np.arange(len(rows)) // 4
    together = by_trees(run.model, sample, rows, groups=groups)  # type: ignore[arg-type]
    assert together.values == pytest.approx(apart.values)
    assert (together.high - together.low)[0] > 1.2 * (apart.high - apart.low)[0]
