"""Which results a viewer sees: those of the settings in the sidebar if they were trained, else the last ones."""

from dataclasses import dataclass, replace
from typing import Final

from churn.model.run import Run, RunSpec, run_key
from churn.scores.confusion import THRESHOLD
from churn.table.dataset import Dataset
from churn.table.sources import Source
from churn.ui import pacing, settings, shared, state, wanted
from churn.ui.settings import SidebarValues
from churn.work.job import FitJob

MAX_ROWS_UNASKED: Final = 50_000  # up to so many the first visit trains without a click
FIT: Final = "fit"


@dataclass(frozen=True)
class View:
    """Everything that a page needs.

    Attributes
    ----------
    source, dataset, spec
        What the sidebar says.
    run : Run or None
        The results to show; they may belong to other settings than `spec`.
    job : FitJob or None
        The fit that this viewer waits for.
    threshold : float
        A customer is flagged when the churn probability is above it.
    begun : bool
        Whether that fit was asked for just now.
    """

    source: Source
    dataset: Dataset
    spec: RunSpec
    run: Run | None
    job: FitJob | None
    threshold: float = THRESHOLD
    begun: bool = False

    @property
    def outdated(self) -> bool:
        """Whether the results shown belong to other settings than the sidebar's."""
        return self.run is not None and self.run.spec != self.spec


def resolve(values: SidebarValues) -> View:
    """Find or start what the viewer should see, given what the sidebar says."""
    dataset, spec = values.dataset, values.spec
    if values.clicked:
        state.flash(None)
    key = run_key(dataset, spec)
    first_visit = dataset.fingerprint not in state.shown() and len(dataset) <= MAX_ROWS_UNASKED
    begun = values.clicked or ((values.automatic or first_visit) and key not in state.stopped())
    if begun:
        shared.trainer().submit(dataset, spec, wanted_by=wanted.by_this_viewer(FIT))
        state.stopped.set(state.stopped() - {key})
        state.waiting.set(key)
        state.training_wanted.set(False)
    elif _run(key) is not None:
        shared.trainer().submit(dataset, spec)  # perhaps it was prepared, and nobody has seen it yet
        state.show(dataset.fingerprint, key)
    job = _awaited(dataset)
    shown = _shown(dataset)
    return View(values.source, dataset, spec, shown, job, values.threshold, begun=begun and job is not None)


def trained_sidebar_values() -> SidebarValues | None:
    """Return what the sidebar says, if that is known before it is drawn and its results are there already."""
    values = settings.known_sidebar_values() if pacing.ANSWER_FIRST else None
    return values if values is not None and _run(run_key(values.dataset, values.spec)) is not None else None


def look_again(view: View) -> View:
    """See what has become of the fit that this viewer waits for."""
    job = _awaited(view.dataset)
    return replace(view, run=_shown(view.dataset), job=job, begun=False)


def previous_run(run: Run) -> Run | None:
    """Return the run that this viewer saw before on the same data and the same split, to compare it with."""
    old = _run(state.previous().get(run.fingerprint))
    return old if old is not None and old.key != run.key and old.spec.split == run.spec.split else None


def stop(key: str) -> None:
    """Stop waiting for a fit because the viewer says so: it ends, unless somebody else wants it; old results stay."""
    state.stopped.set(state.stopped() | {key})
    leave()


def leave() -> None:
    """Wait for no fit any more."""
    state.waiting.set(None)
    shared.trainer().withdraw(wanted.by_this_viewer(FIT))


def _awaited(dataset: Dataset) -> FitJob | None:
    """Return the fit that the viewer still waits for; take over its results if it has ended."""
    key = state.waiting()
    job = shared.trainer().find(key) if key else None
    if job is not None and job.fingerprint not in {dataset.fingerprint, ""} and not job.finished:
        leave()  # the viewer has turned to another table
        return None
    if job is not None and job.state == "cancelled" and job.fingerprint == dataset.fingerprint:
        # the viewer was away for a while, so nobody seemed to want it
        job = shared.trainer().submit(dataset, job.spec, wanted_by=wanted.by_this_viewer(FIT))
    if job is None or job.finished:
        state.waiting.set(None)
        if job is not None and job.state == "done":
            state.show(job.result().fingerprint, job.key)
        elif job is not None and job.state == "failed":
            state.stopped.set(state.stopped() | {job.key})
            state.flash(str(job.error))
        return None
    return job


def _shown(dataset: Dataset) -> Run | None:
    """Return the run whose results of a data set the viewer sees."""
    run = _run(state.shown().get(dataset.fingerprint))
    wanted.look_at(run.key if run is not None else None)
    return run


def _run(key: str | None) -> Run | None:
    """Return a run by its key, if it was trained and is still kept."""
    job = shared.trainer().find(key) if key else None
    return job.result() if job is not None and job.state == "done" else None
