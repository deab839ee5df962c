"""The luck of the split, measured: other splits, one series for all, and nothing kept but numbers."""

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from churn import stability
from churn.errors import ChurnError
from churn.model.run import RunSpec, run_key, train
from churn.model.setting import MAX_SEED
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, split
from churn.scores.confusion import Confusion
from churn.scores.metrics import METRICS, Scores
from churn.stability import repeated
from churn.stability.repeated import SPLITS, RepeatedSplits, RepeatedSplitsStore, other_seeds
from churn.stability.spread import Place, Spread, spreads_of
from churn.table.dataset import SAMPLE, Dataset, load
from churn.work.job import FitJob
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter

PATIENCE = 120
QUICK = RunSpec(ModelSpec(iterations=10))
LONG = RunSpec(ModelSpec(iterations=5000, depth=10))


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Return a trainer; stop it after the test."""
    with closing(Trainer(workers=2)) as trainer:
        yield trainer


def until(condition: Callable[[], bool]) -> bool:
    """Wait for something that another thread is about to do."""
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.002)
    return condition()


def spread(values: list[float], current: float | None) -> Spread:
    """Return a spread of these values."""
    return Spread(np.array(values, dtype=np.float64), 0, current, "higher")


def repeat(trainer: Trainer, dataset: Dataset, spec: RunSpec, n: int = SPLITS) -> RepeatedSplits:
    """Train the same settings on `n` other splits."""
    splits = RepeatedSplits(trainer, dataset, spec, n)
    splits.start(dataset)
    return splits


def few_churners() -> Dataset:
    """Make a table of 40 customers of whom two left: on some splits a part has no churner."""
    lines = [f"{20 + i % 9},{'ab'[i % 2]},{int(i in {2, 5})}" for i in range(40)]
    return load("\n".join(["Age,Plan,Churn", *lines]).encode(), name="few.csv")


def test_spread_by_hand() -> None:
    """Mean, standard deviation, range and rank of 0, 1, …, 20 are known."""
    each = spread(list(range(21)), 5.0)
    assert each.mean == 10
    assert each.sd == pytest.approx(np.sqrt(21 * 22 / 12))
    assert each.range == pytest.approx((0, 20))
    assert each.below == pytest.approx(5.5 / 21)
    with pytest.raises(ValueError, match="read-only"):
        each.values[0] = 1


def scores_of(recall: float | None, log_loss: float | None) -> Scores:
    """Return scores of which two are of interest."""
    return Scores({"recall": recall, "log_loss": log_loss}, Confusion(5, 0, 0, 5))


def alike(n: int, seed: int = 0) -> list[Scores]:
    """Return the scores of splits that differ by chance alone."""
    rng = np.random.default_rng(seed)
    return [scores_of(*each) for each in rng.normal([0.7, 0.3], [0.05, 0.02], (n, 2)).tolist()]


@pytest.mark.parametrize(
    ("recall", "log_loss", "places"),
    [
        (0.9, 0.3, ("lucky", "ordinary")),
        (0.5, 0.3, ("unlucky", "ordinary")),
        (0.7, 0.4, ("ordinary", "unlucky")),
        (0.7, 0.2, ("ordinary", "lucky")),
        (0.9, 0.2, ("lucky", "lucky")),
        (0.75, 0.31, ("ordinary", "ordinary")),
        (None, 0.2, (None, "lucky")),
    ],
)
def test_place(recall: float | None, log_loss: float, places: tuple[Place | None, Place | None]) -> None:
    """What is further out than any score of any other split is luck; for a loss, less is lucky."""
    spreads = spreads_of(alike(20), {"recall": recall, "log_loss": log_loss})
    assert (spreads["recall"].place, spreads["log_loss"].place) == places


def test_better_than_all_others_is_not_yet_luck() -> None:
    """The best of 21 recalls is no news where another split's log loss lies further out."""
    others = [*alike(19), scores_of(0.7, 0.5)]
    best = max(scores.by_name["recall"] or 0 for scores in others) + 0.01
    assert spreads_of(others, {"recall": best, "log_loss": 0.3})["recall"].place == "ordinary"


