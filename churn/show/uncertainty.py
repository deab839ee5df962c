"""Sentences about how sure a score is, and about what a threshold means in customers."""

from collections.abc import Mapping, Sequence
from typing import Final

from churn.model.split import Part
from churn.scores.comparison import Difference
from churn.scores.metrics import Confusion
from churn.scores.proportions import Interval, wilson
from churn.scores.thresholds import per_hundred
from churn.show.formats import DASH, PART_LABELS, SCORE_LABELS, score

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


def answer(matrix: Confusion) -> str:
    """Answer "how good is it, how sure are we" in one sentence, from the counts on test customers."""
    flagged, left, n = matrix.flagged, matrix.positives, matrix.n
    right, found = wilson(matrix.tp, flagged), wilson(matrix.tp, left)
    if left == 0:
        return f"None of the {_customers(n, 'test')} left, so how good the model is cannot be said."
    caught = f"Of the {_customers(n, 'test')} the model finds {matrix.tp:,} of the {left:,} who left"
    if right is None or found is None:
        return f"{caught}, because it flags nobody."
    return (
        f"{caught} and is right about {matrix.tp:,} of the {flagged:,} it flags; of other customers like these, expect"
        f" it to find {_percent_range(found)} of those who leave and to be right about {_percent_range(right)} of"
        " those it flags."
    )


def in_a_hundred(matrix: Confusion, part: Part) -> str:
    """Say what a threshold means for a hundred customers, in whole numbers that add up."""
    scaled = per_hundred(matrix)
    if scaled is None:
        return f"There are no {PART_LABELS[part].lower()} customers."
    right = _count(scaled.tp, matrix.tp, "none")
    flagged = _count(scaled.flagged, matrix.flagged, "nobody")
    missed = _count(scaled.fn, matrix.fn, "nobody")
    would = "" if flagged == "nobody" else f" {right} of them would have left;"
    return f"Of 100 {PART_LABELS[part].lower()} customers, we flag {flagged};{would} we miss {missed}."


def threshold_choices(best: float | None, caught: float | None, share: float, *, nobody_left: bool) -> str:
    """Say which thresholds the validation customers suggest, or why they suggest none."""
    if nobody_left:
        return "None of the validation customers left, so they cannot choose a threshold."
    if best is None or caught is None:
        reached = f"no threshold of the slider catches {share:.0%} of the leavers"
    else:
        reached = f"threshold {caught:.2f} catches {share:.0%} of the leavers"
    first = "" if best is None else f"F1 is best at threshold {best:.2f}; "
    return f"On the validation customers, {first}{reached}. Test customers choose nothing: they judge."


def calibration_counts(churned: Sequence[int], count: Sequence[int]) -> str:
    """Say how many customers of each bin left, from the lowest to the highest probability."""
    bins = ", ".join(f"{left:,} of {n:,}" for left, n in zip(churned, count, strict=True))
    return f"Left in each bin, from low to high probability: {bins}."


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


def comparing(previous: str, part: Part) -> str:
    """Say that a comparison is on its way, in the place of `comparison`."""
    return f"Comparing with {previous} on the same {PART_LABELS[part].lower()} customers …"


def comparison(found: Mapping[str, Difference], previous: str, part: Part) -> str:
    """Say in one sentence what changed against a previous run on the same customers.

    Parameters
    ----------
    found : mapping of str to Difference
        By names of `churn.scores.metrics.Scores`; the new run minus the previous one.
    previous : str
        The settings of the previous run.
    part : Part
        The split on which both are judged.
    """
    start = f"Compared with {previous} on the same {PART_LABELS[part].lower()} customers"
    clear = [f"{SCORE_LABELS[name]} {difference(each)}" for name, each in found.items() if each.clear]
    unclear = [SCORE_LABELS[name] for name, each in found.items() if not each.clear]
    if not found:
        return f"{start}: no score can be compared."
    if not clear:
        return f"{start}: no clear difference in any score."
    rest = f"; no clear difference in {', '.join(unclear)}" if unclear else ""
    return f"{start}: {'; '.join(clear)}{rest}."


def _percent_range(found: Interval) -> str:
    return f"{found.low:.0%} to {found.high:.0%}"


def _customers(n: int, kind: str) -> str:
    return f"{n:,} {kind} customer{'s' * (n != 1)}"


def _count(scaled: int, exact: int, nothing: str) -> str:
    if exact == 0:
        return nothing
    return f"{scaled}" if scaled else "fewer than 1"
