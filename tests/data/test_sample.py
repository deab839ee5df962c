"""The shipped sample has the published figures of the travel table, and is a sensible first run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from sklearn.metrics import precision_score, recall_score, roc_auc_score
from sklearn.model_selection import train_test_split

DATA = Path(__file__).resolve().parents[2] / "data"
FEATURES = (
    "Age",
    "FrequentFlyer",
    "AnnualIncomeClass",
    "ServicesOpted",
    "AccountSyncedToSocialMedia",
    "BookedHotelOrNot",
)
FIGURES: dict[str, dict[int | str, tuple[int, float]]] = {
    "Age": {
        27: (62, 0.565),
        28: (71, 0.563),
        29: (70, 0.186),
        30: (236, 0.144),
        31: (103, 0.146),
        33: (29, 0.276),
        34: (107, 0.187),
        35: (52, 0.250),
        36: (67, 0.239),
        37: (126, 0.214),
        38: (31, 0.097),
    },
    "FrequentFlyer": {"No": (608, 0.113), "No Record": (60, 0.133), "Yes": (286, 0.514)},
    "AnnualIncomeClass": {"High Income": (159, 0.579), "Low Income": (386, 0.269), "Middle Income": (409, 0.068)},
    "ServicesOpted": {
        1: (404, 0.230),
        2: (176, 0.295),
        3: (124, 0.081),
        4: (117, 0.188),
        5: (69, 0.377),
        6: (64, 0.328),
    },
    "AccountSyncedToSocialMedia": {"No": (594, 0.210), "Yes": (360, 0.275)},
    "BookedHotelOrNot": {"No": (576, 0.306), "Yes": (378, 0.127)},
}
CELLS = {
    ("No", "Low Income"): 237,
    ("No", "Middle Income"): 371,
    ("No Record", "Low Income"): 22,
    ("No Record", "Middle Income"): 38,
    ("Yes", "High Income"): 159,
    ("Yes", "Low Income"): 127,
}
ROWS = 954
LEVELS = [(column, level) for column, levels in FIGURES.items() for level in levels]


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    """Read the shipped file."""
    return pd.read_csv(DATA / "sample.csv")


class DefaultRun(NamedTuple):
    """The tutorial's model on a table: what it says about the test rows."""

    y: NDArray[np.int64]
    p: NDArray[np.float64]
    repeats: float
    """Share of test rows whose six columns occur in a training row."""


@pytest.fixture(scope="module")
def default_run(sample: pd.DataFrame) -> DefaultRun:
    """Train as the tutorial does: 64/16/20 by seed 123, 500 trees, depth 4, learning rate 0.1."""
    rest, test = train_test_split(sample, test_size=0.2, random_state=123)
    train, validation = train_test_split(rest, test_size=0.2, random_state=123)
    pools = [
        Pool(part[list(FEATURES)], part["Target"], cat_features=[1, 2, 4, 5]) for part in (train, validation, test)
    ]
    model = CatBoostClassifier(
        n_estimators=500,
        depth=4,
        learning_rate=0.1,
        random_seed=123,
        verbose=False,
        allow_writing_files=False,
    )
    model.fit(pools[0], eval_set=pools[1])
    seen = set(train[list(FEATURES)].itertuples(index=False, name=None))
    repeats = [profile in seen for profile in test[list(FEATURES)].itertuples(index=False, name=None)]
    return DefaultRun(test["Target"].to_numpy(), model.predict_proba(pools[2])[:, 1], float(np.mean(repeats)))


def rows_and_rate(table: pd.DataFrame, column: str, level: int | str) -> tuple[int, float]:
    """How many customers have a level, and which share of them churned."""
    churned = table.loc[table[column] == level, "Target"]
    return len(churned), float(churned.mean())


def test_the_script_rewrites_the_file_byte_for_byte(tmp_path: Path) -> None:
    """The shipped file is what its script makes."""
    script = shutil.copy(DATA / "make_sample.py", tmp_path)
    subprocess.run([sys.executable, script], check=True, timeout=120)
    assert (tmp_path / "sample.csv").read_bytes() == (DATA / "sample.csv").read_bytes()


