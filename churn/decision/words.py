"""Sentences about a retention campaign."""

import math
from typing import Final

from churn.decision.advice import Recommendation
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.decision.outcome import Estimate, Outcome
from churn.errors import plural
from churn.scores.proportions import Interval
from churn.show.formats import DASH, percent

WORTH_A_DECIMAL: Final = 10  # fewer customers than that are counted with one
DIGITS: Final = 3  # of the distance between the ends of an interval, so far its numbers are told apart
NOTHING: Final = 0.005  # less than a cent

CAMPAIGN_FORMULA: Final = (
    "expected gain = save rate × value of a kept customer × contacted customers who would leave "
    "− cost of an offer × contacted customers"
)
CAMPAIGN_SOURCE: Final = (
    "Neslin et al. (2006), *Defection Detection*, Journal of Marketing Research 43(2); Verbeke et al. (2012), "
    "European Journal of Operational Research 218(1), without a fixed cost of the campaign. Whom to contact: Elkan "
    "(2001), *The Foundations of Cost-Sensitive Learning*"
)
CAMPAIGN_ASSUMPTIONS: Final = (
    "Customers who would stay anyway cost the offer, too, and it does not change what they do.",
    "The offer is paid for everybody contacted, even for those who leave all the same.",
    (
        "Every kept customer is worth the same, and every leaver is as likely to be kept: the model says who is likely "
        "to leave, not whom an offer convinces."
    ),
    (
        "Whoever's churn probability is above cost ÷ (save rate × value) is contacted, the riskiest first, up to the "
        "capacity. The test customers have no say in that: they are the check. Customers with the same probability are "
        "contacted in random order."
    ),
    (
        "The 95% interval of the expectation says how far the rates of the test customers can be from those of all "
        "customers like them. One campaign can be further away: who leaves and who is kept is chance. 95 of 100 such "
        "campaigns are within the range given for one."
    ),
    "Neither says anything of value, cost and save rate, which are yours.",
)
ALTERNATIVE: Final = "Contact"  # heading of the names


def recommendation(advice: Recommendation) -> str:
    """Say in one sentence whom to contact and what it brings."""
    chosen, customers = advice.chosen, advice.campaign.customers
    if chosen.contacted == 0:
        return f"Contact nobody{_why_nobody_here(advice)}."
    whom = f"the {chosen.contacted:,} riskiest of {customers:,} customers like these"
    if chosen.contacted == customers:
        whom = f"all {plural(customers, 'customer')} like these"
    gain = estimated(chosen.gain, with_example_values(advice.campaign), "95% interval of the expectation ")
    return f"Contact {whom}: about {_counted(chosen.leavers)} would leave, expected gain {gain}{_one(chosen)}."


def with_example_values(campaign: Campaign) -> str:
    """Say behind an amount that it rests on example values; nothing once somebody has set their own."""
    return " with example values" if campaign.has_example_values else ""


def _one(chosen: Outcome) -> str:
    ends = chosen.one_campaign
    return "" if ends.low == ends.high else f"; one such campaign can bring {_span(ends)}"


def why_nobody(rule: ContactRule) -> str | None:
    """Say why nobody is to be contacted, whoever the customers are; None where that depends on them."""
    campaign = rule.campaign
    if not rule.better_than_chance:
        return " by this model: the test customers do not show that it ranks better than chance"
    if campaign.capacity == 0:
        return ": the capacity is 0"
    if campaign.worthwhile is None:
        most, cost = money(campaign.save_rate * campaign.value_kept), money(campaign.offer_cost)
        return f": a contact brings {most} at most and costs {cost}{with_example_values(campaign)}"
    return None


def _why_nobody_here(advice: Recommendation) -> str:
    bar, check = advice.campaign.worthwhile, advice.check
    reason = why_nobody(advice.rule)
    if reason is not None or bar is None:
        return str(reason)
    if check.worthwhile:
        share = percent(check.worthwhile / check.customers)
        return f": {share} of the test customers are worth an offer, less than one of {advice.campaign.customers:,}"
    return (
        f": a contact pays above a churn probability of {exact_percent(bar)}, and none of the {check.customers:,} test "
        "customers is above"
    )


