"""Work goes on while somebody wants it, and not longer."""

import random
import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import closing
from functools import partial

import pytest

from churn.model.run import RunSpec, run_key
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec
from churn.stability.repeated import RepeatedSplitsStore
from churn.table.dataset import SAMPLE, Dataset, load
from churn.work.job import FitJob
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter, Wishes
from tests.work.test_trainer import LONG, PATIENCE, quick, until

OTHER_LONG = RunSpec(ModelSpec(iterations=5000, depth=10, seed=1))
ANN, BOB, CAT = (Wanter(viewer, "fit") for viewer in ("Ann", "Bob", "Cat"))


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture
def there() -> set[Hashable]:
    """Return who is there: all three, until somebody leaves."""
    return {"Ann", "Bob", "Cat"}


@pytest.fixture
def trainer(there: set[Hashable]) -> Iterator[Trainer]:
    """Return a trainer with two workers whose viewers come and go; it looks for them when it is told to."""
    with closing(Trainer(workers=2, connected=there.__contains__)) as trainer:
        trainer.wishes = Wishes(there.__contains__, grace=0, every=PATIENCE)
        yield trainer


def running(job: FitJob) -> FitJob:
    """Wait until a fit grows trees."""
    assert until(lambda: job.fraction > 0)
    return job


def test_another_wish_takes_the_place_of_the_one_before(sample: Dataset, trainer: Trainer) -> None:
    """The fit that only this viewer wanted ends, running or queued; a wish at another place of the page does not."""
    first = running(trainer.submit(sample, LONG, wanted_by=ANN))
    beside = trainer.submit(sample, OTHER_LONG, wanted_by=Wanter("Ann", "comparison"))
    waiting = trainer.submit(sample, quick(2), wanted_by=BOB)
    last = trainer.submit(sample, quick(3), wanted_by=BOB)
    assert (first.finished, beside.finished, waiting.state) == (False, False, "cancelled")
    trainer.submit(sample, quick(4), wanted_by=ANN)
    assert (first.state, beside.finished) == ("cancelled", False)
    assert str(first.error) == "Nobody waits for this training any more."
    assert last.wait(PATIENCE)
    assert last.state == "done"


def test_a_result_that_is_there_ends_the_fit_before_it(sample: Dataset, trainer: Trainer) -> None:
    """Who asks for what is trained already waits for nothing, so what he or she waited for ends."""
    trainer.submit(sample, quick(), wanted_by=BOB).result()
    long = running(trainer.submit(sample, LONG, wanted_by=ANN))
    assert trainer.submit(sample, quick(), wanted_by=ANN).state == "done"
    assert long.state == "cancelled"


def test_a_fit_goes_on_as_long_as_one_viewer_wants_it(sample: Dataset, trainer: Trainer, there: set[Hashable]) -> None:
    """Stop, another wish and a closed page take one wish each; the last one takes the fit."""
    for wanter in (ANN, BOB, CAT):
        job = trainer.submit(sample, LONG, wanted_by=wanter)
    running(job)
    trainer.withdraw(ANN)
    trainer.submit(sample, quick(), wanted_by=BOB)
    trainer.wishes.look()
    assert not job.finished
    there.discard("Cat")
    trainer.wishes.look()
    assert job.state == "cancelled"
    assert trainer.submit(sample, LONG, wanted_by=ANN) is not job


def test_asking_again_is_no_new_wish(sample: Dataset, trainer: Trainer) -> None:
    """Who asks for the same once more keeps the place in the queue and the fit."""
    for spec, wanter in ((LONG, Wanter(None, 1)), (OTHER_LONG, Wanter(None, 2))):
        running(trainer.submit(sample, spec, wanted_by=wanter))
    one, other = (trainer.submit(sample, quick(depth), wanted_by=by) for depth, by in ((1, ANN), (2, BOB)))
    assert trainer.submit(sample, quick(1), wanted_by=ANN) is one
    assert (one.position, other.position) == (2, 1)
    assert trainer.submit(sample, quick(1), wanted_by=CAT) is one
    assert (one.position, other.position) == (1, 2)


def test_two_closed_pages_free_the_cores(sample: Dataset) -> None:
    """Their fits end within two seconds without anybody asking, and the next viewer is served; the thread ends, too."""
    there: set[Hashable] = {"Ann", "Bob", "Cat"}
    with closing(Trainer(workers=2, connected=there.__contains__)) as trainer:
        long = [trainer.submit(sample, spec, wanted_by=by) for spec, by in ((LONG, ANN), (OTHER_LONG, BOB))]
        assert all(map(running, long))
        third = trainer.submit(sample, quick(), wanted_by=CAT)
        there -= {"Ann", "Bob"}
        left = time.monotonic()
        assert all(job.wait(PATIENCE) for job in long)
        assert 0.9 < time.monotonic() - left < 2  # a reload takes less than that
        assert third.wait(PATIENCE)
        assert [job.state for job in (*long, third)] == ["cancelled", "cancelled", "done"]
        assert until(lambda: not trainer.wishes._watching)  # noqa: SLF001 - nothing else tells


