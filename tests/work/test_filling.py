"""What is fitted before anybody asks: one core, behind everything, for viewers who are there, and never twice."""

import threading
import time
from collections.abc import Hashable, Iterator, Sequence
from contextlib import closing

import pytest

from churn.errors import DataError
from churn.model.run import RunSpec, run_key, train
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec
from churn.table.dataset import SAMPLE, Dataset, load
from churn.work import filling
from churn.work.durations import Fit, size
from churn.work.filling import Filling
from churn.work.job import FitJob
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter, Wishes
from tests.work.test_trainer import LONG, PATIENCE, one_outcome, quick, until

MAP = tuple(quick(depth) for depth in (4, 3, 5, 2, 6))
ANN, BOB = (Wanter(viewer, "map") for viewer in ("Ann", "Bob"))


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture
def there() -> set[Hashable]:
    """Return who is there, until somebody leaves."""
    return {"Ann", "Bob"}


@pytest.fixture
def trainer(there: set[Hashable]) -> Iterator[Trainer]:
    """Return a trainer with two workers whose viewers come and go; it looks for them when it is told to."""
    with closing(Trainer(workers=2, connected=there.__contains__)) as trainer:
        trainer.wishes = Wishes(there.__contains__, grace=0, every=PATIENCE)
        yield trainer


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[RunSpec, int]]:
    """Return what is begun unasked, in order, with the number of threads."""
    seen: list[tuple[RunSpec, int]] = []
    fit = Trainer.fit

    def noting(self: Trainer, job: FitJob, dataset: Dataset, threads: int) -> None:
        if job.unasked:
            seen.append((job.spec, threads))
        fit(self, job, dataset, threads)

    monkeypatch.setattr(Trainer, "fit", noting)
    return seen


def there_are(trainer: Trainer, dataset: Dataset, specs: Sequence[RunSpec]) -> bool:
    """Wait until settings are fitted."""
    return until(lambda: trainer.filling.progress(dataset, specs).done == len(set(specs)))


def under_way(trainer: Trainer) -> list[FitJob]:
    """Return the fits that nobody has asked for, which no public name leads to."""
    return list(trainer.filling._running)  # noqa: SLF001 - as the docstring says


def running(trainer: Trainer) -> FitJob:
    """Wait until a fit that nobody has asked for grows trees."""
    assert until(lambda: any(job.trees_done > 1 for job in under_way(trainer)))
    return under_way(trainer)[0]


def test_a_list_is_fitted_in_its_order_on_one_core(
    sample: Dataset, trainer: Trainer, begun: list[tuple[RunSpec, int]]
) -> None:
    """One after the other, each once, however often the list is asked for; then the thread ends."""
    for _ in range(3):
        trainer.filling.fill(sample, MAP, wanted_by=ANN)
    assert there_are(trainer, sample, MAP)
    assert begun == [(spec, 1) for spec in MAP]
    assert (trainer.filling.started, trainer.fits) == (5, 0)
    assert until(lambda: not [each for each in threading.enumerate() if each.name.startswith("churn-fill")])
    trainer.filling.fill(sample, MAP[::-1], wanted_by=BOB)
    assert trainer.filling.progress(sample, MAP) == (5, 5, 0, False)
    assert trainer.filling.started == 5


def test_what_is_fitted_is_what_train_gives(sample: Dataset, trainer: Trainer) -> None:
    """Probabilities on all splits, trees, curve and reasons, to the last bit, from a model that was packed."""
    specs = [
        RunSpec(ModelSpec(depth=depth, learning_rate=rate, iterations=60))
        for depth, rate in ((1, 0.5), (6, 0.01), (9, 0.3))
    ]
    trainer.filling.fill(sample, specs, wanted_by=ANN)
    assert there_are(trainer, sample, specs)
    for spec in specs:
        run, expected = trainer.submit(sample, spec).result(), train(sample, spec)
        assert (run.key, run.spec, run.model.trees) == (expected.key, spec, expected.model.trees)
        for part, p in expected.evaluation.p.items():
            assert run.evaluation.p[part].tolist() == p.tolist()
        assert run.curve.train.tolist() == expected.curve.train.tolist()
        assert run.curve.validation.tolist() == expected.curve.validation.tolist()
        assert run.model.predict_proba(sample.table).tolist() == expected.model.predict_proba(sample.table).tolist()
        assert run.model.shap(sample.table)[0].tolist() == expected.model.shap(sample.table)[0].tolist()
    assert trainer.fits == 0


def test_it_counts_when_somebody_looks_and_not_before(sample: Dataset, trainer: Trainer) -> None:
    """Results are found without a fit; the test customers have judged only what a person asked for."""
    trainer.filling.fill(sample, MAP, wanted_by=ANN)
    assert there_are(trainer, sample, MAP)
    job = trainer.find(run_key(sample, MAP[1]))
    assert job is not None
    assert (job.state, trainer.settings_tried(sample, SplitSpec())) == ("done", 0)
    trainer.submit(sample, MAP[0], background=True).result()
    assert trainer.settings_tried(sample, SplitSpec()) == 0
    assert trainer.submit(sample, MAP[1], wanted_by=BOB) is job
    assert trainer.find(job.key) is job
    assert (trainer.settings_tried(sample, SplitSpec()), trainer.fits) == (1, 0)
    assert [run.spec for run in trainer.runs_tried(sample, SplitSpec())] == [MAP[1]]


