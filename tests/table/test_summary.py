"""What a table looks like, counted by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from churn.errors import DataError
from churn.table.dataset import load
from churn.table.summary import churn_by_level, distribution, levels

TINY = b"Age,Plan,Churn\n" + b"30,a,1\n30,b,0\n40,a,1\n50,,0\n" * 5


def test_counts_by_hand() -> None:
    """Four rows, five times over: two of three levels and the gap, with their churners."""
    rates = churn_by_level(load(TINY), "Plan")
    assert rates.to_dict("list") == {
        "level": ["a", "b", "(missing)"],
        "customers": [10, 5, 5],
        "churned": [10, 0, 0],
        "rate": [1.0, 0.0, 0.0],
    }


def test_real_rates(real_data: Path) -> None:
    """The travel table's churn rates are the published ones, and its ages come in order."""
    dataset = load(real_data / "Customertravel.csv")
    flyers = churn_by_level(dataset, "FrequentFlyer").set_index("level")
    assert flyers["customers"].to_dict() == {"No": 608, "No Record": 60, "Yes": 286}
    assert flyers["rate"].round(3).to_dict() == {"No": 0.113, "No Record": 0.133, "Yes": 0.514}
    ages = churn_by_level(dataset, "Age")
    assert ages["level"].tolist() == [str(age) for age in [*range(27, 32), *range(33, 39)]]
    assert int(ages["customers"].sum()) == 954


def test_many_numbers_become_bins_that_cover_all(real_data: Path) -> None:
    """A number with 6,205 values becomes ten bins, and no customer is lost."""
    rates = churn_by_level(load(real_data / "BankChurners.csv"), "Credit_Limit")
    assert len(rates) == 10
    assert int(rates["customers"].sum()) == 10_127
    assert int(rates["churned"].sum()) == 1_627


def test_many_levels_are_gathered() -> None:
    """Of 10,000 levels the most frequent stand, the rest is one."""
    values = pd.Series([f"level {i}" for i in range(10_000)] + ["often"] * 5)
    by_level = levels(values)
    assert len(by_level.cat.categories) == 20
    assert by_level.cat.categories[-1] == "other (9,982 levels)"
    assert distribution(values).sum() == 10_005


def test_missing_dates_are_no_other_ones() -> None:
    """Of a column with many dates and gaps, the gaps stay a level of their own."""
    dates = pd.Series([*pd.date_range("2026-01-01", periods=30), pd.NaT, pd.NaT])
    assert levels(dates).value_counts()["(missing)"] == 2
    assert levels(dates).value_counts()["other (11 levels)"] == 11


def test_unknown_column_is_named() -> None:
    """The message lists the columns there are."""
    with pytest.raises(DataError, match="no column “Fee”; the columns are “Age”, “Plan”"):
        churn_by_level(load(TINY), "Fee")


@pytest.mark.parametrize(
    "values",
    [np.linspace(0.9998, 0.99999, 200), 1000 + np.linspace(0, 1.5, 200), np.repeat([1000.1, 1000.2, 1000.4], 5)],
)
def test_levels_can_be_told_apart(values: NDArray[np.float64]) -> None:
    """Numbers that lie close together are written with as many digits as it takes, and stay levels of their own."""
    names = levels(pd.Series(values)).cat.categories
    assert len(names) == min(10, len(set(values)))
    for name in names:
        low, _, high = str(name).partition(" to ")
        assert low != high


def test_close_levels_by_hand() -> None:
    """One more digit is enough here; numbers that four digits tell apart have four."""
    assert levels(pd.Series([1000.1, 1000.2, 1000.4])).cat.categories.tolist() == ["1,000.1", "1,000.2", "1,000.4"]
    assert levels(pd.Series([0.12344, 0.5, 1234.4])).cat.categories.tolist() == ["0.1234", "0.5", "1,234"]


def test_first_bin_begins_at_the_smallest_value() -> None:
    """Bins are named by numbers that occur: no quantity that is never negative gets a bin from -0.001."""
    names = levels(pd.Series(range(100)) / 100).cat.categories
    assert names[0].startswith("0 to ")
    assert names[-1].endswith(" to 0.99")
