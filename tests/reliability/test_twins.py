"""Customers exactly alike: found by their values alone, in real tables and in a small one."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import churn
from churn.model.split import profiles
from churn.reliability.twins import Twins
from churn.table.dataset import Dataset


@pytest.fixture
def small(tmp_path: Path) -> Dataset:
    """Return a table in which row 1 has two twins of whom one left, row 4 none, and rows 5 and 6 no number."""
    path = tmp_path / "small.csv"
    path.write_text("Plan,Months,Churn\na,1,Yes\na,1,No\na,1,Yes\na,2,No\nb,,No\nb,,Yes\nb,0,No\nb,-1,Yes\n")
    return churn.load(path)


def test_twins_of_known_customers(small: Dataset) -> None:
    """Nobody is a twin of his own; missing equals missing."""
    found = Twins(small).of(small.frame, np.arange(len(small)))
    assert found.customers.tolist() == [2, 2, 2, 0, 1, 1, 0, 0]
    assert found.left.tolist() == [1, 2, 1, 0, 1, 0, 0, 0]


def test_twins_of_a_stranger(small: Dataset) -> None:
    """Who is of no row of the table, or of a row with other values, loses no twin; 1.0 is 1, an unseen level is new."""
    twins = Twins(small)
    stranger = small.schema.check(pd.DataFrame({"Plan": ["a", "c"], "Months": [1.0, 1.0]}))
    assert twins.of(stranger).customers.tolist() == [3, 0]
    assert twins.of(stranger, np.array([3, -1])).customers.tolist() == [3, 0]
    assert twins.of(stranger, np.array([0, 0])).left.tolist() == [1, 0]


@pytest.mark.parametrize("name", ["Customertravel.csv", "BankChurners.csv"])
def test_twins_are_equal_profiles(real_data: Path, name: str) -> None:
    """Two customers are twins exactly where every column is equal."""
    dataset = churn.load(real_data / name)
    profile = profiles(dataset.frame)
    found = Twins(dataset).of(dataset.frame)
    assert found.customers.tolist() == np.bincount(profile)[profile].tolist()
    assert found.left.tolist() == np.bincount(profile, dataset.y)[profile].tolist()


def test_warnings_on_the_travel_table(real_data: Path) -> None:
    """Of the 191 test customers 144 have twins; for 2 the probability lies outside of what these did."""
    dataset = churn.load(real_data / "Customertravel.csv")
    run = churn.train(dataset)
    rows, p = run.split.test, run.evaluation.p["test"]
    found = Twins(dataset).of(dataset.frame.rows(rows), rows)
    low, high = found.interval
    assert int((found.customers > 0).sum()) == 144
    assert int(((p < low) | (p > high)).sum()) == 2
