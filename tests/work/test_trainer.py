"""Runs in the background: shared, bounded, stoppable, and gone when the process ends."""

import gc
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from churn.errors import Cancelled, ChurnError, DataError
from churn.model.run import Run, RunSpec, run_key, train
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec
from churn.table.dataset import SAMPLE, Dataset, load
from churn.work import queue
from churn.work import trainer as jobs
from churn.work.job import FitJob
from churn.work.store import memory_store
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
"""Seconds after which a test gives up waiting: nothing here takes so long, but machines can be busy."""

LONG = RunSpec(ModelSpec(iterations=5000, depth=10))
"""A fit that outlasts any test."""


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Return a trainer with one worker; stop it after the test."""
    with closing(Trainer(workers=1)) as trainer:
        yield trainer


def quick(depth: int = 4, seed: int = 0) -> RunSpec:
    """Return settings that train in a blink."""
    return RunSpec(ModelSpec(depth=depth, iterations=10, seed=seed))


def one_outcome() -> Dataset:
    """Make a table that `train` refuses: its one churner is not in the train part of the default split."""
    lines = [f"{20 + i % 9},{'ab'[i % 2]},{int(i == 2)}" for i in range(40)]
    return load("\n".join(["Age,Plan,Churn", *lines]).encode(), name="one.csv")


def until(condition: Callable[[], bool]) -> bool:
    """Wait for something that another thread is about to do."""
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.002)
    return condition()


def test_a_job_gives_the_run_that_train_gives(sample: Dataset, trainer: Trainer) -> None:
    """From the wish to the result: state, progress, curve, scores."""
    job = trainer.submit(sample, quick())
    assert (job.key, job.spec, job.data_name) == (run_key(sample, quick()), quick(), "sample.csv")
    run = job.result()
    assert run.evaluation.p["test"].tolist() == train(sample, quick()).evaluation.p["test"].tolist()
    assert (job.state, job.finished, job.fraction, job.trees_done, job.position) == ("done", True, 1.0, 10, 0)
    assert (job.eta, job.error) == (None, None)
    assert job.curve is run.curve


def test_progress_is_live(sample: Dataset, trainer: Trainer) -> None:
    """While a fit runs, one can see its trees, its curve and when it will be over."""
    job = trainer.submit(sample, LONG)
    assert until(lambda: job.fraction > 0)
    assert job.state == "running"
    assert not job.finished
    assert 1 <= job.trees_done < 5000
    assert job.curve is not None
    assert job.curve.steps[0] == 1
    assert job.curve.best is None
    assert job.eta is not None
    assert job.eta > 1
    assert job.wait(0.01) is False


def test_twenty_equal_wishes_are_one_fit(sample: Dataset) -> None:
    """However many threads ask for the same settings at once, one fit runs, and all get its run."""
    barrier, found = threading.Barrier(20), []

    def ask() -> None:
        barrier.wait()
        found.append(shared.submit(sample, quick()).result())

    with closing(Trainer()) as shared:
        threads = [threading.Thread(target=ask) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert shared.fits == 1
    assert len(found) == 20
    assert len({id(run) for run in found}) == 1


def test_twenty_different_wishes_are_all_served(sample: Dataset) -> None:
    """Twenty threads with settings of their own get a run each, of their own settings."""
    barrier = threading.Barrier(20)
    found: dict[int, Run] = {}

    def ask(seed: int) -> None:
        barrier.wait()
        found[seed] = shared.submit(sample, quick(seed=seed)).result()

    with closing(Trainer()) as shared:
        threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert shared.fits == 20
    assert {seed: run.spec.model.seed for seed, run in found.items()} == {seed: seed for seed in range(20)}


def test_no_more_fits_at_a_time_than_workers(sample: Dataset) -> None:
    """Two workers fit two at a time; the third waits until one of them is free."""
    with closing(Trainer(workers=2)) as trainer:
        first, second = trainer.submit(sample, LONG), trainer.submit(sample, RunSpec(ModelSpec(10, 0.2, 5000)))
        assert until(lambda: first.fraction > 0 and second.fraction > 0)
        third = trainer.submit(sample, quick())
        assert (third.state, trainer.fits) == ("queued", 2)
        first.cancel()
        assert third.wait(PATIENCE)
        assert (third.state, second.state, trainer.fits) == ("done", "running", 3)


def test_jobs_see_their_place(sample: Dataset, trainer: Trainer) -> None:
    """The newest wish is next; places move up when somebody leaves, and down when somebody comes."""
    running = trainer.submit(sample, LONG)
    assert until(lambda: running.state == "running")
    waiting = [trainer.submit(sample, quick(depth)) for depth in (1, 2, 3)]
    assert [job.position for job in [running, *waiting]] == [0, 3, 2, 1]
    waiting[2].cancel()
    assert [job.position for job in waiting] == [2, 1, 0]
    running.cancel()
    assert all(job.wait(PATIENCE) for job in waiting)
    assert [job.state for job in waiting] == ["done", "done", "cancelled"]


def test_cancel_takes_effect_at_once(sample: Dataset, trainer: Trainer) -> None:
    """The job is over for everybody within 100 ms, even while its thread is still growing a tree."""
    job = trainer.submit(sample, LONG)
    woken: list[float] = []
    waiter = threading.Thread(target=lambda: woken.append(time.monotonic() if job.wait(PATIENCE) else 0))
    waiter.start()
    assert until(lambda: job.fraction > 0)
    start = time.monotonic()
    job.cancel()
    assert time.monotonic() - start < 0.1
    assert (job.state, job.finished, job.position, job.eta) == ("cancelled", True, 0, None)
    waiter.join(PATIENCE)
    assert woken[0] - start < 0.1
    with pytest.raises(Cancelled, match="stopped before it was finished"):
        job.result()


def test_cancelled_fit_frees_its_worker(sample: Dataset, trainer: Trainer) -> None:
    """After a cancelled fit the same worker serves the next job; the old one stays cancelled when its fit returns."""
    job = trainer.submit(sample, LONG)
    assert until(lambda: job.fraction > 0)
    job.cancel()
    assert trainer.submit(sample, quick()).result().spec == quick()
    assert job.state == "cancelled"


def test_cancelled_job_is_replaced(sample: Dataset, trainer: Trainer) -> None:
    """Asking again after Stop starts anew, while the old job stays cancelled."""
    blocker = trainer.submit(sample, LONG)
    job = trainer.submit(sample, quick())
    assert trainer.submit(sample, quick()) is job
    job.cancel()
    assert trainer.find(job.key) is job
    again = trainer.submit(sample, quick())
    assert again is not job
    assert trainer.find(job.key) is again
    blocker.cancel()
    assert again.result().key == job.key
    assert job.state == "cancelled"


def test_cancelling_a_finished_job_changes_nothing(sample: Dataset, trainer: Trainer) -> None:
    """A result that is there stays there."""
    job = trainer.submit(sample, quick())
    run = job.result()
    job.cancel()
    assert job.state == "done"
    assert job.result() is run
    assert trainer.find(job.key) is job


def test_a_failed_fit_fails_alone(trainer: Trainer, sample: Dataset) -> None:
    """The job carries the message, every asker gets it, the next wish tries again, and the worker lives on."""
    dataset = one_outcome()
    job = trainer.submit(dataset, quick())
    assert job.wait(PATIENCE)
    assert job.state == "failed"
    assert isinstance(job.error, DataError)
    for _ in range(2):
        with pytest.raises(DataError, match="training needs both outcomes"):
            job.result()
    assert trainer.find(job.key) is job
    assert trainer.submit(dataset, quick()) is not job
    assert trainer.submit(sample, quick()).result().rows == 954


def test_an_unforeseen_error_fails_alone(
    trainer: Trainer, sample: Dataset, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug becomes a ChurnError for the page and a traceback in the log, and the worker lives on."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nobody thought of that")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "train", broken)
        job = trainer.submit(sample, quick())
        assert job.wait(PATIENCE)
    assert job.state == "failed"
    with pytest.raises(ChurnError, match="Training failed: ZeroDivisionError: nobody thought of that"):
        job.result()
    assert "Traceback" in caplog.text
    assert trainer.submit(sample, quick()).result().rows == 954


def test_finished_runs_stay_but_not_forever(sample: Dataset) -> None:
    """Of the finished runs, those asked for last are kept; jobs in flight are not counted."""
    with closing(Trainer(workers=1, store=memory_store(2))) as trainer:
        first, second = (trainer.submit(sample, quick(depth)) for depth in (1, 2))
        assert second.wait(PATIENCE)
        assert trainer.submit(sample, quick(1)) is first
        third = trainer.submit(sample, quick(3))
        assert third.wait(PATIENCE)
        assert [trainer.find(job.key) for job in (first, second, third)] == [first, None, third]
        assert second.result().spec == quick(2)
        assert trainer.fits == 3


def test_asking_for_a_finished_run_costs_nothing(sample: Dataset, trainer: Trainer) -> None:
    """A hundred wishes for trained settings start no fit."""
    run = trainer.submit(sample, quick()).result()
    assert all(trainer.submit(sample, quick()).result() is run for _ in range(100))
    assert trainer.fits == 1


def test_finished_jobs_hold_no_data_set(trainer: Trainer) -> None:
    """When a job is done, cancelled or failed, its table is gone, although job, run and trainer are still there."""

    def submit_and_forget(dataset: Dataset, spec: RunSpec, *, cancel: bool = False) -> FitJob:
        seen.append(weakref.ref(dataset))
        job = trainer.submit(dataset, spec)
        if cancel:
            job.cancel()
        job.wait(PATIENCE)
        return job

    seen: list[weakref.ref[Dataset]] = []
    finished = [
        submit_and_forget(load(SAMPLE), quick()),
        submit_and_forget(load(SAMPLE), quick(9), cancel=True),
        submit_and_forget(one_outcome(), quick()),
    ]
    assert [job.state for job in finished] == ["done", "cancelled", "failed"]
    assert until(lambda: gc.collect() >= 0 and all(each() is None for each in seen))


def test_a_job_can_be_read_while_it_runs(sample: Dataset) -> None:
    """Readers in other threads always see a whole: points of the curve match the fraction, states only advance."""
    order = ["queued", "running", "done"]
    with closing(Trainer()) as trainer:
        job, states = trainer.submit(sample, RunSpec(ModelSpec(iterations=50))), ["queued"]
        while not job.finished:
            states.append(job.state)
            curve = job.curve
            if curve is not None:
                assert len(curve.steps) == len(curve.train) == len(curve.validation)
                assert np.all(np.diff(curve.steps) > 0)
    ranks = [order.index(state) for state in states]
    assert ranks == sorted(ranks)


def test_close_ends_everything(sample: Dataset) -> None:
    """Closing cancels what runs and what waits, ends the threads, takes no more wishes, and can be repeated."""
    before = set(threading.enumerate())  # other tests' trainers may be among them
    trainer = Trainer(workers=1)
    running = trainer.submit(sample, LONG)
    assert until(lambda: running.fraction > 0)
    waiting = trainer.submit(sample, quick())
    assert trainer.close()
    assert trainer.close()
    assert (running.state, waiting.state) == ("cancelled", "cancelled")
    assert not [each for each in set(threading.enumerate()) - before if each.name.startswith("churn-fit")]
    with pytest.raises(ChurnError, match="shutting down"):
        trainer.submit(sample, quick())


def test_cores_are_shared_out(sample: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lone fit gets all cores; where others run or wait, each gets its share, and never none."""
    seen: list[int] = []
    real_train = train

    def noting(*args: object, threads: int, **how: object) -> object:
        seen.append(threads)
        return real_train(*args, threads=threads, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "train", noting)
    monkeypatch.setattr(queue, "available_cores", lambda: 4)
    for workers in (None, 2, 3, 8):
        with closing(Trainer(workers)) as trainer:
            first = trainer.submit(sample, LONG)
            assert until(lambda first=first: first.fraction > 0)  # type: ignore[misc]
            assert trainer.submit(sample, quick()).wait(PATIENCE)
    with closing(Trainer(1)) as trainer:
        assert all(trainer.submit(sample, quick(depth)).wait(PATIENCE) for depth in (1, 2))
    assert seen == [4, 1, 4, 2, 4, 1, 4, 1, 4, 4]


