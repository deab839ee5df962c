"""Another store of runs is one class: here one that keeps runs, not jobs, and outlives its trainer."""

from contextlib import closing

from churn.model.run import Run, RunSpec, run_key
from churn.model.spec import ModelSpec
from churn.table.dataset import SAMPLE, load
from churn.work.job import FitJob
from churn.work.trainer import Trainer

QUICK = RunSpec(ModelSpec(iterations=10))


class Shelf:
    """Runs by key, as a store on disk would keep them."""

    def __init__(self) -> None:
        """Start empty."""
        self.runs: dict[str, Run] = {}

    def get(self, key: str, /) -> FitJob | None:
        """Make a finished job of a kept run."""
        run = self.runs.get(key)
        if run is None:
            return None
        job = FitJob(run.key, run.spec, run.data_name)
        job.finish(run)
        return job

    def put(self, key: str, job: FitJob, /) -> None:
        """Keep the run of a job that is done."""
        if job.outcome is not None:
            self.runs[key] = job.outcome


def test_the_next_trainer_finds_the_run() -> None:
    """What one trainer has fitted, the next one with the same store does not fit again."""
    shelf, sample = Shelf(), load(SAMPLE)
    with closing(Trainer(workers=1, store=shelf)) as trainer:
        run = trainer.submit(sample, QUICK).result()
    with closing(Trainer(workers=1, store=shelf)) as trainer:
        job = trainer.find(run_key(sample, QUICK))
        assert job is not None
        assert (job.state, job.fraction, job.position, job.curve) == ("done", 1.0, 0, run.curve)
        assert trainer.submit(sample, QUICK).result() is run
        assert trainer.fits == 0


def test_background_runs_are_not_stored() -> None:
    """What nobody has asked for to look at takes no room."""
    shelf, sample = Shelf(), load(SAMPLE)
    with closing(Trainer(workers=1, store=shelf)) as trainer:
        assert trainer.submit(sample, QUICK, background=True).result().rows == len(sample)
        assert not shelf.runs
