"""Where finished jobs are kept, until somebody asks for the same run again."""

from typing import Protocol

from churn.work.bounded import BoundedStore
from churn.work.job import FitJob


class RunStore(Protocol):
    """A place for finished jobs, by the key of the run; called by one thread at a time, must not raise.

    Another store is a class with these two methods. It need not keep jobs that failed or were cancelled, and makes a
    job of a stored run by `job = FitJob(run.key, run.spec, run.data_name)` and `job.finish(run)`.
    """

    def get(self, key: str, /) -> FitJob | None:
        """Return the finished job with this key; None if there was none or it is forgotten."""

    def put(self, key: str, job: FitJob, /) -> None:
        """Keep a finished job."""


def memory_store(keep: int = 64) -> RunStore:
    """Return a store that forgets with the process; of more than `keep` jobs, the one asked for longest ago goes."""
    return BoundedStore[str, FitJob](keep)
