"""Whatever the test customers did, nothing that is said about settings changes by a digit: nobody looks at them."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

import churn
from churn import __main__ as command_line
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, split
from churn.table.dataset import Dataset
from churn.tuning import search_words, words
from churn.tuning.budget import Budget
from churn.tuning.cells import cells_around
from churn.tuning.cross_validation import CrossValidation
from churn.tuning.fits import LocalFits
from churn.tuning.landscape import Landscape
from churn.tuning.score import Score
from churn.tuning.searches import WholeSearch
from churn.tuning.task import same_customer
from churn.work.trainer import Trainer
from tests.tuning.outcomes import CHANGES, SPLITS, files

SCORES: Final = (Score(), Score("average_precision"), Score("recall", 0.6))


@pytest.fixture(scope="module", params=CHANGES, ids="-".join)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[SplitSpec, Path, Path]:
    """Return a split and two tables that differ in what its test customers did, and in nothing else."""
    how, by = request.param
    return SPLITS[by], *files(how, SPLITS[by], tmp_path_factory.mktemp("tables"))


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Return a trainer that ends with the test."""
    trainer = Trainer(workers=2)
    yield trainer
    assert trainer.close(timeout=10)


def told(found: Landscape, spec: RunSpec) -> dict[str, Any]:
    """Return all that a map says: its sentences, its table, its outline, and what they are made of."""
    cells = cells_around(spec)
    return {
        "verdict": words.verdict(found, cells, spec),
        "described": words.described(found, cells, spec),
        "table": words.table(found, cells),
        "note": words.note(found, spec),
        "equals": found.equals,
        "simplest": found.simplest,
        "chance": found.chance,
        "customers": (found.customers, found.left),
        "scores": found.estimates.values.tolist(),
        "errors": found.estimates.errors_of_lags().tolist(),
        "covariance": found.estimates.covariance.tolist(),
    }


def test_the_map(pair: tuple[SplitSpec, Path, Path], trainer: Trainer) -> None:
    """Each cell has the same score, the same ones are outlined, and all sentences are the same, by all three scores."""
    spec = RunSpec(ModelSpec(iterations=4), pair[0])

    def landscapes(dataset: Dataset) -> list[dict[str, Any]]:
        parts, fits = split(dataset, spec.split), LocalFits(trainer, dataset)
        futures = {cell: fits.submit(cell) for cell in cells_around(spec).coarse_first[:40]}
        known = {cell: each.result(60).evaluation.predictions["validation"] for cell, each in futures.items()}
        groups = same_customer(dataset, parts.by)
        judges = None if groups is None else groups[parts.validation]
        return [told(Landscape.of(known, score, judges), spec) for score in SCORES]

    before, after = (landscapes(churn.load(path)) for path in pair[1:])
    assert repr(before) == repr(after)  # a score that is not there is NaN
    assert len(before[0]["scores"]) == 40


def test_the_map_by_cross_validation(pair: tuple[SplitSpec, Path, Path], trainer: Trainer) -> None:
    """Nor does any fold of any cell."""
    spec = RunSpec(ModelSpec(iterations=5), pair[0])

    def landscapes(dataset: Dataset) -> tuple[list[list[float]], list[dict[str, Any]]]:
        fits = LocalFits(trainer, dataset)
        folds = CrossValidation(dataset, split(dataset, spec.split), spec, folds=3, repeats=1)
        results = list(folds.run(cells_around(spec).coarse_first[:12], fits.judge))
        ended = {(each.task.label.number, each.task.spec): p.p.tolist() for each in results if (p := each.predictions)}
        assert len(ended) == 3 * 12
        return [ended[key] for key in sorted(ended, key=repr)], [told(folds.landscape(each), spec) for each in SCORES]

    before, after = (landscapes(churn.load(path)) for path in pair[1:])
    assert repr(before) == repr(after)


@pytest.mark.parametrize("pair", CHANGES[:1], indirect=True, ids="-".join)  # the other one below, by folds
def test_a_search_and_its_fresh_splits(pair: tuple[SplitSpec, Path, Path], trainer: Trainer) -> None:
    """It tries the same settings in the same order, finds the same, and has the same verdict on fresh splits."""
    spec = RunSpec(ModelSpec(iterations=10), pair[0])

    def searched(dataset: Dataset) -> list[Any]:
        whole = WholeSearch(dataset, spec, LocalFits(trainer, dataset), Budget(trials=12))
        whole.start()
        assert whole.wait(60)
        search, fresh = whole.search, whole.fresh
        assert fresh is not None
        trials = [(each.number, dict(each.settings), each.value, each.trees, each.state) for each in search.trials]
        values = {str(each): scores.tolist() for each, scores in fresh.values.items()}
        return [trials, search.importance(), search_words.found(search), search_words.verdict(fresh), values]

    before, after = (searched(churn.load(path)) for path in pair[1:])
    assert len(before[0]) == 12
    assert repr(before) == repr(after)


def test_the_command_line(
    pair: tuple[SplitSpec, Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The JSON of a map, or of a search by folds, is the same but for its seconds and the keys of the tables' runs."""
    by, *paths = pair
    what = ["--trials=4", "--folds"] if by.grouped else ["--map"]
    monkeypatch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)

    def said(path: Path) -> Any:  # noqa: ANN401 - JSON
        options = ["--iterations", "2", "--split-by", by.by, "--seed", f"{by.seed}", "--test-share", f"{by.test_share}"]
        monkeypatch.setattr(sys, "argv", ["churn", "tune", str(path), *what, *options, "--json"])
        command_line.main()
        found = json.loads(capsys.readouterr().out)
        for each in [*found.get("trials", []), found["best"], found.get("defaults", {})]:
            each.pop("seconds", None)
            each.pop("key", None)
        return found

    before, after = (said(path) for path in paths)
    assert before == after
    assert len(before.get("cells", before.get("trials"))) in {130, 4}