def test_luck_takes_nineteen_other_splits() -> None:
    """Of fewer, even the furthest out comes about too often by chance; equal scores stand out nowhere."""
    assert spreads_of(alike(18), {"recall": 0.9})["recall"].place is None
    assert spreads_of(alike(19), {"recall": 0.9})["recall"].place == "lucky"
    assert spreads_of([scores_of(0.7, 0.3)] * 20, {"recall": 0.7})["recall"].place == "ordinary"
    assert spreads_of([scores_of(None, 0.3)] * 20, {"recall": 0.7})["recall"].place is None
    assert spreads_of([], {"recall": 0.7})["recall"].place is None


@pytest.mark.slow
@pytest.mark.parametrize("freedom", [3, 30], ids=["long tails", "short tails"])
def test_luck_is_seldom_said_of_equal_splits(freedom: int) -> None:
    """Of 21 splits that are alike, the first is called lucky or unlucky in any of seven scores in at most 6%."""
    rng = np.random.default_rng(11)
    mixed = rng.normal(size=(7, 7))  # scores of one split go together
    said = 0
    for _ in range(3_000):
        drawn = rng.standard_t(freedom, (21, 7)) @ mixed
        own, *others = (dict(zip(METRICS, each, strict=True)) for each in drawn.tolist())
        spreads = spreads_of([Scores(each, Confusion(5, 0, 0, 5)) for each in others], own)
        said += any(each.place != "ordinary" for each in spreads.values())
    print(f"lucky or unlucky: {said / 3_000:.3f}")  # noqa: T201 - the figure is the point
    assert 0.035 < said / 3_000 <= 0.06


def test_few_values_say_little() -> None:
    """None, one and nine values: what cannot be said is None, and nothing warns."""
    none, one, nine = spread([], 0.5), spread([0.5], 0.5), spread([0.5] * 9, 0.9)
    assert (none.mean, none.sd, none.range, none.below) == (None,) * 4
    assert (one.mean, one.sd, one.range, one.below) == (0.5, None, None, 0.5)
    assert nine.range == (0.5, 0.5)


@pytest.mark.parametrize("seed", [0, 123, MAX_SEED])
def test_other_seeds(seed: int) -> None:
    """They differ from each other and from the first, are allowed, stay the same, and fewer are the first of more."""
    seeds = other_seeds(seed, 200)
    assert len({seed, *seeds}) == 201
    assert [SplitSpec(seed=each).seed for each in seeds] == list(seeds)
    assert other_seeds(seed) == seeds[:20]


def test_a_series_is_twenty_plain_runs(sample: Dataset, trainer: Trainer) -> None:
    """Each value is the score of `churn.train` on that split, for every part and any threshold."""
    series = repeat(trainer, sample, QUICK, n=3)
    assert series.wait(PATIENCE)
    assert (series.done, series.failed, series.complete, series.fraction) == (3, 0, True, 1.0)
    own = train(sample, QUICK)
    runs = [train(sample, replace(QUICK, split=SplitSpec(seed=seed))) for seed in series.seeds]
    for part in ("train", "validation", "test"):
        current = own.evaluation.scores(0.3)[part].by_name
        spreads = series.spreads(part, current, 0.3)
        assert list(spreads) == list(current)
        for name, each in spreads.items():
            assert each.values.tolist() == [run.evaluation.scores(0.3)[part].as_dict()[name] for run in runs]
            assert each.current == current[name]
            assert (each.better_if == "higher") == (name not in {"log_loss", "brier"})


