"""Curves hold the numbers of every threshold; the point at a threshold is what the scores say there."""

import numpy as np
import pytest
from sklearn.metrics import precision_recall_curve, roc_curve

from churn.scores.curves import calibration, gains, precision_recall, roc, undefined
from churn.scores.predictions import Predictions
from churn.scores.proportions import wilson

Y = [1, 1, 0, 0]
P = [0.9, 0.2, 0.6, 0.1]


def test_curves_of_four_customers() -> None:
    """By hand: flagged from the top are a churner, a stayer, a churner, a stayer."""
    ranked = roc(Predictions(Y, P)), precision_recall(Predictions(Y, P)), gains(Predictions(Y, P))
    assert all(ranked)
    for curve, x, y in zip(
        ranked,
        ([0, 0, 0.5, 0.5, 1], [0, 0.5, 0.5, 1, 1], [0, 0.25, 0.5, 0.75, 1]),
        ([0, 0.5, 0.5, 1, 1], [np.nan, 1, 1 / 2, 2 / 3, 1 / 2], [0, 0.5, 0.5, 1, 1]),
        strict=True,
    ):
        assert curve is not None
        assert curve.levels.tolist() == [0.9, 0.6, 0.2, 0.1]
        assert curve.x == pytest.approx(x)
        assert curve.y == pytest.approx(y, nan_ok=True)
        assert (curve.n, curve.positives) == (4, 2)


def test_points_are_the_scores() -> None:
    """At any threshold, also one that is somebody's probability, the point is what the confusion matrix says."""
    rng = np.random.default_rng(0)
    y = rng.random(300) < 0.3
    p = np.round(np.clip(0.3 * y + 0.8 * rng.random(300), 0, 1), 2)
    curves = roc(Predictions(y, p)), precision_recall(Predictions(y, p)), gains(Predictions(y, p))
    for threshold in (0.0, 0.01, 0.29, 0.5, 0.77, 0.99, 1.0):
        count, judged = Predictions(y, p).confusion(threshold), Predictions(y, p).scores(threshold)
        assert curves[0] is not None
        assert curves[1] is not None
        assert curves[2] is not None
        assert curves[0].at(threshold) == pytest.approx((count.fp / (count.fp + count.tn), judged.recall))
        assert curves[2].at(threshold) == pytest.approx(((count.tp + count.fp) / 300, judged.recall))
        point = curves[1].at(threshold)
        assert (point is None) == (judged.precision is None)
        assert point is None or point == pytest.approx((judged.recall, judged.precision))


def test_curves_are_scikit_learns() -> None:
    """Every corner of scikit-learn's curves is a point of ours, and the other way round."""
    rng = np.random.default_rng(1)
    y = rng.random(200) < 0.3
    p = np.round(np.clip(0.3 * y + 0.8 * rng.random(200), 0, 1), 1)
    ours, theirs = roc(Predictions(y, p)), roc_curve(y, p, drop_intermediate=False)
    assert ours is not None
    assert ours.x == pytest.approx(theirs[0])
    assert ours.y == pytest.approx(theirs[1])
    curve, (precision, recall, _) = precision_recall(Predictions(y, p)), precision_recall_curve(y, p)
    assert curve is not None
    assert curve.x[::-1] == pytest.approx(recall)
    assert curve.y[:0:-1] == pytest.approx(precision[:-1])
    assert curve.chance == pytest.approx(y.mean())


@pytest.mark.parametrize(
    ("y", "reason", "reason_of_roc"),
    [
        ([], "There are no customers here.", "There are no customers here."),
        ([0, 0], "Nobody here left.", "Nobody here left."),
        ([0], "Nobody here left.", "Nobody here left."),
        ([1, 1], None, "Everybody here left."),
        ([1, 0], None, None),
    ],
)
def test_a_curve_that_does_not_exist_has_a_reason(y: list[int], reason: str | None, reason_of_roc: str | None) -> None:
    """A curve is None exactly where there is a reason; nothing is raised and nothing warns."""
    p = [0.5] * len(y)
    assert undefined(Predictions(y, p)) == reason
    assert undefined(Predictions(y, p), both_outcomes=True) == reason_of_roc
    assert (precision_recall(Predictions(y, p)) is None) == (gains(Predictions(y, p)) is None) == (reason is not None)
    assert (roc(Predictions(y, p)) is None) == (reason_of_roc is not None)
    assert (calibration(Predictions(y, p)) is None) == (len(y) == 0)


def test_equal_probabilities() -> None:
    """With one probability for all, the curves are straight lines from nobody to everybody, calibration one bin."""
    ranked, bins = roc(Predictions([1, 0, 0], [0.4] * 3)), calibration(Predictions([1, 0, 0], [0.4] * 3))
    assert ranked is not None
    assert bins is not None
    assert (ranked.x.tolist(), ranked.y.tolist()) == ([0, 1], [0, 1])
    assert (ranked.at(0.39), ranked.at(0.4)) == ((1, 1), (0, 0))
    assert (bins.count.tolist(), bins.churned.tolist()) == ([3], [1])
    assert bins.predicted == pytest.approx([0.4])


def test_calibration_by_hand() -> None:
    """Two bins of three: mean probability, share that churned, Wilson's interval."""
    bins = calibration(Predictions([0, 1, 0, 1, 1, 0], [0.1, 0.2, 0.3, 0.6, 0.8, 1.0]), bins=2)
    assert bins is not None
    assert bins.count.tolist() == [3, 3]
    assert bins.churned.tolist() == [1, 2]
    assert bins.predicted == pytest.approx([0.2, 0.8])
    assert bins.observed == pytest.approx([1 / 3, 2 / 3])
    for k, churned in enumerate((1, 2)):
        expected = wilson(churned, 3)
        assert expected is not None
        assert (bins.low[k], bins.high[k]) == (expected.low, expected.high)
    assert (bins.first.tolist(), bins.last.tolist()) == ([0.1, 0.6], [0.3, 1.0])
    assert bins.at(0.5) == pytest.approx((0.8, 2 / 3))  # nearer to 0.6 than to 0.3
    assert bins.at(0.15) == pytest.approx((0.2, 1 / 3))


def test_ties_stay_together() -> None:
    """Ten bins of a hundred customers with three probabilities are three bins; nobody is lost."""
    p = [0.1] * 50 + [0.4] * 30 + [0.9] * 20
    bins = calibration(Predictions([0, 1] * 50, p))
    assert bins is not None
    assert bins.count.tolist() == [50, 30, 20]
    assert bins.predicted == pytest.approx([0.1, 0.4, 0.9])
    assert np.all(np.diff(bins.predicted) > 0)


def test_bins_are_about_equally_large() -> None:
    """Without ties, ten bins of 1,000 customers hold a hundred each."""
    rng = np.random.default_rng(2)
    p = rng.random(1000)
    bins = calibration(Predictions(rng.random(1000) < p, p))
    assert bins is not None
    assert bins.count.tolist() == [100] * 10


def test_refuses_nonsense() -> None:
    """No bins, or arrays that do not fit, are mistakes of the caller."""
    with pytest.raises(ValueError, match="at least one bin, not 0"):
        calibration(Predictions(Y, P), bins=0)
    with pytest.raises(ValueError, match="same shape"):
        roc(Predictions([1, 0], [0.5]))
