"""Found settings against the defaults on fresh splits: who is split, what is compared, what it is called."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

import churn
from churn.errors import DataError
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, profiles, split
from churn.table.dataset import Dataset
from churn.tuning.fits import LocalFits
from churn.tuning.fresh import FreshScores, corrected, fresh_splits, meet
from churn.tuning.score import Score
from churn.work.trainer import Trainer

DEFAULTS = RunSpec(ModelSpec(iterations=8))


def deep(depth: int) -> RunSpec:
    """Return the defaults with another depth."""
    return replace(DEFAULTS, model=replace(DEFAULTS.model, depth=depth))


def scores(values: dict[int, list[float]], best: tuple[int, ...], score: Score | None = None) -> FreshScores:
    """Return hand-made scores by depth; the defaults have depth 4."""
    known = {deep(depth): np.array(each) for depth, each in values.items()}
    order = tuple(deep(depth) for depth in best)
    return FreshScores(order[0], DEFAULTS, order, score or Score(), known, 0.25)


@pytest.mark.parametrize("by", ["random", "profiles"])
def test_only_the_customers_who_train_and_validate_are_split(sample: Dataset, by: str) -> None:
    """Ten different splits into three disjoint parts, without anybody who tests the run; profiles stay together."""
    spec = RunSpec(split=SplitSpec(by=by, seed=5))
    parts = split(sample, spec.split)
    fresh = fresh_splits(sample, parts, spec)
    everybody = set(parts.train) | set(parts.validation)
    for each in fresh:
        assert set(each.train) | set(each.validation) | set(each.test) == everybody
        assert len(each.train) + len(each.validation) + len(each.test) == len(everybody)
        if by == "profiles":
            groups = profiles(sample.frame)
            held = [set(groups[rows]) for rows in each.parts().values()]
            assert sum(map(len, held)) == len(set.union(*held))
    assert len({frozenset(each.test) for each in fresh}) == 10


def test_the_test_customers_outcomes_change_nothing(sample: Dataset, trainer: Trainer) -> None:
    """Shuffled, they leave every score on every fresh split as it is."""
    parts = split(sample, DEFAULTS.split)
    y = sample.y.copy()
    y[parts.test] = np.random.default_rng(3).permutation(y[parts.test])
    assert not np.array_equal(y, sample.y)
    found = []
    for table in (sample, replace(sample, y=y)):
        splits = fresh_splits(table, split(table, DEFAULTS.split), DEFAULTS, 3)
        found.append(meet([deep(6), deep(2)], DEFAULTS, splits, LocalFits(trainer, table)))
    assert found[0].difference == found[1].difference
    assert all(np.array_equal(found[0].values[spec], found[1].values[spec]) for spec in found[0].values)


def test_the_others_may_meet_on_fewer_splits(sample: Dataset, trainer: Trainer) -> None:
    """Found settings and defaults are fitted on all, the rest of the best where their order is looked at."""
    splits = fresh_splits(sample, split(sample, DEFAULTS.split), DEFAULTS, 4)
    seen = list[tuple[int, int]]()
    fits = LocalFits(trainer, sample)
    found = meet(
        [deep(6), deep(2), deep(3)], DEFAULTS, splits, fits, of_order=2, on_progress=lambda *each: seen.append(each)
    )
    assert seen == [(done, 12) for done in range(1, 13)]
    assert (len(found.differences), found.splits_of_order) == (4, 2)
    assert np.isnan(found.values[deep(2)][2:]).all()
    assert sorted(found.order, key=found.best.index) == list(found.best)


def test_by_time_there_are_no_fresh_splits() -> None:
    """Who comes later must not train; that is said."""
    rows = "\n".join(f"{2020 + n // 12}-{n % 12 + 1:02}-01,{n % 7},{'Yes' if n % 3 else 'No'}" for n in range(60))
    table = churn.load(f"Signup,Visits,Churn\n{rows}\n".encode())
    spec = RunSpec(split=SplitSpec(by="time:Signup"))
    with pytest.raises(DataError, match="has no fresh splits"):
        fresh_splits(table, split(table, spec.split), spec)


def test_a_table_that_is_too_small_for_them() -> None:
    """Of the three shops that have to stay together, the test has one: two make no three parts."""
    rows = "\n".join(f"{n % 7},shop {n % 3},{'Yes' if n % 2 else 'No'}" for n in range(60))
    table = churn.load(f"Visits,Shop,Churn\n{rows}\n".encode())
    spec = RunSpec(split=SplitSpec(by="column:Shop"))
    with pytest.raises(DataError, match="too small for fresh splits"):
        fresh_splits(table, split(table, spec.split), spec)


@pytest.mark.parametrize(("common", "rare", "did"), [("No", "Yes", "left"), ("Yes", "No", "stayed")])
def test_hardly_anybody_left_or_stayed(common: str, rare: str, did: str) -> None:
    """Nine of those who do not test are too few to tell; the message counts them."""
    rows = "\n".join(f"{n % 7},{rare if n % 12 == 0 else common}" for n in range(132))
    table = churn.load(f"Visits,Churn\n{rows}\n".encode())
    spec = RunSpec()
    parts = split(table, spec.split)
    others = table.y[np.concatenate([parts.train, parts.validation])]
    few = int(min(others.sum(), len(others) - others.sum()))
    assert few < 10
    with pytest.raises(DataError, match=f"Only {few} of {len(others)} customers {did}: too few"):
        fresh_splits(table, parts, spec)


def test_the_interval_knows_that_splits_share_customers() -> None:
    """By hand: mean -0.01, variance 0.0001 of four, times 1/4 + 1/4 instead of 1/4."""
    found = corrected(np.array([0.0, -0.02, 0.0, -0.02]), 0.25)
    assert found is not None
    variance = 4 * 0.01**2 / 3
    reach = student.ppf(0.975, 3) * np.sqrt(variance / 2)
    assert (found.value, found.low, found.high) == pytest.approx((-0.01, -0.01 - reach, -0.01 + reach))
    assert not found.clear
    assert corrected(np.array([0.1]), 0.25) is None


def test_the_difference_is_paired_and_knows_what_is_good() -> None:
    """A lead of 0.1 on every split is clear, however the splits themselves differ; of a loss lower is better."""
    values = {4: [0.5, 0.9, 0.1, 0.7], 6: [0.4, 0.8, 0.0, 0.601]}
    lower = scores(values, (6, 4)).difference
    assert lower is not None
    assert lower.better
    assert not lower.worse
    higher = scores(values, (6, 4), Score("average_precision")).difference
    assert higher is not None
    assert higher.worse


def test_the_rank_of_the_winner() -> None:
    """By the means over the splits where all have a score; of equal ones the better place, and a gap drops a split."""
    found = scores(
        {4: [1, 1, 1], 6: [0.3, 0.4, 9], 2: [0.2, 0.3, np.nan], 3: [0.4, 0.3, 0], 5: [0.5, 0.5, 0]}, (6, 2, 3, 5)
    )
    assert found.splits_of_order == 2
    assert [spec.model.depth for spec in found.order] == [2, 6, 3, 5]
    assert found.rank == 2
    tied = scores({4: [1.0], 6: [0.35], 3: [0.35]}, (3, 6))
    assert tied.rank == 1


def test_without_a_split_in_common_there_is_no_order() -> None:
    """Nor a difference, where one of the two never has a score."""
    found = scores({4: [np.nan, np.nan], 6: [0.1, 0.2], 2: [0.3, 0.3]}, (6, 2, 4))
    assert (found.rank, found.order, found.difference, found.splits_of_order) == (None, (), None, 0)
