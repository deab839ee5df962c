"""CatBoost, and nothing else: fit it with live progress, ask it for probabilities, keep it in a file."""

import json
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from os import PathLike
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import catboost
import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, CatBoostError, Pool
from numpy.typing import NDArray

from churn.errors import Cancelled, ChurnError, DataError, quote
from churn.schema import Schema
from churn.split import LARGEST_SEED, Split, check_settings, check_trainable, setting

REPORTS: Final = 50
LIVE_POINTS: Final = 16
"""Points of a live curve. CatBoost hands over all of them after every tree, at 3 µs each."""
ONE_BLOCK: Final = 10_000
"""CatBoost adds up a loss in one block for so many rows; more threads would cost time and change nothing."""
SCHEMA_KEY, SPEC_KEY = "churn_schema", "churn_spec"

Progress = Callable[[float, "Curve"], None]
"""Takes the share of the trees that are grown, 0 to 1, and the curve so far."""


@dataclass(frozen=True)
class ModelSpec:
    """How to fit; the defaults are the tutorial's.

    Attributes
    ----------
    depth : int
        Of every tree, 1 to 10.
    learning_rate : float
        How much of its correction each tree contributes, 0.001 to 1.
    iterations : int
        Trees to grow, 1 to 5,000; the model keeps the first so many that are best for the validation part.
    l2_leaf_reg : float
        L2 regularisation of the leaf values, 0 to 1,000.
    seed : int
        Of CatBoost's permutations and samples.

    Raises
    ------
    SpecError
        If a value is not allowed.
    """

    depth: int = setting(4, "Tree depth", 1, 10)
    learning_rate: float = setting(0.1, "Learning rate", 0.001, 1.0)
    iterations: int = setting(500, "Number of trees", 1, 5000)
    l2_leaf_reg: float = setting(3.0, "L2 regularisation", 0.0, 1000.0)
    seed: int = setting(123, "Seed of the model", 0, LARGEST_SEED)

    def __post_init__(self) -> None:
        check_settings(self)


@dataclass(frozen=True, eq=False)
class Curve:
    """Log loss (nats) against the number of trees; read-only arrays of equal length.

    Attributes
    ----------
    train, validation : ndarray of float64
        Log loss of the first `steps` trees. On train it is the model's own when the fit is over: at `best` it is the
        score. While the fit runs it is CatBoost's, which encodes a row's categories from earlier rows only and so
        lies higher. On validation both are the same.
    steps : ndarray of int
        Number of trees, from 1: each, or about sixteen while the fit runs.
    best : int or None
        Number of trees that the model keeps: the first minimum on validation, or all if everybody there has the same
        outcome (CatBoost's rule). None while the fit runs.
    """

    train: NDArray[np.float64]
    validation: NDArray[np.float64]
    steps: NDArray[np.intp]
    best: int | None = None

    def __post_init__(self) -> None:
        for array in (self.train, self.validation, self.steps):
            array.setflags(write=False)


