"""How far chance moves differences: by hand, and by simulation of customers whose best setting is known."""

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from churn.scores.metrics import log_losses
from churn.scores.predictions import Predictions
from churn.tuning.noise import Estimates, on_customers, on_folds
from churn.tuning.score import Score

LOSS = Score()
AP = Score("average_precision")
Y = np.array([1, 1, 1, 0, 0, 0, 0, 0])


def settings(k: int, n: int, seed: int, spread: float = 0.3) -> list[Predictions]:
    """Return predictions of equally good settings: the same knowledge, noise of their own."""
    rng = np.random.default_rng(seed)
    truth = rng.standard_normal(n) - 1.2
    y = rng.random(n) < 1 / (1 + np.exp(-truth))
    return [Predictions(y, 1 / (1 + np.exp(-truth - spread * rng.standard_normal(n)))) for _ in range(k)]


def test_the_error_of_a_difference_is_that_of_paired_differences() -> None:
    """By hand: the standard deviation of the customers' differences over the root of their number."""
    one, other = (
        Predictions(Y, p) for p in ([0.9, 0.7, 0.4, 0.3, 0.2, 0.2, 0.1, 0.1], [0.8, 0.8, 0.5, 0.3, 0.1, 0.3, 0.2, 0.1])
    )
    estimates = on_customers([one, other], LOSS)
    differences = log_losses(one.churned, one.p) - log_losses(other.churned, other.p)
    best = 0 if differences.mean() < 0 else 1
    assert estimates.best == best
    assert estimates.lags()[1 - best] == pytest.approx(abs(differences.mean()))
    assert estimates.errors_of_lags()[1 - best] == pytest.approx(differences.std(ddof=1) / np.sqrt(8))
    assert estimates.errors_of_lags()[best] == 0


def test_two_settings_are_compared_by_students_t() -> None:
    """With one other setting, the reach is that of a one-sided t test at 5%: 1.895 standard errors of 8 customers."""
    one, other = settings(2, 8, 1)
    estimates = on_customers([one, other], LOSS)
    lagging = 1 - (estimates.best or 0)
    assert estimates.reach(lagging) / estimates.errors_of_lags()[lagging] == pytest.approx(1.895, abs=0.08)


def test_more_settings_need_a_longer_lead() -> None:
    """The best of many is ahead by chance: the more there are, the longer its lead has to be; never by Bonferroni's."""
    reaches = []
    for k in (2, 20, 130):
        estimates = on_customers(settings(k, 150, 5), LOSS)
        place = (estimates.best or 0) - 1
        reaches.append(estimates.reach(place) / estimates.errors_of_lags()[place])
    assert reaches[0] < reaches[1] < reaches[2] < 3.45


def test_equal_predictions_are_equal_and_a_constant_gap_is_none() -> None:
    """Two settings that say the same have no noise between them; where all customers agree, none explains a gap."""
    p = np.where(Y, 0.8, 0.2)
    better = Predictions(Y, np.where(Y, 0.9, 0.1))
    assert on_customers([Predictions(Y, p), Predictions(Y, p)], LOSS).equals.tolist() == [True, True]
    assert on_customers([Predictions(Y, p), better], LOSS).equals.tolist() == [False, True]


def test_one_customer_tells_nothing() -> None:
    """Nor do no customers, nor no settings: all that has a score may be the best."""
    lone = [Predictions([1], [0.9]), Predictions([1], [0.1])]
    estimates = on_customers(lone, LOSS)
    assert estimates.equals.tolist() == [True, True]
    assert estimates.reach(1) == np.inf
    assert on_customers([], LOSS).best is None
    assert on_customers([Predictions([], [])], AP).equals.tolist() == [False]


def test_rows_of_one_customer_count_once() -> None:
    """Each row written four times proves no more, where the copies are known to be of one customer."""
    once = settings(12, 60, 3)
    four = [Predictions(np.repeat(each.churned, 4), np.repeat(each.p, 4)) for each in once]
    groups = np.repeat(np.arange(60), 4)
    for score in (LOSS, AP, Score("recall", 0.5)):
        alone, together, apart = (
            on_customers(*given) for given in ((once, score), (four, score, groups), (four, score))
        )
        assert together.standard_errors == pytest.approx(alone.standard_errors, rel=1e-6)
        assert (apart.standard_errors < 0.8 * alone.standard_errors).all()


def test_groups_may_have_any_numbers() -> None:
    """Only equality matters, not which numbers or in which order."""
    each = settings(3, 30, 2)
    groups = np.arange(30) // 2
    shuffled = np.random.default_rng(0).permutation(15)[groups] * 7 + 100
    for score in (LOSS, AP):
        assert on_customers(each, score, shuffled).covariance == pytest.approx(
            on_customers(each, score, groups).covariance, rel=0.35 if score is AP else 1e-9
        )


def test_equal_arguments_equal_noise() -> None:
    """The resampling has a seed of its own."""
    for score in (LOSS, AP, Score("recall", 0.4)):
        one, other = (on_customers(settings(6, 60, 8), score) for _ in range(2))
        assert (one.equals == other.equals).all()
        assert (one.covariance == other.covariance).all()
        assert one.flattery == other.flattery


