"""An interval is as good as its coverage: how often it holds the truth when the truth is known."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.special import expit
from sklearn.metrics import average_precision_score, roc_auc_score

import churn
from churn.model.evaluation import LEARNED_FROM
from churn.scores import resampling
from churn.scores.bootstrap import bootstrap_intervals
from churn.scores.confusion import Confusion
from churn.scores.intervals import Intervals, probability_intervals
from churn.scores.means import skewed_mean
from churn.scores.metrics import Scores
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval, wilson
from churn.scores.ranks import newcombe
from churn.scores.resampling import ResampledScores, resampled
from churn.table.dataset import SAMPLE

UNMOVED = ("roc_auc", "average_precision", "log_loss", "brier")  # by a threshold
ALL = {"precision", "recall", "f1", *UNMOVED}


def simulated(rng: np.random.Generator, n: int, places: int = 3) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Draw customers of whom 20% churn, and the probabilities of a good model that is a little too sure."""
    y = rng.random(n) < 0.2
    x = rng.normal(size=n) + 2.2 * y
    p = expit(1.2 * (2.2 * x - 2.2**2 / 2 + np.log(0.2 / 0.8)))
    return y, np.clip(np.round(p, places), 0.001, 0.999)


def score_intervals(y: ArrayLike, p: ArrayLike) -> dict[str, Interval]:
    """Return the intervals of all scores at the usual threshold."""
    predictions = Predictions(y, p)
    return predictions.scores().intervals | probability_intervals(predictions).by_name


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
        assert column == pytest.approx([getattr(judged, name) for name in UNMOVED])


def test_leaving_one_out() -> None:
    """The shortcut over equal customers gives the scores without each customer."""
    y, p = simulated(np.random.default_rng(2), 40, places=1)
    found = ResampledScores(Predictions(y, p)).without_each()
    for row, column in enumerate(found.T):
        judged = Predictions(np.delete(y, row), np.delete(p, row)).scores()
        assert column == pytest.approx([getattr(judged, name) for name in UNMOVED])


def test_the_seed_decides() -> None:
    """Equal arguments give equal intervals, another seed slightly different ones, around the score."""
    y, p = simulated(np.random.default_rng(3), 600)
    assert score_intervals(y, p) == score_intervals(y, p)
    other = probability_intervals(Predictions(y, p), seed=1).by_name
    assert other != probability_intervals(Predictions(y, p)).by_name
    judged = Predictions(y, p).scores()
    for name, interval in score_intervals(y, p).items():
        assert interval.low <= getattr(judged, name) <= interval.high
    assert other["roc_auc"].low == pytest.approx(score_intervals(y, p)["roc_auc"].low, abs=0.02)


@pytest.mark.parametrize(
    ("y", "p", "missing"),
    [
        ([], [], ALL),
        ([1], [0.7], set(UNMOVED)),
        ([0], [0.7], {"recall", *UNMOVED}),
        ([0] * 30, [0.1, 0.2, 0.6] * 10, {"recall", *UNMOVED}),
        ([1] * 30, [0.1, 0.2, 0.6] * 10, set(UNMOVED)),
        ([0, 0, 1] * 40, [0.3] * 120, {"precision", "roc_auc"}),
        ([0, 1] * 40, [0.5] * 80, {"precision", "roc_auc", "log_loss", "brier"}),
        ([0] * 30 + [1], [0.1, 0.2, 0.6] * 10 + [0.5], {"average_precision", "log_loss", "brier"}),
        ([0, 0, 1] * 10, [0.1, 0.2, 0.9] * 10, {"average_precision"}),
        ([0, 0, 1] * 40, [0.1, 0.2, 0.9] * 40, {"average_precision"}),
    ],
    ids=[
        *("nobody", "one churner", "one stayer", "no churner", "all churned"),
        *("equal p", "equal losses", "one churner of 31", "perfect, few", "perfect"),
    ],
)
def test_no_interval_where_nothing_can_be_said(y: list[int], p: list[float], missing: set[str]) -> None:
    """A score that is undefined, rests on too few, or never varies has no interval, and a reason. No warning."""
    sure, (_, reasons) = score_intervals(y, p), probability_intervals(Predictions(y, p))
    assert ALL - set(sure) == missing
    assert all(0 <= each.low < each.high for each in sure.values())
    undefined = set(Predictions(y, p).scores().reasons)
    assert set(reasons) == missing - undefined
    assert all(reason.endswith(".") for reason in reasons.values())


