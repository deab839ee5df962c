"""Scores by level, counted by hand, and marks that chance does not set."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, fisher_exact

from churn import train
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.segments import by_level as segmenting
from churn.segments.by_level import ERROR, Rate, Segment, columns_by_level, holm, segments
from churn.table.dataset import Dataset, from_table, load
from churn.table.summary import levels

Y = np.array([1, 1, 1, 0, 0, 1, 1, 0])
P = np.array([0.9, 0.8, 0.2, 0.7, 0.1, 0.3, 0.5, 0.6])
PLAN = pd.Series(["a", "a", "a", "a", "a", "b", "b", "c"])


def segments_of(values: pd.Series, y: np.ndarray, p: np.ndarray, threshold: float = 0.5) -> dict[str, Segment]:
    """Return the segments of one column by level."""
    return {each.level: each for each in segments({"Plan": levels(values)}, y, p, threshold)}


def test_counts_by_hand() -> None:
    """Eight customers on three plans: each rate is a ratio of counts, None where there is nothing to count."""
    plans = segments_of(PLAN, Y, P)
    assert [(each.n, each.positives, each.flagged) for each in plans.values()] == [(5, 3, 3), (2, 2, 0), (1, 0, 1)]
    assert (plans["a"].precision.value, plans["a"].recall.value) == (2 / 3, 2 / 3)
    assert (plans["b"].precision.value, plans["b"].recall.value) == (None, 0)
    assert (plans["c"].precision.value, plans["c"].recall.value) == (0, None)
    assert plans["c"].recall.interval is None
    assert plans["c"].recall.p_value is None


def test_the_threshold_decides_who_is_flagged() -> None:
    """At the threshold is not above it; lower, more are flagged."""
    assert segments_of(PLAN, Y, P, 0.5)["b"].flagged == 0
    assert segments_of(PLAN, Y, P, 0.4)["b"].flagged == 1


def test_interval_is_scipys() -> None:
    """28 of 40 has scipy's Wilson interval."""
    expected = binomtest(28, 40).proportion_ci(method="wilson")
    assert Rate(28, 40).interval == (expected.low, expected.high)


def test_p_value_is_fishers() -> None:
    """Two levels, two scores: the adjusted p-values are Holm's of scipy's one-sided exact tests."""
    rng = np.random.default_rng(4)
    plan = rng.choice(["a", "b"], 300, p=[0.3, 0.7])
    y = (rng.random(300) < 0.4).astype(int)
    p = np.clip(rng.random(300) * 0.6 + 0.4 * y * (plan == "b"), 0, 1)
    plans = segments_of(pd.Series(plan), y, p)
    raw = {}
    for score, group in (("precision", p > 0.5), ("recall", y == 1)):
        hit = (p > 0.5) & (y == 1)
        for level in ("a", "b"):
            inside = plan == level
            counts = [[int((hit & side).sum()), int((group & ~hit & side).sum())] for side in (inside, ~inside)]
            raw[score, level] = fisher_exact(np.array(counts), alternative="less").pvalue
    adjusted = dict(zip(raw, holm(list(raw.values())), strict=True))
    for (score, level), p_value in adjusted.items():
        assert getattr(plans[level], score).p_value == pytest.approx(p_value)
    assert plans["a"].recall.worse
    assert plans["a"].worse
    assert not plans["b"].worse


def test_holm_by_hand() -> None:
    """The smallest of k counts k times, the order stays, nothing exceeds 1, NaN is no test."""
    assert holm([0.01, np.nan, 0.04, 0.03]).tolist() == pytest.approx([0.03, np.nan, 0.06, 0.06], nan_ok=True)
    assert holm([0.6, 0.9]).tolist() == [1, 1]
    assert holm([]).tolist() == []


def test_many_columns_of_noise_are_seldom_marked() -> None:
    """Of 20 tables with five columns of noise a few at most have a mark, though each is tested 30 times."""
    rng = np.random.default_rng(0)
    marked = 0
    for _ in range(20):
        y = (rng.random(400) < 0.4).astype(int)
        p = np.clip(0.3 * y + 0.7 * rng.random(400), 0, 1)
        noise = {f"c{place}": levels(pd.Series(rng.choice(list("abc"), 400))) for place in range(5)}
        marked += any(each.worse for each in segments(noise, y, p))
    assert marked <= 4  # 20 × 5% is 1; more than 4 would happen once in 400 times


def test_columns_are_tested_together() -> None:
    """A column of noise beside another makes its p-values larger, never smaller."""
    rng = np.random.default_rng(1)
    plan, other = (levels(pd.Series(rng.choice(["a", "b"], 200))) for _ in range(2))
    y, p = (rng.random(200) < 0.4).astype(int), rng.random(200)
    alone = list(segments({"Plan": plan}, y, p))
    beside = [each for each in segments({"Plan": plan, "Other": other}, y, p) if each.column == "Plan"]
    for one, two in zip(alone, beside, strict=True):
        assert (one.n, one.recall.hits) == (two.n, two.recall.hits)
        assert one.recall.p_value is not None
        assert two.recall.p_value is not None
        assert two.recall.p_value >= one.recall.p_value


