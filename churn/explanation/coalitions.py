"""Which made-up customers to ask the model for, so that their probabilities give the Shapley values of one.

The game: a coalition of columns takes the customer's values, the other columns keep those of a background customer;
its worth is the model's probability, averaged over the background (the interventional, or marginal, game: Lundberg
and Lee 2017, NeurIPS, arXiv:1705.07874; Janzing, Minorics, Blöbaum 2020, AISTATS, arXiv:1910.13413). A column's
Shapley value is its mean contribution over all orders in which the columns can join (Shapley 1953).

Of few columns all coalitions are asked for, and the values are exact. Of many, each background customer is given
orders of their own, drawn at random; the next one is given their reverses (Štrumbelj and Kononenko 2014, Knowledge and
Information Systems 41:647; antithetic: Mitchell, Cooper, Frank, Holmes 2022, Journal of Machine Learning Research
23:43). Either way the values add up exactly, as everybody joins in every order.
"""

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Plan:
    """The made-up customers to ask for and what their probabilities count; the same for every customer explained.

    Attributes
    ----------
    takes : ndarray of bool, shape (m, k)
        Where a made-up customer has the explained customer's value; elsewhere a background customer's. The last one is
        the customer as they are.
    others : ndarray of int, shape (m,)
        Which one's: the position in the background.
    weights : ndarray of float64, shape (m, k)
        What the probability of each made-up customer counts for the contribution of each column.
    nobody : ndarray of float64, shape (r, k)
        The same for each background customer as they are.
    exact : bool
        Whether all coalitions are there.
    """

    takes: NDArray[np.bool_]
    others: NDArray[np.intp]
    weights: NDArray[np.float64]
    nobody: NDArray[np.float64]
    exact: bool

    def __len__(self) -> int:
        """Count the made-up customers."""
        return len(self.others)


def all_coalitions(codes: NDArray[np.intp], most: int) -> Plan | None:
    """Ask for every coalition, and of background customers who are equal outside of it, once.

    Parameters
    ----------
    codes : ndarray of int, shape (r, k)
        The background: equal numbers for equal values of a column.
    most : int
        Made-up customers.

    Returns
    -------
    Plan or None
        None if it would take more.
    """
    r, k = codes.shape
    if 2**k - 2 > most:
        return None
    _, alike, customers = np.unique(_profiles(codes), return_index=True, return_counts=True)
    takes, others, weights = list[NDArray[np.bool_]](), list[NDArray[np.intp]](), list[NDArray[np.float64]]()
    asked = 1
    for size in range(1, k):
        # In 1 of k · comb(k - 1, size) orders a coalition is joined by one column next; and so for who joined last.
        gained, joined = 1 / (k * comb(k - 1, size - 1)), 1 / (k * comb(k - 1, size))
        for members in combinations(range(k), size):
            inside = np.isin(np.arange(k), members)
            _, first, rest = np.unique(_profiles(codes[alike][:, ~inside]), return_index=True, return_inverse=True)
            asked += len(first)
            if asked > most:
                return None
            takes.append(np.tile(inside, (len(first), 1)))
            others.append(alike[first])
            weights.append(np.outer(np.bincount(rest, customers) / r, np.where(inside, gained, -joined)))
    share = np.full((1, k), 1 / k)
    return Plan(
        np.concatenate([*takes, np.ones((1, k), dtype=bool)]),
        np.append(np.concatenate([*others, []]).astype(np.intp), 0),
        np.concatenate([*weights, share]),
        np.tile(-share / r, (r, 1)),
        exact=True,
    )


def random_orders(r: int, k: int, rounds: int, seed: int = 123) -> Plan:
    """Let the columns join in random orders for one background customer, and in their reverses for the next one.

    Parameters
    ----------
    r, k : int
        Background customers, an even number, neighbours much alike; columns, at least two.
    rounds : int
        Orders for each background customer.
    seed : int
        Of the orders.
    """
    drawn = np.random.default_rng(seed).permuted(np.tile(np.arange(k), (r // 2 * rounds, 1)), axis=1)
    orders = np.concatenate([drawn, drawn[:, ::-1]])
    pair = np.tile(np.arange(0, r, 2), rounds)
    others = np.concatenate([pair, pair + 1])
    place = np.argsort(orders, axis=1)  # of each column in each order
    count = np.arange(1, k)[:, None]  # who have joined so far, neither nobody nor all
    takes = place[:, None, :] < count
    last, following = place[:, None, :] == count - 1, place[:, None, :] == count
    share = 1 / len(orders)
    nobody = np.zeros((r, k))
    np.add.at(nobody, (others, orders[:, 0]), -share)
    weights = share * (last.astype(np.int8) - following.astype(np.int8)).reshape(-1, k)
    whole = share * np.bincount(orders[:, -1], minlength=k)
    return Plan(
        np.vstack([takes.reshape(-1, k), np.ones(k, dtype=bool)]),
        np.append(np.repeat(others, k - 1), 0),
        np.vstack([weights, whole]),
        nobody,
        exact=False,
    )


def _profiles(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give equal rows equal numbers, shape (r,)."""
    profile = np.zeros(len(codes), dtype=np.intp)
    for column in codes.T:
        profile = np.unique(profile * (column.max() + 1) + column, return_inverse=True)[1]
    return profile