def test_background_work_comes_last(sample: Dataset, trainer: Trainer) -> None:
    """Background jobs wait behind every other one, and one that is asked for to look at moves up to them."""
    running = trainer.submit(sample, LONG)
    assert until(lambda: running.state == "running")
    behind = [trainer.submit(sample, quick(depth), background=True) for depth in (1, 2, 3)]
    first = trainer.submit(sample, quick(4))
    assert [job.position for job in (first, *behind)] == [1, 2, 3, 4]
    assert trainer.submit(sample, quick(3)) is behind[2]
    assert [job.position for job in (first, *behind)] == [2, 3, 4, 1]
    assert [job.background for job in behind] == [True, True, False]
    assert trainer.submit(sample, quick(3), background=True).background is False
    running.cancel()
    assert all(job.wait(PATIENCE) and job.state == "done" for job in (first, *behind))
    assert trainer.fits == 5


def test_busy_is_who_lets_somebody_wait(trainer: Trainer, sample: Dataset) -> None:
    """A fit that somebody looks at makes the trainer busy until it ends; one in the background does not."""
    behind = trainer.submit(sample, LONG, background=True)
    seen = [trainer.busy]
    awaited = trainer.submit(sample, RunSpec(LONG.model, SplitSpec(seed=1)))
    seen.append(trainer.busy)
    awaited.cancel()
    seen.append(trainer.busy)
    assert seen == [False, True, False]
    behind.cancel()


