"""An interval is as good as its coverage: how often it holds the truth when the truth is known."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.special import expit
from sklearn.metrics import average_precision_score, roc_auc_score

import churn
from churn.scores import resampling
from churn.scores.bootstrap import bootstrap_intervals
from churn.scores.comparison import Comparison, Difference, compare_counts
from churn.scores.confusion import THRESHOLD, Confusion
from churn.scores.metrics import Scores
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval, wilson
from churn.scores.resampling import VECTORISED, ResampledScores, resampled

ALL = {"precision", "recall", "f1", *VECTORISED}


def simulated(rng: np.random.Generator, n: int, places: int = 3) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Draw customers of whom 20% churn, and the probabilities of a good model that is a little too sure."""
    y = rng.random(n) < 0.2
    x = rng.normal(size=n) + 2.2 * y
    p = expit(1.2 * (2.2 * x - 2.2**2 / 2 + np.log(0.2 / 0.8)))
    return y, np.clip(np.round(p, places), 0.001, 0.999)


def score_intervals(y: ArrayLike, p: ArrayLike) -> dict[str, Interval]:
    """Return the intervals of all scores at the usual threshold."""
    predictions = Predictions(y, p)
    return predictions.scores().intervals | bootstrap_intervals(predictions)


def compare(y: ArrayLike, p_new: ArrayLike, p_old: ArrayLike, threshold: float = THRESHOLD) -> dict[str, Difference]:
    """Return the differences of all scores."""
    return Comparison(Predictions(y, p_new), Predictions(y, p_old)).at(threshold)


def test_wilson_is_scipys() -> None:
    """28 of 40 are 0.700 with 0.55 to 0.82, as scipy says; nothing of nothing has no interval."""
    expected = stats.binomtest(28, 40).proportion_ci(method="wilson")
    assert wilson(28, 40) == Interval(expected.low, expected.high)
    assert (round(expected.low, 2), round(expected.high, 2)) == (0.55, 0.82)
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("successes", "n"), [(0, 1), (1, 1), (0, 40), (40, 40)])
def test_wilson_at_the_ends(successes: int, n: int) -> None:
    """None or all of few is no certainty: the interval keeps its width and stays inside 0 to 1."""
    found = wilson(successes, n)
    assert found is not None
    assert 0 <= found.low <= successes / n <= found.high <= 1
    assert found.high - found.low > 0.08


@pytest.mark.parametrize(("successes", "n"), [(3, 2), (-1, 2), (1, 0)])
def test_wilson_refuses_impossible_counts(successes: int, n: int) -> None:
    """More successes than trials, or fewer than none, are a mistake of the caller."""
    with pytest.raises(ValueError, match=r"k|n"):
        wilson(successes, n)


def test_intervals_of_counts() -> None:
    """Precision and recall count customers; the ends of F1 are those of the Jaccard index 28 / 53, 2 J / (1 + J)."""
    found = Scores({}, Confusion(tp=28, fp=13, fn=12, tn=138)).intervals
    assert found["precision"] == wilson(28, 41)
    assert found["recall"] == wilson(28, 40)
    jaccard = wilson(28, 53)
    assert jaccard is not None
    assert found["f1"].low == pytest.approx(2 * jaccard.low / (1 + jaccard.low))
    assert found["f1"].high == pytest.approx(2 * jaccard.high / (1 + jaccard.high))


