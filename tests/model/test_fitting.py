"""CatBoost with progress and cancel is CatBoost, bit for bit."""

import gc
import sys
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from catboost import CatBoostClassifier, Pool

from churn.errors import Cancelled, ChurnError, DataError, SpecError
from churn.model.curve import Curve
from churn.model.fitted import ChurnModel, catboost_version
from churn.model.fitting import NAMED, fit
from churn.model.setting import fill, settings_of
from churn.model.spec import ModelSpec
from churn.model.split import Split, SplitSpec, split
from churn.model.watching import REPORTS
from churn.table.dataset import SAMPLE, Dataset, load

QUICK = ModelSpec(iterations=30, learning_rate=0.3)


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture(scope="module")
def parts(sample: Dataset) -> Split:
    """Return the default split of the sample."""
    return split(sample, SplitSpec())


@pytest.fixture(scope="module")
def quick(sample: Dataset, parts: Split) -> ChurnModel:
    """Return a small model of the sample."""
    return fit(sample, parts, QUICK)[0]


def train(dataset: Dataset, spec: ModelSpec, **how: Any) -> tuple[ChurnModel, Curve]:  # noqa: ANN401 - as in `fit`
    """Fit on the default split of a data set."""
    return fit(dataset, split(dataset, SplitSpec()), spec, **how)


def plain_fit(dataset: Dataset, spec: ModelSpec) -> tuple[CatBoostClassifier, Pool]:
    """Fit as the tutorial does, from columns of plain text, but for `NAMED`; return the model and all rows."""
    frame = dataset.frame.astype(dict.fromkeys(dataset.schema.categories, object))
    rows = split(dataset, SplitSpec())

    def pool(positions: Any) -> Pool:  # noqa: ANN401 - positions or a slice
        return Pool(frame.iloc[positions], dataset.y[positions], cat_features=dataset.schema.categories)

    settings = asdict(spec)
    settings["random_seed"] = settings.pop("seed")
    booster = CatBoostClassifier(**settings, **NAMED, allow_writing_files=False, verbose=False)
    booster.fit(pool(rows.train), eval_set=pool(rows.validation))
    return booster, pool(slice(None))


