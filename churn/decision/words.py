"""Sentences about a retention campaign."""

from typing import Final

from churn.decision.advice import Recommendation
from churn.decision.amount_words import (
    counted,
    digits,
    estimated,
    exact_percent,
    money,
    money_as_sure_as,
    money_span,
    rate_ends,
    rounding,
    span,
)
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.decision.outcome import Estimate, Outcome
from churn.scores.proportions import Interval
from churn.show.formats import bare_percent, between, percent

NOTHING: Final = 0.005  # less than a cent
RIGHT: Final = "if value, cost and save rate are right"

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
        "capacity. The test customers have no say in that: they are the check. For the expected gain, customers with "
        "the same probability count as contacted in random order; lists and files take them in their own."
    ),
    (
        "The 95% interval of the expected gain says how far the rates of the test customers can be from those of all "
        "customers like them. One campaign can be further away: who leaves and who is kept is chance. 95 of 100 such "
        "campaigns are within the range given for one."
    ),
    "Neither says anything of value, cost and save rate, which are yours.",
)
ALTERNATIVE: Final = "Contact"  # heading of the names


def recommendation(advice: Recommendation) -> str:
    """Say whom to contact and what it brings; where the test customers show a loss, that it does not pay."""
    chosen, customers = advice.chosen, advice.campaign.customers
    if chosen.contacted == 0:
        return f"Contact nobody{_why_nobody_here(advice)}."
    leavers = counted(chosen.leavers, "95% interval ", after=" would leave")
    gain = estimated(chosen.gain, with_example_values(advice.campaign))
    brings = f"bout {leavers}; expected gain {gain}.{_one(chosen)}"
    whom = f"contact {_whom(chosen.contacted, customers)}"
    if shows_a_loss(advice):
        return f"By the probabilities, {whom}. But the test customers show a loss: a{brings}"
    return f"{whom.capitalize()}. A{brings}"


def in_short(advice: Recommendation) -> str:
    """Say whom to contact and what it brings, in one sentence."""
    chosen, gain = advice.chosen, advice.chosen.gain
    if chosen.contacted == 0:
        return f"Contact nobody{_why_nobody_here(advice)}."
    ends = "" if gain.low == gain.high else f" ({money_span(gain)})"
    brings = f"{money_as_sure_as(gain.value, gain)} expected{ends}{with_example_values(advice.campaign)}"
    whom = f"ontact {_whom(chosen.contacted, advice.campaign.customers)}"
    if shows_a_loss(advice):
        return f"By the probabilities, c{whom}; but the test customers show a loss: {brings}."
    return f"C{whom}: {brings}."


def shows_a_loss(advice: Recommendation) -> bool:
    """Return whether contacting those whom the rule names would have lost among the test customers."""
    return advice.chosen.contacted > 0 and advice.chosen.gain.value < 0


def choice(advice: Recommendation) -> str:
    """Name what the rule chooses, in a picture."""
    if advice.chosen.contacted == 0:
        return "nobody" if advice.rule.better_than_chance else "nobody by this model"
    return "by the probabilities" if shows_a_loss(advice) else "recommended"


def with_example_values(campaign: Campaign) -> str:
    """Say behind an amount that it rests on example values; nothing once somebody has set their own."""
    return " with example values" if campaign.has_example_values else ""


def _whom(contacted: int, customers: int) -> str:
    if contacted == customers:
        return "the one customer like these" if customers == 1 else f"all {customers:,} customers like these"
    riskiest = "riskiest one" if contacted == 1 else f"{contacted:,} riskiest"
    return f"the {riskiest} of {customers:,} customers like these"


def _one(chosen: Outcome) -> str:
    ends = chosen.one_campaign
    return "" if ends.low == ends.high else f" 95 of 100 such campaigns bring {money_span(ends, chosen.gain)}."


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
    """Say how sure the gain is; without anybody contacted, nothing."""
    gain, one = advice.chosen.gain, advice.chosen.one_campaign
    bare_cost = -advice.campaign.offer_cost * advice.chosen.contacted
    if advice.chosen.contacted == 0:
        return ""
    if bare_cost == 0:
        return f"A campaign that costs nothing cannot lose{'' if one.low > 0 else '; it may bring nothing'}."
    if gain.high <= 0:
        return "On the test customers it loses: fewer of them left than the probabilities say. Do not rely on it."
    if one.high <= bare_cost:
        return (
            f"A single campaign most likely keeps nobody, so it costs {money(-bare_cost)} and brings nothing: the "
            "expected gain rests on rare luck. Do not rely on it."
        )
    if gain.value < 0:
        return (
            "Do not rely on it: by the probabilities each of them is worth an offer, but fewer of the test customers "
            "left than the probabilities say. Whether it pays is not sure."
        )
    return _sure(gain, one)


