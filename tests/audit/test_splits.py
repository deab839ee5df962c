"""What is found about a split by time, and about rows that stay together."""

import numpy as np
import pandas as pd
import pytest

from churn.audit.checks import audit
from churn.audit.material import Material
from churn.audit.shifts import shifts
from churn.model.split import SplitSpec, split
from churn.table.dataset import Dataset, load
from churn.table.finding import Finding


@pytest.fixture(scope="module")
def drifting() -> Dataset:
    """Return customers who become older from day to day, five of them without a date."""
    rng = np.random.default_rng(0)
    day = rng.integers(0, 400, 600)
    came = (np.datetime64("2022-01-01") + day).astype(str)
    came[:5] = ""
    frame = pd.DataFrame({"Came": came, "Age": 20 + day // 10 + rng.integers(0, 20, 600), "Paid": rng.normal(size=600)})
    frame["Churn"] = rng.integers(0, 2, 600)
    return load(frame.to_csv(index=False).encode())


def found(dataset: Dataset, by: str, kind: str) -> list[Finding]:
    """Return the findings of a kind about a split."""
    return [each for each in audit(dataset, split(dataset, SplitSpec(by=by))) if each.kind == kind]


def test_by_time_a_shift_is_a_drift(drifting: Dataset) -> None:
    """It is no fault of the split, so it is a note that says what to expect."""
    (drift,) = found(drifting, "time:Came", "shift")
    assert (drift.severity, drift.column) == ("note", "Age")
    assert drift.evidence.startswith("It drifts: later (test) customers differ from earlier (training) ones")
    assert "no fault of the split" in drift.remedy


def test_at_random_nothing_drifts(drifting: Dataset) -> None:
    """The same customers in no order are alike."""
    assert not found(drifting, "random", "shift")


def test_rows_without_a_date_are_counted(drifting: Dataset) -> None:
    """By time only: they train."""
    undated = [each for each in found(drifting, "time:Came", "date") if "train" in each.evidence]
    assert [each.evidence for each in undated] == ["5 of 600 rows have no date here, so they train and do not test."]
    assert not [each for each in found(drifting, "random", "date") if "so they train" in each.evidence]


def test_alike_rows_that_stay_together_are_no_shift() -> None:
    """Of rows with the same value one is compared: thirty alike rows of a shop are no thirty customers."""
    alarms = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        shop = np.repeat(np.arange(30), 30)
        frame = pd.DataFrame({"Shop": [f"s{each}" for each in shop], "Size": rng.normal(size=30)[shop].round(3)})
        frame["Visits"] = rng.integers(0, 90, 900)
        frame["Churn"] = rng.integers(0, 2, 900)
        dataset = load(frame.to_csv(index=False).encode(), roles={"Shop": "leave out"})
        parts = split(dataset, SplitSpec(by="column:Shop"))
        alarms += any(each.column == "Size" for each in shifts(Material(dataset, parts)))
    assert alarms <= 1
