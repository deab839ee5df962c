"""Is more data worth collecting: the judgement by hand, and the samples it is made from."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

import churn
from churn.errors import DataError
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, profiles, split
from churn.scores.predictions import Predictions
from churn.table.dataset import SAMPLE, Dataset
from churn.tuning.more_customers import SMALL, MoreCustomers, MoreData, Sample
from churn.tuning.score import Score
from churn.tuning.task import Task, judged

QUICK = RunSpec(ModelSpec(depth=2, iterations=20))
Says = Callable[[Sample, np.ndarray], np.ndarray]


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the table that is shipped."""
    return churn.load(SAMPLE)


def answering(dataset: Dataset, says: Says) -> Callable[[Task[Sample]], "Future[Predictions]"]:
    """Return what answers a task without a fit: with log losses that are given by sample and customer."""

    def submit(task: Task[Sample]) -> "Future[Predictions]":
        done: Future[Predictions] = Future()
        rows = task.split.validation
        happened = np.exp(-says(task.label, rows))
        done.set_result(Predictions(dataset.y[rows], np.where(dataset.y[rows], happened, 1 - happened)))
        return done

    return submit


def measured(dataset: Dataset, says: Says, repeats: int = 4) -> MoreCustomers:
    """Return the shares with losses that are given by sample and customer."""
    found = MoreCustomers(dataset, split(dataset, QUICK.split), QUICK, repeats=repeats)
    list(found.run(answering(dataset, says)))
    return found


@pytest.mark.parametrize(
    ("gain", "low", "high", "verdict"),
    [
        (0.03, 0.005, 0.055, "yes"),
        (0.012, 0.0001, 0.024, "yes"),
        (0.003, 0.001, 0.005, "no"),
        (-0.02, -0.05, 0.0099, "no"),
        (-0.05, -0.08, -0.02, "no"),
        (0.02, -0.01, 0.05, "unknown"),
        (0.005, 0.0, 0.01, "unknown"),
        (0.0, -np.inf, np.inf, "unknown"),
    ],
)
def test_three_answers(gain: float, low: float, high: float, verdict: str) -> None:
    """Yes needs a clear gain that may be worth it, no needs that it surely is not; else nobody can tell."""
    assert MoreData(gain, low, high, 366, 610).verdict == verdict
    assert SMALL == 0.01


def test_a_gain_that_every_customer_shows(sample: Dataset) -> None:
    """By hand: a loss that falls by 0.04 with each doubling, for all customers alike, is known without doubt."""
    count = len(split(sample, QUICK.split).train)
    found = measured(sample, lambda each, rows: np.full(len(rows), 1 - 0.04 * np.log2(round(each.share * count))))
    more = found.more_data()
    assert more is not None
    assert (more.gain, more.low, more.high) == pytest.approx((0.04, 0.04, 0.04), abs=1e-9)
    assert (more.first, more.last) == (round(0.6 * count), count)
    assert more.verdict == "yes"
    curve = found.curve()
    assert curve.sizes.tolist() == [round(share * count) for share in (0.2, 0.4, 0.6, 0.8, 1)]
    assert curve.values == pytest.approx(1 - 0.04 * np.log2(curve.sizes))


def test_the_noise_of_the_customers_is_in_the_interval(sample: Dataset) -> None:
    """By hand: the customers' own slopes are 0.04 on average and differ; Student's interval of their mean."""
    own = np.random.default_rng(2).standard_normal(len(sample)) * 0.05
    count = len(split(sample, QUICK.split).train)

    def says(each: Sample, rows: np.ndarray) -> np.ndarray:
        return np.asarray(2 - (0.04 + own[rows]) * np.log2(round(each.share * count)))

    more = measured(sample, says).more_data()
    assert more is not None
    slopes = 0.04 + own[split(sample, QUICK.split).validation]
    assert more.gain == pytest.approx(slopes.mean())
    reach = 1.976 * slopes.std(ddof=1) / np.sqrt(len(slopes))  # t with 152 degrees of freedom
    assert (more.low, more.high) == pytest.approx((slopes.mean() - reach, slopes.mean() + reach), rel=1e-3)


def test_the_luck_of_the_choice_is_in_the_interval(sample: Dataset) -> None:
    """Where the customers agree and the choices differ, the choices' slopes make the interval: t with 3 of freedom."""
    luck = {0: 0.02, 1: -0.02, 2: 0.05, 3: -0.01}

    def says(each: Sample, rows: np.ndarray) -> np.ndarray:
        return np.full(len(rows), 0.5 + (luck[each.number] if each.share == 0.6 else 0.0))

    found = measured(sample, says)
    more = found.more_data()
    assert more is not None
    sizes = np.log2([more.first, round(0.8 * more.last), more.last])
    weight = (sizes[0] - sizes.mean()) / ((sizes - sizes.mean()) ** 2).sum()
    gains = -weight * np.array(list(luck.values()))
    reach = 3.182 * gains.std(ddof=1) / 2
    assert more.gain == pytest.approx(gains.mean())
    assert more.high - more.gain == pytest.approx(reach, rel=1e-3)
    curve = found.curve()
    width = curve.high - curve.low
    assert width[2] > 0
    assert width[[0, 1, 3, 4]] == pytest.approx(np.zeros(4), abs=1e-9)