def test_reasons() -> None:
    """Each says how many there are, of whom, and how many it takes."""
    few = probability_intervals(Predictions([1] * 4 + [0] * 60, np.linspace(1, 0, 64)))
    assert set(few.by_name) == {"roc_auc"}
    assert few.reasons == {
        "average_precision": "Only 4 customers here left; an interval takes at least 30.",
        "log_loss": "Only 4 customers here left; an interval takes at least 10.",
        "brier": "Only 4 customers here left; an interval takes at least 10.",
    }
    nobody = probability_intervals(Predictions([1] * 40, np.linspace(1, 0, 40)))
    assert nobody.reasons["brier"] == "No customer here stayed; an interval takes at least 10."
    alike = probability_intervals(Predictions([0, 1] * 50, np.full(100, 0.5)))
    assert alike.reasons["roc_auc"] == "The model gives every customer here the same probability."


@pytest.mark.parametrize(("auc", "leavers", "stayers"), [(0.938, 40, 151), (0.5, 1, 49), (0.1, 7, 7), (1, 4, 187)])
def test_newcombes_ends_are_1_96_standard_errors_away(auc: float, leavers: int, stayers: int) -> None:
    """At each end, Hanley and McNeil's variance with both groups of their mean size puts the score found at 1.96."""
    found = newcombe(auc, leavers, stayers)
    size = (leavers + stayers) / 2
    for end in {*found} - {0, 1}:
        q1, q2 = end / (2 - end), 2 * end**2 / (1 + end)
        variance = (end * (1 - end) + (size - 1) * (q1 + q2 - 2 * end**2)) / (leavers * stayers)
        assert abs(auc - end) / np.sqrt(variance) == pytest.approx(1.95996, abs=1e-4)
    assert 0 <= found.low < found.high <= 1
    assert (found.high == 1) == (auc == 1)


def test_perfect_ranks_are_no_certainty() -> None:
    """Where every leaver ranks above every stayer, ROC AUC 1 comes with the values from which that might have come."""
    for leavers, low in ((4, 0.769), (20, 0.950), (400, 0.997)):
        y = np.repeat([1, 0], [leavers, 1000])
        found = probability_intervals(Predictions(y, np.where(y, 0.9, 0.1))).by_name["roc_auc"]
        assert found.high == 1
        assert found.low == pytest.approx(low, abs=0.0005)


def test_a_mean_without_skewness_has_students_interval() -> None:
    """Hall's transformation takes out skewness: where there is none it changes nothing, else it moves the interval."""
    even = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    found, expected = skewed_mean(even), stats.t.interval(0.95, 4, loc=3, scale=stats.sem(even))
    assert found == pytest.approx(expected)
    skewed = np.array([0.1] * 40 + [2.0, 3.0])
    plain = stats.t.interval(0.95, 41, loc=skewed.mean(), scale=stats.sem(skewed))
    moved = skewed_mean(skewed)
    assert moved is not None
    assert moved.high > plain[1]
    assert moved.low > plain[0]
    assert skewed_mean(np.full(20, 0.3)) is None


def test_wilson_holds_the_truth_on_average() -> None:
    """Over all truths 0 to 1, Wilson's intervals of 1 to 300 customers hold 94.5 to 96%, also where counts jump."""
    truths = (np.arange(2000) + 0.5) / 2000
    for n in (1, 2, 3, 5, 8, 20, 41, 100, 300):
        ends = np.array([wilson(k, n) for k in range(n + 1)])
        holds = (ends[:, :1] <= truths) & (truths <= ends[:, 1:])
        chance = stats.binom.pmf(np.arange(n + 1)[:, None], n, truths)
        assert 0.945 <= float((holds * chance).sum(axis=0).mean()) <= 0.96


def test_customers_that_the_model_learned_from_have_no_intervals() -> None:
    """Scores on the train part are no performance: no interval, and the reason for every score that has a value."""
    evaluation = churn.train(churn.load(SAMPLE)).evaluation
    train, validation, test = evaluation.intervals().values()
    assert train == Intervals({}, dict.fromkeys(ALL, LEARNED_FROM))
    assert set(validation.by_name) == set(test.by_name) == ALL
    assert test.by_name["recall"] == evaluation.scores()["test"].intervals["recall"]


def test_refuses_what_does_not_fit() -> None:
    """Outcomes and probabilities of different length are a mistake of the caller."""
    with pytest.raises(ValueError, match="same shape"):
        score_intervals([1, 0], [0.5])


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
    found = probability_intervals(evaluation.predictions["test"]).by_name
    assert found["roc_auc"].low == pytest.approx(0.89, abs=0.02)
    assert found["roc_auc"].high == pytest.approx(0.97, abs=0.02)
