"""The customers with about one probability, and the models that had never seen them."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import churn
from churn.model.folds import folds
from churn.model.split import SplitSpec, profiles
from churn.reliability.experience import ENOUGH_TESTED, FOLDS, NEAREST, REACH, Experience, cross_fitted
from churn.table.dataset import SAMPLE, Dataset

QUICK = churn.RunSpec(churn.ModelSpec(iterations=30))


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the table that is shipped."""
    return churn.load(SAMPLE)


def nearest(experience: Experience, asked: float) -> tuple[int, int]:
    """Find the customers with about one probability by looking at all of them."""
    distance = np.abs(np.arcsin(np.sqrt(experience.p)) - np.arcsin(np.sqrt(asked)))
    order = np.argsort(distance, kind="stable")[:NEAREST]
    alike = np.isin(experience.p, experience.p[order]) & (distance <= REACH)
    return int(alike.sum()), int(experience.y[alike].sum())


@pytest.mark.parametrize("digits", [1, 2, 8])
def test_look_up_finds_whom_a_search_through_all_finds(digits: int) -> None:
    """The same count, ties included, at 500 probabilities, with many, few and no equal probabilities."""
    rng = np.random.default_rng(7)
    known = Experience(rng.random(700) < 0.3, rng.beta(1, 3, 700).round(digits))
    asked = rng.random(500)
    found = known.about(asked)
    assert list(zip(found.customers, found.left, strict=True)) == [nearest(known, each) for each in asked]


def test_far_away_is_not_about() -> None:
    """Nobody within ten points of 50% stands for 50%, and no experience for nothing."""
    known = Experience([0] * 40 + [1] * 40, [0.1] * 40 + [0.9] * 40)
    assert known.about([0.1, 0.5, 0.9]).customers.tolist() == [40, 0, 40]
    assert known.about([0.1, 0.5, 0.9]).left.tolist() == [0, 0, 40]
    assert Experience([], []).about([0.3]).customers.tolist() == [0]
    assert Experience([1], [0.3]).about([0.3, 0.9]).customers.tolist() == [1, 0]


def test_more_customers_make_larger_groups() -> None:
    """A fiftieth of 10,000 customers are 200."""
    known = Experience(np.zeros(10_000), np.linspace(0.2, 0.4, 10_000))
    assert known.about([0.3]).customers.tolist() == [200]


def test_folds_hold_everybody_once_and_as_many_leavers(sample: Dataset) -> None:
    """Five test parts, disjoint, together all rows; leavers and rows differ by one at most."""
    found = folds(sample, SplitSpec(), FOLDS)
    assert len(found) == FOLDS
    assert sorted(np.concatenate([each.test for each in found])) == list(range(len(sample)))
    for each in found:
        assert not set(each.test) & {*each.train, *each.validation}
        assert len(each.train) + len(each.validation) + len(each.test) == len(sample)
    assert np.ptp([len(each.test) for each in found]) <= 1
    assert np.ptp([int(sample.y[each.test].sum()) for each in found]) <= 1


def test_folds_keep_profiles_together_where_the_split_does(sample: Dataset) -> None:
    """No profile stands in two parts of a fold."""
    profile = profiles(sample.frame)
    for each in folds(sample, SplitSpec(grouped=True), FOLDS):
        test, train, validation = (set(profile[rows]) for rows in (each.test, each.train, each.validation))
        assert not test & train
        assert not test & validation
        assert not train & validation


def test_folds_keep_the_values_of_a_column_together(sample: Dataset) -> None:
    """As the split does."""
    ages = sample.table["Age"].to_numpy()
    for each in folds(sample, SplitSpec(by="column:Age"), FOLDS):
        parts = [set(ages[rows]) for rows in (each.test, each.train, each.validation)]
        assert sum(map(len, parts)) == len(set.union(*parts))


