"""CatBoost's fit with live progress and cancel."""

import json
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from catboost import CatBoostClassifier, CatBoostError, Pool
from numpy.typing import NDArray

from churn.model.curve import Curve, Progress
from churn.model.fitted import SCHEMA_KEY, SPEC_KEY, ChurnModel, catboost_version, plain_words
from churn.model.spec import ModelSpec
from churn.model.split import Split, check_trainable
from churn.model.watching import watch
from churn.table.dataset import Dataset
from churn.table.schema import Schema

# CatBoost adds up a loss in one block for so many rows; more threads would cost time and change nothing.
ONE_BLOCK: Final = 10_000


def fit(
    dataset: Dataset,
    split: Split,
    spec: ModelSpec,
    *,
    on_progress: Progress | None = None,
    cancel: threading.Event | None = None,
    threads: int | None = None,
) -> tuple[ChurnModel, Curve]:
    """Fit CatBoost; tree count and predictions are bit for bit those of its plain `fit` with `eval_set`.

    A plain fit computes both losses after every tree. This one computes them a few times, for the eye, and the exact
    curves once, from the finished trees.

    Parameters
    ----------
    dataset : Dataset
        Features and outcomes.
    split : Split
        The train rows grow the trees, the validation rows decide how many are kept.
    spec : ModelSpec
        The settings.
    on_progress : callable, optional
        Called about fifty times, in this thread; an exception in it ends the fit.
    cancel : threading.Event, optional
        Looked at after every few trees, in a large table after every tree.
    threads : int, optional
        CPU threads to use, all by default.

    Raises
    ------
    DataError, Cancelled
        If `check_trainable` refuses the rows; if `cancel` was set.
    """
    frame, y, schema = dataset.frame, dataset.y, dataset.schema
    watcher = watch(len(split.train), spec.iterations, on_progress, cancel)
    check_trainable(frame, y, split)
    # eval_metrics leaves files behind, in the working directory if it is not told otherwise
    with tempfile.TemporaryDirectory(prefix="churn-") as scratch, plain_words("Training failed"):
        train, validation = (
            Pool(frame.iloc[rows], y[rows], cat_features=schema.categories) for rows in (split.train, split.validation)
        )
        options = {**_parameters(spec), **watcher.options, "thread_count": threads or -1, "train_dir": scratch}

        def grow(**changes: int | None) -> CatBoostClassifier:
            with watcher.at_work() as callbacks:
                return next(_fits(CatBoostClassifier(**options | changes), train, validation, callbacks))

        booster = grow()
        curve = _exact_curve(booster, train, validation, scratch, threads or -1)
        watcher.raise_if_stopped()
        try:
            booster.shrink(curve.best)
        except CatBoostError:  # it takes the splits for the trees, and there are trees without a split
            booster = grow(iterations=curve.best)
        _label(booster, schema, spec)
    return ChurnModel(booster, schema, spec), curve


class CatBoost:
    """CatBoost as a learner, see `churn.model.learner.Learner`."""

    name = "CatBoost"
    version = catboost_version()
    unit = "trees"
    fit = staticmethod(fit)

    def steps(self, spec: ModelSpec) -> int:
        """Return how many trees it grows."""
        return spec.iterations


def _fits(
    booster: CatBoostClassifier, train: Pool, validation: Pool, callbacks: list[Any] | None
) -> Iterator[CatBoostClassifier]:
    """Fit, in a generator: CatBoost leaves the error of a watcher behind as the one being handled, but only in here."""
    yield booster.fit(train, eval_set=validation, callbacks=callbacks)


def _parameters(spec: ModelSpec) -> dict[str, Any]:
    settings = asdict(spec)  # under CatBoost's own names, but for the seed
    # use_best_model would choose among the live points
    always = {"loss_function": "Logloss", "use_best_model": False, "allow_writing_files": False, "verbose": False}
    return {"random_seed": settings.pop("seed"), **settings, **always}


def _label(booster: CatBoostClassifier, schema: Schema, spec: ModelSpec) -> None:
    """Write into the model what it was made from, and the metric of a plain fit in the place of our watcher."""
    metadata = booster.get_metadata()
    settings = json.loads(metadata["params"])
    settings["metrics"]["eval_metric"] = settings["metrics"]["objective_metric"]
    metadata["params"] = json.dumps(settings)
    metadata[SCHEMA_KEY] = schema.to_json()
    metadata[SPEC_KEY] = json.dumps(asdict(spec))


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