def test_nobody_waits_for_background_work(sample: Dataset, trainer: Trainer) -> None:
    """Where background jobs occupy every worker, what somebody waits for runs beside them; more of them do not."""
    behind = trainer.submit(sample, LONG, background=True)
    assert until(lambda: behind.fraction > 0)
    later = trainer.submit(sample, quick(1), background=True)
    assert trainer.submit(sample, quick(2)).wait(PATIENCE)
    assert (behind.state, later.state) == ("running", "queued")
    behind.cancel()
    assert later.wait(PATIENCE)


def test_what_was_prepared_is_kept_and_counts_when_it_is_asked_for(sample: Dataset, trainer: Trainer) -> None:
    """A prepared fit is found when it is done, makes nobody wait, and is no setting tried before somebody asks."""
    spec = quick(3)
    job = trainer.prepare(sample, spec)
    assert not trainer.busy
    job.result()
    assert trainer.find(job.key) is job
    assert trainer.settings_tried(sample, spec.split) == 0
    assert trainer.submit(sample, spec) is job
    assert trainer.settings_tried(sample, spec.split) == 1
    assert trainer.prepare(sample, spec) is job
    assert trainer.submit(sample, spec) is job
    assert (trainer.settings_tried(sample, spec.split), trainer.fits) == (1, 1)


