"""The lead that the best of many settings may owe to chance, against simulations of equally good ones."""

import numpy as np
import pytest
from scipy.special import expit, ndtri

from churn.scores.predictions import Predictions
from churn.stability.budget import FEWEST, MAX_COMPARED, Lead, lead_by_chance

THRESHOLD = 0.4


def equally_good(
    rng: np.random.Generator, settings: int, n: int = 191, noise: float = 0.7, base: float = -1.5
) -> list[Predictions]:
    """Return models that are wrong by as much as each other on the same customers."""
    z = rng.normal(base, 1.5, n)
    churned = rng.random(n) < expit(z)
    return [Predictions(churned, expit(z + rng.normal(0, noise, n))) for _ in range(settings)]


def lead(tried: list[Predictions]) -> Lead:
    """Return how far the best is ahead of the average."""
    counts = [each.confusion(THRESHOLD) for each in tried]
    shares = np.array([[each.tp / each.flagged, each.tp / each.positives] for each in counts])
    return Lead(*(shares.max(axis=0) - shares.mean(axis=0)).tolist())


def test_two_settings_by_hand() -> None:
    """Each of two flags ten of twenty leavers that the other misses: the errors follow from the counts."""
    churned = np.arange(40) < 20
    one, other = (Predictions(churned, np.where(np.arange(40) // 10 == place, 0.9, 0.1)) for place in (0, 1))
    # each leads the average by half the difference; every leaver adds 1/38 either way, and precision is sure
    error = np.sqrt(20) / 38
    two, eight = (lead_by_chance([one, other], 0.5, settings) for settings in (2, 8))
    assert two == pytest.approx((0, error * ndtri(1 - 0.025 / 2)), abs=1e-6)
    assert eight == pytest.approx((0, error * ndtri(1 - 0.025 / 8)), abs=1e-6)


def test_what_cannot_be_said() -> None:
    """One setting, too few leavers, too few flagged: None; the same flags leave nothing to chance."""
    rng = np.random.default_rng(1)
    three = equally_good(rng, 3)
    assert lead_by_chance(three[:1], THRESHOLD, 1) is None
    assert lead_by_chance([], THRESHOLD, 0) is None
    assert lead_by_chance(three, 0.99, 3) is None
    few = [Predictions(np.arange(50) < FEWEST - 1, each.p[:50]) for each in three]
    assert lead_by_chance(few, 0.01, 3) is None
    assert lead_by_chance([three[0], three[0]], THRESHOLD, 2) == Lead(0, 0)


def test_more_settings_lead_further() -> None:
    """So do settings that differ more; those that are forgotten count; of very many the last ones are compared."""
    few, many, alike = (
        lead_by_chance(equally_good(np.random.default_rng(1), settings, noise=noise), THRESHOLD, settings)
        for settings, noise in ((3, 0.7), (15, 0.7), (15, 0.1))
    )
    assert few is not None
    assert many is not None
    assert alike is not None
    assert alike.recall < few.recall < many.recall
    assert alike.precision < few.precision < many.precision
    three = equally_good(np.random.default_rng(1), 3)
    forgotten = lead_by_chance(three, THRESHOLD, 15)
    assert forgotten is not None
    assert forgotten.recall > few.recall
    long = equally_good(np.random.default_rng(1), MAX_COMPARED + 5)
    assert lead_by_chance(long, THRESHOLD, 25) == lead_by_chance(long[5:], THRESHOLD, 25)


def test_a_large_part_is_thinned() -> None:
    """Of 100,000 customers a sample tells nearly what all of a tenth tell, for a tenth of the error of a hundredth."""
    small, large = (
        lead_by_chance(equally_good(np.random.default_rng(2), 5, n), THRESHOLD, 5) for n in (1_000, 100_000)
    )
    assert small is not None
    assert large is not None
    assert large == pytest.approx((small.precision / 10, small.recall / 10), rel=0.2)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "noise", "settings"), [(191, 0.7, 7), (191, 0.1, 7), (1_000, 0.7, 20), (191, 0.3, 2)])
def test_lead_by_chance_against_simulation(n: int, noise: float, settings: int) -> None:
    """The best of equally good settings leads by more in some 5% of 600 tables, and what is said is not far above."""
    rng = np.random.default_rng(5)
    tables = [equally_good(rng, settings, n, noise) for _ in range(600)]
    said = [lead_by_chance(tried, THRESHOLD, settings) for tried in tables]
    leads = [lead(tried) for tried in tables]
    beyond = np.mean([any(np.greater(true, bound)) for true, bound in zip(leads, said, strict=True) if bound])
    bound, true = np.mean([each for each in said if each], axis=0), np.quantile(leads, 0.975, axis=0)
    print(f"{settings} settings, n = {n}: beyond {beyond:.3f}, said {bound}, true {true}")  # noqa: T201 - the figures
    assert beyond <= 0.07
    assert (bound <= 1.35 * true).all()
