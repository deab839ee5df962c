"""A fit before anybody asks for it: while nobody waits for anything, one core fits the settings on the page.

Nobody sees it and it counts for nothing, until somebody asks for it. It exists for speed alone.
"""

from collections.abc import Collection

from churn.errors import Cancelled
from churn.work.job import FitJob


class Prefetcher:
    """The one fit that nobody has asked for; its owner holds the lock while it calls a method.

    Attributes
    ----------
    started : int
        Number of such fits so far, asked for in the end or not.
    """

    def __init__(self) -> None:
        self.started = 0
        self._job: FitJob | None = None

    def start(self, job: FitJob) -> None:
        """Take a job that nobody has asked for, before it is queued."""
        job.prefetched = job.background = True
        self._job = job
        self.started += 1

    def spare(self, key: str) -> FitJob | None:
        """End the fit unless it has this key and has not failed or been stopped; return what goes on."""
        job = self._job
        if job is not None and job.key == key and job.state not in {"failed", "cancelled"}:
            return job
        self._job = None
        if job is not None:
            job.finish(Cancelled("Nobody has asked for this training."))
        return None

    def drop(self, fingerprints: Collection[str]) -> None:
        """End the fit if it is on one of these data sets."""
        if self._job is not None and self._job.fingerprint in fingerprints:
            self.spare("")

    def hand_over(self, key: str) -> FitJob | None:
        """Return the fit with this key to somebody who has asked for it; one for other settings ends."""
        job = self.spare(key)
        if job is not None:
            self._job, job.prefetched = None, False
        return job
