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
from churn.table.schema import Role
from churn.table.values import Features

# Columns of the bank's table that another model has written, from the outcome.
WRITTEN_BY_A_MODEL: Final = "Naive_Bayes_Classifier_Attrition_Flag_Card_Category_Contacts_Count_12_mon_Dependent_count_Education_Level_Months_Inactive_12_mon_"  # noqa: E501 - so they are called
ERROR: Final = 0.007  # of a contribution, on average: 0.7 points
SAME_COLUMN: Final = 0.95  # share of the customers whose largest contribution has to be the right one


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
    """Estimate one customer's Shapley values by so many orders for each of the others, without their reverses."""
    names, r = model.schema.names, len(others)
    random, total = np.random.default_rng(99), np.zeros(len(names))
    pool = pd.concat([others, customer], ignore_index=True)  # the customer is the last one
    columns = {name: pool[name].array for name in names}
    tables = np.arange(len(names) + 1)[:, None]  # in table i, the first i columns of the order are the customer's
    for _ in range(orders):
        order = random.permutation(len(names))
        mixed = {
            names[column]: columns[names[column]].take(np.where(tables > place, r, np.arange(r)).ravel())
            for place, column in enumerate(order)
        }
        table = Features.of(pd.DataFrame(mixed)[names], model.schema.kinds)
        total[order] += np.diff(model.predict_proba(table).reshape(-1, r), axis=0).mean(axis=1)
    return total / orders


def agreement(points: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Return the share of customers whose largest contribution is the same column's."""
    return float((np.abs(points).argmax(axis=1) == np.abs(truth).argmax(axis=1)).mean())


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
    """For the bank's customers, with 19 columns, they are close to 20,000 orders a customer, and add up exactly."""
    roles: dict[str, Role] = {f"{WRITTEN_BY_A_MODEL}{number}": "leave out" for number in (1, 2)}
    dataset = churn.load(real_data / "BankChurners.csv", roles=roles)
    model = churn.train(dataset).model
    compared = choose_background(model, dataset.frame)
    assert not compared.plan.exact
    rows = np.random.default_rng(11).choice(len(dataset), 30, replace=False)
    reasons = explain(model, dataset.frame.rows(rows), compared)
    np.testing.assert_allclose(reasons.p, model.predict_proba(dataset.frame.rows(rows)), atol=1e-6, rtol=0)
    orders = 20_000 // len(compared)
    truth = np.array(
        [by_many_orders(model, dataset.frame.rows([row]), compared.frame, orders) for row in rows.tolist()]
    )
    assert np.abs(reasons.points - truth).mean() <= ERROR
    assert agreement(reasons.points, truth) >= SAME_COLUMN
