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
from churn.model.fitted import ChurnModel, catboost_version, plain_words
from churn.model.metadata import LOSS, SCHEMA_KEY, SPEC_KEY, plain_metadata, write_metadata
from churn.model.spec import ModelSpec
from churn.model.split import Split, check_trainable
from churn.model.watching import Watcher
from churn.table.dataset import Dataset

# CatBoost's own values from 200 trees on. Below, it would take 1 for both without a word, the first one only where
# there are fewer than 20 columns; fewer trees would then not be the first ones of more.
NAMED: Final = {"leaf_estimation_iterations": 10, "max_ctr_complexity": 4}
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
    """Fit CatBoost; model and file are bit for bit those of its plain `fit` with `eval_set` and the same settings.

    All else equal, k trees are always the first k of more.

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
        Looked at after every tree.
    threads : int, optional
        CPU threads to use, all by default.

    Raises
    ------
    DataError, Cancelled
        If `check_trainable` refuses the rows; if `cancel` was set.
    """
    frame, y, schema = dataset.frame, dataset.y, dataset.schema
    watcher = Watcher(spec.iterations, on_progress, cancel)
    check_trainable(frame, y, split)
    # eval_metrics leaves files behind, in the working directory if it is not told otherwise
    with tempfile.TemporaryDirectory(prefix="churn-") as scratch, plain_words("Training failed"):
        train, validation = (
            Pool(frame.iloc[rows], y[rows], cat_features=schema.categories) for rows in (split.train, split.validation)
        )
        options = {**_parameters(spec), **watcher.options, "thread_count": threads or -1, "train_dir": scratch}

        def grow(trees: int) -> CatBoostClassifier:
            with watcher.at_work():
                return next(_fits(CatBoostClassifier(**{**options, "iterations": trees}), train, validation))

        booster = grow(spec.iterations)
        chooses = len(np.unique(y[split.validation])) > 1
        entries, on_train, on_validation = plain_metadata(booster, chooses=chooses)
        if schema.categories:  # which a fit encodes from earlier rows only
            on_train = _losses(booster, train, scratch, threads or -1)
            watcher.raise_if_stopped()
        best = int(np.argmin(on_validation)) + 1 if chooses else spec.iterations
        if best < spec.iterations:
            try:
                booster.shrink(best)
            except CatBoostError:  # it takes the splits for the trees, and there are trees without a split
                booster = grow(best)
        write_metadata(booster, entries | {SCHEMA_KEY: schema.to_json(), SPEC_KEY: json.dumps(asdict(spec))})
    curve = Curve(on_train, on_validation, np.arange(1, spec.iterations + 1), best)
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


def _fits(booster: CatBoostClassifier, train: Pool, validation: Pool) -> Iterator[CatBoostClassifier]:
    """Fit, in a generator: CatBoost leaves the error of a watcher behind as the one being handled, but only in here."""
    yield booster.fit(train, eval_set=validation)


def _losses(booster: CatBoostClassifier, pool: Pool, folder: str, cores: int) -> NDArray[np.float64]:
    """Return the log losses of the finished trees, for every number of them."""
    workers = 1 if pool.num_row() <= ONE_BLOCK else cores
    return np.array(booster.eval_metrics(pool, [LOSS], tmp_dir=folder, thread_count=workers)[LOSS])


def _parameters(spec: ModelSpec) -> dict[str, Any]:
    settings = asdict(spec)  # under CatBoost's own names, but for the seed
    always = {"loss_function": LOSS, "allow_writing_files": False, "verbose": False}
    return {"random_seed": settings.pop("seed"), **settings, **NAMED, **always}