def made_up(rows: int, churned: Callable[[pd.DataFrame, np.random.Generator], Any], seed: int = 0) -> Dataset:
    """Make a table of one number and one category."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"Age": rng.integers(0, 3, rows), "Plan": rng.choice(list("abc"), rows)})
    return load(frame.assign(Churn=churned(frame, rng)).to_csv(index=False).encode())


@pytest.mark.parametrize(
    "spec",
    [
        ModelSpec(),
        ModelSpec(depth=1, learning_rate=1, iterations=300),
        ModelSpec(depth=2, learning_rate=0.03, iterations=137, l2_leaf_reg=0),
        ModelSpec(depth=6, learning_rate=0.3, iterations=120, seed=7),
        ModelSpec(depth=10, learning_rate=0.5, iterations=40, l2_leaf_reg=50),
        ModelSpec(iterations=7),
        ModelSpec(iterations=1),
    ],
    ids=str,
)
@pytest.mark.parametrize("threads", [1, 2])
def test_equals_a_plain_fit(sample: Dataset, spec: ModelSpec, threads: int) -> None:
    """Tree count, probabilities and the curve on validation equal those of CatBoost alone, to the last bit."""
    booster, everybody = plain_fit(sample, spec)
    model, curve = train(sample, spec, on_progress=lambda *_: None, cancel=threading.Event(), threads=threads)
    assert (model.trees, curve.best) == (booster.tree_count_, booster.tree_count_)
    assert model.predict_proba(sample.table).tolist() == booster.predict_proba(everybody)[:, 1].tolist()
    assert curve.validation.tolist() == booster.get_evals_result()["validation"]["Logloss"]


def test_equals_a_plain_fit_where_trees_are_equally_good() -> None:
    """Of several best tree counts the first one is kept: in a table so simple that no later tree changes anything."""
    dataset = made_up(40, lambda frame, _: (frame["Age"] > 0).astype(int))
    spec = ModelSpec(depth=1, learning_rate=1, iterations=60, l2_leaf_reg=0)
    booster, _ = plain_fit(dataset, spec)
    model, curve = train(dataset, spec)
    assert (curve.validation == curve.validation.min()).sum() > 1
    assert model.trees == booster.tree_count_ < 60


def test_keeps_all_trees_when_validation_has_one_outcome() -> None:
    """Where validation cannot tell good from bad, CatBoost keeps every tree, and so do we."""
    dataset = made_up(60, lambda frame, rng: rng.integers(0, 2, len(frame)))
    rows = split(dataset, SplitSpec())
    y = dataset.y.copy()
    y[rows.validation] = 1
    spec = replace(QUICK, learning_rate=1)
    dataset = replace(dataset, y=y)
    booster, _ = plain_fit(dataset, spec)
    model, curve = fit(dataset, rows, spec)
    assert model.trees == booster.tree_count_ == curve.best == 30
    assert curve.validation.argmin() < 29


@pytest.mark.parametrize("categories", [True, False])
def test_curve_ends_in_the_scores(sample: Dataset, *, categories: bool) -> None:
    """At the number of trees kept, both curves are the model's log loss; there is a point for every tree grown."""
    some = sample if categories else load(SAMPLE, roles=dict.fromkeys(sample.schema.categories, "leave out"))
    model, curve = train(some, QUICK)
    p = model.predict_proba(some.table)
    rows = split(some, SplitSpec())
    assert curve.best is not None
    for positions, losses in ((rows.train, curve.train), (rows.validation, curve.validation)):
        happened = np.where(sample.y[positions] == 1, p[positions], 1 - p[positions])
        assert losses[curve.best - 1] == pytest.approx(-np.log(happened).mean(), rel=1e-12)
    assert curve.steps.tolist() == list(range(1, 31))
    with pytest.raises(ValueError, match="read-only"):
        curve.validation[0] = 0


@pytest.mark.parametrize("iterations", [500, 120, 30, 1])
def test_progress_is_live(sample: Dataset, iterations: int) -> None:
    """About fifty reports, growing fractions up to 1, and points that the final validation curve confirms."""
    reports: list[tuple[float, Curve]] = []
    spec = ModelSpec(iterations=iterations, depth=2)
    _, final = train(sample, spec, on_progress=lambda *report: reports.append(report))
    fractions = [fraction for fraction, _ in reports]
    assert fractions == sorted(set(fractions))
    assert fractions[-1] == 1
    assert min(iterations, REPORTS) <= len(reports) <= 1.5 * REPORTS
    assert reports[-1][1].steps[-1] == iterations
    for fraction, curve in reports:
        assert len(curve.train) == len(curve.validation) == len(curve.steps)
        assert curve.steps[0] == 1
        assert curve.steps[-1] == round(fraction * iterations)
        assert curve.best is None
        assert curve.validation == pytest.approx(final.validation[curve.steps - 1], rel=1e-12)


def test_cancel_stops_at_the_next_look(sample: Dataset) -> None:
    """A fit of thousands of trees ends at the first look at the flag, with Cancelled."""
    cancel, fractions = threading.Event(), []

    def stop(fraction: float, _: Curve) -> None:
        fractions.append(fraction)
        cancel.set()

    with pytest.raises(Cancelled, match="stopped before it was finished"):
        train(sample, ModelSpec(iterations=5000), on_progress=stop, cancel=cancel)
    assert fractions == [1 / 5000]


def test_a_stopped_fit_leaves_nothing_behind() -> None:
    """CatBoost keeps what it fails by for good: that must hold neither the data set nor an error under way."""
    cancel, dataset = threading.Event(), load(SAMPLE)
    seen = weakref.ref(dataset)
    with suppress(Cancelled):
        train(dataset, ModelSpec(iterations=5000), on_progress=lambda *_: cancel.set(), cancel=cancel)
    del dataset
    gc.collect()
    assert seen() is None
    assert sys.exc_info() == (None, None, None)