def test_bootstrap_is_scipys_bca(monkeypatch: pytest.MonkeyPatch) -> None:
    """The intervals are those of `scipy.stats.bootstrap` with its method BCa, from the same draws."""
    monkeypatch.setattr(resampling, "RESAMPLES", 200)
    y, p = simulated(np.random.default_rng(0), 60, places=2)
    found = bootstrap_intervals(Predictions(y, p), seed=5)
    formulas = {
        "roc_auc": roc_auc_score,
        "average_precision": average_precision_score,
        "brier": lambda y, p: np.mean((p - y) ** 2),
    }
    for name, formula in formulas.items():
        expected = stats.bootstrap(
            (y, p), formula, paired=True, vectorized=False, n_resamples=200, method="BCa", rng=np.random.default_rng(5)
        ).confidence_interval
        assert (found[name].low, found[name].high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_resampled_scores_are_scikit_learns() -> None:
    """On resamples with ties, every score is what `Predictions.scores` says of the drawn customers."""
    rng = np.random.default_rng(1)
    y, p = simulated(rng, 60, places=1)
    rows = rng.integers(60, size=(20, 60))
    found = ResampledScores(Predictions(y, p))(rows)
    for drawn, column in zip(rows, found.T, strict=True):
        judged = Predictions(y[drawn], p[drawn]).scores()
        assert column == pytest.approx([getattr(judged, name) for name in VECTORISED])


def test_leaving_one_out() -> None:
    """The shortcut over equal customers gives the scores without each customer."""
    y, p = simulated(np.random.default_rng(2), 40, places=1)
    found = ResampledScores(Predictions(y, p)).without_each()
    for row, column in enumerate(found.T):
        judged = Predictions(np.delete(y, row), np.delete(p, row)).scores()
        assert column == pytest.approx([getattr(judged, name) for name in VECTORISED])


def test_the_seed_decides() -> None:
    """Equal arguments give equal intervals, another seed slightly different ones, around the score."""
    y, p = simulated(np.random.default_rng(3), 200)
    assert score_intervals(y, p) == score_intervals(y, p)
    other = bootstrap_intervals(Predictions(y, p), seed=1)
    assert other != bootstrap_intervals(Predictions(y, p))
    judged = Predictions(y, p).scores()
    for name, interval in score_intervals(y, p).items():
        assert interval.low <= getattr(judged, name) <= interval.high
    assert other["roc_auc"].low == pytest.approx(bootstrap_intervals(Predictions(y, p))["roc_auc"].low, abs=0.02)


@pytest.mark.parametrize(
    ("y", "p", "missing"),
    [
        ([], [], ALL),
        ([1], [0.7], set(VECTORISED)),
        ([0], [0.7], {"recall", *VECTORISED}),
        ([0] * 30, [0.1, 0.2, 0.6] * 10, {"recall", "roc_auc", "average_precision"}),
        ([1] * 30, [0.1, 0.2, 0.6] * 10, {"roc_auc", "average_precision"}),
        ([0, 0, 1] * 10, [0.3] * 30, {"precision", "roc_auc"}),
        ([0] * 30 + [1], [0.1, 0.2, 0.6] * 10 + [0.5], {"roc_auc", "average_precision"}),
        ([0, 0, 1] * 10, [0.1, 0.2, 0.9] * 10, {"roc_auc", "average_precision"}),
    ],
    ids=["nobody", "one churner", "one stayer", "no churner", "all churned", "equal p", "one churner of 31", "perfect"],
)
def test_no_interval_where_nothing_can_be_said(y: list[int], p: list[float], missing: set[str]) -> None:
    """A score that is undefined, in the table or in many resamples, or never varies, has no interval. No warning."""
    assert ALL - set(score_intervals(y, p)) == missing


def test_refuses_what_does_not_fit() -> None:
    """Outcomes and probabilities of different length are a mistake of the caller."""
    with pytest.raises(ValueError, match="same shape"):
        score_intervals([1, 0], [0.5])
    with pytest.raises(ValueError, match="same shape"):
        compare([1, 0], [0.5, 0.4], [0.5])


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


def test_large_parts_are_done_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows, fewer resamples, but never fewer than 200; portions change nothing in the shape of the result."""
    monkeypatch.setattr(resampling, "MAX_DRAWN", 60_000)
    monkeypatch.setattr(resampling, "BATCH", 700)
    for n, resamples in ((50, 1000), (100, 600), (1000, 200)):
        draws = resampled([ResampledScores(Predictions(*simulated(np.random.default_rng(6), n)))], 1)
        assert draws.shape == (1, 4, resamples)
        assert np.isfinite(draws).all()


def test_the_travel_tables_intervals(real_data: Path) -> None:
    """On 191 test customers, ROC AUC is known to a few hundredths."""
    evaluation = churn.train(churn.load(real_data / "Customertravel.csv")).evaluation
    found = bootstrap_intervals(evaluation.predictions["test"])
    assert found["roc_auc"].low == pytest.approx(0.89, abs=0.02)
    assert found["roc_auc"].high == pytest.approx(0.97, abs=0.02)


def coverage(hits: Counter[str], repetitions: int) -> dict[str, float]:
    """Return hits as shares, and print them: `pytest -s` shows the figures."""
    shares = {name: round(hits[name] / repetitions, 3) for name in sorted(hits)}
    print(f"coverage in {repetitions} repetitions: {shares}")  # noqa: T201 - the figures are the point
    return shares


@pytest.mark.slow
@pytest.mark.parametrize("places", [3, 1], ids=["hardly any ties", "many ties"])
def test_coverage(places: int) -> None:
    """On 200 customers with 20% churners, 95% intervals hold the truth in 92 to 97% of 500 repetitions."""
    rng = np.random.default_rng(20)
    truth = Predictions(*simulated(rng, 2_000_000, places)).scores()
    hits: Counter[str] = Counter()
    for _ in range(500):
        for name, interval in score_intervals(*simulated(rng, 200, places)).items():
            hits[name] += interval.low <= getattr(truth, name) <= interval.high
    shares = coverage(hits, 500)
    assert set(shares) == ALL
    assert all(0.92 <= share <= 0.97 for share in shares.values())


@pytest.mark.slow
@pytest.mark.parametrize(("noise", "most"), [(1.0, 0.97), (0.3, 1.0)], ids=["different", "nearly equal"])
def test_coverage_of_differences(noise: float, most: float) -> None:
    """So do those of the difference between two models; where they flag nearly the same customers, rather more."""
    rng = np.random.default_rng(21)

    def two_models(n: int) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
        y, p = simulated(rng, n)
        return y, p, expit(np.log(p / (1 - p)) + noise * rng.normal(size=n))

    y, new, old = two_models(2_000_000)
    better, worse = Predictions(y, new).scores(), Predictions(y, old).scores()
    hits: Counter[str] = Counter()
    for _ in range(500):
        for name, found in compare(*two_models(200)).items():
            hits[name] += found.low <= getattr(better, name) - getattr(worse, name) <= found.high
    shares = coverage(hits, 500)
    assert set(shares) == ALL
    assert all(0.92 <= share <= most for share in shares.values())
