"""Sentences about a retention campaign."""

from typing import Final

from churn.decision.advice import Estimate, Recommendation
from churn.show.formats import DASH, percent

CAMPAIGN_FORMULA: Final = (
    "expected gain = save rate × value of a kept customer × contacted customers who would have left "
    "− cost of an offer × contacted customers"
)
CAMPAIGN_SOURCE: Final = (
    "Neslin et al. (2006), *Defection Detection*, Journal of Marketing Research 43(2); Verbeke et al. (2012), "
    "European Journal of Operational Research 218(1), without a fixed cost of the campaign"
)
CAMPAIGN_ASSUMPTIONS: Final = (
    "Customers who would have stayed cost the offer, too, and it does not change what they do.",
    "The offer is paid for everybody contacted, even for those who leave all the same.",
    (
        "Every kept customer is worth the same, and every leaver is as likely to be kept: the model says who is likely "
        "to leave, not whom an offer convinces."
    ),
    (
        "The share to contact is chosen on the validation customers and judged on the test customers. Customers with "
        "the same probability are contacted in random order."
    ),
    (
        "The intervals (95%, bootstrap) say how far chance moves the result by who happens to be among the test "
        "customers. They say nothing of value, cost and save rate, which are yours."
    ),
)


def recommendation(advice: Recommendation) -> str:
    """Say in one sentence whom to contact and what it brings."""
    n, k = advice.customers, advice.contacted
    if k == 0:
        return f"Contact nobody: {_why_nobody(advice)}."
    whom = f"all {n:,} customers" if k == n else f"the {k:,} riskiest of {n:,}"
    return (
        f"Contact {whom}: about {_counted(advice.leavers)} would have left, "
        f"expected gain {money(advice.gain.value)} ({_span(advice.gain)})."
    )


def _why_nobody(advice: Recommendation) -> str:
    if advice.campaign.capacity == 0:
        return "the capacity is 0"
    if advice.share > 0:
        return f"{percent(advice.share)} of {advice.customers:,} test customers is less than one"
    return "whatever share of the validation customers is contacted, the offers cost no less than they bring"


def certainty(advice: Recommendation) -> str:
    """Say how sure the gain is."""
    if advice.contacted == 0:
        return "Doing nothing costs nothing and brings nothing."
    if advice.leavers.low == advice.leavers.high:
        return "So few customers are contacted that chance cannot be judged: do not rely on the gain."
    if advice.gain.low > 0:
        return "Even at the low end of its 95% interval the campaign pays, if value, cost and save rate are right."
    if advice.gain.high < 0:
        return "On the test customers it loses, although it paid on the validation customers: do not rely on it."
    return "Whether it pays is not sure: the 95% interval of the gain includes a loss."


def break_even(advice: Recommendation) -> str:
    """Say at what save rate the campaign neither wins nor loses, and at what probability a contact does."""
    return f"{_break_even_save_rate(advice)} {_worthwhile(advice)}"


def _break_even_save_rate(advice: Recommendation) -> str:
    rate, campaign = advice.break_even, advice.campaign
    if rate is None:
        reason = "a kept customer is worth nothing" if campaign.value_kept == 0 else "nobody here has left"
        return f"No save rate would make a campaign pay: {reason}."
    if campaign.offer_cost == 0:
        return "The offer costs nothing, so a campaign cannot lose."
    if advice.contacted == 0:
        never = "No campaign would pay on the validation customers, even if every leaver were kept."
        doing = "With more capacity, contacting somebody" if campaign.capacity == 0 else "Contacting somebody"
        return never if rate > 1 else f"{doing} would pay from a save rate of {percent(rate)} on."
    if rate > 1:
        return "On the test customers it loses even if every leaver is kept."
    return f"It breaks even at a save rate of {percent(rate)}; {percent(campaign.save_rate)} is assumed."


def _worthwhile(advice: Recommendation) -> str:
    bar = advice.campaign.worthwhile
    if bar is None:
        return "No single contact pays, not even of a customer who is sure to leave."
    return f"A single contact pays from a churn probability of {percent(bar)} on, if the probabilities are right."


def ties(advice: Recommendation) -> str | None:
    """Say that the last customers contacted could as well be others; None where that is not so."""
    if advice.tied_contacted == advice.tied:
        return None
    return (
        f"{advice.tied:,} customers share the probability of the last one contacted, and {advice.tied_contacted:,} of "
        "them are contacted: any of them will do."
    )


def alternatives(advice: Recommendation) -> list[tuple[str, str, str, str]]:
    """Compare with doing otherwise: what, customers contacted, who would have left, expected gain."""
    n, k = advice.customers, advice.contacted
    left = float(advice.test.leavers[n])
    capacity = advice.campaign.capacity
    beyond = " (beyond the capacity)" if capacity is not None and capacity < n else ""
    none, most = (" (recommended)" if k == choice else "" for choice in (0, n))
    rows = [
        (f"Nobody{none}", "0", "0", money(0)),
        (f"Everyone{most}{beyond}", f"{n:,}", f"{left:,.0f}", _estimated(advice.everyone)),
    ]
    if 0 < k < n:
        rows[1:1] = [
            ("The riskiest (recommended)", f"{k:,}", _counted(advice.leavers), _estimated(advice.gain)),
            ("As many at random, without the model", f"{k:,}", f"{k * left / n:,.0f}", money(advice.at_random)),
        ]
    return rows


def money(amount: float) -> str:
    """Format an amount: whole euros, cents only where it is small.

    Examples
    --------
    >>> money(4300), money(-12.5), money(0)
    ('€ 4,300', '−€ 12.50', '€ 0')
    """
    return f"€ {_digits(amount)}".replace("€ -", "−€ ")


def _digits(amount: float) -> str:
    small = abs(amount) < 100 and round(amount, 2) != round(amount)
    return f"{round(amount, 2):,.2f}" if small else f"{round(amount):,}"


def _span(estimate: Estimate) -> str:
    low, high = (_digits(end).replace("-", "−") for end in (estimate.low, estimate.high))
    return f"{low}{DASH}{high}" if estimate.low >= 0 else f"{low} to {high}"


def _counted(estimate: Estimate) -> str:
    return f"{estimate.value:,.0f} ({estimate.low:,.0f}{DASH}{estimate.high:,.0f})"


def _estimated(estimate: Estimate) -> str:
    return f"{money(estimate.value)} ({_span(estimate)})"
