"""`churn.train` with progress and cancel, and twenty splits, against CatBoost alone on the same rows, same settings."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

import churn
from churn.explanation.reasons import Reasons, choose_background, explain
from churn.stability.repeated import SPLITS, RepeatedSplits
from churn.work.trainer import Trainer
from tests.bench.measure import Ratio, in_turns, timed

PAIRS = {500: 15, 5000: 4}
EXPLAINED, EXPLANATION_PAIRS, EXPLANATION_TARGET = 10_000, 7, 2.0
TARGET = 1.10
SERIES, SERIES_TARGET = 3, 0.75
"""Pairs of twenty splits; the target holds for two cores."""


def ratios(path: Path) -> Iterator[Ratio]:
    """Measure each number of trees; both sides start from a table in memory and end with all probabilities.

    Raises
    ------
    RuntimeError
        If the two don't give the same probabilities, bit by bit: then they aren't the same work.
    """
    dataset = churn.load(path)
    features, labels = dataset.table[dataset.schema.names], pd.Series(dataset.y)
    categories = dataset.schema.categories
    for trees, pairs in PAIRS.items():
        spec = churn.RunSpec(churn.ModelSpec(iterations=trees))

        def ours(spec: churn.RunSpec = spec) -> list[NDArray[np.float64]]:
            seen: list[float] = []
            run = churn.train(dataset, spec, lambda fraction, _: seen.append(fraction), threading.Event())
            if not seen:
                raise RuntimeError("churn.train reported no progress.")
            return list(run.evaluation.p.values())

        def bare(trees: int = trees) -> list[NDArray[np.float64]]:
            return _bare(features, labels, categories, trees)

        if not all(map(np.array_equal, ours(), bare())):  # and both have run once before the clock starts
            raise RuntimeError(f"churn.train and CatBoost alone disagree at {trees:,} trees.")
        taken = in_turns(timed(ours), timed(bare), pairs)
        yield Ratio(f"churn.train, progress and cancel, {trees:,} trees", "CatBoost alone", *taken, TARGET)

    def repeated() -> None:
        with closing(Trainer()) as trainer:
            splits = RepeatedSplits(trainer, dataset, churn.RunSpec())
            splits.start(dataset)
            splits.wait()
        if splits.done != SPLITS:
            raise RuntimeError(f"Only {splits.done} of {SPLITS} splits were trained.")

    def one_by_one() -> None:
        for _ in range(SPLITS):
            _bare(features, labels, categories, churn.ModelSpec().iterations)

    taken = in_turns(timed(repeated), timed(one_by_one), SERIES)
    yield Ratio(f"{SPLITS} other splits, side by side", f"{SPLITS} times CatBoost alone", *taken, SERIES_TARGET)


def explanation_ratios(path: Path) -> Iterator[Ratio]:
    """Measure the reasons, in points, of 10,000 customers drawn from the table against CatBoost's own SHAP values.

    Raises
    ------
    RuntimeError
        If the reasons do not add up to CatBoost's probabilities.
    """
    dataset = churn.load(path)
    model = churn.train(dataset).model
    frame = dataset.frame.sample(EXPLAINED, replace=True, random_state=123)
    compared = choose_background(model, dataset.frame)
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder, "model.cbm"))
        booster = CatBoostClassifier().load_model(str(Path(folder, "model.cbm")))

    def ours() -> Reasons:
        return explain(model, frame, compared)

    def theirs() -> NDArray[np.float64]:
        pool = Pool(frame, cat_features=dataset.schema.categories)
        return np.asarray(booster.get_feature_importance(pool, type="ShapValues"), dtype=np.float64)

    if not np.allclose(ours().p, booster.predict_proba(frame)[:, 1], atol=1e-9):
        raise RuntimeError("The reasons do not add up to CatBoost's probabilities.")
    taken = in_turns(timed(ours), timed(theirs), EXPLANATION_PAIRS)
    yield Ratio(f"reasons for {EXPLAINED:,} customers", "CatBoost's ShapValues", *taken, EXPLANATION_TARGET)


def _bare(x: pd.DataFrame, y: "pd.Series[int]", categories: list[str], trees: int) -> list[NDArray[np.float64]]:
    x_rest, x_test, y_rest, y_test = train_test_split(x, y, test_size=0.2, random_state=123)
    x_train, x_validation, y_train, y_validation = train_test_split(x_rest, y_rest, test_size=0.2, random_state=123)
    train, validation, test = (
        Pool(features, label=labels, cat_features=categories)
        for features, labels in ((x_train, y_train), (x_validation, y_validation), (x_test, y_test))
    )
    model = CatBoostClassifier(
        n_estimators=trees, learning_rate=0.1, depth=4, random_seed=123, verbose=False, allow_writing_files=False
    )
    model.fit(train, eval_set=validation)
    return [model.predict_proba(pool)[:, 1] for pool in (train, validation, test)]
