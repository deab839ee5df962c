"""A list of customers whose outcomes are known, as it would have looked before."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.decision.contacts import ContactRule

PROBABILITY: Final = "Churn probability"
CONTACTED: Final = "Would have been contacted"
LEFT: Final = "Did leave"
REASONS: Final = "Main reasons"
NO_TEXTS: Final[Mapping[str, Sequence[str]]] = {}


def call_list(
    table: pd.DataFrame,
    rows: NDArray[np.intp],
    y: NDArray[np.int8],
    p: NDArray[np.float64],
    rule: ContactRule,
    *,
    texts: Mapping[str, Sequence[str]] = NO_TEXTS,
    most: int | None = None,
) -> pd.DataFrame:
    """Rank customers by risk.

    Meant for the test customers: the probabilities of training customers are too good to be true.

    Parameters
    ----------
    table : DataFrame
        All customers.
    rows, y, p : ndarrays of int, of {0, 1} and of float, shape (n,)
        Positions of the customers to rank; whether they left; their probabilities of churn.
    rule : ContactRule
        Whom to contact.
    texts : mapping of str to sequence of str, shape (n,)
        Further columns by their headings: a text for each customer.
    most : int, optional
        Keep only the first so many.

    Returns
    -------
    DataFrame
        One line a customer: Rank (1 is the riskiest; equal probabilities share the smallest), Row (in the table, from
        1; the order within equal probabilities), probability, whether the rule contacts this customer, the expected
        gain (€) of that unless nobody can tell, whether the customer left, the texts, then the columns of the table.
    """
    order = np.lexsort((rows, -p))[:most]
    risk = p[order]
    ours: dict[str, object] = {
        "Rank": np.searchsorted(-risk, -risk) + 1,
        "Row": rows[order] + 1,
        PROBABILITY: risk,
        CONTACTED: _yes(np.arange(len(order)) < rule.number(p)),
        **({gain_heading(rule): rule.expected_gain(risk)} if rule.better_than_chance else {}),
        LEFT: _yes(y[order] == 1),
    }
    ours |= {heading: [each[place] for place in order] for heading, each in texts.items()}
    theirs = table.iloc[rows[order]].reset_index(drop=True)
    taken = {*ours, *table.columns}
    new_names = {name: _new_name(name, taken) for name in ours}
    return pd.concat([pd.DataFrame(ours), theirs.rename(columns=new_names)], axis=1)


def gain_heading(rule: ContactRule) -> str:
    """Return what the list calls the expected gain."""
    return f"Expected gain (€{', example values' if rule.campaign.has_example_values else ''})"


def _yes(marks: NDArray[np.bool_]) -> NDArray[np.str_]:
    return np.where(marks, "yes", "no")


def _new_name(name: str, taken: set[str]) -> str:
    """Rename a user's column that is called like one of ours."""
    while name in taken:
        name += " (table)"
    return name
