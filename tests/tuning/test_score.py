"""The scores by which settings are compared, against scikit-learn and on rows that can be counted by hand."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, precision_recall_curve

from churn.errors import SpecError
from churn.scores.predictions import Predictions
from churn.scores.weighted import resamples_of_groups
from churn.tuning.score import Score


def some(seed: int, n: int = 60, *, decimals: int = 6) -> Predictions:
    """Return customers with about a third of leavers, and probabilities that know something."""
    rng = np.random.default_rng(seed)
    y = rng.random(n) < 1 / 3
    return Predictions(y, np.clip(0.3 + 0.2 * y + 0.2 * rng.standard_normal(n), 0.01, 0.99).round(decimals))


@pytest.mark.parametrize("decimals", [6, 1])
@pytest.mark.parametrize("wanted", [0.3, 0.5, 0.6, 0.9])
def test_recall_at_a_precision_is_the_best_that_a_threshold_reaches(wanted: float, decimals: int) -> None:
    """With and without equal probabilities, scikit-learn's curve has the same highest recall."""
    for seed in range(5):
        each = some(seed, decimals=decimals)
        precision, recall, _ = precision_recall_curve(each.churned, each.p)
        reached = recall[:-1][precision[:-1] >= wanted]
        best = reached.max(initial=0.0)
        assert (Score("recall", wanted).value(each) or 0.0) == pytest.approx(best)


def test_a_precision_that_is_just_reached_counts() -> None:
    """Three of five are a precision of 0.6, and seven of 25 one of 0.28, whatever the computer's fractions say."""
    five = Predictions([1, 0, 1, 0, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.1])
    assert Score("recall", 0.6).value(five) == 1
    some_of_25 = Predictions([1] * 7 + [0] * 18, [0.5] * 25)
    assert Score("recall", 0.28).value(some_of_25) == 1
    assert Score("recall", 0.29).value(some_of_25) is None


def test_where_no_threshold_reaches_the_precision_there_is_no_score() -> None:
    """The reason names the precision; a resample counts as nobody found."""
    wrong = Predictions([0, 1, 0, 0], [0.9, 0.8, 0.7, 0.6])
    score = Score("recall", 0.75)
    assert score.value(wrong) is None
    assert score.reason(wrong) == "No threshold reaches a precision of 0.75 here."
    once = np.ones((1, 4), dtype=np.float32)
    nobody = np.array([[2, 0, 1, 1]], dtype=np.float32)
    assert score.resampled(wrong.churned, wrong.p, once).tolist() == [0.0]
    assert np.isnan(score.resampled(wrong.churned, wrong.p, nobody)).all()


@pytest.mark.parametrize("name", ["average_precision", "recall"])
def test_nobody_left(name: str) -> None:
    """Neither score exists without a leaver, and the reason is the page's own."""
    stayed = Predictions([0, 0], [0.2, 0.1])
    assert Score.parse(name).value(stayed) is None
    assert Score.parse(name).reason(stayed) == "Nobody here left."


@pytest.mark.parametrize("decimals", [6, 1])
def test_resampled_average_precision_is_that_of_the_repeated_rows(decimals: int) -> None:
    """A customer drawn twice counts as two; scikit-learn agrees on every resample."""
    each = some(7, decimals=decimals)
    weights = resamples_of_groups(np.arange(60), 20, np.random.default_rng(1))
    assert (weights.sum(axis=1) == 60).all()
    values = Score("average_precision").resampled(each.churned, each.p, weights)
    for value, counts in zip(values, weights.astype(int), strict=True):
        rows = np.repeat(np.arange(60), counts)
        assert value == pytest.approx(average_precision_score(each.churned[rows], each.p[rows]), abs=1e-5)


def test_rows_of_one_group_are_drawn_together() -> None:
    """Equal groups have equal counts in every resample, and the groups add up to their number."""
    groups = np.array([0, 1, 0, 2, 2, 2])
    weights = resamples_of_groups(groups, 50, np.random.default_rng(3))
    assert (weights[:, 0] == weights[:, 2]).all()
    assert (weights[:, 3] == weights[:, 5]).all()
    assert (weights[:, [0, 1, 3]].sum(axis=1) == 3).all()


@pytest.mark.parametrize("text", ["log_loss", "average_precision", "recall@0.6", "recall@0.85", "recall@1"])
def test_a_written_score_is_read_again(text: str) -> None:
    """Address and command line write a score as one word."""
    assert str(Score.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "roc", "recall@", "recall@high", "recall@0", "recall@1.1", "recall@nan", "log_loss@1"]
)
def test_what_is_no_score_is_refused(text: str) -> None:
    """The message says what is allowed."""
    with pytest.raises(SpecError, match=r"log_loss, average_precision, or recall@|above 0 and at most 1"):
        Score.parse(text)


def test_log_loss_needs_no_precision() -> None:
    """Equal scores are equal, whatever came with them."""
    assert Score("log_loss", 0.7) == Score()
    assert Score("recall") == Score("recall", 0.6)
    assert (Score().better, Score("recall").better) == ("lower", "higher")
