"""Amounts, counts and shares of a campaign: no more digits than they are sure, and enough to tell them from nothing."""

import math
from collections.abc import Iterable
from typing import Final

from churn.decision.campaign import Campaign
from churn.decision.outcome import Estimate
from churn.scores.proportions import Interval
from churn.show.formats import DASH, between

WORTH_A_DECIMAL: Final = 10  # fewer customers than that are counted with one
DIGITS: Final = 3  # of the distance between the ends of an interval, so far its numbers are told apart
CENTS: Final = 100  # euros, below which cents are shown
CHEAP: Final = 10  # euros, below which an offer is, and a campaign's gain
NO_AMOUNT: Final = 1e-6  # euros, below which an amount is a rounding error
MOST_DECIMALS: Final = 9

Ends = Estimate | Interval


def exact_percent(share: float) -> str:
    """Format a share that others are above or below: with as many digits as it takes to tell it from 0 and 1.

    Examples
    --------
    >>> exact_percent(1 / 3), exact_percent(0.99952), exact_percent(0.00007), exact_percent(0)
    ('33.3%', '99.95%', '0.007%', '0.0%')
    """
    return f"{share:.{_decimals(share)}%}"


def _decimals(share: float) -> int:
    distance = min(share, 1 - share)
    return 1 if distance <= 0 else max(1, -math.floor(math.log10(distance)) - 2)


def rate_ends(rate: Estimate) -> tuple[str, str, str]:
    """Format a rate and the ends of its interval in percent, with the decimals that tell them from 0 and each other.

    Examples
    --------
    >>> rate_ends(Estimate(0.146, 0.13, 0.19)), rate_ends(Estimate(0.0000072, 0.0000068, 0.0000077))
    (('14.6%', '13.0%', '19.0%'), ('0.00072%', '0.00068%', '0.00077%'))
    """
    numbers = [each for each in (rate.value, rate.low, rate.high) if math.isfinite(each)]
    width = min(rate.high, 1) - rate.low
    fine = math.ceil(-math.log10(width / 2)) - 2 if width > 0 else 0
    decimals = min(MOST_DECIMALS, max(fine, *map(_decimals, numbers)))
    value, low, high = (f"{each:.{decimals}%}" for each in (rate.value, rate.low, rate.high))
    return value, low, high


def money(amount: float) -> str:
    """Format an amount: whole euros, cents only where it is small.

    Examples
    --------
    >>> money(4300), money(-12.5), money(0)
    ('€ 4,300', '−€ 12.50', '€ 0')
    """
    return _money(amount, 1)


def money_as_sure_as(amount: float, ends: Ends) -> str:
    """Format an amount with no more digits than an interval is worth.

    Examples
    --------
    >>> money_as_sure_as(12827, Interval(5100, 17000))
    '€ 12,800'
    """
    return _money(amount, rounding(ends))


def _money(amount: float, unit: float) -> str:
    written = digits(amount, unit)
    return f"−€ {written[1:]}" if written.startswith("−") else f"€ {written}"


def digits(amount: float, unit: float | Ends) -> str:
    """Write an amount in whole units, or as sure as an interval is; in euros, with the cents, where it is small.

    Examples
    --------
    >>> digits(-18586, Interval(-26548, -9316)), digits(12.5, 1), digits(-31, Interval(-31, 26548))
    ('−18,600', '12.50', '−31')
    """
    unit = unit if isinstance(unit, float | int) else rounding(unit)
    if unit > 1 and round(amount / unit):
        return f"{round(amount / unit) * unit:,.0f}".replace("-", "−")
    small = abs(amount) < CENTS and round(amount, 2) != round(amount)
    return (f"{round(amount, 2):,.2f}" if small else f"{round(amount):,}").replace("-", "−")


def rounding(ends: Ends) -> float:
    """Return to what numbers as uncertain as that are rounded: more digits would be worth nothing.

    Examples
    --------
    >>> rounding(Interval(6163, 18527)), rounding(Interval(10, 20))
    (100.0, 1.0)
    """
    width = ends.high - ends.low
    return max(1.0, 10.0 ** (math.floor(math.log10(width)) + 1 - DIGITS)) if width > 0 else 1.0


