"""How many of the test customers to contact, what that brings, and the list of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from churn.decision.campaign import Campaign
from churn.decision.curve import ProfitCurve, best_share, leavers_interval, profit_curve
from churn.model.evaluation import Evaluation

STEPS: Final = 50  # of the share contacted, at which the test curve has an interval


@dataclass(frozen=True)
class Estimate:
    """A number and its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Recommendation:
    """How many of the test customers to contact, and what that brings.

    Attributes
    ----------
    campaign : Campaign
        Its terms.
    share : float
        The share that brings most on the validation customers, within the capacity; 0 to 1.
    customers, contacted : int
        Test customers, and how many of them that share is.
    leavers, gain : Estimate
        Of the contacted: how many would have left, and the expected gain (€).
    everyone : Estimate
        The expected gain (€) of contacting all test customers, whatever the capacity.
    at_random : float
        The expected gain (€) of contacting as many without a model, drawn at random.
    tied, tied_contacted : int
        Customers with the same probability as the last one contacted, and how many of them are contacted.
    break_even : float or None
        Save rate at which the campaign neither wins nor loses, above 1 if even saving every leaver loses. Where
        somebody is contacted, on the test customers; else the lowest one at which any share of the validation
        customers would pay. None if there is no such rate.
    validation, test : ProfitCurve
        The curve that chose and the curve that judges.
    steps, low, high : ndarray
        Numbers contacted at which the test curve has an interval, and the interval of the gain (€) there.
    """

    campaign: Campaign
    share: float
    customers: int
    contacted: int
    leavers: Estimate
    gain: Estimate
    everyone: Estimate
    at_random: float
    tied: int
    tied_contacted: int
    break_even: float | None
    validation: ProfitCurve
    test: ProfitCurve
    steps: NDArray[np.intp]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def recommendation(evaluation: Evaluation, campaign: Campaign) -> Recommendation:
    """Choose the share to contact on the validation customers and judge it on the test customers.

    The intervals are for the share as it was chosen: only the test customers are drawn anew. They say nothing of the
    terms of the campaign, which are the user's.
    """
    y, p = evaluation.y["test"], evaluation.p["test"]
    validation = profit_curve(evaluation.y["validation"], evaluation.p["validation"], campaign)
    test = profit_curve(y, p, campaign)
    n = len(test)
    limit = 1.0 if campaign.capacity is None else min(1.0, campaign.capacity / n)
    share = best_share(validation, limit)
    k = round(share * n)
    steps = np.unique([*np.linspace(0, n, min(n, STEPS) + 1).round(), k]).astype(np.intp)
    fewest, most = leavers_interval(test, steps)
    low, high = campaign.gain(steps, fewest), campaign.gain(steps, most)
    here = int(np.searchsorted(steps, k))
    last = np.sort(p)[n - k] if k else np.inf
    tied = int(np.count_nonzero(p == last))
    return Recommendation(
        campaign=campaign,
        share=share,
        customers=n,
        contacted=k,
        leavers=Estimate(float(test.leavers[k]), float(fewest[here]), float(most[here])),
        gain=Estimate(float(test.gain[k]), float(low[here]), float(high[here])),
        everyone=Estimate(float(test.gain[n]), float(low[-1]), float(high[-1])),
        at_random=float(campaign.gain(k, k * test.leavers[n] / n)),
        tied=tied,
        tied_contacted=k - int(np.count_nonzero(p > last)),
        break_even=_break_even(test, campaign, [k]) if k else _break_even(validation, campaign, validation.contacted),
        validation=validation,
        test=test,
        steps=steps,
        low=low,
        high=high,
    )


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


def _break_even(curve: ProfitCurve, campaign: Campaign, contacted: ArrayLike) -> float | None:
    """Return the lowest save rate at which contacting one of so many customers does not lose."""
    k = np.asarray(contacted, dtype=np.intp)
    worth = campaign.value_kept * curve.leavers[k]
    pays = (k > 0) & (worth > 0)
    return float(np.min(campaign.offer_cost * k[pays] / worth[pays])) if pays.any() else None


def _new_name(name: str, taken: set[str]) -> str:
    """Rename a user's column that is called like one of ours."""
    while name in taken:
        name += " (table)"
    return name