def test_a_score_that_is_better_when_higher(sample: Dataset) -> None:
    """A gain is a rise of average precision; the losses that fall are the same."""
    knows = np.random.default_rng(1).random(len(sample))
    count = len(split(sample, QUICK.split).train)

    def says(each: Sample, rows: np.ndarray) -> np.ndarray:
        wrong = knows[rows] > 0.5 + 0.3 * each.share
        return np.where(wrong, 1.5, 0.1 + 0.001 * knows[rows])

    more = measured(sample, says).more_data(Score("average_precision"))
    assert more is not None
    assert more.gain > 0
    assert more.last == count


def test_it_cannot_be_said_of_one_choice_or_without_the_last_shares(sample: Dataset) -> None:
    """One choice does not show how much choices differ; the curve is drawn all the same."""
    one = measured(sample, lambda each, rows: np.full(len(rows), 1 - 0.1 * each.share), repeats=1)
    assert one.more_data() is None
    assert len(one.curve().sizes) == 5
    fresh = MoreCustomers(sample, split(sample, QUICK.split), QUICK)
    assert fresh.more_data() is None
    assert len(fresh.curve().sizes) == 0
    assert len(fresh.tasks) == 21
    assert fresh.done == 0


@pytest.mark.parametrize("by", ["random", "profiles"])
def test_samples_are_nested_grouped_and_judged_by_the_same_customers(sample: Dataset, by: str) -> None:
    """Larger shares of a choice hold the smaller; no test customer is anywhere; what stays together does."""
    spec = RunSpec(QUICK.model, SplitSpec(by=by))
    run_split = split(sample, spec.split)
    tasks = MoreCustomers(sample, run_split, spec, repeats=3).tasks
    trains = {each.label: each.split.train for each in tasks}
    groups = np.arange(len(sample)) if by == "random" else profiles(sample.frame)
    train_groups = np.unique(groups[run_split.train])
    for each in tasks:
        assert len(each.split.test) == 0
        assert np.array_equal(each.split.validation, run_split.validation)
        assert set(each.split.train) <= set(run_split.train)
        chosen = np.unique(groups[each.split.train])
        assert np.isin(run_split.train[np.isin(groups[run_split.train], chosen)], each.split.train).all()
        assert len(chosen) == round(each.label.share * len(train_groups))
    for number in range(3):
        assert set(trains[Sample(0.2, number)]) < set(trains[Sample(0.4, number)]) < set(trains[Sample(0.8, number)])
    assert set(trains[Sample(0.2, 0)]) != set(trains[Sample(0.2, 1)])
    assert np.array_equal(trains[Sample(1.0, 0)], run_split.train)
    assert tasks[0].label == Sample(1.0, 0)


def test_with_all_customers_it_is_the_run_itself(sample: Dataset) -> None:
    """The last point is the fit that the page shows; the test customers' outcomes change nothing."""
    run = churn.train(sample, QUICK)
    y = sample.y.copy()
    y[run.split.test] = 1 - y[run.split.test]
    values = []
    for dataset in (sample, replace(sample, y=y)):
        found = MoreCustomers(dataset, run.split, QUICK, shares=(0.5, 1.0), repeats=2)
        with ThreadPoolExecutor(2) as pool:
            list(found.run(lambda task, dataset=dataset: pool.submit(judged, dataset, task, threads=1)))  # type: ignore[misc]
        values.append(found.curve().values.tolist())
    assert values[0] == values[1]
    assert values[0][-1] == pytest.approx(run.scores["validation"].by_name["log_loss"])


def test_a_share_without_leavers_is_left_out(sample: Dataset) -> None:
    """What cannot be fitted is told, and the judgement comes from the rest."""
    found = MoreCustomers(sample, split(sample, QUICK.split), QUICK, repeats=3)
    answer = answering(sample, lambda each, rows: np.full(len(rows), 1 - 0.1 * each.share))

    def submit(task: Task[Sample]) -> "Future[Predictions]":
        if task.label not in {Sample(0.2, 0), Sample(0.6, 1)}:
            return answer(task)
        failed: Future[Predictions] = Future()
        failed.set_exception(DataError("Everybody in the train part has stayed."))
        return failed

    list(found.run(submit))
    assert set(found.failed) == {Sample(0.2, 0), Sample(0.6, 1)}
    assert found.done == len(found.tasks) == 13
    assert len(found.curve().sizes) == 5
    assert found.more_data() is not None
    assert list(found.run(submit)) == []
