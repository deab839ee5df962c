"""The one fit that nobody has asked for."""

from churn.errors import ChurnError
from churn.model.run import RunSpec
from churn.work.job import FitJob
from churn.work.prefetch import Prefetcher


def started(prefetcher: Prefetcher, key: str) -> FitJob:
    """Return a fit that the prefetcher has taken."""
    job = FitJob(key, RunSpec(), "data")
    prefetcher.start(job)
    return job


def test_a_fit_with_this_key_goes_on() -> None:
    """It is spared as often as its key is named, and nobody has asked for it yet."""
    prefetcher = Prefetcher()
    job = started(prefetcher, "a")
    assert prefetcher.spare("a") is prefetcher.spare("a") is job
    assert (job.state, job.prefetched, job.background) == ("queued", True, True)


def test_another_key_ends_it() -> None:
    """It is cancelled, and the prefetcher has nothing left."""
    prefetcher = Prefetcher()
    job = started(prefetcher, "a")
    assert prefetcher.hand_over("b") is None
    assert job.state == "cancelled"
    assert prefetcher.spare("a") is None


def test_it_is_handed_over_once() -> None:
    """Whoever asks gets it; from then on it is no longer the prefetcher's, but stays counted."""
    prefetcher = Prefetcher()
    job = started(prefetcher, "a")
    assert prefetcher.hand_over("a") is job
    assert not job.prefetched
    assert prefetcher.hand_over("a") is None
    assert prefetcher.spare("b") is None
    assert (job.state, prefetcher.started) == ("queued", 1)


def test_one_that_failed_is_not_handed_over() -> None:
    """Whoever asks has it tried again."""
    prefetcher = Prefetcher()
    started(prefetcher, "a").finish(ChurnError("It failed."))
    assert prefetcher.hand_over("a") is None
