"""The call list: customers by risk."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.decision.campaign import Campaign


def call_list(
    table: pd.DataFrame,
    rows: NDArray[np.intp],
    p: NDArray[np.float64],
    campaign: Campaign,
    *,
    reasons: Sequence[str] | None = None,
    most: int | None = None,
) -> pd.DataFrame:
    """Rank customers by risk.

    Meant for the test customers: the probabilities of training customers are too good to be true, and those of the
    validation customers chose the share.

    Parameters
    ----------
    table : DataFrame
        All customers.
    rows, p : ndarrays of int and of float, shape (n,)
        Positions of the customers to rank; their probabilities of churn.
    campaign : Campaign
        The terms.
    reasons : sequence of str, optional
        The main reasons of each, shape (n,); without them the list has no such column.
    most : int, optional
        Keep only the first so many.

    Returns
    -------
    DataFrame
        One line a customer: Rank (1 is the riskiest; equal probabilities share the smallest), Row (in the table, from
        1; the order within equal probabilities), Churn probability, Expected gain (€) of contacting this customer,
        Main reasons, then the columns of the table.
    """
    order = np.lexsort((rows, -p))[:most]
    risk = p[order]
    ours: dict[str, object] = {
        "Rank": np.searchsorted(-risk, -risk) + 1,
        "Row": rows[order] + 1,
        "Churn probability": risk,
        "Expected gain (€)": campaign.gain(1, risk),
    }
    if reasons is not None:
        ours["Main reasons"] = [reasons[place] for place in order]
    theirs = table.iloc[rows[order]].reset_index(drop=True)
    taken = {*ours, *table.columns}
    new_names = {name: _new_name(name, taken) for name in ours}
    return pd.concat([pd.DataFrame(ours), theirs.rename(columns=new_names)], axis=1)


def _new_name(name: str, taken: set[str]) -> str:
    """Rename a user's column that is called like one of ours."""
    while name in taken:
        name += " (table)"
    return name