def test_it_gives_way_at_once_and_begins_anew(sample: Dataset, trainer: Trainer) -> None:
    """A fit that somebody asks for ends the one under way and has all cores; nothing is begun until it is there."""
    trainer.filling.fill(sample, [LONG, quick(1)], wanted_by=ANN)
    old = running(trainer)
    asked_for = trainer.submit(sample, RunSpec(LONG.model, SplitSpec(seed=1)), wanted_by=BOB)
    assert old.state == "cancelled"
    assert until(lambda: asked_for.fraction > 0)
    time.sleep(3 * filling.LOOK)
    assert (under_way(trainer), trainer.busy) == ([], True)
    trainer.withdraw(BOB)
    assert running(trainer).spec == LONG
    assert trainer.filling.started == 2


def test_a_fit_under_way_goes_on_when_somebody_asks_for_it(
    sample: Dataset, trainer: Trainer, there: set[Hashable]
) -> None:
    """The trees that are grown are not grown again, and whoever made the list may leave."""
    trainer.filling.fill(sample, [LONG], wanted_by=ANN)
    grown = running(trainer).trees_done
    job = trainer.submit(sample, LONG, wanted_by=BOB)
    assert (job.state, job.trees_done >= grown, job.background, trainer.fits) == ("running", True, False, 1)
    assert trainer.busy
    there.discard("Ann")
    trainer.wishes.look()
    assert not job.finished
    trainer.withdraw(BOB)
    assert job.state == "cancelled"


def test_it_waits_for_the_background_too(sample: Dataset, trainer: Trainer) -> None:
    """Whatever somebody asked for goes first, even if nobody waits for it."""
    behind = trainer.submit(sample, LONG, background=True)
    trainer.filling.fill(sample, MAP, wanted_by=ANN)
    time.sleep(3 * filling.LOOK)
    assert trainer.filling.started == 0
    behind.cancel()
    assert there_are(trainer, sample, MAP)


def test_it_ends_with_the_last_who_wants_it(sample: Dataset, trainer: Trainer, there: set[Hashable]) -> None:
    """One of two viewers of the same settings may leave; when both have, the fit ends and nothing is begun."""
    trainer.filling.fill(sample, [LONG, *MAP], wanted_by=ANN)
    trainer.filling.fill(sample, [LONG, *MAP], wanted_by=BOB)
    job = running(trainer)
    there.discard("Ann")
    trainer.wishes.look()
    assert not job.finished
    there.discard("Bob")
    trainer.wishes.look()
    assert job.state == "cancelled"
    assert until(lambda: not [each for each in threading.enumerate() if each.name.startswith("churn-fill")])
    assert trainer.filling.progress(sample, MAP).done == 0


def test_another_position_begins_with_its_own_settings(sample: Dataset, trainer: Trainer) -> None:
    """The viewer's old head start ends, unless the new list begins with it."""
    trainer.filling.fill(sample, [LONG, *MAP], wanted_by=ANN)
    old = running(trainer)
    trainer.filling.fill(sample, [LONG, quick(9)], wanted_by=ANN)
    assert not old.finished
    trainer.filling.fill(sample, [quick(9), LONG], wanted_by=ANN)
    assert old.state == "cancelled"
    assert there_are(trainer, sample, [quick(9)])


def test_two_viewers_take_turns_and_share(sample: Dataset, trainer: Trainer, begun: list[tuple[RunSpec, int]]) -> None:
    """Each list goes on from its own beginning, one settings each in turn, and what both have is fitted once."""
    blocker = trainer.submit(sample, LONG)
    trainer.filling.fill(sample, MAP, wanted_by=ANN)
    trainer.filling.fill(sample, MAP[::-1], wanted_by=BOB)
    blocker.cancel()
    assert there_are(trainer, sample, MAP)
    assert [spec for spec, _ in begun] == [MAP[0], MAP[4], MAP[1], MAP[3], MAP[2]]


def test_where_a_fit_takes_two_seconds_there_is_a_head_start_only(sample: Dataset, trainer: Trainer) -> None:
    """The first fit tells; the others of the list are left out, and so are those of a quick list that take long."""
    slow = RunSpec(ModelSpec(depth=2, iterations=40))
    assert trainer.submit(sample, quick(2)).result().rows == len(sample)
    trainer.filling._durations.note(Fit(slow, size(slow, len(sample)), 2.1))  # noqa: SLF001 - as a slower computer would
    head = RunSpec(ModelSpec(depth=2, iterations=40, learning_rate=0.2))
    trainer.filling.fill(sample, [head, slow, *MAP], wanted_by=ANN)
    assert there_are(trainer, sample, [head])
    assert until(lambda: not trainer.filling.progress(sample, MAP).under_way)
    trainer.filling.fill(sample, [quick(2), slow, quick(3)], wanted_by=ANN)
    assert there_are(trainer, sample, [quick(3)])
    assert trainer.find(run_key(sample, slow)) is None


