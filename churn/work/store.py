"""Where finished jobs are kept, until somebody asks for the same run again."""

from typing import Final, Protocol

from churn.table import memory
from churn.work.bounded import BoundedStore
from churn.work.job import FitJob

SHARE: Final = 1 / 16  # of the memory that there is, for runs that somebody looked at, and as much for others


class RunStore(Protocol):
    """A place for finished jobs, by the key of the run; called by one thread at a time, must not raise.

    Another store is a class with these two methods. It need not keep jobs that failed or were cancelled, and makes a
    job of a stored run by `job = FitJob(run.key, run.spec, run.data_name)` and `job.finish(run)`.
    """

    def get(self, key: str, /) -> FitJob | None:
        """Return the finished job with this key; None if there was none or it is forgotten."""

    def put(self, key: str, job: FitJob, /) -> None:
        """Keep a finished job."""


def memory_store(keep: int | None = None) -> RunStore:
    """Return a store that forgets with the process, first the jobs that were asked for longest ago.

    Parameters
    ----------
    keep : int, optional
        How many; by default as many as have room in a sixteenth of the memory that there is.
    """
    if keep is not None:
        return BoundedStore[str, FitJob](keep)
    return BoundedStore[str, FitJob](memory.room(SHARE), bytes_of)


def bytes_of(job: FitJob) -> int:
    """Return the memory that the result of a job takes, in bytes."""
    return job.outcome.bytes if job.outcome is not None else 0