def test_it_looks_like_the_travel_table(sample: pd.DataFrame) -> None:
    """Rows, columns in their order, levels and the target's coding are the travel table's; nothing is missing."""
    assert list(sample.columns) == [*FEATURES, "Target"]
    assert len(sample) == ROWS
    assert not sample.isna().to_numpy().any()
    assert {column: set(sample[column]) for column in FEATURES} == {c: set(FIGURES[c]) for c in FEATURES}
    assert sample["Target"].value_counts().to_dict() == {0: 730, 1: 224}


@pytest.mark.parametrize(("column", "level"), LEVELS)
def test_every_level_is_as_frequent_as_published(sample: pd.DataFrame, column: str, level: int | str) -> None:
    """A level's share differs by at most two points."""
    rows, _ = rows_and_rate(sample, column, level)
    assert rows / ROWS == pytest.approx(FIGURES[column][level][0] / ROWS, abs=0.02)


@pytest.mark.parametrize(("column", "level"), [key for key in LEVELS if FIGURES[key[0]][key[1]][0] >= 60])
def test_every_frequent_level_churns_as_published(sample: pd.DataFrame, column: str, level: int | str) -> None:
    """The churn rate of a level of 60 rows or more differs by at most six points."""
    _, rate = rows_and_rate(sample, column, level)
    assert rate == pytest.approx(FIGURES[column][level][1], abs=0.06)


def test_flyers_have_the_incomes_that_are_published(sample: pd.DataFrame) -> None:
    """Six of the nine cells of frequent flyer and income occur, as often as published within two points."""
    cells = sample.groupby(["FrequentFlyer", "AnnualIncomeClass"]).size()
    shares = {cell: rows / ROWS for cell, rows in cells.items() if rows}
    assert shares == pytest.approx({cell: rows / ROWS for cell, rows in CELLS.items()}, abs=0.02)


def test_profiles_repeat_as_published(sample: pd.DataFrame) -> None:
    """419 profiles, 28 of them (131 rows) with both outcomes, so that no model is right on more than 94.65%."""
    outcomes = sample.groupby(list(FEATURES))["Target"].agg(["sum", "size"])
    stayed = outcomes["size"] - outcomes["sum"]
    mixed = outcomes[(outcomes["sum"] > 0) & (stayed > 0)]
    assert (len(outcomes), len(mixed), mixed["size"].sum()) == (419, 28, 131)
    assert np.maximum(outcomes["sum"], stayed).sum() / ROWS == pytest.approx(0.9465, abs=5e-5)


def test_the_default_model_is_as_good_as_on_the_real_table(default_run: DefaultRun) -> None:
    """ROC AUC on the test rows lies between 0.88 and 0.97; the real table's is 0.938."""
    assert 0.88 <= roc_auc_score(default_run.y, default_run.p) <= 0.97


def test_the_default_scores_are_believable(default_run: DefaultRun) -> None:
    """Test precision and recall are within ten points of the real table's 0.683 and 0.700."""
    flagged = default_run.p > 0.5
    assert precision_score(default_run.y, flagged) == pytest.approx(0.683, abs=0.1)
    assert recall_score(default_run.y, flagged) == pytest.approx(0.700, abs=0.1)


def test_most_test_rows_repeat_a_training_profile(default_run: DefaultRun) -> None:
    """Between 55 and 80% of them; it is 68% in the real table."""
    assert 0.55 <= default_run.repeats <= 0.80


def test_the_figures_are_the_real_tables() -> None:
    """What these tests take for published is true of the real table, to the last customer and the third decimal."""
    folder = os.environ.get("CHURN_REAL_DATA")
    if not folder:
        pytest.skip("CHURN_REAL_DATA does not name the folder with the real table")
    real = pd.read_csv(Path(folder) / "Customertravel.csv")

    def figures(levels: Sequence[tuple[str, int | str]]) -> list[tuple[int, float]]:
        found = [rows_and_rate(real, column, level) for column, level in levels]
        return [(rows, round(rate, 3)) for rows, rate in found]

    assert figures(LEVELS) == [FIGURES[column][level] for column, level in LEVELS]
    assert real.groupby(["FrequentFlyer", "AnnualIncomeClass"]).size().to_dict() == CELLS
