"""What is said of periods."""

import re

import numpy as np
import pytest

from churn.periods import words
from churn.periods.by_period import periods
from churn.scores.independent import difference
from churn.scores.proportions import Interval
from tests.ui.app import plain

MONTHS = np.repeat(np.datetime64("2023-01") + np.arange(5), 60).astype("datetime64[D]") + np.tile(np.arange(20), 15)
P = np.tile(np.linspace(0.01, 0.99, 60), 5)


def outcomes(*shifts: float) -> np.ndarray:
    """Let customers leave in the order of their probability, more and more disturbed from month to month."""
    rng = np.random.default_rng(1)
    noise = np.repeat(shifts, 60)
    return rng.random(300) < np.where(rng.random(300) < noise, 0.5, (P > 0.5))


def test_a_model_that_loses_its_grip() -> None:
    """Where the intervals share no value, it is said that ROC AUC changes."""
    said = words.course(periods(MONTHS, outcomes(0, 0.2, 0.5, 0.9, 1), P))
    assert said.startswith("Over 5 periods, ROC AUC is between ")
    assert "in Jan 2023. The intervals share no value: it seems to change over time." in said


def test_a_model_that_stays_as_it_is() -> None:
    """Where they share one, it may be chance."""
    assert "chance alone can make it vary so much" in words.course(periods(MONTHS, outcomes(*[0.4] * 5), P))


def test_periods_without_leavers() -> None:
    """A dash has its reason, and one period with both outcomes is no course."""
    y = outcomes(0.3, 0.3, 0.3, 0.3, 0.3) & (np.arange(300) < 60)
    found = periods(MONTHS, y, P)
    assert "fewer than two periods" in words.course(found)
    assert words.cells(found[1], 0.5)["Recall"] == "–"
    reasons = words.missing(found, 0.5)
    assert "Recall, Feb 2023, Mar 2023, Apr 2023, May 2023: nobody here left." in reasons
    assert any(reason.startswith("ROC AUC, Feb 2023") for reason in reasons)


def test_lines_of_the_table() -> None:
    """Each score stands there with its interval."""
    line = words.cells(periods(MONTHS, outcomes(*[0.4] * 5), P)[0], 0.5)
    assert list(line) == ["Customers", "Left", "Churn rate", "Precision", "Recall", "ROC AUC"]
    assert line["Customers"] == "60"
    assert re.fullmatch(r"\d+\.\d% \(\d+–\d+%\)", line["Churn rate"])
    assert all("(" in line[name] for name in ("Churn rate", "Precision", "Recall", "ROC AUC"))


@pytest.mark.parametrize(
    ("timed", "ends", "ending"),
    [
        (0.60, Interval(0.56, 0.64), "more than chance explains: expect the lower one in use"),
        (0.78, Interval(0.74, 0.82), "may be chance: the two are measured on different customers."),
        (0.95, Interval(0.93, 0.97), "more than chance explains: the latest customers are easier to tell apart."),
    ],
)
def test_the_latest_customers(timed: float, ends: Interval, ending: str) -> None:
    """The sentence says both values with their intervals, and whether chance explains the difference."""
    other = 0.8, Interval(0.76, 0.84)
    change = difference("roc_auc", (timed, ends), other)
    said = plain(words.latest_customers("*Came*", (timed, ends), other, change, "Split row by row"))
    assert said.startswith(f"Tested on the latest customers (by *Came*), ROC AUC is {timed:.3f} (")
    assert "split row by row, it is 0.800 (0.76–0.84)" in said
    assert ending in said


def test_a_comparison_without_an_interval() -> None:
    """Nothing is claimed."""
    said = words.latest_customers("Came", (None, None), (0.8, Interval(0.7, 0.9)), None, "Split row by row")
    assert "cannot be said" in said


@pytest.mark.parametrize(
    ("customers", "said"), [(0, ""), (1, "1 test customer has"), (1200, "1,200 test customers have")]
)
def test_customers_without_a_date(customers: int, said: str) -> None:
    """They are counted, if there are any."""
    assert words.undated(customers).startswith(said)
    assert bool(words.undated(customers)) == bool(customers)