def certainty(advice: Recommendation) -> str:
    """Say how sure the gain is."""
    chosen = advice.chosen
    if chosen.contacted == 0:
        return "Doing nothing costs nothing and brings nothing."
    if chosen.gain.high <= 0:
        return "On the test customers it loses: fewer of them left than the probabilities say. Do not rely on it."
    if chosen.one_campaign.low == chosen.one_campaign.high:
        return "So few customers are contacted that a single campaign most likely keeps nobody: do not rely on it."
    if chosen.one_campaign.low > 0:
        return "Even at the low end of both ranges the campaign pays, if value, cost and save rate are right."
    if chosen.gain.low > 0:
        return "On average it pays, if value, cost and save rate are right; a single campaign can still lose."
    return "Whether it pays is not sure: the 95% interval of the expectation includes a loss."


def check(advice: Recommendation) -> str:
    """Say how the rule comes out among the test customers; without anybody contacted, nothing."""
    seen, amounts = advice.check, with_example_values(advice.campaign)
    if advice.chosen.contacted == 0 or seen.contacted == 0:
        return ""
    left = f"{seen.left:,.0f} of the {seen.contacted:,}"
    if seen.contacted == seen.customers:
        who = f"all {seen.customers:,} test customers would have been contacted, and {seen.left:,.0f} of them did leave"
    else:
        share = " (capacity in proportion)" if seen.contacted < seen.worthwhile else ""
        who = f"of the {seen.customers:,} test customers {left} to contact{share} did leave"
    if seen.best_gain <= advice.chosen.gain.value + NOTHING:
        return f"The check: {who}. No other number of contacts would have brought more."
    return (
        f"The check: {who}. The best number of contacts, known only afterwards, would have been {seen.best:,} of "
        f"{advice.campaign.customers:,}, with a gain of {money(seen.best_gain)}{amounts}."
    )


def break_even(advice: Recommendation) -> str:
    """Say at what probability a contact pays, and at what save rate the campaign neither wins nor loses."""
    return " ".join(each for each in (_worthwhile(advice), _break_even_save_rate(advice)) if each)


def _worthwhile(advice: Recommendation) -> str:
    bar, check = advice.campaign.worthwhile, advice.check
    if why_nobody(advice.rule) is None and not check.worthwhile:
        return ""  # it is said already
    if not advice.rule.better_than_chance or bar == 0:
        return ""
    if bar is None:
        return "No single contact pays, not even of a customer who is sure to leave."
    above = f"{check.worthwhile:,} of the {check.customers:,} test customers {'is' if check.worthwhile == 1 else 'are'}"
    more = ", more than the capacity allows" if check.contacted < check.worthwhile else ""
    pays = f"A contact pays above a churn probability of {exact_percent(bar)}, if the probabilities are right"
    return f"{pays}; {above} above it{more}."


def _break_even_save_rate(advice: Recommendation) -> str:
    rate, campaign = advice.break_even, advice.campaign
    if not advice.rule.better_than_chance:
        return ""
    if rate is None:
        reason = "a kept customer is worth nothing" if campaign.value_kept == 0 else "nobody here is likely to leave"
        return f"No save rate makes a campaign pay: {reason}."
    if campaign.offer_cost == 0:
        return "The offer costs nothing, so a campaign cannot lose."
    return _of_nobody(rate) if advice.chosen.contacted == 0 else _of_the_chosen(rate, campaign)


def _of_nobody(rate: Estimate) -> str:
    if rate.value >= 1:
        return "Nobody is worth an offer, even if every leaver were kept."
    return f"The riskiest of the test customers is worth an offer above a save rate of {percent(rate.value)}."


def _of_the_chosen(rate: Estimate, campaign: Campaign) -> str:
    if rate.low > 1:
        return "On the test customers it loses even if every leaver is kept."
    ends = f"{percent(rate.low)} or more" if rate.high > 1 else f"{percent(rate.low)} to {percent(rate.high)}"
    shown = f"{percent(rate.value)} (95% interval {ends})" if rate.value <= 1 else ends
    return f"It breaks even at a save rate of {shown}; {percent(campaign.save_rate)} is assumed."


def ties(advice: Recommendation) -> str | None:
    """Say that the last customers contacted could as well be others; None where that is not so."""
    seen = advice.check
    if seen.tied_contacted == seen.tied:
        return None
    return (
        f"{seen.tied:,} customers share the probability of the last one to contact, and there is room for "
        f"{seen.tied_contacted:,} of them: any will do."
    )


