"""CatBoost's fit with live progress and cancel."""

import json
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, CatBoostError, Pool
from numpy.typing import NDArray

from churn.errors import Cancelled
from churn.model.fitted import SCHEMA_KEY, SPEC_KEY, ChurnModel, plain_words
from churn.model.spec import ModelSpec
from churn.schema import Schema
from churn.split import Split, check_trainable

REPORTS: Final = 50
LIVE_POINTS: Final = 16
"""Points of a live curve. CatBoost hands over all of them after every tree, at 3 µs each."""
ONE_BLOCK: Final = 10_000
"""CatBoost adds up a loss in one block for so many rows; more threads would cost time and change nothing."""

Progress = Callable[[float, "Curve"], None]
"""Takes the share of the trees that are grown, 0 to 1, and the curve so far."""


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
    with tempfile.TemporaryDirectory(prefix="churn-") as scratch, plain_words("Training failed"):
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