def test_more_settings_flatter_the_best_more() -> None:
    """By hand for two: half the standard error of the difference times 0.798 (the mean of a half normal)."""
    two = on_customers(settings(2, 400, 4), LOSS)
    assert two.equals.all()
    error = max(two.errors_of_lags())
    assert two.flattery == pytest.approx(error * 0.798 / 2, rel=0.1)
    assert on_customers(settings(40, 400, 4), LOSS).flattery > two.flattery
    assert on_customers(settings(1, 400, 4), LOSS).flattery == 0


@pytest.mark.parametrize(("better", "best"), [("lower", 1), ("higher", 2)])
def test_the_best_has_the_best_value(better: str, best: int) -> None:
    """An undefined value is never the best, nor its equal."""
    estimates = Estimates(np.array([0.5, 0.2, 0.9, np.nan]), np.eye(4) * 1e-6, 50, better)  # type: ignore[arg-type]
    assert estimates.best == best
    assert estimates.equals.tolist() == [place == best for place in range(4)]


def true_best_kept(score: Score, n: int, groups: NDArray[np.intp] | None = None, samples: int = 40) -> float:
    """Return in which share of samples the truly best of twenty settings stays among those that may be the best."""
    rng, kept = np.random.default_rng(11), 0
    for _ in range(samples):
        size = n if groups is None else int(groups.max()) + 1
        truth = 1.5 * rng.standard_normal(size) - 1
        y = rng.random(size) < 1 / (1 + np.exp(-truth))
        known = [1 / (1 + np.exp(-truth - (0.2 + 0.01 * k) * rng.standard_normal(size))) for k in range(20)]
        rows = np.arange(size) if groups is None else groups
        kept += bool(on_customers([Predictions(y[rows], p[rows]) for p in known], score, groups).equals[0])
    return kept / samples


@pytest.mark.parametrize("score", [LOSS, AP, Score("recall", 0.6)], ids=str)
def test_the_truly_best_stays_in_although_another_was_chosen(score: Score) -> None:
    """Of twenty settings of about the same quality the best is hardly ever the truly best, and still it stays in."""
    assert true_best_kept(score, 150) >= 0.9


def test_the_truly_best_stays_in_with_several_rows_a_customer() -> None:
    """Rows of one customer, resampled together, do not make chance look like knowledge."""
    assert true_best_kept(LOSS, 0, np.repeat(np.arange(60), 3)) >= 0.9


@pytest.mark.parametrize(("score", "most"), [(LOSS, 1), (AP, 5), (Score("recall", 0.6), 5)], ids=str)
def test_a_whole_map_is_judged_at_once(score: Score, most: float) -> None:
    """130 settings on 153 customers take a few hundredths or a tenth of a second; the limits are for a busy machine."""
    each = settings(130, 153, 6)
    for one in each:
        score.value(one)
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        assert on_customers(each, score).equals.any()
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < most


def test_folds_share_their_trainings() -> None:
    """By hand: two settings on four folds, three quarters in common: variance times 1/4 + 1/3 instead of 1/4."""
    scores = np.array([[0.30, 0.34, 0.32, 0.36], [0.31, 0.37, 0.31, 0.41]])
    estimates = on_folds(scores, "lower", overlap=1 / 3)
    assert estimates.values == pytest.approx([0.33, 0.35])
    gaps = scores[1] - scores[0]
    assert estimates.errors_of_lags()[1] == pytest.approx(np.sqrt(gaps.var(ddof=1) * (1 / 4 + 1 / 3)))
    assert estimates.standard_errors[0] == pytest.approx(np.sqrt(scores[0].var(ddof=1) * 7 / 12))
    assert estimates.freedom == 3


def test_a_setting_without_a_score_on_one_fold_has_none() -> None:
    """A mean over fewer folds could not be compared with the others'."""
    estimates = on_folds(np.array([[0.3, np.nan], [0.4, 0.5]]), "lower", overlap=1)
    assert estimates.equals.tolist() == [False, True]
    assert on_folds(np.empty((0, 0)), "lower", overlap=1).best is None
    assert on_folds(np.full((1, 4), np.nan), "higher", overlap=0.25).best is None
    assert on_folds(np.array([[0.3], [0.4]]), "lower", overlap=0.5).equals.tolist() == [True, True]


def test_a_weighted_sum_of_scores_has_an_interval() -> None:
    """By hand: the difference of two independent scores with variances 0.01 and 0.03, t with 10 degrees of freedom."""
    estimates = Estimates(np.array([0.5, 0.2]), np.diag([0.01, 0.03]), 10, "lower")
    value, low, high = estimates.interval(np.array([1.0, -1.0]))
    assert (value, low, high) == pytest.approx((0.3, 0.3 - 2.228 * 0.2, 0.3 + 2.228 * 0.2), abs=1e-3)
    assert estimates.interval(np.array([1.0, -1.0]), added=0.05)[2] == pytest.approx(0.3 + 2.228 * 0.3, abs=1e-3)
    nothing = Estimates(np.array([0.5]), np.array([[np.nan]]), 0, "lower")
    assert nothing.interval(np.array([1.0])) == (0.5, -np.inf, np.inf)
