"""Overfitting is said only of a model that a simpler setting clearly beats."""

from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import ttest_rel

from churn import train
from churn.model.run import Run, RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec
from churn.quality.overfitting import clearly_better, gap, is_simpler, lead, simpler_runs
from churn.scores.intervals import Intervals
from churn.scores.metrics import log_losses
from churn.scores.proportions import Interval
from churn.table.dataset import SAMPLE, load


@pytest.mark.parametrize(
    ("one", "other", "simpler"),
    [
        (ModelSpec(depth=2), ModelSpec(depth=4), True),
        (ModelSpec(depth=4), ModelSpec(depth=2), False),
        (ModelSpec(), ModelSpec(), False),
        (ModelSpec(seed=1), ModelSpec(), False),
        (ModelSpec(iterations=100, learning_rate=0.05), ModelSpec(), True),
        (ModelSpec(iterations=100, depth=5), ModelSpec(), False),
        (ModelSpec(l2_leaf_reg=10), ModelSpec(), True),
        (ModelSpec(), SplitSpec(), False),
    ],
)
def test_is_simpler(one: object, other: object, *, simpler: bool) -> None:
    """Simpler is what can fit no more in any respect and less in one; the seed is none."""
    assert is_simpler(one, other) is simpler


def test_simpler_runs_share_the_split() -> None:
    """Another split has other customers, and is no witness."""
    sample = load(SAMPLE)
    run, same, elsewhere = (
        train(sample, RunSpec(ModelSpec(depth=depth, iterations=5), SplitSpec(seed=seed)), threads=1)
        for depth, seed in ((2, 1), (1, 1), (1, 2))
    )
    assert simpler_runs(run, [run, same, elsewhere]) == [same]
    assert simpler_runs(same, [run, same, elsewhere]) == []


def test_the_gap_is_that_of_the_two_scores() -> None:
    """Its interval is that of the test score, turned round."""
    run = train(load(SAMPLE), RunSpec(ModelSpec(iterations=20)), threads=1)
    found = gap(run.evaluation, Intervals({"roc_auc": Interval(0.7, 0.8)}, {}))
    assert found is not None
    assert (found.train, found.test) == (run.scores["train"].roc_auc, run.scores["test"].roc_auc)
    assert found.interval == pytest.approx((found.train - 0.8, found.train - 0.7))
    coming, none = gap(run.evaluation, None), gap(run.evaluation, Intervals({}, {"roc_auc": "All are alike."}))
    assert coming is not None
    assert (coming.interval, coming.reason) == (None, "")
    assert none is not None
    assert (none.interval, none.reason) == (None, "All are alike.")


def test_lead_is_students() -> None:
    """Alone it is scipy's paired interval; the best of several needs more."""
    rng = np.random.default_rng(0)
    own, other = rng.gamma(2, 0.2, 80), rng.gamma(2, 0.19, 80)
    expected = ttest_rel(own, other).confidence_interval(0.95)
    assert lead(own, other, 1) == pytest.approx((expected.low, expected.high))
    three = lead(own, other, 3)
    assert three is not None
    assert three.high - three.low > expected.high - expected.low
    assert lead(own[:1], other[:1], 1) is None


def test_depth_four_is_better_than_two_on_the_travel_table(real_data: Path) -> None:
    """A large gap is no fault: on four splits the deeper model never overfits, on two it is clearly better."""
    travel = load(real_data / "Customertravel.csv")
    better = 0
    for seed in (0, 4, 6, 123):
        four, two = (
            train(travel, RunSpec(ModelSpec(depth=depth), SplitSpec(seed=seed)), threads=1) for depth in (4, 2)
        )
        found = gap(four.evaluation, None)
        assert found is not None
        assert found.value > 0.01
        assert simpler_runs(four, [four, two]) == [two]
        assert clearly_better(four, [two]) is None
        assert clearly_better(four, []) is None
        better += clearly_better(two, [four]) is not None
    assert better == 2


def test_a_model_that_overfits_is_found() -> None:
    """Deep trees in large steps on noise: the shallow setting is clearly better on the validation customers."""
    rng = np.random.default_rng(3)
    n = 3_000
    age, noise = rng.integers(20, 60, n), [rng.normal(size=n).round(2) for _ in range(4)]
    left = rng.random(n) < expit((age - 45) / 4)
    rows = zip(age, *noise, np.where(left, "Yes", "No"), strict=True)
    text = "\n".join(["age,a,b,c,d,Churn", *(",".join(map(str, row)) for row in rows)])
    table = load(text.encode(), name="made.csv")

    def fitted(**settings: float) -> Run:
        return train(table, RunSpec(ModelSpec(**settings)), threads=1)  # type: ignore[arg-type]

    deep, shallow = fitted(depth=10, learning_rate=1.0, iterations=100, l2_leaf_reg=0), fitted(depth=1, iterations=100)
    found = clearly_better(deep, simpler_runs(deep, [shallow]))
    assert found is not None
    assert found.spec == shallow.spec
    assert found.interval.low > 0


@pytest.mark.slow
@pytest.mark.parametrize("n", [50, 153, 1_000])
@pytest.mark.parametrize("tried", [1, 3])
def test_overfitting_is_seldom_said_of_tables_without_any(n: int, tried: int) -> None:
    """Of equally good models the first is called overfit in at most 5% of 2,000 tables, however many are simpler."""
    rng = np.random.default_rng(17)
    claims = 0
    for _ in range(2_000):
        z = rng.normal(-1.5, 1.5, n)
        churned = rng.random(n) < expit(z)
        losses = [log_losses(churned, expit(z + rng.normal(0, 0.7, n))) for _ in range(tried + 1)]
        best = min(losses[1:], key=lambda each: float(each.mean()))
        found = lead(losses[0], best, tried)
        claims += found is not None and found.low > 0
    print(f"overfitting claimed without any, n = {n}, {tried} simpler: {claims / 2_000:.3f}")  # noqa: T201 - the figures
    assert claims / 2_000 <= 0.05
