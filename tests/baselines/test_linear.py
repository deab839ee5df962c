"""The linear model is a fair rival: it finds pairs, is held back on noise, and no test outcome moves it."""

from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

from churn.baselines.linear import MAX_PAIRED, linear_probabilities
from churn.model.split import SplitSpec, split
from churn.scores.predictions import Predictions
from churn.table.dataset import Dataset, load
from tests.ui.tables import as_csv


def auc(dataset: Dataset, spec: SplitSpec | None = None) -> float:
    """Return ROC AUC on the test customers."""
    parts = split(dataset, spec or SplitSpec())
    found = Predictions(dataset.y[parts.test], linear_probabilities(dataset, parts)[parts.test]).scores().roc_auc
    assert found is not None
    return found


def test_it_is_as_good_as_one_by_hand(real_data: Path) -> None:
    """One-hot columns with pairs reach 0.939 on the travel table, where plain dummies reach 0.825."""
    assert auc(load(real_data / "Customertravel.csv")) == pytest.approx(0.94, abs=0.003)


def test_pairs_are_found() -> None:
    """Where only the combination of two columns tells, a model of single columns would be no better than chance."""
    rng = np.random.default_rng(0)
    one, other, noise = rng.choice(list("ab"), 1_000), rng.choice(list("xy"), 1_000), rng.normal(size=1_000).round(2)
    left = rng.random(1_000) < np.where((one == "a") == (other == "x"), 0.9, 0.1)
    columns = {"One": one.tolist(), "Other": other.tolist(), "Noise": noise.tolist()}
    assert auc(load(as_csv({**columns, "Churn": np.where(left, "Yes", "No").tolist()}))) > 0.85


def test_bends_are_found() -> None:
    """A number whose middle leaves is cut into levels, with gaps and infinities among its values."""
    rng = np.random.default_rng(1)
    fee = rng.normal(size=1_000).round(3)
    left = rng.random(1_000) < np.where(np.abs(fee) < 0.7, 0.9, 0.1)
    texts = ["" if row % 50 == 0 else f"{value}" for row, value in enumerate(fee)]
    assert auc(load(as_csv({"Fee": texts, "Churn": np.where(left, "Yes", "No").tolist()}))) > 0.8


def test_many_columns_of_noise_do_not_carry_it_away() -> None:
    """With 40 columns, of which one tells, it is held back: nearly as good as the one column alone."""
    rng = np.random.default_rng(2)
    age = rng.normal(size=600).round(2)
    left = np.where(rng.random(600) < expit(2 * age - 1), "Yes", "No").tolist()
    noise = {f"n{place}": rng.normal(size=600).round(2).tolist() for place in range(39)}
    assert len(noise) > MAX_PAIRED
    alone, crowded = (auc(load(as_csv({"Age": age.tolist(), **more, "Churn": left}))) for more in ({}, noise))
    assert crowded > alone - 0.06


def test_no_test_outcome_moves_it(real_data: Path) -> None:
    """With all test outcomes turned round, every probability stays as it was."""
    dataset = load(real_data / "Customertravel.csv")
    parts = split(dataset, SplitSpec())
    before = linear_probabilities(dataset, parts)
    turned = load(real_data / "Customertravel.csv")
    turned.y.setflags(write=True)
    turned.y[parts.test] = 1 - turned.y[parts.test]
    assert linear_probabilities(turned, parts).tolist() == before.tolist()