def _sure(gain: Estimate, one: Interval) -> str:
    if gain.low > 0 and one.low > 0:
        return f"Even at the low end{' of both ranges' if one.low < one.high else ''} the campaign pays, {RIGHT}."
    if gain.low > 0:
        return f"On average it pays, {RIGHT}; a single campaign {'can still lose' if one.low < 0 else 'may not'}."
    doubt = "includes a loss" if gain.low < 0 else "begins at 0"
    return f"Whether it pays is not sure: the 95% interval of the expected gain {doubt}."


def check(advice: Recommendation) -> str:
    """Say how the rule comes out among the test customers; without anybody contacted, nothing."""
    seen, chosen = advice.check, advice.chosen
    if chosen.contacted == 0 or seen.contacted == 0:
        return ""
    who, best = _what_they_did(advice), money_as_sure_as(seen.best_gain, chosen.gain)
    more = "more" if seen.best_gain <= chosen.gain.value + NOTHING else "clearly more"
    if more == "more" or best == money_as_sure_as(chosen.gain.value, chosen.gain):
        return f"The check: {who}. No other number of contacts would have brought {more}."
    return (
        f"The check: {who}. The best number of contacts, known only afterwards, would have been {seen.best:,} of "
        f"{advice.campaign.customers:,}, with an expected gain of {best}{with_example_values(advice.campaign)}."
    )


def _what_they_did(advice: Recommendation) -> str:
    seen = advice.check
    left = f"{seen.left:,.{0 if seen.left == round(seen.left) else 1}f}"  # between whole numbers within a tie
    if seen.contacted == seen.customers:
        return f"all {seen.customers:,} test customers would have been contacted, and {left} of them did leave"
    share = " (capacity in proportion)" if seen.contacted < seen.worthwhile else ""
    if seen.contacted == 1 and seen.left in {0, 1}:
        did = "did leave" if seen.left else "did not leave"
        return f"of the {seen.customers:,} test customers the one to contact{share} {did}"
    return f"of the {seen.customers:,} test customers {left} of the {seen.contacted:,} to contact{share} did leave"


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
        return ""  # that it cannot lose is said already
    return _of_nobody(rate) if advice.chosen.contacted == 0 else _of_the_chosen(rate, campaign)


def _of_nobody(rate: Estimate) -> str:
    if rate.value >= 1:
        return "Nobody is worth an offer, even if every leaver were kept."
    return f"The riskiest of the test customers is worth an offer above a save rate of {exact_percent(rate.value)}."


def _of_the_chosen(rate: Estimate, campaign: Campaign) -> str:
    if rate.low > 1:
        return "On the test customers it loses even if every leaver is kept."
    value, low, high = rate_ends(rate)
    ends = f"{low} or more" if rate.high > 1 else between(low.removesuffix("%"), high)
    shown = value if low == high else f"{value} (95% interval {ends})"
    if rate.value > 1:
        shown = ends
    return f"It breaks even at a save rate of {shown}; {bare_percent(campaign.save_rate)} is assumed."


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
    unit = rounding(as_sure(advice))
    chosen = f" ({'by the probabilities' if shows_a_loss(advice) else 'recommended'})"
    none, most = (chosen if k == each else "" for each in (0, n))
    if not advice.rule.better_than_chance:
        none = " by this model"
    rows = [(f"Nobody{none}", "0", "0", "0", "0"), _row(f"Everyone{most}{beyond}", advice.everyone, unit)]
    if 0 < k < n:
        rows[1:1] = [
            _row(f"The riskiest{chosen}", advice.chosen, unit),
            _row("As many at random, without the model", advice.at_random, unit),
        ]
    return rows


def as_sure(advice: Recommendation) -> Estimate:
    """Return what decides how all amounts of a recommendation are rounded: they stand beside each other."""
    return advice.chosen.gain if advice.chosen.contacted else advice.everyone.gain


def headings(advice: Recommendation) -> list[str]:
    """Name the columns of `alternatives`."""
    amounts = with_example_values(advice.campaign)
    gains = f"Expected gain{amounts} (€, 95% interval)", f"One such campaign{amounts} (€, 95 of 100)"
    return [ALTERNATIVE, "Customers", "Would leave (95% interval)", *gains]


def _row(name: str, outcome: Outcome, unit: float) -> tuple[str, ...]:
    gain, ends = outcome.gain, span(outcome.gain, unit)
    shown = digits(gain.value, unit)
    both = shown if gain.low == gain.high else f"{shown} ({ends})"
    return name, f"{outcome.contacted:,}", counted(outcome.leavers), both, span(outcome.one_campaign, unit)
