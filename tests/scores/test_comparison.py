"""Two models on the same customers: what counts as a clear difference, and how often luck alone makes one."""

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from churn.scores import comparison, resampling
from churn.scores.comparison import Comparison, Difference, compare_counts, compare_probabilities
from churn.scores.confusion import THRESHOLD
from churn.scores.predictions import Predictions

ALL = {"precision", "recall", "f1", "roc_auc", "average_precision", "log_loss", "brier"}


def simulated(rng: np.random.Generator, n: int) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Draw customers of whom 20% churn, and the probabilities of a good model that is a little too sure."""
    y = rng.random(n) < 0.2
    x = rng.normal(size=n) + 2.2 * y
    p = expit(1.2 * (2.2 * x - 2.2**2 / 2 + np.log(0.2 / 0.8)))
    return y, np.clip(np.round(p, 3), 0.001, 0.999)


def compare(y: ArrayLike, p_new: ArrayLike, p_old: ArrayLike, threshold: float = THRESHOLD) -> dict[str, Difference]:
    """Return the differences of all scores."""
    return Comparison(Predictions(y, p_new), Predictions(y, p_old)).at(threshold)


def test_refuses_what_does_not_fit() -> None:
    """Outcomes and probabilities of different length are a mistake of the caller."""
    with pytest.raises(ValueError, match="same shape"):
        compare([1, 0], [0.5, 0.4], [0.5])


def test_three_customers_make_no_clear_difference() -> None:
    """A model that is better for three customers and like the other for all else is not clearly better."""
    y = np.arange(200) % 4 == 0
    p = np.where(y, 0.7, 0.2)
    better = p.copy()
    better[[0, 4, 8]] = 0.9
    p[[0, 4, 8]] = 0.1
    found = compare(y, better, p)
    assert {name for name, each in found.items() if each.value != 0} == ALL - {"precision"}  # 1 for both
    assert not any(each.clear for each in found.values())


def test_all_scores_together_take_wider_intervals() -> None:
    """A score that is compared by itself has a narrower interval than beside all others, around the same value."""
    rng = np.random.default_rng(8)
    y, p = simulated(rng, 300)
    new, old = Predictions(y, p), Predictions(y, expit(np.log(p / (1 - p)) + rng.normal(size=300)))
    alone, beside = compare_probabilities(new, old), Comparison(new, old).at()
    assert set(alone) == {"roc_auc", "average_precision", "log_loss", "brier"}
    for name, each in alone.items():
        assert each.value == beside[name].value
        assert beside[name].high - beside[name].low > 1.1 * (each.high - each.low)


def test_two_equal_models_do_not_differ() -> None:
    """A model compared with itself: no difference, and none that could be clear."""
    y, p = simulated(np.random.default_rng(4), 100)
    found = compare(y, p, p)
    assert set(found) == ALL
    assert all(each.value == 0 and not (each.clear or each.better or each.worse) for each in found.values())


def test_a_clearly_better_model() -> None:
    """Against random probabilities, a good model is better in every score, also where lower is better."""
    rng = np.random.default_rng(5)
    y, p = simulated(rng, 400)
    noise = rng.random(400)
    forth, back = compare(y, p, noise), compare(y, noise, p)
    better, worse = Predictions(y, p).scores(), Predictions(y, noise).scores()
    for name, found in forth.items():
        assert found.value == pytest.approx(getattr(better, name) - getattr(worse, name))
        assert found.low <= found.value <= found.high
    good = {name for name, found in forth.items() if found.better}
    assert good >= {"precision", "f1", "roc_auc", "average_precision", "log_loss", "brier"}
    assert all(back[name].worse and not back[name].better for name in good)
    assert forth["log_loss"].value < 0


def test_equal_ranks_differ_in_the_scores_of_a_threshold() -> None:
    """Lower probabilities in the same order differ in the scores that count flags, and not in those of ranks."""
    y, p = [1, 1, 0, 0] * 20, [0.9, 0.6, 0.4, 0.1] * 20
    found = compare(y, p, [each - 0.1 for each in p])
    assert found["recall"].value == 0.5
    assert found["recall"].better
    assert found["precision"].value == 0
    assert not found["precision"].clear
    assert found["roc_auc"].value == 0


@pytest.mark.parametrize(
    ("y", "new", "old", "defined"),
    [
        ([], [], [], set()),
        ([1], [True], [False], set()),
        ([0, 0], [False, False], [True, False], set()),
        ([1, 0] * 20, [False] * 40, [True, False] * 20, {"recall", "f1"}),
    ],
    ids=["nobody", "one churner", "no churner", "nobody flagged"],
)
def test_differences_that_do_not_exist(y: list[int], new: list[bool], old: list[bool], defined: set[str]) -> None:
    """Where a score is undefined, or is so in too many resamples, there is no difference; nothing warns."""
    kinds = np.array([y, new, old], dtype=int).reshape(3, -1)
    counts = np.zeros((2, 2, 2), dtype=int)
    np.add.at(counts, tuple(kinds), 1)
    assert set(compare_counts(counts)) == defined


def test_comparing_nobody() -> None:
    """Two models on no customers: no differences."""
    assert compare([], [], []) == {}


def two_good_models(
    rng: np.random.Generator, n: int, rate: float, noise: float, *, ties: bool
) -> tuple[Predictions, Predictions]:
    """Draw customers and two models that know equally much about them: each with errors of its own."""
    y = rng.random(n) < rate
    x = rng.normal(size=n) + 1.8 * y + noise * rng.normal(size=(2, n))
    if ties:
        x = np.round(x / 0.8) * 0.8
    new, old = expit(1.8 * x - 1.8**2 / 2 + np.log(rate / (1 - rate)))
    return Predictions(y, new), Predictions(y, old)


@pytest.mark.slow
def test_luck_alone_makes_a_clear_difference_in_6_of_100_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two equally good models, any of seven scores differs clearly in at most 6%, alike as they may be.

    In each of 300 samples for each kind, up to chance; in all of them together without.
    """
    monkeypatch.setattr(comparison, "RESAMPLES", 300)
    monkeypatch.setattr(resampling, "RESAMPLES", 300)
    kinds = [
        *((50, 0.23, 0.6, False), (50, 0.02, 0.1, True), (50, 0.5, 0.6, True), (191, 0.5, 0.6, False)),
        *((191, 0.23, 0.1, True), (191, 0.02, 0.6, True), (191, 0.23, 0.6, True), (1000, 0.23, 0.6, True)),
        *((1000, 0.02, 0.6, True), (1000, 0.5, 0.1, True)),
    ]
    rng, clear = np.random.default_rng(22), list[float]()
    for n, rate, noise, ties in kinds:
        found = 0
        for seed in range(300):
            pair = two_good_models(rng, n, rate, noise, ties=ties)
            differences = Comparison(*pair, seed=seed).at(min(0.5, 1.5 * rate))
            found += any(each.clear for each in differences.values())
        clear.append(found / 300)
    print(f"clear in {dict(zip(kinds, clear, strict=True))}")  # noqa: T201 - the figures are the point
    assert np.mean(clear) <= 0.06
    assert max(clear) <= 0.06 + 2 * np.sqrt(0.06 * 0.94 / 300)


@pytest.mark.slow
def test_intervals_of_differences_hold_together() -> None:
    """Where two models differ, the intervals of all seven differences hold at once in 93% of 300 samples or more."""
    rng = np.random.default_rng(21)

    def two_models(n: int) -> tuple[Predictions, Predictions]:
        y, p = simulated(rng, n)
        return Predictions(y, p), Predictions(y, expit(np.log(p / (1 - p)) + rng.normal(size=n)))

    better, worse = (each.scores() for each in two_models(1_000_000))
    held = 0
    for _ in range(300):
        found = Comparison(*two_models(200)).at()
        assert set(found) == ALL
        held += all(
            each.low <= getattr(better, name) - getattr(worse, name) <= each.high for name, each in found.items()
        )
    assert held / 300 >= 0.93