class ChurnModel:
    """A fitted model, its schema and its settings; never changes, so that threads can share it."""

    def __init__(self, booster: CatBoostClassifier, schema: Schema, spec: ModelSpec) -> None:
        self._booster = booster
        self.schema = schema
        self.spec = spec

    @property
    def trees(self) -> int:
        """Number of trees kept."""
        return int(self._booster.tree_count_)

    def predict_proba(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Return the probability of churn, 0 to 1, shape (n,), for any table with the model's columns.

        Raises
        ------
        DataError
            If a column is missing or a value is not of its column's kind.
        """
        return self.predict_checked(self.schema.check(frame))

    def predict_checked(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Do as `predict_proba` for a table that `schema.check` has returned."""
        if frame.empty:
            return np.empty(0)
        with _plain_words("Scoring failed"):
            pool = Pool(frame, cat_features=self.schema.categories)
            both = self._booster.predict(pool, prediction_type="Probability")
        return np.ascontiguousarray(both[:, 1])

    def shap(self, frame: pd.DataFrame) -> tuple[NDArray[np.float64], float]:
        """Return each feature's contribution in log-odds, shape (n, k), and the base to which they are added."""
        with _plain_words("Explaining failed"):
            pool = Pool(self.schema.check(frame), cat_features=self.schema.categories)
            values = self._booster.get_feature_importance(pool, type="ShapValues")
        return values[:, :-1], float(values[0, -1])

    def save(self, path: str | PathLike[str]) -> None:
        """Write a CatBoost model file (.cbm) with schema and settings in its metadata; raises DataError if it can't."""
        try:
            self._booster.save_model(str(path), format="cbm")
        except CatBoostError as err:
            raise DataError(f"The model file {quote(path)} cannot be written there.") from err

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "ChurnModel":
        """Read what `save` has written; raises DataError if there is no such file, or it is none of ours."""
        if not Path(path).is_file():
            raise DataError(f"There is no model file {quote(path)}.")
        booster = CatBoostClassifier()
        try:
            booster.load_model(str(path), format="cbm")
            metadata = booster.get_metadata()
            schema = Schema.from_json(metadata[SCHEMA_KEY])
            spec = ModelSpec(**json.loads(metadata[SPEC_KEY]))
        except (CatBoostError, ChurnError, KeyError, TypeError, ValueError) as err:
            raise DataError(f"{quote(path)} is no model file (.cbm) written by this program.") from err
        return cls(booster, schema, spec)


def catboost_version() -> str:
    """Return CatBoost's version: another one may fit another model."""
    return str(catboost.__version__)


def fit(  # noqa: PLR0913 - what determines a model, and four ways to accompany the work
    frame: pd.DataFrame,
    y: NDArray[np.int8],
    split: Split,
    spec: ModelSpec,
    schema: Schema,
    *,
    on_progress: Progress | None = None,
    cancel: threading.Event | None = None,
    threads: int | None = None,
    live_points: int = LIVE_POINTS,
) -> tuple[ChurnModel, Curve]:
    """Fit CatBoost; tree count and predictions are bit for bit those of its plain `fit` with `eval_set`.

    A plain fit computes both losses after every tree and hands a callback their whole history each time. This
    one computes them a few times, for the eye, and the exact curves once, from the finished trees.

    Parameters
    ----------
    frame : DataFrame, (n, k)
        Features as `schema.check` returns them.
    y : ndarray of int8, shape (n,)
        1 where the customer churned.
    split : Split
        The train rows grow the trees, the validation rows decide how many are kept.
    spec, schema
        The settings; what the columns are.
    on_progress : callable, optional
        Called about fifty times, in this thread; an exception in it ends the fit.
    cancel : threading.Event, optional
        Looked at after every tree.
    threads, live_points : int, optional
        CPU threads to use, all by default; about how many points the curve has while the fit runs.

    Raises
    ------
    DataError, Cancelled
        If `check_trainable` refuses the rows; if `cancel` was set.
    """
    period = max(1, spec.iterations // live_points)
    watcher = _Watcher(spec.iterations, period, on_progress, cancel)
    check_trainable(frame, y, split)
    # eval_metrics leaves files behind, in the working directory if it is not told otherwise
    with tempfile.TemporaryDirectory(prefix="churn-") as scratch, _plain_words("Training failed"):
        train, validation = (
            Pool(frame.iloc[rows], y[rows], cat_features=schema.categories) for rows in (split.train, split.validation)
        )
        options = {**_parameters(spec), "metric_period": period, "thread_count": threads or -1, "train_dir": scratch}

        def grow(**changes: int | None) -> CatBoostClassifier:
            booster = CatBoostClassifier(**options | changes).fit(train, eval_set=validation, callbacks=[watcher])
            watcher.raise_if_stopped()
            return booster

        booster = grow()
        curve = _exact_curve(booster, train, validation, scratch, threads or -1)
        watcher.raise_if_stopped()
        try:
            booster.shrink(curve.best)
        except CatBoostError:  # it takes the splits for the trees, and there are trees without a split
            booster = grow(iterations=curve.best)
        booster.get_metadata()[SCHEMA_KEY] = schema.to_json()
        booster.get_metadata()[SPEC_KEY] = json.dumps(asdict(spec))
    return ChurnModel(booster, schema, spec), curve


class _Watcher:
    """CatBoost's callback: reports, and ends the fit. CatBoost would swallow an exception, so it is kept."""

    def __init__(self, trees: int, period: int, on_progress: Progress | None, cancel: threading.Event | None) -> None:
        self._trees, self._period, self._due = trees, period, 1
        self._on_progress, self._cancel = on_progress, cancel
        self._error: BaseException | None = None

    def after_iteration(self, info: SimpleNamespace) -> bool:
        """Return whether to go on."""
        try:
            self.raise_if_stopped()
            self._report(info.iteration, info.metrics)
        except BaseException as err:  # noqa: BLE001 - even Ctrl-C: it is raised again outside of CatBoost
            self._error = err
        return self._error is None

    def raise_if_stopped(self) -> None:
        """Raise what happened in the callback, or Cancelled."""
        if self._error is not None:
            raise self._error
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled("Training was stopped before it was finished.")

    def _report(self, tree: int, metrics: dict[str, dict[str, list[float]]]) -> None:
        if self._on_progress is not None and tree >= self._due:
            later = min(tree + max(1, self._trees // REPORTS), self._trees)
            self._due = later if tree < self._trees else tree + 1  # never: a second, shorter fit has no news
            train, validation = (np.array(metrics[part]["Logloss"]) for part in ("learn", "validation"))
            steps = np.minimum(1 + self._period * np.arange(len(validation)), self._trees)
            self._on_progress(tree / self._trees, Curve(train, validation, steps))


def _parameters(spec: ModelSpec) -> dict[str, Any]:
    settings = asdict(spec)  # under CatBoost's own names, but for the seed
    return {
        "random_seed": settings.pop("seed"),
        **settings,
        "loss_function": "Logloss",
        "use_best_model": False,  # it would choose among the live points
        "allow_writing_files": False,
        "verbose": False,
    }


def _exact_curve(booster: CatBoostClassifier, train: Pool, validation: Pool, folder: str, cores: int) -> Curve:
    """Compute both losses for every number of trees, to the last bit as a fit with `eval_set` sees them."""

    def losses(pool: Pool) -> NDArray[np.float64]:
        workers = 1 if pool.num_row() <= ONE_BLOCK else cores  # sums in as many blocks as the fit does
        values = booster.eval_metrics(pool, ["Logloss"], tmp_dir=folder, thread_count=workers)
        return np.array(values["Logloss"])

    on_validation = losses(validation)
    varied = len(set(validation.get_label())) > 1
    best = int(np.argmin(on_validation)) + 1 if varied else len(on_validation)
    return Curve(losses(train), on_validation, np.arange(1, len(on_validation) + 1), best)


@contextmanager
def _plain_words(what: str) -> Iterator[None]:
    """Turn CatBoost's errors, which begin with a line of its source, into ours."""
    try:
        yield
    except CatBoostError as err:
        said = re.sub(r"^\S+\.\w+:\d+:\s*", "", str(err).strip()).split("\n")[0]
        raise ChurnError(f"{what}: {said.rstrip('.')}.") from err