def test_segments_of_a_real_run_add_up(real_data: Path) -> None:
    """Every column of the travel table divides the 191 test customers and the 40 leavers, and none is marked."""
    dataset = load(real_data / "Customertravel.csv")
    run = train(dataset)
    by_level = {name: values.iloc[run.split.test] for name, values in columns_by_level(dataset).items()}
    assert list(by_level) == dataset.schema.names
    judged = segments(by_level, run.evaluation.y["test"], run.evaluation.p["test"])
    for name in dataset.schema.names:
        mine = [each for each in judged if each.column == name]
        assert sum(each.n for each in mine) == 191
        assert (sum(each.recall.hits for each in mine), sum(each.recall.of for each in mine)) == (28, 40)
        assert (sum(each.precision.hits for each in mine), sum(each.precision.of for each in mine)) == (28, 41)
    assert not any(each.worse for each in judged)


def made(columns: dict[str, object], n: int) -> Dataset:
    """Return a data set of these columns, of which every third customer left."""
    churn = ["Yes" if row % 3 == 0 else "No" for row in range(n)]
    return from_table(pd.DataFrame({**columns, "Churn": churn}), "made.csv", "x")


def test_columns_that_cannot_be_divided() -> None:
    """Constants, empty and nested columns have no segments; features come before columns that the model lacks."""
    n = 40
    dataset = made(
        {
            "Id": [f"c{row}" for row in range(n)],
            "Same": ["x"] * n,
            "Empty": [None] * n,
            "List": [[1]] * n,
            "Plan": ["a", "b"] * 20,
        },
        n,
    )
    assert list(columns_by_level(dataset)) == ["Plan", "Id"]


def test_ten_thousand_levels() -> None:
    """Of a column with 10,000 levels the most frequent are segments and the rest is one."""
    codes = ["often"] * 300 + [f"code {row}" for row in range(10_000)]
    dataset = made({"Code": codes, "Age": np.arange(len(codes)) % 50}, len(codes))
    rng = np.random.default_rng(0)
    judged = segments(columns_by_level(dataset), dataset.y, rng.random(len(codes)))
    code = [each for each in judged if each.column == "Code"]
    assert len(code) == 20
    assert code[-1].level == "other (9,982 levels)"
    assert sum(each.n for each in code) == len(codes)


def test_nobody_left_nobody_flagged() -> None:
    """Without leavers, or without flags, rates have no value; nothing is raised, warned of or marked."""
    for y, p in ((np.zeros(8), P), (Y, np.zeros(8)), (np.zeros(8), np.zeros(8)), (np.ones(8), np.ones(8))):
        plans = segments_of(PLAN, y, p)
        assert len(plans) == 3
        assert not any(each.worse for each in plans.values())
    assert all(each.recall.value is None for each in segments_of(PLAN, np.zeros(8), P).values())


@pytest.mark.parametrize("n", [0, 1])
def test_smallest_parts(n: int) -> None:
    """No customer has no segment, one customer is one that cannot be compared."""
    judged = segments({"Plan": levels(PLAN).iloc[:n]}, Y[:n], P[:n])
    assert len(judged) == n
    assert all(each.recall.p_value is None for each in judged)
    assert segments({}, Y, P) == ()


def test_a_large_part_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a part with very many customers a sample is judged, the same one every time."""
    monkeypatch.setattr(segmenting, "MAX_CUSTOMERS", 100)
    rng = np.random.default_rng(0)
    plan = {"Plan": levels(pd.Series(rng.choice(["a", "b"], 1_000)))}
    y, p = (rng.random(1_000) < 0.4).astype(int), rng.random(1_000)
    judged = segments(plan, y, p)
    assert sum(each.n for each in judged) == 100
    assert judged == segments(plan, y, p)


def test_shapes_and_threshold_are_checked() -> None:
    """Arrays that do not belong together are refused, and so is a threshold that is no probability."""
    with pytest.raises(ValueError, match=r"Levels need the shape \(8,\) of y and p, not \(3,\)"):
        segments({"Plan": levels(PLAN).iloc[:3]}, Y, P)
    with pytest.raises(ValueError, match="same shape"):
        segments({"Plan": levels(PLAN)}, Y, P[:3])
    with pytest.raises(ValueError, match="threshold is a probability"):
        segments({"Plan": levels(PLAN)}, Y, P, 2)


def test_a_model_that_fails_a_group_is_caught() -> None:
    """Where leavers of one level look like stayers, that level, and only that, is marked for its recall."""
    rng = np.random.default_rng(0)
    n = 3_000
    plan, age = rng.choice(["basic", "gold", "silver"], n), rng.integers(20, 60, n)
    left = np.where(plan == "gold", rng.random(n) < 0.3, age < 32)
    raw = pd.DataFrame({"Plan": plan, "Age": age, "Churn": left.astype(int)})
    dataset = from_table(raw, "made.csv", "x")
    run = train(dataset, RunSpec(ModelSpec(iterations=50)))
    by_level = {name: values.iloc[run.split.test] for name, values in columns_by_level(dataset).items()}
    judged = segments(by_level, run.evaluation.y["test"], run.evaluation.p["test"])
    worse = {(each.column, each.level) for each in judged if each.recall.worse}
    assert ("Plan", "gold") in worse
    assert not {("Plan", "basic"), ("Plan", "silver")} & worse
    assert ERROR == 0.05