def alternatives(advice: Recommendation) -> list[tuple[str, ...]]:
    """Compare with doing otherwise, a row each, in the columns that `headings` names."""
    campaign, k = advice.campaign, advice.chosen.contacted
    n = campaign.customers
    beyond = " (beyond the capacity)" if campaign.capacity is not None and campaign.capacity < n else ""
    none, most = (" (recommended)" if k == choice else "" for choice in (0, n))
    if not advice.rule.better_than_chance:
        none = " by this model"
    rows = [(f"Nobody{none}", "0", "0", money(0), money(0)), _row(f"Everyone{most}{beyond}", advice.everyone)]
    if 0 < k < n:
        rows[1:1] = [
            _row("The riskiest (recommended)", advice.chosen),
            _row("As many at random, without the model", advice.at_random),
        ]
    return rows


def headings(advice: Recommendation) -> list[str]:
    """Name the columns of `alternatives`."""
    amounts = with_example_values(advice.campaign)
    gains = f"Expected gain{amounts} (95% interval)", f"One such campaign{amounts} (95 of 100)"
    return [ALTERNATIVE, "Customers", "Would leave (95% interval)", *gains]


def _row(name: str, outcome: Outcome) -> tuple[str, ...]:
    counted = f"{outcome.contacted:,}", _counted(outcome.leavers)
    return name, *counted, estimated(outcome.gain), _span(outcome.one_campaign)


def exact_percent(share: float) -> str:
    """Format a share that others are above or below: with as many digits as it takes to tell it from 0 and 1.

    Examples
    --------
    >>> exact_percent(1 / 3), exact_percent(0.99952), exact_percent(0.00007), exact_percent(0)
    ('33.3%', '99.95%', '0.007%', '0.0%')
    """
    distance = min(share, 1 - share)
    decimals = 1 if distance <= 0 else max(1, -math.floor(math.log10(distance)) - 2)
    return f"{share:.{decimals}%}"


def money(amount: float) -> str:
    """Format an amount: whole euros, cents only where it is small.

    Examples
    --------
    >>> money(4300), money(-12.5), money(0)
    ('€ 4,300', '−€ 12.50', '€ 0')
    """
    return _money(amount, 1)


def _money(amount: float, unit: float) -> str:
    return f"€ {_digits(amount, unit)}".replace("€ -", "−€ ")


def _digits(amount: float, unit: float) -> str:
    """Write an amount in whole units; in euros, with the cents where it is small."""
    if unit > 1:
        return f"{round(amount / unit) * unit:,.0f}"
    small = abs(amount) < 100 and round(amount, 2) != round(amount)
    return f"{round(amount, 2):,.2f}" if small else f"{round(amount):,}"


def _unit(ends: Estimate | Interval) -> float:
    """Return to what numbers as uncertain as that are rounded: more digits would be worth nothing.

    Examples
    --------
    >>> _unit(Interval(6163, 18527)), _unit(Interval(10, 20))
    (100.0, 1.0)
    """
    width = ends.high - ends.low
    return max(1.0, 10.0 ** (math.floor(math.log10(width)) + 1 - DIGITS)) if width > 0 else 1.0


def _span(ends: Estimate | Interval) -> str:
    low, high = (_digits(end, _unit(ends)).replace("-", "−") for end in (ends.low, ends.high))
    if low == high:
        return low
    return f"{low}{DASH}{high}" if ends.low >= 0 else f"{low} to {high}"


def _counted(estimate: Estimate) -> str:
    unit, decimals = _unit(estimate), 1 if estimate.high < WORTH_A_DECIMAL else 0
    ends = (round(each / unit, decimals) * unit for each in (estimate.value, estimate.low, estimate.high))
    value, low, high = (f"{each:,.{decimals}f}" for each in ends)
    return value if low == high else f"{value} ({low}{DASH}{high})"


def estimated(estimate: Estimate, amounts: str = "", interval: str = "") -> str:
    """Write an amount, what its interval is called, and the interval, unless nothing depends on who leaves."""
    value = f"{_money(estimate.value, _unit(estimate))}{amounts}"
    return value if estimate.low == estimate.high else f"{value} ({interval}{_span(estimate)})"
