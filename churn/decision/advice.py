"""How many customers to contact and what that brings, with the test customers as the check."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.decision.curve import ProfitCurve, profit_curve
from churn.decision.outcome import Estimate, Outcome, Seen, outcome, seen
from churn.model.evaluation import Evaluation

STEPS: Final = 50  # of the share contacted, at which the curve has an interval


@dataclass(frozen=True, eq=False)
class Check:
    """The test customers, whose outcomes are known.

    Attributes
    ----------
    customers, worthwhile, contacted : int
        How many they are, how many of them are worth an offer, and how many are contacted, capacity in proportion.
    left : float
        Of the contacted, how many did leave; expected, where the last ones are drawn among equals.
    tied, tied_contacted : int
        Customers with the same probability as the last one contacted, and how many of them are contacted.
    curve : ProfitCurve
        What contacting the riskiest of them brings, in their number.
    shares, low, high : ndarray of float64
        Shares contacted at which the expected gain has an interval, and its ends (€), for the campaign's customers.
    best : int
        The number of the campaign's customers, up to the capacity, that brings most: known only afterwards.
    best_gain : float
        What it brings (€).
    """

    customers: int
    worthwhile: int
    contacted: int
    left: float
    tied: int
    tied_contacted: int
    curve: ProfitCurve
    shares: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    best: int
    best_gain: float


@dataclass(frozen=True, eq=False)
class Recommendation:
    """How many of the campaign's customers to contact, and what that brings.

    Attributes
    ----------
    rule : ContactRule
        Whom to contact, at which terms.
    chosen : Outcome
        Of contacting those.
    everyone, at_random : Outcome
        Of contacting all customers, whatever the capacity, and as many as are chosen, drawn without a model.
    break_even : Estimate or None
        Save rate at which the chosen contacts neither win nor lose, above 1 if even saving every leaver loses,
        infinite where nobody leaves. Where nobody is chosen, the one at which the riskiest test customer is worth an
        offer, without an interval. None if there is no such rate.
    check : Check
        What the test customers show.
    """

    rule: ContactRule
    chosen: Outcome
    everyone: Outcome
    at_random: Outcome
    break_even: Estimate | None
    check: Check

    @property
    def campaign(self) -> Campaign:
        """The terms."""
        return self.rule.campaign


def recommendation(evaluation: Evaluation, campaign: Campaign) -> Recommendation:
    """Say how many customers like the test customers to contact, by the rule, and what these show of it.

    The intervals say nothing of the terms of the campaign, which are the user's.
    """
    rule = ContactRule(campaign, evaluation.better_than_chance)
    y, p = evaluation.y["test"], np.sort(evaluation.p["test"])[::-1]
    curve = profit_curve(y, evaluation.p["test"], campaign)
    n, customers = len(p), campaign.customers
    most = customers if campaign.capacity is None else campaign.capacity
    contacted = min(customers * rule.number_worthwhile(p) // max(1, n), most)
    at = seen(curve.leavers, p, np.array([contacted / customers]))
    chosen = outcome(campaign, contacted, at)
    everybody = np.array([1.0]), np.array([float(n)]), curve.leavers[-1:]
    rate = everybody[2] / max(1, n)
    at_random = Seen(at.share, everybody[1], everybody[2], rate)
    return Recommendation(
        rule=rule,
        chosen=chosen,
        everyone=outcome(campaign, customers, Seen(*everybody, rate)),
        at_random=outcome(campaign, contacted, at_random),
        break_even=_break_even(chosen, campaign, float(p[0]) if n else 0.0),
        check=_check(rule, curve, p, contacted / customers),
    )


def _check(rule: ContactRule, curve: ProfitCurve, p: NDArray[np.float64], share: float) -> Check:
    """Look at the test customers; `p` falls."""
    n, customers, most = len(p), rule.campaign.customers, rule.campaign.capacity
    k = rule.number(p)
    last = p[k - 1] if k else np.inf
    shares = np.unique([*np.linspace(0, 1, min(n, STEPS) + 1), share])
    some = seen(curve.leavers, p, shares)
    low, high = (rule.campaign.gain(customers * shares, customers * shares * end) for end in some.interval())
    best = int(np.argmax(curve.gain[: (n if most is None else min(n, most * n // customers)) + 1]))
    scale = customers / max(1, n)
    return Check(
        customers=n,
        worthwhile=rule.number_worthwhile(p),
        contacted=k,
        left=float(curve.leavers[k]),
        tied=int(np.count_nonzero(p == last)),
        tied_contacted=k - int(np.count_nonzero(p > last)),
        curve=curve,
        shares=shares,
        low=low,
        high=high,
        best=round(best * scale),
        best_gain=float(curve.gain[best] * scale),
    )


def _break_even(chosen: Outcome, campaign: Campaign, riskiest: float) -> Estimate | None:
    """Return the save rate at which the gain is 0."""
    if not campaign.value_kept:
        return None
    if not chosen.contacted:
        rate = campaign.offer_cost / (campaign.value_kept * riskiest) if riskiest else np.inf
        return Estimate(rate, rate, rate) if np.isfinite(rate) else None
    cost, leavers = campaign.offer_cost * chosen.contacted / campaign.value_kept, chosen.leavers
    rates = (cost / each if each else np.inf for each in (leavers.value, leavers.high, leavers.low))
    return Estimate(*rates)
