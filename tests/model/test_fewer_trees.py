"""k trees are the first k of more, to the last bit, on both sides of each size where CatBoost changes a default."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from catboost import CatBoostClassifier, CatBoostError, Pool

from churn.model.fitting import NAMED, fit
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, split
from churn.table.dataset import SAMPLE, Dataset, load

MORE: Final = 260  # trees, of which fewer have to be the first ones
FEWER: Final = (1, 2, 20, 150, 199, 200, 201)


@dataclass(frozen=True)
class Table:
    """Of made-up customers; where no column tells anything, boosting finds trees that do not split."""

    rows: int
    numbers: int = 2
    categories: int = 2
    levels: int = 4
    missing: float = 0.0
    churn: float = 0.3
    effect: float = 1.0

    def dataset(self) -> Dataset:
        """Make them up."""
        rng = np.random.default_rng(self.rows)
        levels = np.array([f"v{level}" for level in range(self.levels)])
        numbers = rng.normal(size=(self.rows, self.numbers)).round(2)
        categories = rng.choice(levels, (self.rows, self.categories))
        score = numbers.sum(axis=1) + 2 * (categories == "v1").sum(axis=1)
        rank = np.argsort(np.argsort(self.effect * score + rng.logistic(size=self.rows)))
        columns = {f"n{i}": numbers[:, i] for i in range(self.numbers)}
        frame = pd.DataFrame(columns | {f"c{i}": categories[:, i] for i in range(self.categories)})
        frame = frame.mask(rng.random(frame.shape) < self.missing)
        return load(
            frame.assign(Churn=np.where(rank >= self.rows * (1 - self.churn), "Yes", "No")).to_csv(index=False).encode()
        )


QUICK: Final = ModelSpec(depth=2, learning_rate=0.1)
FLAT: Final = ModelSpec(depth=1, learning_rate=0.1, l2_leaf_reg=1000)
SMALL: Final = {
    "20 rows": (Table(20, churn=0.4), QUICK),
    "65 rows of noise": (Table(65, numbers=1, categories=1, effect=0, churn=0.85), FLAT),
    "300 rows, gaps": (Table(300, missing=0.2), QUICK),
    "20 columns": (Table(300, numbers=10, categories=10), QUICK),
}
WIDE: Final = {
    "20 rows, no categories": (Table(20, categories=0, churn=0.4), QUICK),
    "40 rows of noise": (Table(40, numbers=1, categories=1, effect=0, churn=0.85), FLAT),
    "99 train rows": (Table(156), replace(QUICK, depth=4)),
    "100 train rows": (Table(157), replace(QUICK, depth=4)),
    "19 columns": (Table(400, numbers=10, categories=9), replace(QUICK, depth=4)),
    "categories only": (Table(500, numbers=0, categories=4), replace(QUICK, depth=6, learning_rate=0.3)),
    "many categories": (Table(1_000, numbers=0, categories=12, levels=3), QUICK),
    "many levels": (Table(2_000, numbers=1, categories=1, levels=900), replace(QUICK, learning_rate=0.3)),
    "2,000 rows, no categories, deep": (Table(2_000, numbers=4, categories=0), ModelSpec(depth=8, learning_rate=0.5)),
    "2,000 rows, no regularisation": (Table(2_000, missing=0.4), ModelSpec(depth=3, learning_rate=1, l2_leaf_reg=0)),
    "20,000 rows": (Table(20_000), QUICK),
}
CASES: Final = [
    *(pytest.param(*case, id=name) for name, case in SMALL.items()),
    *(pytest.param(*case, id=name, marks=pytest.mark.slow) for name, case in WIDE.items()),
]


def check_all(dataset: Dataset, spec: ModelSpec, trees: Sequence[int] = (*FEWER, MORE)) -> list[int]:
    """Compare fits of fewer trees with the one of most; return how many each keeps."""
    rows = split(dataset, SplitSpec())
    more, frame = replace(spec, iterations=max(trees)), dataset.frame
    _, whole = fit(dataset, rows, more)
    bare, everybody = unshrunk(dataset, more)
    kept = []
    for most in trees:
        model, curve = fit(dataset, rows, replace(spec, iterations=most))
        assert np.array_equal(curve.train, whole.train[:most])
        assert np.array_equal(curve.validation, whole.validation[:most])
        assert model.trees == curve.best
        staged = bare.predict_proba(everybody, ntree_end=model.trees)[:, 1]
        assert np.array_equal(model.predict_proba(frame), staged)
        kept.append(model.trees)
    return kept


def unshrunk(dataset: Dataset, spec: ModelSpec) -> tuple[CatBoostClassifier, Pool]:
    """Fit CatBoost alone and keep all trees; return the model and all rows."""

    def pool(positions: Any) -> Pool:  # noqa: ANN401 - positions or a slice
        return Pool(dataset.frame.iloc[positions], dataset.y[positions], cat_features=dataset.schema.categories)

    settings = asdict(spec) | NAMED | {"random_seed": spec.seed, "verbose": False, "allow_writing_files": False}
    del settings["seed"]
    rows = split(dataset, SplitSpec())
    booster = CatBoostClassifier(**settings, use_best_model=False)
    return booster.fit(pool(rows.train), eval_set=pool(rows.validation)), pool(slice(None))


@pytest.mark.parametrize(("table", "spec"), CASES)
def test_fewer_trees_are_the_first_of_more(table: Table, spec: ModelSpec) -> None:
    """Both curves are beginnings of the longer ones, and the kept model is the long fit's at so many trees."""
    check_all(table.dataset(), spec)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Customertravel.csv", "BankChurners.csv"])
def test_fewer_trees_are_the_first_of_more_on_real_tables(real_data: Path, name: str) -> None:
    """As above, at a high learning rate."""
    dataset = load(real_data / name)
    check_all(dataset, ModelSpec(learning_rate=0.3))


def test_more_trees_help_only_where_the_curve_says_so(real_data: Path) -> None:
    """On the travel table at a high learning rate, 150 trees keep what 200, 250 and 500 keep."""
    dataset = load(real_data / "Customertravel.csv")
    rows = split(dataset, SplitSpec())
    kept = {
        trees: fit(dataset, rows, ModelSpec(learning_rate=0.3, iterations=trees))[0].predict_proba(dataset.frame)
        for trees in (150, 200, 250, 500)
    }
    assert all(np.array_equal(p, kept[500]) for p in kept.values())


def test_the_kept_trees_are_the_curves_where_trees_do_not_split() -> None:
    """CatBoost refuses to shrink to more trees than there are splits; the kept model is the curve's all the same."""
    table, spec = SMALL["65 rows of noise"]
    bare, _ = unshrunk(table.dataset(), replace(spec, iterations=60))
    kept = check_all(table.dataset(), spec, (60,))
    assert kept == [45]
    with pytest.raises(CatBoostError, match="not greater than tree count"):
        bare.shrink(45)


def test_one_outcome_in_validation_keeps_all_trees(sample: Dataset) -> None:
    """Where validation has one outcome only, k trees are the first k of more, too, and all are kept."""
    rows = split(sample, SplitSpec())
    y = sample.y.copy()
    y[rows.validation] = 0
    assert check_all(replace(sample, y=y), QUICK) == [*FEWER, MORE]


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)
