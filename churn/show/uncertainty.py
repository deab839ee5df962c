"""How sure a score is, behind it in brackets or beside it in words."""

from typing import Final

from churn.scores.comparison import Difference
from churn.scores.proportions import Interval, wilson
from churn.show.formats import DASH, score

MINUS: Final = "−"
_UNBROKEN_DASH: Final = f"\u2060{DASH}\u2060"
_ON_THE_WAY: Final = "(\u2007\u2007\u2007\u2007…\u2007\u2007\u2007)"
"""Behind a score whose interval is still being computed; as wide as that, so that nothing moves when it comes."""


def interval(found: Interval | None) -> str:
    """Format an interval with two decimals, an undefined one as a dash.

    Examples
    --------
    >>> interval(Interval(0.5461, 0.8190))
    '0.55–0.82'
    """
    return DASH if found is None else f"{found.low:.2f}–{found.high:.2f}"


def with_interval(value: float | None, found: Interval | None, *, pending: bool = False) -> str:
    r"""Format a score and its interval behind it; a line breaks between the two, not inside.

    Without an interval the score stands alone, unless the interval is pending: then its place is kept.

    Examples
    --------
    >>> with_interval(0.7, None), with_interval(0.7, Interval(0.5461, 0.8190)).replace("\u2060", "")
    ('0.700', '0.700 (0.55–0.82)')
    """
    if value is None or (found is None and not pending):
        return score(value)
    if found is None:
        return f"{score(value)} {_ON_THE_WAY}"
    return f"{score(value)} ({interval(found).replace(DASH, _UNBROKEN_DASH)})"


def with_sureness(counts: str, found: Interval | None) -> str:
    """Say behind a proportion in customers how sure it is.

    Examples
    --------
    >>> with_sureness("28 of the 40", Interval(0.5461, 0.8190))
    '28 of the 40 (95% interval 0.55–0.82)'
    """
    return counts if found is None else f"{counts} (95% interval {interval(found)})"


def proportion(successes: int, n: int) -> str:
    """Say a proportion in counts, with its interval.

    Examples
    --------
    >>> proportion(28, 40)
    '28 of 40 = 0.700, 0.55–0.82'
    """
    found = wilson(successes, n)
    return DASH if found is None else f"{successes:,} of {n:,} = {score(successes / n)}, {interval(found)}"


def difference(found: Difference) -> str:
    """Say a difference in words.

    Examples
    --------
    >>> difference(Difference(0.04, 0.01, 0.08)), difference(Difference(0.04, -0.01, 0.08))
    ('better: +0.04, 0.01–0.08', 'no clear difference')
    """
    if not found.clear:
        return "no clear difference"
    numbers = (found.value, found.low, found.high)
    decimals = next((places for places in (2, 3) if all(round(number, places) for number in numbers)), 4)
    value, *ends = (f"{'+' if number >= 0 else MINUS}{abs(number):.{decimals}f}" for number in numbers)
    both = "–".join(end.lstrip("+") for end in ends) if found.low > 0 else " to ".join(ends)
    return f"{'better' if found.better else 'worse'}: {value}, {both}"
