"""Customers are sorted into periods that can be read and judged."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from churn.periods import words
from churn.periods.by_period import MOST, Period, periods
from churn.scores.intervals import probability_intervals
from churn.scores.predictions import Predictions
from churn.scores.proportions import wilson


def dates(first: str, days: int, n: int, seed: int = 0) -> NDArray[np.datetime64]:
    """Spread customers evenly over some days, in no order."""
    spread = np.datetime64(first) + np.linspace(0, days, n, endpoint=False).astype(int)
    return np.random.default_rng(seed).permutation(spread)


def found(when: NDArray[np.datetime64], seed: int = 0) -> tuple[Period, ...]:
    """Sort customers into periods of whom the likelier ones left more often."""
    rng = np.random.default_rng(seed)
    p = rng.random(len(when))
    return periods(when, rng.random(len(when)) < p, p)


@pytest.mark.parametrize(
    ("first", "days", "names"),
    [
        ("2024-02-27", 5, ["27 Feb 2024", "28 Feb 2024", "29 Feb 2024", "1 Mar 2024", "2 Mar 2024"]),
        ("2024-01-01", 28, ["1–7 Jan 2024", "8–14 Jan 2024", "15–21 Jan 2024", "22–28 Jan 2024"]),
        ("2023-11-01", 152, ["Nov 2023", "Dec 2023", "Jan 2024", "Feb 2024", "Mar 2024"]),
        ("2023-01-01", 600, ["Q1 2023", "Q2 2023", "Q3 2023", "Q4 2023", "Q1 2024", "Q2 2024", "Q3 2024"]),
        ("2020-01-01", 1461, [f"{half} {year}" for year in range(2020, 2024) for half in ("Jan–Jun", "Jul–Dec")]),
        ("2017-01-01", 2191, ["2017", "2018", "2019", "2020", "2021", "2022"]),
        ("2000-01-01", 7305, ["2000–2004", "2005–2009", "2010–2014", "2015–2019"]),
    ],
)
def test_how_long_a_period_is(first: str, days: int, names: list[str]) -> None:
    """It is as short as leaves no more than eight, and is called as people call it."""
    sorted_in = found(dates(first, days, 2000))
    assert len(sorted_in) <= MOST
    assert [words.name(each) for each in sorted_in] == names


def test_everybody_with_a_date_is_in_one_period() -> None:
    """The periods follow each other without a gap in between, and their customers are all that have a date."""
    when = dates("2021-03-17", 400, 999)
    when[::7] = np.datetime64("NaT")
    sorted_in = found(when)
    assert sum(each.customers for each in sorted_in) == np.count_nonzero(~np.isnat(when))
    assert all(one.ends + np.timedelta64(1, "D") == next_one.begins for one, next_one in pairwise(sorted_in))
    assert sorted_in[0].begins <= np.nanmin(when) <= sorted_in[0].ends


def test_small_periods_are_put_together() -> None:
    """Where one would have fewer than 30 customers, longer ones are taken if four are left."""
    few, many = found(dates("2023-01-01", 360, 100)), found(dates("2023-01-01", 240, 100))
    assert [words.name(each) for each in few] == ["Q1 2023", "Q2 2023", "Q3 2023", "Q4 2023"]
    assert len(many) == 8
    assert len(found(dates("2023-01-01", 240, 400))) == 8


def test_scores_of_a_period_are_those_of_its_customers() -> None:
    """Churn rate, scores and intervals are what the customers of the period give, taken alone."""
    when = dates("2023-01-01", 150, 600)
    rng = np.random.default_rng(4)
    p = rng.random(600)
    y = rng.random(600) < p
    march = periods(when, y, p)[2]
    inside = (when >= np.datetime64("2023-03-01")) & (when < np.datetime64("2023-04-01"))
    plain = Predictions(y[inside], p[inside])
    scores, sure = march.judged(0.4)
    assert march.customers == np.count_nonzero(inside)
    assert march.churn_rate == y[inside].mean()
    assert march.churn_rate_interval == wilson(int(y[inside].sum()), int(inside.sum()))
    assert scores.by_name == plain.scores(0.4).by_name
    assert sure["roc_auc"] == probability_intervals(plain).by_name["roc_auc"]
    assert sure["recall"] == plain.scores(0.4).intervals["recall"]


def test_nobody_has_a_date() -> None:
    """There is no period."""
    assert found(np.full(5, np.datetime64("NaT", "s"))) == ()


@pytest.mark.parametrize("first", ["1900-01-01", "2100-12-31", "1969-12-31", "1970-01-01"])
def test_dates_far_away(first: str) -> None:
    """The calendar begins nowhere."""
    (period,) = found(np.full(40, np.datetime64(first, "s")))
    assert str(period.begins) == str(period.ends) == first
