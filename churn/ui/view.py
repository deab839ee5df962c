"""Which results a viewer sees: those of the settings in the sidebar if they were trained, else the last ones."""

from dataclasses import dataclass, replace
from typing import Final

from churn.model.run import Run, RunSpec, run_key
from churn.scores.metrics import THRESHOLD
from churn.table.dataset import Dataset
from churn.table.sources import Source
from churn.ui import shared, sidebar, state
from churn.ui.sidebar import Wishes
from churn.work.trainer import Job

MOST_ROWS_UNASKED: Final = 50_000
"""Up to this many rows the first visit trains without a click."""


@dataclass(frozen=True)
class View:
    """Everything that a page needs.

    Attributes
    ----------
    source, dataset, spec
        What the sidebar says.
    run : Run or None
        The results to show; they may belong to other settings than `spec`.
    job : Job or None
        The fit that this viewer waits for.
    threshold : float
        A customer is flagged when the churn probability is above it.
    begun : bool
        Whether that fit was asked for just now.
    answered : bool
        Whether the answer stands on the page already, see `foresee`.
    """

    source: Source
    dataset: Dataset
    spec: RunSpec
    run: Run | None
    job: Job | None
    threshold: float = THRESHOLD
    begun: bool = False
    answered: bool = False

    def is_of(self, wishes: Wishes) -> bool:
        """Whether this is what the sidebar says."""
        return (self.dataset, self.spec, self.threshold) == (wishes.dataset, wishes.spec, wishes.threshold)

    @property
    def outdated(self) -> bool:
        """Whether the results shown belong to other settings than the sidebar's."""
        return self.run is not None and self.run.spec != self.spec


def resolve(wishes: Wishes) -> View:
    """Find or start what the viewer should see, given what the sidebar says."""
    dataset, spec = wishes.dataset, wishes.spec
    if wishes.clicked:
        state.complain(None)
    key = run_key(dataset, spec)
    known = shared.trainer().find(key)
    begun = wishes.clicked or (_wanted_unasked(dataset, automatic=wishes.automatic) and key not in state.stopped())
    if begun:
        _start(dataset, spec)
    elif known is not None and known.state == "done":
        state.show(dataset.fingerprint, key)
    job = _awaited(dataset, spec)
    return View(wishes.source, dataset, spec, _shown(dataset), job, wishes.threshold, begun=begun and job is not None)


def foresee() -> View | None:
    """Return what the viewer will see, if that is known before the sidebar is drawn and is trained already.

    A browser takes its time to draw the sidebar, and to fetch the code of every kind of control when the page is
    opened: the answer need not wait for that.
    """
    wishes = sidebar.foreseen()
    job = shared.trainer().find(run_key(wishes.dataset, wishes.spec)) if wishes is not None else None
    if wishes is None or job is None or job.state != "done":
        return None
    return replace(resolve(wishes), answered=True)


def look_again(view: View) -> View:
    """See what has become of the fit that this viewer waits for."""
    job = _awaited(view.dataset, view.spec)
    return replace(view, run=_shown(view.dataset), job=job, begun=False)


def give_head_start(view: View) -> None:
    """Let the server fit what this viewer looks at and may press Train for, while it has nothing else to do."""
    few = len(view.dataset) <= MOST_ROWS_UNASKED
    if view.outdated and view.job is None and few and run_key(view.dataset, view.spec) not in state.stopped():
        shared.trainer().prepare(view.dataset, view.spec)


def previous_run(run: Run) -> Run | None:
    """Return the run that this viewer saw before on the same data and the same split, to compare it with."""
    key = state.previous(run.fingerprint)
    job = shared.trainer().find(key) if key else None
    if job is None or job.state != "done" or key == run.key:
        return None
    old = job.result()
    return old if old.spec.split == run.spec.split else None


def stop(key: str) -> None:
    """Stop a fit at the viewer's wish; the previous results stay."""
    state.stopped().add(key)
    state.wait_for(None)
    job = shared.trainer().find(key)
    if job is not None:
        job.cancel()


def _wanted_unasked(dataset: Dataset, *, automatic: bool) -> bool:
    first_visit = state.shown(dataset.fingerprint) is None and len(dataset) <= MOST_ROWS_UNASKED
    return automatic or first_visit


def _start(dataset: Dataset, spec: RunSpec) -> None:
    job = shared.trainer().submit(dataset, spec)
    state.stopped().discard(job.key)
    state.wait_for(job.key)
    state.want_training(wanted=False)


def _awaited(dataset: Dataset, spec: RunSpec) -> Job | None:
    """Return the fit that the viewer still waits for; take over its results if it has ended."""
    key = state.waiting()
    job = shared.trainer().find(key) if key else None
    if job is not None and job.state == "cancelled" and run_key(dataset, spec) == key:
        job = shared.trainer().submit(dataset, spec)  # another viewer stopped it, this one still wants it
    if job is None or job.finished:
        state.wait_for(None)
        if job is not None and job.state == "done":
            state.show(job.result().fingerprint, job.key)
        elif job is not None and job.error is not None:
            state.stopped().add(job.key)
            state.complain(str(job.error))
        return None
    return job


def _shown(dataset: Dataset) -> Run | None:
    key = state.shown(dataset.fingerprint)
    job = shared.trainer().find(key) if key else None
    return job.result() if job is not None and job.state == "done" else None
