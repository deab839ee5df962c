"""How sure a score is, behind it in brackets or beside it in words."""

from collections.abc import Iterable, Mapping
from typing import Final

from churn.scores.comparison import Difference
from churn.scores.metrics import METRICS, Scores
from churn.scores.proportions import Interval, wilson
from churn.show.formats import DASH, score

_UNBROKEN_DASH: Final = f"\u2060{DASH}\u2060"
# Behind a score whose interval is still being computed; as wide as that, so that nothing moves when it comes.
_ON_THE_WAY: Final = "(\u2007\u2007\u2007\u2007…\u2007\u2007\u2007)"


def interval(ends: Interval | None) -> str:
    """Format an interval with two decimals, an undefined one as a dash.

    Examples
    --------
    >>> interval(Interval(0.5461, 0.8190))
    '0.55–0.82'
    """
    return DASH if ends is None else f"{ends.low:.2f}–{ends.high:.2f}"


def with_interval(value: float | None, ends: Interval | None, *, pending: bool = False) -> str:
    r"""Format a score and its interval behind it; a line breaks between the two, not inside.

    Without an interval the score stands alone, unless the interval is pending: then its place is kept.

    Examples
    --------
    >>> with_interval(0.7, None), with_interval(0.7, Interval(0.5461, 0.8190)).replace("\u2060", "")
    ('0.700', '0.700 (0.55–0.82)')
    """
    if value is None or (ends is None and not pending):
        return score(value)
    sure = _ON_THE_WAY if ends is None else f"({interval(ends).replace(DASH, _UNBROKEN_DASH)})"
    return f"{score(value)} {sure}"


def score_cells(
    scores: Scores, intervals: Mapping[str, Interval], names: Iterable[str] | None = None, *, pending: bool = False
) -> dict[str, str]:
    """Return a column of a table of scores, by label: each score as `with_interval` formats it.

    Parameters
    ----------
    scores, intervals
        By the names of `METRICS`.
    names : iterable of str, optional
        The scores to show, all by default.
    pending : bool
        Whether intervals that are missing are still being computed.
    """
    return {
        METRICS[name].label: with_interval(scores.by_name[name], intervals.get(name), pending=pending)
        for name in names or METRICS
    }


def with_sureness(counts: str, ends: Interval | None) -> str:
    """Say behind a proportion in customers how sure it is.

    Examples
    --------
    >>> with_sureness("28 of the 40", Interval(0.5461, 0.8190))
    '28 of the 40 (95% interval 0.55–0.82)'
    """
    return counts if ends is None else f"{counts} (95% interval {interval(ends)})"


def proportion(successes: int, n: int) -> str:
    """Say a proportion in counts, with its interval.

    Examples
    --------
    >>> proportion(28, 40)
    '28 of 40 = 0.700, 0.55–0.82'
    """
    ends = wilson(successes, n)
    return DASH if ends is None else f"{successes:,} of {n:,} = {score(successes / n)}, {interval(ends)}"


def difference(change: Difference) -> str:
    """Say a difference in words.

    Examples
    --------
    >>> difference(Difference(0.04, 0.01, 0.08)), difference(Difference(0.04, -0.01, 0.08))
    ('better: +0.04, 0.01–0.08', 'no clear difference')
    """
    if not change.clear:
        return "no clear difference"
    numbers = (change.value, change.low, change.high)
    decimals = next((places for places in (2, 3) if all(round(number, places) for number in numbers)), 4)
    value, *ends = (f"{'+' if number >= 0 else '−'}{abs(number):.{decimals}f}" for number in numbers)
    both = "–".join(end.lstrip("+") for end in ends) if change.low > 0 else " to ".join(ends)
    return f"{'better' if change.better else 'worse'}: {value}, {both}"
