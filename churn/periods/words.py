"""Sentences about periods, and about a model that is tested on the latest customers."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from churn.errors import plural
from churn.periods.by_period import SCORES, Period
from churn.scores.comparison import Difference
from churn.scores.independent import Measured
from churn.scores.metrics import METRICS
from churn.scores.proportions import Interval
from churn.show.formats import DASH, between, escape, lower_first, percent, span
from churn.show.uncertainty import told_from_zero, with_interval

RATE: Final = "Churn rate"
INTERVALS: Final = (
    "In brackets: 95% intervals, each for itself. Of several periods one may well stand out by chance; that their"
    " intervals overlap does not show that nothing has changed."
)
OFFER: Final = (
    "A model is used on customers who come later. How good is one with the same settings if it learns from the earlier"
    " customers and is tested on the latest?"
)
OFFER_RANDOM: Final = (
    "This run is tested on the latest customers. How good would one with the same settings look on customers drawn from"
    " all times?"
)
NOBODY: Final = "No test customer has a date here."
_QUARTER: Final = 3
_YEAR: Final = 12


def name(period: Period) -> str:
    """Name a period by its days, its month, its quarter or its years.

    Examples
    --------
    >>> import numpy as np
    >>> from churn.periods.by_period import periods
    >>> spread = np.datetime64("2023-11-15") + 20 * np.arange(20)
    >>> [name(each) for each in periods(spread, np.arange(20) % 2, np.full(20, 0.3))]
    ['Q4 2023', 'Q1 2024', 'Q2 2024', 'Q3 2024', 'Q4 2024']
    """
    begins, ends = _day(period.begins), _day(period.ends)
    after = ends + timedelta(days=1)
    months = _YEAR * (after.year - begins.year) + after.month - begins.month
    if begins == ends:
        return f"{begins.day} {begins:%b %Y}"
    if begins.day != 1 or after.day != 1:
        first = f"{begins.day}" if begins.month == ends.month else f"{begins.day} {begins:%b}"
        return f"{first}–{ends.day} {ends:%b %Y}"
    if months == 1:
        return f"{begins:%b %Y}"
    if months == _QUARTER:
        return f"Q{1 + begins.month // _QUARTER} {begins.year}"
    if months < _YEAR:
        return f"{begins:%b}–{ends:%b %Y}"
    return f"{begins.year}" if months == _YEAR else f"{begins.year}–{ends.year}"


def _day(day: Any) -> date:  # noqa: ANN401 - NumPy's
    found: date = day.item()
    return found


def cells(period: Period, threshold: float) -> dict[str, str]:
    """Return a line of the table of periods, by the labels of its columns."""
    scores, sure = period.judged(threshold)
    rate, ends = percent(period.churn_rate), period.churn_rate_interval
    rate = rate if ends is None else f"{rate} ({span(*ends)})"
    counts = {"Customers": f"{period.customers:,}", "Left": f"{scores.positives:,}", RATE: rate}
    return counts | {METRICS[each].label: with_interval(scores.by_name[each], sure.get(each)) for each in SCORES}


def missing(found: Sequence[Period], threshold: float) -> list[str]:
    """Say for each dash in the table why there is no value, and for each value without an interval why it has none."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for period in found:
        scores, sure = period.judged(threshold)
        for each in SCORES:
            if why := scores.reasons.get(each) or ("" if each in sure else period.sure.reasons.get(each, "")):
                reasons.setdefault((METRICS[each].label, why), []).append(name(period))
    return [f"{label}, {', '.join(names)}: {lower_first(why)}" for (label, why), names in reasons.items()]


def undated(customers: int) -> str:
    """Say of how many test customers the period is unknown; nothing if there are none."""
    have = "customer has" if customers == 1 else "customers have"
    return f"{customers:,} test {have} no date here and stand in no period." if customers else ""


def course(found: Sequence[Period]) -> str:
    """Say from where to where ROC AUC runs over the periods, and whether chance alone could make it do so."""
    known = [(each.predictions.scores().by_name["roc_auc"], each) for each in found]
    values = [(value, each) for value, each in known if value is not None]
    if len(values) < 2:
        return "ROC AUC has a value in fewer than two periods, so nothing can be said about its course."
    (low, worst), (high, best) = min(values, key=_value), max(values, key=_value)
    told = [with_interval(value, each.sure.by_name.get("roc_auc")) for value, each in ((low, worst), (high, best))]
    said = f"Over {len(values)} periods, ROC AUC is between {told[0]} in {name(worst)} and {told[1]} in {name(best)}."
    ends = [sure for _, each in values if (sure := each.sure.by_name.get("roc_auc")) is not None]
    if len(ends) < len(values):
        return f"{said} Some periods have too few leavers or stayers to say whether that is more than chance."
    if _share_a_value(ends):
        return f"{said} All intervals share some value: chance alone can make it vary so much."
    return f"{said} The intervals share no value: it seems to change over time."


def _value(pair: tuple[float, Period]) -> float:
    return pair[0]


def _share_a_value(ends: Iterable[Interval]) -> bool:
    lows, highs = zip(*ends, strict=True)
    return bool(max(lows) <= min(highs))


def latest_customers(column: str, timed: Measured, other: Measured, change: Difference | None, split: str) -> str:
    """Compare ROC AUC on the latest customers with ROC AUC on those of another split, in Markdown.

    Parameters
    ----------
    column : str
        Whose dates decide.
    timed, other : tuple of float or None and Interval or None
        ROC AUC and its interval.
    change : Difference or None
        Between the two; None where one has no interval.
    split : str
        What the other split is called.
    """
    said = (
        f"Tested on the latest customers (by {escape(column)}), ROC AUC is {with_interval(*timed)};"
        f" {escape(lower_first(split))}, it is {with_interval(*other)}."
    )
    if change is None:
        return f"{said} Whether that differs cannot be said: one of the two has no interval."
    value, low, high = told_from_zero((change.value, change.low, change.high), change.low, change.high)
    measured = f"The difference of {value} (95% interval {between(low, high)})"
    if change.worse:
        return (
            f"{said} {measured} is more than chance explains: expect the lower one in use, because tomorrow’s customers"
            " come later than all of these."
        )
    if change.better:
        return f"{said} {measured} is more than chance explains: the latest customers are easier to tell apart."
    return f"{said} {measured} may be chance: the two are measured on different customers."


def charted(found: Sequence[Period], label: str, values: Sequence[float | None]) -> str:
    """Say in words what the chart shows."""
    each = (
        f"{name(period)} {DASH if value is None else percent(value) if label == RATE else f'{value:.3f}'}"
        for period, value in zip(found, values, strict=True)
    )
    return f"{label} of the test customers over {plural(len(found), 'period')}: {', '.join(each)}."
