"""What probabilities promise, against brute force and simulation."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom, binomtest
from sklearn.metrics import roc_auc_score

from churn.segments.judging import chance_of_perfect_ranking, detectable, leavers, ranking


def some(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return outcomes and right probabilities, with ties."""
    rng = np.random.default_rng(seed)
    p = expit(rng.normal(-1, 1.5, n)).round(2)
    return rng.random(n) < p, p


def test_counts_of_equal_customers_are_binomial() -> None:
    """Of equal probabilities range and chance are those of scipy's binomial distribution."""
    found = leavers(np.arange(37) < 14, np.full(37, 0.2))
    assert found.chance == pytest.approx(2 * binomtest(14, 37, 0.2, alternative="greater").pvalue)
    assert found.range is not None
    assert list(found.range) == [binom.ppf(share, 37, 0.2) for share in (0.025, 0.975)]


def test_a_handful_is_not_judged() -> None:
    """Nine customers have no chance, ten have; a ranking takes ten expected leavers and ten stayers."""
    assert leavers(np.ones(9, dtype=bool), np.full(9, 0.01)).chance is None
    assert leavers(np.ones(10, dtype=bool), np.full(10, 0.01)).chance == pytest.approx(0, abs=1e-12)
    y, p = some(1, 30)
    few = ranking(y, p)
    assert few is not None
    assert (few.range, few.chance) == (None, None)


def test_ranking_by_hand() -> None:
    """ROC AUC is scikit-learn's; promised is the share of ordered pairs, weighted by how likely they are."""
    y, p = some(2, 40)
    found = ranking(y, p)
    pairs = [(i, j) for i in range(40) for j in range(40) if i != j]
    weights = np.array([p[i] * (1 - p[j]) for i, j in pairs])
    right = np.array([1 if p[i] > p[j] else 0.5 if p[i] == p[j] else 0 for i, j in pairs])
    assert found is not None
    assert found.value == pytest.approx(roc_auc_score(y, p))
    assert found.promised == pytest.approx(weights @ right / weights.sum())
    assert ranking(np.zeros(40, dtype=bool), p) is None
    assert ranking(y, np.full(40, 0.3)) is None


@pytest.mark.slow
@pytest.mark.parametrize(("n", "base"), [(60, -1.0), (200, -2.5), (1_000, -1.5)])
def test_rankings_of_right_probabilities(n: int, base: float) -> None:
    """The range holds ROC AUC in 92 to 98% of 3,000 samples, and small chances are no more frequent than they say."""
    rng = np.random.default_rng(3)
    held, chances = [], []
    for _ in range(3_000):
        p = expit(rng.normal(base, 1, n))
        found = ranking(rng.random(n) < p, p)
        if found is not None and found.range is not None and found.chance is not None:
            held.append(found.range.low <= found.value <= found.range.high)
            chances.append(found.chance)
    shares = [np.mean(np.array(chances) <= level) for level in (0.05, 0.01, 0.002)]
    print(f"held {np.mean(held):.3f}; below 5%, 1%, 0.2%: {np.round(shares, 4)}")  # noqa: T201 - the figures
    assert 0.92 <= np.mean(held) <= 0.98
    assert shares[0] <= 0.06
    assert shares[1] <= 0.013
    assert shares[2] <= 0.004


def test_detectable_differences() -> None:
    """More customers show less; a stricter level shows more; where not even all of them would do, there is none."""
    p = np.full(400, 0.2)
    found = detectable(p, 0.001)
    fewer, strict = detectable(p[:100], 0.001), detectable(p, 0.0001)
    assert found is not None
    assert fewer is not None
    assert strict is not None
    assert found < fewer
    assert found < strict
    # the rate at which 80% of draws lie beyond the count that the test needs
    assert binom.sf(binom.ppf(1 - 0.0005, 400, 0.2), 400, 0.2 + found) == pytest.approx(0.8, abs=0.03)
    assert detectable(np.full(10, 0.9), 0.001) is None


def test_nearly_sure_rankings_are_not_judged() -> None:
    """Where a perfect ranking is likely, its spread is not known: a range from 0 to 1 would say nothing."""
    rng = np.random.default_rng(5)
    sure = np.concatenate([np.full(25, 0.9995), np.full(200, 0.0002), [0.3]])
    found = ranking(rng.random(226) < sure, sure)
    assert found is not None
    assert found.promised > 0.99
    assert (found.range, found.chance) == (None, None)
    y, p = some(3, 200)
    mixed = ranking(y, p)
    assert mixed is not None
    assert mixed.range is not None


def test_chance_of_a_perfect_ranking() -> None:
    """It is that of all outcomes in which no leaver is below a stayer, added up; customers who tie go together."""
    p = np.array([0.9, 0.7, 0.7, 0.2])
    perfect = [(0, 0, 0, 0), (1, 0, 0, 0), (1, 1, 1, 0), (1, 1, 1, 1)]
    expected = sum(np.prod(np.where(np.array(outcome), p, 1 - p)) for outcome in perfect)
    assert chance_of_perfect_ranking(p) == pytest.approx(expected)
    assert chance_of_perfect_ranking(np.array([1.0, 0.0, 0.0])) == 1