def test_a_prepared_fit_is_joined(sample: Dataset, trainer: Trainer) -> None:
    """Who asks for what is being prepared gets that fit, and it counts when it is done; a failed one is done anew."""
    job = trainer.prepare(sample, quick(2))
    assert trainer.submit(sample, quick(2)) is job
    job.result()
    assert trainer.settings_tried(sample, job.spec.split) == 1
    stopped = trainer.prepare(sample, LONG)
    stopped.cancel()
    assert trainer.submit(sample, LONG) is not stopped


def test_background_results_push_nothing_out(sample: Dataset) -> None:
    """The trainer forgets a background job when it is done, and keeps what others look at; its asker has its run."""
    with closing(Trainer(workers=1, store=memory_store(1))) as trainer:
        kept = trainer.submit(sample, quick(1))
        behind = [trainer.submit(sample, quick(depth), background=True) for depth in (2, 3, 4)]
        assert all(job.wait(PATIENCE) for job in behind)
        assert trainer.find(kept.key) is kept
        assert [trainer.find(job.key) for job in behind] == [None, None, None]
        assert behind[0].result().evaluation.p["test"].tolist() == train(sample, quick(2)).evaluation.p["test"].tolist()


def test_withdraw_spares_what_somebody_looks_at(sample: Dataset, trainer: Trainer) -> None:
    """A background job can be taken back, but not from a viewer who has asked for the same run since."""
    running = trainer.submit(sample, LONG)
    assert until(lambda: running.state == "running")
    wanters = [Wanter(None, place, background=True) for place in (1, 2)]
    one, other = (trainer.submit(sample, quick(depth), wanted_by=wanters[depth - 1]) for depth in (1, 2))
    trainer.submit(sample, quick(2))
    for wanter in wanters:
        trainer.withdraw(wanter)
    assert (one.state, other.state, other.background) == ("cancelled", "queued", False)
    running.cancel()
    assert other.result().spec == quick(2)