def test_no_model_is_kept(sample: Dataset, trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a split is done its job and its model are gone, while the series and the trainer are still there."""
    models: list[weakref.ref[object]] = []
    real = repeated.RepeatedSplits._take  # noqa: SLF001 - to see what the series lets go of

    def noting(series: repeated.RepeatedSplits, wanter: Wanter, job: FitJob) -> None:
        models.append(weakref.ref(job.result().model))
        real(series, wanter, job)

    monkeypatch.setattr(repeated.RepeatedSplits, "_take", noting)
    series = repeat(trainer, sample, QUICK, n=4)
    assert series.wait(PATIENCE)
    assert until(lambda: gc.collect() >= 0 and len(models) == 4 and all(each() is None for each in models))
    assert series.done == 4


def test_twenty_viewers_one_series(sample: Dataset, trainer: Trainer) -> None:
    """However many ask for the same at once, twenty splits are trained once; asking again later trains nothing."""
    repeats, barrier, found = RepeatedSplitsStore(trainer), threading.Barrier(20), []

    def ask() -> None:
        barrier.wait()
        found.append(repeats.start(sample, QUICK))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(found) == 20
    assert len(set(map(id, found))) == 1
    assert found[0].wait(PATIENCE)
    assert repeats.start(sample, QUICK) is repeats.find(run_key(sample, QUICK)) is found[0]
    assert (found[0].finished, found[0].done, trainer.fits) == (True, 20, 20)


def test_stop_keeps_what_is_done_and_start_goes_on(sample: Dataset) -> None:
    """Stop takes effect at once and frees the queue; starting again trains only what is missing."""
    with closing(Trainer(workers=1)) as trainer:
        repeats = RepeatedSplitsStore(trainer)
        series = repeats.start(sample, replace(QUICK, model=ModelSpec(iterations=50)))
        assert until(lambda: series.done >= 2)
        start = time.monotonic()
        series.stop()
        assert time.monotonic() - start < 0.1
        assert series.finished
        done = series.done
        assert 2 <= done < 20
        assert not series.complete
        assert len(series.spreads("test", {"recall": 0.5})["recall"].values) == done
        assert trainer.submit(sample, QUICK).wait(PATIENCE)
        assert repeats.start(sample, series.spec) is series
        assert series.wait(PATIENCE)
        assert series.done == 20
        assert trainer.fits <= 22


def test_stop_spares_what_somebody_looks_at(sample: Dataset) -> None:
    """A viewer who asks for one of the splits gets it, although the series is stopped."""
    with closing(Trainer(workers=1)) as trainer:
        blocker = trainer.submit(sample, LONG)
        series = repeat(trainer, sample, QUICK, n=3)
        job = trainer.submit(sample, replace(QUICK, split=SplitSpec(seed=series.seeds[1])))
        series.stop()
        blocker.cancel()
        assert job.result().spec.split.seed == series.seeds[1]
        assert until(lambda: series.done == 1)


def test_splits_without_churners(trainer: Trainer) -> None:
    """On a tiny table some splits cannot be trained and some scores have no value: counted, never raised."""
    dataset = few_churners()
    series = repeat(trainer, dataset, QUICK)
    assert series.wait(PATIENCE)
    rows = [split(dataset, SplitSpec(seed=seed)) for seed in series.seeds]
    trainable = [each for each in rows if dataset.y[each.train].any()]
    assert 0 < len(trainable) < 20
    assert (series.done, series.failed) == (len(trainable), 20 - len(trainable))
    assert series.complete
    assert "Everybody in the train part" in str(series.reason)
    recall = series.spreads("test", {"recall": None})["recall"]
    assert recall.undefined == sum(not dataset.y[each.test].any() for each in trainable) > 0
    assert len(recall.values) == series.done - recall.undefined


def test_a_closed_trainer_is_named(sample: Dataset) -> None:
    """While the server shuts down nothing starts, and nobody waits for it."""
    trainer = Trainer(workers=1)
    trainer.close()
    repeats = RepeatedSplitsStore(trainer)
    with pytest.raises(ChurnError, match="shutting down"):
        repeats.start(sample, QUICK)
    series = repeats.find(run_key(sample, QUICK))
    assert series is not None
    assert series.finished


def test_old_series_go_when_memory_is_short(sample: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of finished series only so many probabilities are kept; the last one always is."""
    monkeypatch.setattr(stability.repeated, "MAX_PROBABILITIES", 954 * 20 * 2)
    with closing(Trainer(workers=2)) as trainer:
        repeats = RepeatedSplitsStore(trainer)
        specs = [RunSpec(ModelSpec(iterations=1, depth=depth)) for depth in (1, 2, 3)]
        for spec in specs:
            assert repeats.start(sample, spec).wait(PATIENCE)
        assert [repeats.find(run_key(sample, spec)) is None for spec in specs] == [True, False, False]


def test_the_travel_table(real_data: Path) -> None:
    """On the real table, recall varies by more than 0.05 from split to split: one split alone says little."""
    dataset = load(real_data / "Customertravel.csv")
    with closing(Trainer()) as trainer:
        series = repeat(trainer, dataset, RunSpec(ModelSpec(iterations=100)))
        assert series.wait(PATIENCE)
    recall = series.spreads("test", {"recall": 0.7})["recall"]
    assert len(recall.values) == 20
    assert recall.sd is not None
    assert recall.sd > 0.05