def test_somebody_who_waits_for_the_map_has_all_workers(
    sample: Dataset, trainer: Trainer, begun: list[tuple[RunSpec, int]]
) -> None:
    """Two at a time, however long a fit takes, but still behind what anybody asks for."""
    other = RunSpec(ModelSpec(iterations=5000, depth=10, seed=1))
    trainer.filling.fill(sample, [LONG, other, quick(1)], wanted_by=ANN, hurry=True)
    assert until(lambda: sum(job.trees_done > 1 for job in under_way(trainer)) == 2)
    assert trainer.submit(sample, quick(2), wanted_by=BOB).result().spec == quick(2)
    assert until(lambda: len(begun) >= 4)
    assert [spec for spec, _ in begun[:4]] == [LONG, other, LONG, other]
    trainer.withdraw(ANN)
    assert until(lambda: not under_way(trainer))


def test_progress_says_how_long_it_takes(sample: Dataset, trainer: Trainer) -> None:
    """Nothing is known before the first fit; then the seconds of what is left, on the cores that work at it."""
    assert trainer.filling.progress(sample, MAP) == (0, 5, None, False)
    trainer.submit(sample, quick(4)).result()
    found = trainer.filling.progress(sample, MAP)
    assert (found.done, found.total, found.under_way) == (1, 5, False)
    assert found.seconds is not None
    assert 0 < found.seconds < 60


def test_whoever_waits_is_told_by_what_people_asked_for(sample: Dataset, trainer: Trainer) -> None:
    """What was fitted on one core beside everything else does not say how long a fit takes that has them all."""
    trainer.filling.fill(sample, MAP, wanted_by=ANN)
    assert there_are(trainer, sample, MAP)
    assert trainer.submit(sample, MAP[0]).seconds_to_wait is None
    assert not trainer._queue._durations._fits  # noqa: SLF001 - as the docstring says


def test_a_table_that_goes_takes_its_fits_with_it(sample: Dataset, trainer: Trainer) -> None:
    """What was fitted is forgotten, what is under way ends; when the table comes back, all begins anew."""
    trainer.filling.fill(sample, MAP, wanted_by=ANN)
    assert there_are(trainer, sample, MAP)
    trainer.filling.fill(sample, [LONG], wanted_by=ANN)
    job = running(trainer)
    trainer.forget({sample.fingerprint})
    assert job.state == "cancelled"
    assert [trainer.find(run_key(sample, spec)) for spec in MAP] == [None] * 5
    trainer.filling.fill(sample, MAP, wanted_by=ANN)
    assert there_are(trainer, sample, MAP)


def test_settings_that_fail_end_their_list(trainer: Trainer, begun: list[tuple[RunSpec, int]]) -> None:
    """So would the others; whoever asks gets a fit of their own, and its message."""
    dataset = one_outcome()
    trainer.filling.fill(dataset, MAP, wanted_by=ANN)
    assert until(lambda: len(begun) == 1 and not trainer.filling.progress(dataset, MAP).under_way)
    trainer.filling.fill(dataset, MAP, wanted_by=ANN)
    with pytest.raises(DataError, match="in the train part"):
        trainer.submit(dataset, MAP[0]).result()
    assert len(begun) == 1


def test_there_is_room_for_so_many_bytes(sample: Dataset, trainer: Trainer) -> None:
    """What nobody has looked at for longest goes first, and never what somebody has asked for."""
    asked_for = trainer.submit(sample, quick(9)).result()
    size_of_one = asked_for.packed().bytes
    assert 0 < size_of_one < asked_for.bytes
    trainer.filling = Filling(trainer, room=3 * size_of_one)
    trainer.filling.fill(sample, MAP, wanted_by=ANN)
    assert until(lambda: trainer.filling.started == 5 and not trainer.filling.progress(sample, MAP).under_way)
    assert [trainer.find(run_key(sample, spec)) is None for spec in (MAP[0], MAP[1])] == [True, True]
    assert [trainer.find(run_key(sample, spec)) is None for spec in (MAP[4], quick(9))] == [False, False]


def test_a_run_from_elsewhere_is_found(sample: Dataset, trainer: Trainer) -> None:
    """It counts for nothing until somebody looks at it, as if it had been fitted here."""
    trainer.filling.keep(sample, train(sample, quick(3)))
    job = trainer.find(run_key(sample, quick(3)))
    assert job is not None
    assert (job.state, trainer.settings_tried(sample, SplitSpec())) == ("done", 0)
    assert trainer.submit(sample, quick(3)).result().spec == quick(3)
    assert (trainer.settings_tried(sample, SplitSpec()), trainer.fits) == (1, 0)


def test_the_end_of_the_server_ends_it(sample: Dataset) -> None:
    """Its threads end in time, and there are no others."""
    trainer = Trainer()
    trainer.filling.fill(sample, [LONG], wanted_by=ANN)
    running(trainer)
    assert trainer.close(PATIENCE)
    trainer.filling.fill(sample, MAP, wanted_by=ANN)
    assert (under_way(trainer), trainer.filling.started) == ([], 1)