def test_by_time_only_the_latest_customers_are_experience() -> None:
    """No other model than the run's own was asked about the future."""
    days = (np.datetime64("2023-01-01") + np.arange(300)).astype(str)
    rows = "".join(f"{day},{20 + place % 50},{'Yes' if place % 3 else 'No'}\n" for place, day in enumerate(days))
    table = churn.load(f"Came,Age,Churn\n{rows}".encode())
    run = churn.train(table, churn.RunSpec(churn.ModelSpec(iterations=5), SplitSpec(by="time:Came")))
    assert cross_fitted(run, table).p.tolist() == sorted(run.evaluation.p["test"])


def test_probabilities_come_from_models_that_never_saw_the_customer(sample: Dataset) -> None:
    """They are those of a fit on each fold, for everybody in the table."""
    run = churn.train(sample, QUICK)
    known = cross_fitted(run, sample)
    assert len(known) == len(sample)
    parts = folds(sample, QUICK.split, FOLDS)[2]
    model, _ = QUICK.learner.fit(sample, parts, QUICK.model)
    assert set(model.predict_proba(sample.frame.rows(parts.test))) <= set(known.p)
    assert int(known.y.sum()) == sample.churned


def test_nothing_is_fitted_where_enough_were_tested(real_data: Path) -> None:
    """2,026 test customers are their own experience."""
    bank = churn.load(real_data / "BankChurners.csv")
    run = churn.train(bank, churn.RunSpec(churn.ModelSpec(iterations=5)))
    known = cross_fitted(run, bank)
    assert len(known) == len(run.split.test) >= ENOUGH_TESTED
    assert known.p.tolist() == sorted(run.evaluation.p["test"])


def test_stopped_work_knows_nobody(sample: Dataset) -> None:
    """No fold is done when it is stopped before the first, also while it lets others go first."""
    run, stop = churn.train(sample, QUICK), threading.Event()
    stop.set()
    assert len(cross_fitted(run, sample, stop, lambda: True)) == 0


def test_it_lets_others_go_first(sample: Dataset) -> None:
    """While somebody waits for another fit, nothing is fitted; after that everything is."""
    run, others = churn.train(sample, QUICK), threading.Event()
    found: list[Experience] = []
    work = threading.Thread(
        target=lambda: found.append(cross_fitted(run, sample, busy=lambda: not others.is_set())), daemon=True
    )
    work.start()
    work.join(0.5)
    assert work.is_alive()
    others.set()
    work.join(20)
    assert len(found[0]) == len(sample)


def test_survives_json_with_at_most_2000_customers() -> None:
    """What a file keeps answers alike: the same where all are kept, a random 2,000 of more."""
    rng = np.random.default_rng(3)
    few, many = (Experience(rng.random(n) < 0.3, rng.random(n).round(6)) for n in (500, 5_000))
    again = Experience.of(few.as_dict())
    assert again is not None
    assert again.about([0.2, 0.7]).left.tolist() == few.about([0.2, 0.7]).left.tolist()
    fewer = Experience.of(many.as_dict())
    assert fewer is not None
    assert len(fewer) == 2_000
    assert abs(fewer.y.mean() - many.y.mean()) < 0.05


@pytest.mark.parametrize("record", [{}, {"p": [0.5]}, {"p": [0.5], "left": "10"}, {"p": [2], "left": "1"},
                                    {"p": ["a"], "left": "1"}, {"p": [0.5], "left": "x"}])  # fmt: skip
def test_what_is_no_experience_is_none(record: dict[str, object]) -> None:
    """An older file, or one that somebody has changed."""
    assert Experience.of(record) is None


def test_hopeless_folds_are_left_out(sample: Dataset) -> None:
    """A table with one leaver: nothing can be learned without him, so nobody knows him, and nothing fails."""
    rows = np.concatenate([np.flatnonzero(sample.y == 0)[:60], np.flatnonzero(sample.y == 1)[:1]])
    few = replace(sample, frame=sample.frame.rows(rows), y=sample.y[rows])
    known = cross_fitted(churn.train(sample, QUICK), few)
    assert len(known) < 61
    assert known.y.sum() == 0
