"""How good a model is, in the words of somebody who has never seen a score: shares as simple fractions."""

from fractions import Fraction
from typing import Final

from churn.errors import capitalized, plural
from churn.scores.confusion import Confusion
from churn.scores.proportions import wilson
from churn.scores.thresholds import per_hundred
from churn.show.formats import bare_percent, percent, span, whole_percent

_NUMBERS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# What everybody can picture: one in so many, all but one in so many, and whole fifths and tenths.
_SIMPLE: Final = sorted(
    {Fraction(k, m) for m in range(2, 11) for k in (1, m - 1)} | {Fraction(k, m) for m in (5, 10) for k in range(1, m)}
)
_RARE: Final = 0.095  # from here on down, and as far from the top, a share is told of a hundred
_FEW: Final = 0.01  # one of a hundred
HUNDRED: Final = 100


def simple_fraction(share: float) -> str:
    """Tell a share of customers as the nearest simple fraction; only none and all are called so.

    The fraction is within 0.05 of the share, "about" says that it is not the share itself.

    Parameters
    ----------
    share : float
        0 to 1.

    Examples
    --------
    >>> simple_fraction(28 / 41), simple_fraction(0.235), simple_fraction(0.5), simple_fraction(0.08)
    ('about two in three', 'about one in four', 'one in two', '8 in 100')
    >>> simple_fraction(0.004), simple_fraction(0.999), simple_fraction(0), simple_fraction(1)
    ('fewer than 1 in 100', 'more than 99 in 100', 'none', 'all')
    """
    if share in {0, 1}:
        return "all" if share else "none"
    if min(share, 1 - share) < _FEW:
        return f"fewer than 1 in {HUNDRED}" if share < _FEW else f"more than {HUNDRED - 1} in {HUNDRED}"
    if min(share, 1 - share) < _RARE:
        told, said = Fraction(round(HUNDRED * share), HUNDRED), f"{HUNDRED * share:.0f} in {HUNDRED}"
    else:
        told = min(_SIMPLE, key=lambda each: abs(each - share))
        said = f"{_NUMBERS[told.numerator]} in {_NUMBERS[told.denominator]}"
    return said if float(told) == share else f"about {said}"


def lead(counts: Confusion, *, better_than_chance: bool) -> str:
    """Say in one sentence what the model is worth, from the counts on test customers.

    Parameters
    ----------
    counts : Confusion
        At the threshold.
    better_than_chance : bool
        Whether the test customers show that the model ranks better than chance; without that nothing is a comfort.
    """
    left, n = counts.positives, counts.n
    if left in {0, n}:
        who = "The one test customer" if n == 1 else f"{'All' if left else 'None'} of the {n:,} test customers"
        did = "left" if left or n > 1 else "stayed"
        return f"{who} {did}, so how good the model is cannot be said."
    if not better_than_chance:
        return (
            "We cannot tell who is about to leave: on the test customers, the model is not clearly better than chance."
        )
    if counts.flagged == 0:
        missed = "the one test customer who left is" if left == 1 else f"all {left:,} test customers who left are"
        return f"Nobody is flagged at this threshold, so {missed} missed."
    if counts.flagged == n:
        share = simple_fraction(left / n)
        return f"Everybody is flagged at this threshold, so the flags tell nobody apart: {share} test customers left."
    return _flagged(counts)


def _flagged(counts: Confusion) -> str:
    """Compare those who are flagged, some but not all, with all test customers, of whom some left."""
    flagged, precision, base = counts.flagged, counts.tp / counts.flagged, counts.positives / counts.n
    told, without = simple_fraction(precision), simple_fraction(base)
    if told == without and precision != base:  # two shares that the same fraction tells are not the same
        told, without = f"{percent(precision)} of the", percent(base)
    ends = wilson(counts.tp, flagged)
    chance = ". This difference can be chance" if ends is not None and ends.low <= base else ""
    if precision == 0:
        who = "The one customer we flag stayed" if flagged == 1 else f"All {flagged:,} customers we flag stayed"
        return f"{who}: do not rely on it. Without the model, {without} of those picked leaves."
    if precision == 1:
        who = "The one customer we flag" if flagged == 1 else f"All {flagged:,} test customers we flag"
        return f"{who} really left; without the model it is {without}{chance}."
    leave = "leaves" if told.removeprefix("about ").split()[0] in {"one", "1"} else "leave"
    said = f"{capitalized(told)} customers we flag really {leave}"
    if precision <= base:
        return f"{said}: no more than without the model, where it is {without}."
    return f"{said}; without the model it is {without}{chance}."


def about_the_dots(counts: Confusion, threshold: float, *, several_rows: bool = False) -> str:
    """Say whose picture it is: of how many customers, and who is flagged.

    Parameters
    ----------
    counts : Confusion
        Of the test customers.
    threshold : float
        Above which one is flagged.
    several_rows : bool
        Whether customers have several rows, each of which is counted.
    """
    who = f"{plural(counts.n, 'test customer')}, whom the model never saw"
    if several_rows:
        who = f"{plural(counts.n, 'test row')}, which the model never saw; some customers have several, and each counts"
    few = f" Each of them stands for about {HUNDRED / counts.n:.0f} dots." if counts.n < HUNDRED / 2 else ""
    return f"Measured on {who}. Flagged: churn probability above {bare_percent(threshold)}.{few}"


def legend(counts: Confusion) -> tuple[str, str, str, str]:
    """Say how many of a hundred test customers each kind of dot stands for: found, false alarms, missed, left alone."""
    scaled = per_hundred(counts) or Confusion(0, 0, 0, 0)
    return (
        f"{_count(scaled.tp, counts.tp)} flagged and left",
        f"{_count(scaled.fp, counts.fp)} flagged and stayed",
        f"{_count(scaled.fn, counts.fn)} missed: left, but not flagged",
        f"{_count(scaled.tn, counts.tn)} left alone: not flagged, and stayed",
    )


def _count(scaled: int, exact: int) -> str:
    return f"{scaled}" if scaled or not exact else "fewer than 1"


def dots(counts: Confusion) -> str:
    """Say in words what the hundred dots show."""
    return f"Of {HUNDRED} test customers: {'; '.join(legend(counts))}."


def flagged_share(counts: Confusion) -> str:
    """Say how many of the flagged left, and how sure that is."""
    ends = wilson(counts.tp, counts.flagged)
    if ends is None:
        return "Nobody is flagged, so nobody can say how many of them leave."
    share, one = whole_percent(counts.tp / counts.flagged), counts.flagged == 1
    who = "the one customer we flag" if one else f"the {counts.flagged:,} customers we flag"
    return f"With the model: {share} of {who} left. Of very many like them it is {span(*ends)} (95% interval)."


def base_share(counts: Confusion) -> str:
    """Say how many leave without any model."""
    return f"Without the model: {whole_percent(counts.positives / counts.n)} of all {counts.n:,} test customers left."
