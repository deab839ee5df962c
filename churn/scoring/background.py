"""Files scored in the background: a thread for each, a few at a time, none left behind."""

import threading

from churn.errors import ChurnError
from churn.model.learner import Model
from churn.scoring.customers import Customers
from churn.scoring.ranking import Ranking, score_customers
from churn.work.bounded import BoundedStore
from churn.work.job import Job
from churn.work.threads import Threads


class ScoringJob(Job[Ranking]):
    """One file from the upload to the ranking.

    Attributes
    ----------
    name : str
        The file's name.
    rows : int
        Its number of customers.
    """

    def __init__(self, customers: Customers) -> None:
        super().__init__("Scoring")
        self.name = customers.file.name
        self.rows = len(customers)
        self.begin()


class Scorer:
    """Scores files in the background and keeps the last few results.

    Parameters
    ----------
    keep : int
        Files to score at a time, and results to keep, since each takes memory; the one asked for longest ago goes
        first.
    """

    def __init__(self, keep: int = 4) -> None:
        self._keep = keep
        self._closed = False
        self._jobs: BoundedStore[str, ScoringJob] = BoundedStore(keep, may_go=lambda job: job.finished)
        self._threads = Threads(self.close)
        self._lock = threading.Lock()

    def submit(self, key: str, customers: Customers, model: Model, *, reasons: bool) -> ScoringJob:
        """Begin to score a file; where the key is known and not stopped or failed, return what there is.

        Raises
        ------
        ChurnError
            If too many files are being scored, or the scorer is closed.
        """
        with self._lock:
            known = self._jobs.get(key)
            if known is not None and known.state in {"running", "done"}:
                return known
            if self._closed:
                raise ChurnError("The server is shutting down: it scores no more files.")
            if len(self._threads) >= self._keep:
                raise ChurnError(f"{self._keep} files are being scored already. Try again when one of them is done.")
            job = ScoringJob(customers)
            self._jobs.put(key, job)

            def score() -> Ranking:
                return score_customers(customers, model, reasons=reasons, on_progress=job.report, cancel=job.stop)

            self._threads.start("churn-score", lambda: job.work(score))
            return job

    def find(self, key: str) -> ScoringJob | None:
        """Return what is kept under a key; None if there is nothing or it is forgotten."""
        return self._jobs.get(key)

    def forget(self, prefix: str) -> None:
        """Stop and drop all whose key begins so."""
        for key, job in self._jobs.items():
            if key.startswith(prefix) and self._jobs.pop(key, only=job) is job:
                job.cancel()

    def close(self, timeout: float | None = None) -> bool:
        """Stop and drop everything and end the threads; harmless to repeat. Returns whether all have ended in time."""
        with self._lock:
            self._closed = True
        self.forget("")
        return self._threads.join(timeout)