def test_followers_hear_of_the_end_once(sample: Dataset, trainer: Trainer) -> None:
    """Whoever follows a job is told when it is done, cancelled or failed; at once, if it is already."""
    heard: list[str] = []
    for dataset, spec in ((sample, quick()), (one_outcome(), quick()), (sample, LONG)):
        job = trainer.submit(dataset, spec)
        job.follow(lambda job: heard.append(job.state))
        if spec == LONG:
            job.cancel()
        else:
            assert job.wait(PATIENCE)
    assert until(lambda: len(heard) == 3)
    job.follow(lambda job: heard.append(f"{job.state} before"))
    assert heard == ["done", "failed", "cancelled", "cancelled before"]


def test_settings_that_the_test_customers_have_judged(sample: Dataset, trainer: Trainer) -> None:
    """Counted once each are finished fits that somebody looks at, by the test rows that judge them."""

    def tried(cut: SplitSpec, dataset: Dataset = sample) -> int:
        return trainer.settings_tried(dataset, cut)

    default = SplitSpec()
    assert tried(default) == 0
    for depth in (1, 2, 2, 1):
        trainer.submit(sample, quick(depth)).result()
    assert tried(default) == 2
    trainer.submit(sample, quick(3), background=True).result()
    cancelled = trainer.submit(sample, LONG)
    assert until(lambda: cancelled.fraction > 0)
    cancelled.cancel()
    trainer.submit(one_outcome(), quick()).wait(PATIENCE)
    assert tried(default) == 2
    assert tried(default, one_outcome()) == 0
    trainer.submit(sample, RunSpec(quick().model, SplitSpec(validation_share=0.3))).result()
    trainer.submit(load(SAMPLE, roles={"Age": "leave out"}), quick()).result()
    assert tried(default) == tried(SplitSpec(validation_share=0.3)) == 4
    for other in (SplitSpec(seed=7), SplitSpec(test_share=0.3), SplitSpec(grouped=True)):
        assert tried(other) == 0


SERVER = """
import signal, sys, time
from churn.table.dataset import SAMPLE, load
from churn.work.trainer import Trainer
from churn.model.spec import ModelSpec
from churn.model.run import RunSpec

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
trainer, dataset = Trainer(), load(SAMPLE)
jobs = [trainer.submit(dataset, RunSpec(ModelSpec(depth=10, iterations=5000, seed=seed))) for seed in range(5)]
while not any(job.fraction for job in jobs):
    time.sleep(0.01)
print("fitting", flush=True)
{then}
"""


def end_of(then: str, prelude: str = "", *, terminate: bool = False) -> tuple[int, float, str]:
    """Start a process with fits under way; return its exit status, seconds to the end, and stderr."""
    with subprocess.Popen(
        [sys.executable, "-c", prelude + SERVER.format(then=then)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "fitting\n"
        start = time.monotonic()
        if terminate:
            process.terminate()
        _, errors = process.communicate(timeout=PATIENCE)
        return process.returncode, time.monotonic() - start, errors


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process could answer")
def test_sigterm_during_a_fit_ends_the_process_cleanly() -> None:
    """With fits running and waiting, the process ends with status 0 within 3 s and says nothing."""
    status, seconds, errors = end_of("time.sleep(600)", terminate=True)
    assert (status, errors) == (0, "")
    assert seconds < 3


def test_the_end_of_the_program_does_not_wait_for_fits() -> None:
    """A program that simply ends, with fits under way, ends with status 0 within 3 s."""
    status, seconds, errors = end_of("")
    assert (status, errors) == (0, "")
    assert seconds < 3


@pytest.mark.parametrize(("then", "expected"), [("", 0), ("raise ValueError", 1)])
def test_a_fit_that_cannot_stop_does_not_hold_up_the_end(then: str, expected: int) -> None:
    """A fit that does not look at its flag is left behind: no crash, and the status says how the program ended."""
    prelude = """
import churn.work.trainer
from churn.model.run import train
churn.work.trainer.train = lambda dataset, spec, report, stop, threads: train(dataset, spec, report, threads=threads)
"""
    status, seconds, _ = end_of(then, prelude)
    assert status == expected
    assert seconds < 3
