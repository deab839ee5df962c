"""Points are Shapley values of the probability: against brute force over coalitions, and against very many orders."""

from itertools import combinations
from math import factorial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import churn
from churn.explanation.reasons import choose_background, explain
from churn.model.learner import Model
from churn.table.roles import Role
from churn.table.values import Features

# Columns of the bank's table that another model has written, from the outcome.
WRITTEN_BY_A_MODEL: Final = "Naive_Bayes_Classifier_Attrition_Flag_Card_Category_Contacts_Count_12_mon_Dependent_count_Education_Level_Months_Inactive_12_mon_"  # noqa: E501 - so they are called
ERROR: Final = 0.007  # of a contribution, on average: 0.7 points
SAME_COLUMN: Final = 0.95  # share of the customers whose largest contribution has to be the right one
NOISE: Final = 0.003  # of the difference of two contributions by 10,000 orders: nobody knows which is the larger


def by_all_coalitions(model: Model, customer: pd.DataFrame, others: pd.DataFrame) -> NDArray[np.float64]:
    """Return one customer's Shapley values by their definition, a coalition at a time."""
    names = list(model.schema.names)
    worth = {}
    for size in range(len(names) + 1):
        for members in combinations(names, size):
            mixed = others.assign(**{name: customer[name].iloc[0] for name in members})
            worth[frozenset(members)] = float(model.predict_proba(mixed).mean())
    k = len(names)
    return np.array(
        [
            sum(
                factorial(len(members)) * factorial(k - len(members) - 1) / factorial(k) * (worth[members | {name}] - v)
                for members, v in worth.items()
                if name not in members
            )
            for name in names
        ]
    )


def by_many_orders(model: Model, customer: pd.DataFrame, others: pd.DataFrame, orders: int) -> NDArray[np.float64]:
    """Estimate one customer's Shapley values by so many random orders, each against one of the others at random."""
    names, random = model.schema.names, np.random.default_rng(99)
    pool = pd.concat([others, customer], ignore_index=True)  # the customer is the last one
    against = random.integers(len(others), size=orders)
    order = random.permuted(np.tile(np.arange(len(names)), (orders, 1)), axis=1)
    place = np.argsort(order, axis=1)
    tables = np.arange(len(names) + 1)[:, None]  # in table i, the first i columns of each order are the customer's
    mixed = {
        name: pool[name].array.take(np.where(tables > place[:, column], len(others), against).ravel())
        for column, name in enumerate(names)
    }
    p = model.predict_proba(Features.of(pd.DataFrame(mixed), model.schema.kinds)).reshape(-1, orders)
    total = np.zeros(len(names))
    np.add.at(total, order.T, np.diff(p, axis=0))
    return total / orders


def agreement(points: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Return the share of customers whose largest contribution is the same column's, or one as large but for noise."""
    chosen = np.take_along_axis(np.abs(truth), np.abs(points).argmax(axis=1)[:, None], axis=1)[:, 0]
    return float((chosen >= np.abs(truth).max(axis=1) - NOISE).mean())


@pytest.mark.slow
@pytest.mark.parametrize(("depth", "rate"), [(4, 0.1), (6, 0.3)])
def test_few_columns_are_exact(real_data: Path, depth: int, rate: float) -> None:
    """For the travel customers, with six columns, they equal brute force to rounding, against all customers."""
    dataset = churn.load(real_data / "Customertravel.csv")
    model = churn.train(dataset, churn.RunSpec(churn.ModelSpec(depth=depth, learning_rate=rate))).model
    compared = choose_background(model, dataset.frame)
    assert compared.plan.exact
    assert len(compared) == len(dataset)
    rows = np.arange(0, len(dataset), 50)
    points = explain(model, dataset.frame.rows(rows), compared).points
    truth = [by_all_coalitions(model, dataset.frame.rows([row]), dataset.frame) for row in rows.tolist()]
    np.testing.assert_allclose(points, truth, atol=1e-9)


@pytest.mark.slow
def test_many_columns_are_close(real_data: Path) -> None:
    """For the bank's customers, of 19 columns, they are close to 10,000 orders against the whole table, and add up."""
    roles: dict[str, Role] = {f"{WRITTEN_BY_A_MODEL}{number}": "leave out" for number in (1, 2)}
    dataset = churn.load(real_data / "BankChurners.csv", roles=roles)
    model = churn.train(dataset).model
    compared = choose_background(model, dataset.frame)
    assert not compared.plan.exact
    rows = np.random.default_rng(11).choice(len(dataset), 120, replace=False)
    reasons = explain(model, dataset.frame.rows(rows), compared)
    np.testing.assert_allclose(reasons.p, model.predict_proba(dataset.frame.rows(rows)), atol=1e-6, rtol=0)
    customers = (dataset.frame.rows([row]) for row in rows.tolist())
    truth = np.array([by_many_orders(model, customer, dataset.frame, 10_000) for customer in customers])
    assert np.abs(reasons.points - truth).mean() <= ERROR
    assert agreement(reasons.points, truth) >= SAME_COLUMN