def span(ends: Ends, unit: float | None = None) -> str:
    """Write the ends of an interval of amounts, in units of its own, or of what stands beside it.

    Examples
    --------
    >>> span(Interval(6163, 18527)), span(Interval(-450, 900)), span(Interval(-450, 900), 100)
    ('6,200–18,500', '−450 to 900', '−400 to 900')
    """
    unit = rounding(ends) if unit is None else unit
    low, high = digits(ends.low, unit), digits(ends.high, unit)
    return low if low == high else between(low, high)


def money_span(ends: Ends, beside: Ends | None = None) -> str:
    """Write the ends of an interval of amounts with their unit, in the digits of another where one stands beside it.

    Examples
    --------
    >>> money_span(Interval(6163, 18527)), money_span(Interval(-450, 900))
    ('€ 6,200–18,500', '−€ 450 to € 900')
    >>> money_span(Interval(9850, 20850), Interval(15115, 15300))
    '€ 9,850–20,850'
    """
    sure = ends if beside is None else beside
    if ends.low >= 0:
        return f"€ {span(ends, rounding(sure))}"
    low, high = money_as_sure_as(ends.low, sure), money_as_sure_as(ends.high, sure)
    return low if low == high else f"{low} to {high}"


def counted(estimate: Estimate, interval: str = "", after: str = "") -> str:
    """Write how many, what follows them, what the interval is called, and the interval, unless it has no width.

    Examples
    --------
    >>> counted(Estimate(126, 99, 147)), counted(Estimate(1.52, 0.9, 1.94), "95% interval ", " would leave")
    ('126 (99–147)', '1.5 would leave (95% interval 0.9–1.9)')
    >>> counted(Estimate(1, 0.007, 1))
    '1.0 (0.007–1.0)'
    """
    unit, decimals = rounding(estimate), 1 if estimate.high < WORTH_A_DECIMAL else 0
    value, low, high = (_count(each, unit, decimals) for each in (estimate.value, estimate.low, estimate.high))
    return value + after if low == high else f"{value}{after} ({interval}{low}{DASH}{high})"


def _count(number: float, unit: float, decimals: int) -> str:
    """Round a count; one that would read as 0 and is not keeps its first digit."""
    rounded = round(number / unit, decimals) * unit
    if number > 0 and not rounded:
        return f"{number:.{max(0, -math.floor(math.log10(number)))}f}"
    return f"{rounded:,.{decimals}f}"


def estimated(estimate: Estimate, amounts: str = "") -> str:
    """Write an amount and its interval, unless nothing depends on who leaves.

    Examples
    --------
    >>> estimated(Estimate(12593, 6163, 18527), " with example values")
    '€ 12,600 with example values (95% interval € 6,200–18,500)'
    """
    value = f"{money_as_sure_as(estimate.value, estimate)}{amounts}"
    return value if estimate.low == estimate.high else f"{value} (95% interval {money_span(estimate)})"


def axis_decimals(amounts: Iterable[float]) -> int:
    """Return with how many decimals an axis of amounts is written, so that its ticks differ.

    Examples
    --------
    >>> axis_decimals([0, 12_700, -18_600]), axis_decimals([0, 1.3, -0.2])
    (0, 2)
    """
    return 0 if max(map(abs, amounts), default=0) >= CHEAP else 2


def gain_decimals(gains: Iterable[float], campaign: Campaign) -> int:
    """Return with how many decimals a column of expected gains (€) is shown: none reads as 0 that is not.

    Parameters
    ----------
    gains : iterable of float
        NaN where nobody can tell.
    campaign : Campaign
        The terms: where they are small, cents count.

    Examples
    --------
    >>> gain_decimals([79.5, -12.0], Campaign()), gain_decimals([79.5, 0.004], Campaign())
    (0, 3)
    >>> gain_decimals([0.75], Campaign(value_kept=5, offer_cost=0.5))
    2
    """
    smallest = min((abs(gain) for gain in gains if abs(gain) > NO_AMOUNT), default=math.inf)
    needed = -math.floor(math.log10(2 * smallest)) if smallest < 1 / 2 else 0
    cheap = campaign.offer_cost < CHEAP or campaign.value_kept * campaign.save_rate < CENTS
    return max(needed, 2) if cheap or needed else 0