def test_an_error_in_the_progress_function_reaches_the_caller(sample: Dataset) -> None:
    """It ends the fit and comes out as it is, not as CatBoost's text."""

    def break_down(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(sample, QUICK, on_progress=break_down)


def test_leaves_no_trace(
    sample: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Training and scoring print nothing, not even from C++, and leave no file, neither here nor in /tmp."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    model, _ = train(sample, QUICK)
    model.predict_proba(sample.table)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_two_fits_at_a_time_do_not_disturb_each_other(sample: Dataset) -> None:
    """Models that are trained side by side are those that are trained one after the other."""
    specs = [replace(QUICK, depth=depth) for depth in (2, 3, 4, 5)]
    together: dict[ModelSpec, list[float]] = {}

    def work(spec: ModelSpec) -> None:
        together[spec] = train(sample, spec, threads=1)[0].predict_proba(sample.table).tolist()

    threads = [threading.Thread(target=work, args=(spec,)) for spec in specs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == {spec: train(sample, spec)[0].predict_proba(sample.table).tolist() for spec in specs}


def test_one_outcome_in_the_train_part_is_refused(sample: Dataset, parts: Split) -> None:
    """The refusal comes in plain words before CatBoost sees the table."""
    y = sample.y.copy()
    y[parts.train] = 0
    with pytest.raises(DataError, match=r"Everybody in the train part \(610 rows\) has stayed"):
        fit(replace(sample, y=y), parts, QUICK)


def test_catboosts_errors_become_ours(sample: Dataset, parts: Split) -> None:
    """What nobody foresaw is a ChurnError in one sentence without C++ sources, with CatBoost's error behind it."""
    broken = sample.frame.assign(FrequentFlyer=0.5)
    with pytest.raises(ChurnError, match=r"Training failed: .*[Cc]at_features") as caught:
        fit(replace(sample, frame=broken), parts, QUICK)
    assert "\n" not in str(caught.value)
    assert type(caught.value.__cause__).__name__ == "CatBoostError"


def test_prediction_does_not_depend_on_the_other_rows(sample: Dataset, quick: ChurnModel) -> None:
    """One customer alone, in another order, with other columns around, has the same probability to the last bit."""
    p = quick.predict_proba(sample.table)
    shuffled = sample.table.iloc[::-1].assign(Unknown="?")[["Unknown", *reversed(sample.table.columns)]]
    assert quick.predict_proba(shuffled)[::-1].tolist() == p.tolist()
    assert [quick.predict_proba(sample.table.iloc[[row]]).tolist() for row in range(5)] == [[each] for each in p[:5]]
    assert p.dtype == np.float64
    assert ((p > 0) & (p < 1)).all()


def test_prediction_accepts_what_training_never_saw(sample: Dataset, quick: ChurnModel) -> None:
    """An unknown level and a missing value have a probability; whether to warn is the caller's business."""
    row = sample.table.head(1).astype({"FrequentFlyer": object}).assign(FrequentFlyer="Never heard of")
    assert 0 < quick.predict_proba(row)[0] < 1
    assert 0 < quick.predict_proba(row.assign(FrequentFlyer=None))[0] < 1


def test_prediction_for_nobody(sample: Dataset, quick: ChurnModel) -> None:
    """No rows give no probabilities."""
    assert quick.predict_proba(sample.table.head(0)).shape == (0,)


def test_prediction_checks_the_table(sample: Dataset, quick: ChurnModel) -> None:
    """A missing column and a value that is no number are refused by name."""
    with pytest.raises(DataError, match="lacks “Age”"):
        quick.predict_proba(sample.table.drop(columns="Age"))
    with pytest.raises(DataError, match="“Age”, row 1: “young” is not a number"):
        quick.predict_proba(sample.table.astype({"Age": object}).assign(Age="young"))


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("depth", 0, "Tree depth cannot be “0”: it is a whole number from 1 to 10."),
        ("depth", 11, "Tree depth cannot be “11”"),
        ("depth", 4.5, "Tree depth cannot be “4.5”"),
        ("depth", True, "Tree depth cannot be “True”"),
        ("depth", "4", "Tree depth cannot be “4”"),
        ("learning_rate", 0.0009, "Learning rate cannot be “0.0009”: it is a number from 0.001 to 1.0."),
        ("learning_rate", float("nan"), "Learning rate cannot be “nan”"),
        ("learning_rate", [0.1], "Learning rate cannot be “.0.1.”"),
        ("iterations", 5001, "Number of trees cannot be “5001”: it is a whole number from 1 to 5,000."),
        ("l2_leaf_reg", -1, "L2 regularisation cannot be “-1”: it is a number from 0.0 to 1,000.0."),
        ("seed", 10**400, "Seed of the model cannot be “1000"),
    ],
)
def test_refuses_bad_settings(name: str, value: Any, fault: str) -> None:  # noqa: ANN401 - bad values of any type
    """A bad setting is refused with its name, its value and what is allowed."""
    with pytest.raises(SpecError, match=fault):
        replace(ModelSpec(), **{name: value})


def test_equal_settings_are_the_same_spec() -> None:
    """Whatever type numbers come in, equal ones make equal, equally printed, hashable specs."""
    plain = ModelSpec(depth=4, learning_rate=1.0, l2_leaf_reg=0.0)
    other = ModelSpec(depth=np.float64(4), learning_rate=1, l2_leaf_reg=-0.0)  # type: ignore[arg-type]
    assert {plain: "found"}[other] == "found"
    assert repr(plain) == repr(other)


def test_every_allowed_extreme_trains(sample: Dataset) -> None:
    """The ends of each range are settings that CatBoost accepts."""
    for each in settings_of(ModelSpec):
        for value in (each.low, each.high) if each.name != "iterations" else ():
            model, _ = train(sample, fill(ModelSpec, {**asdict(ModelSpec(iterations=3)), each.name: value}))
            assert 1 <= model.trees <= 3


def test_version_is_catboosts() -> None:
    """The version that goes into a run's key is the installed one."""
    assert catboost_version() == version("catboost")


@pytest.mark.parametrize("name", ["Customertravel.csv", "BankChurners.csv"])
def test_contributions_add_up_to_the_log_odds(real_data: Path, name: str) -> None:
    """For every row of the real tables, base value + contributions = the log-odds of the model's own probability."""
    dataset = load(real_data / name)
    model = train(dataset, ModelSpec(iterations=60))[0]
    contributions, base = model.shap(dataset.table)
    assert contributions.shape == (len(dataset), len(dataset.schema.features))
    p = model.predict_proba(dataset.table)
    np.testing.assert_allclose(base + contributions.sum(axis=1), np.log(p / (1 - p)), atol=1e-6, rtol=0)


def test_contributions_are_catboosts(sample: Dataset, quick: ChurnModel, tmp_path: Path) -> None:
    """They are the very values of CatBoost's own call, for many rows, for one, and from a file."""
    quick.save(tmp_path / "m.cbm")
    pool = Pool(sample.frame, cat_features=sample.schema.categories)
    theirs = CatBoostClassifier().load_model(str(tmp_path / "m.cbm")).get_feature_importance(pool, type="ShapValues")
    for model in (quick, ChurnModel.load(tmp_path / "m.cbm")):
        ours, base = model.shap(sample.table)
        np.testing.assert_allclose(ours, theirs[:, :-1], atol=1e-12)
        assert base == pytest.approx(theirs[0, -1], abs=1e-12)
        np.testing.assert_allclose(model.shap(sample.table.iloc[[7]])[0], theirs[[7], :-1], atol=1e-12)


def test_nobody_has_no_contributions(sample: Dataset, quick: ChurnModel) -> None:
    """A table without rows gives none, and the base that everybody has."""
    contributions, base = quick.shap(sample.table.head(0))
    assert contributions.shape == (0, len(sample.schema.features))
    assert base == quick.shap(sample.table.head(1))[1]


def test_contributions_need_all_columns(sample: Dataset, quick: ChurnModel) -> None:
    """A missing column is named."""
    with pytest.raises(DataError, match="lacks “Age”"):
        quick.shap(sample.table.drop(columns="Age"))