def test_who_comes_back_in_time_keeps_the_fit(sample: Dataset, there: set[Hashable]) -> None:
    """A page that finds the network again is simply there; one that is reloaded is another viewer who asks for it."""
    with closing(Trainer(workers=2, connected=there.__contains__)) as trainer:
        job = running(trainer.submit(sample, LONG, wanted_by=ANN))
        there.discard("Ann")
        trainer.wishes.look()
        there.add("Ann")
        time.sleep(1.5)
        assert not job.finished
        there.discard("Ann")
        there.add("Ann reloaded")
        assert trainer.submit(sample, LONG, wanted_by=Wanter("Ann reloaded", "fit")) is job
        time.sleep(1.7)
        assert not job.finished


def test_only_the_background_is_left(sample: Dataset, trainer: Trainer) -> None:
    """A fit that viewers do not want any more but repeated splits do goes on, and lets others pass again."""
    job = trainer.submit(sample, LONG, wanted_by=Wanter(None, "splits", background=True))
    trainer.submit(sample, LONG, wanted_by=ANN)
    assert not job.background
    trainer.withdraw(ANN)
    assert (job.background, job.finished, trainer.busy) == (True, False, False)


def test_only_what_somebody_has_seen_is_a_setting_tried(sample: Dataset, trainer: Trainer) -> None:
    """A fit that was superseded does not count, one that somebody else waited for does, and so does one seen later."""
    tried = partial(trainer.settings_tried, sample, SplitSpec())
    trainer.submit(sample, LONG, wanted_by=ANN)
    trainer.submit(sample, quick(1), wanted_by=ANN).result()
    assert tried() == 1
    trainer.prepare(sample, quick(2)).result()
    assert tried() == 1
    trainer.submit(sample, quick(2), wanted_by=BOB)
    assert tried() == 2


def test_stopped_fits_push_no_result_out(sample: Dataset, trainer: Trainer) -> None:
    """However many moves are superseded, what was trained before is still there."""
    kept = trainer.submit(sample, quick(), wanted_by=ANN)
    kept.result()
    for seed in range(100):
        trainer.submit(sample, RunSpec(ModelSpec(iterations=5000, seed=seed)), wanted_by=ANN)
    trainer.withdraw(ANN)
    assert trainer.find(kept.key) is kept


def test_repeated_splits_end_with_the_last_viewer(sample: Dataset, trainer: Trainer, there: set[Hashable]) -> None:
    """What is done stays, and who comes back has the rest trained; another viewer's wish keeps them going."""
    store, spec = RepeatedSplitsStore(trainer), RunSpec(ModelSpec(iterations=150, depth=6))
    splits = store.start(sample, spec, wanted_by=ANN)
    store.join(splits, BOB)
    assert until(lambda: splits.done >= 1)
    there.discard("Ann")
    trainer.wishes.look()
    assert not splits.wait(0)
    there.discard("Bob")
    trainer.wishes.look()
    assert splits.wait(0)
    done = splits.done
    assert 1 <= done < len(splits.seeds)
    there.add("Bob")
    assert store.start(sample, spec, wanted_by=BOB) is splits
    assert splits.wait(PATIENCE)
    assert splits.done == len(splits.seeds)
    assert not trainer.wishes.wanters(splits)


@pytest.mark.parametrize("seed", range(3))
def test_no_wanted_fit_is_lost_and_no_unwanted_one_goes_on(
    sample: Dataset, trainer: Trainer, there: set[Hashable], seed: int
) -> None:
    """Viewers ask, ask for something else, stop, leave and come back at random, all at the same time."""
    specs = [RunSpec(ModelSpec(depth=depth, iterations=trees)) for depth in (2, 6) for trees in (10, 200, 1500)]
    jobs: list[FitJob] = []
    wanted: dict[Wanter, str] = {}

    def live(viewer: str) -> None:
        chance = random.Random(f"{viewer} {seed}")  # noqa: S311 - a test
        places = [Wanter(viewer, place) for place in ("fit", "comparison")]
        for _ in range(25):
            move, wanter, spec = chance.random(), chance.choice(places), chance.choice(specs)
            if move < 0.7:
                jobs.append(trainer.submit(sample, spec, wanted_by=wanter))
                wanted[wanter] = run_key(sample, spec)
            elif move < 0.85:
                trainer.withdraw(wanter)
                wanted.pop(wanter, None)
            else:
                there.discard(viewer)
                trainer.wishes.look()
                for each in places:
                    wanted.pop(each, None)
                there.add(viewer)
            time.sleep(chance.random() * 0.02)

    threads = [threading.Thread(target=live, args=(viewer,)) for viewer in ("Ann", "Bob", "Cat")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert all(job.finished or job.key in wanted.values() for job in jobs)
    for key in wanted.values():
        job = trainer.find(key)
        assert job is not None
        assert job.wait(PATIENCE)
        assert job.state == "done"
