"""How sure a score is, behind it in brackets or beside it in words."""

from collections.abc import Iterable, Mapping
from typing import Final

from churn.model.split import Part
from churn.scores.comparison import Difference
from churn.scores.confusion import Confusion
from churn.scores.metrics import METRICS, Scores
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval, wilson
from churn.show.formats import DASH, PART_LABELS, bare_percent, between, score

_SCORE_PLACES: Final = 3
_LEAST_PLACES: Final = 2
_MOST_PLACES: Final = 6
# Where customers have several rows, behind what says what an interval is.
SEVERAL_ROWS: Final = (
    "These intervals take every row for another customer: because some customers have several rows, the truth lies"
    " outside of them more often than they say."
)
# Behind a score whose interval is still being computed; as wide as that, so that nothing moves when it comes.
_ON_THE_WAY: Final = "(\u2007\u2007\u2007\u2007…\u2007\u2007\u2007)"


def interval(ends: Interval | None) -> str:
    """Format an interval with two decimals, or as many as its width needs; an undefined one as a dash.

    Only an end that is 0 or 1 reads as 0 or 1.

    Examples
    --------
    >>> interval(Interval(0.5461, 0.8190)), interval(Interval(0.0012, 0.0041)), interval(Interval(0.0007, 0.0223))
    ('0.55–0.82', '0.001–0.004', '0.001–0.02')
    """
    return DASH if ends is None else DASH.join(_number(end, _places(*ends)) for end in ends)


def with_interval(value: float | None, ends: Interval | None, *, pending: bool = False) -> str:
    r"""Format a score and its interval behind it.

    Without an interval the score stands alone, unless the interval is pending: then its place is kept. The score has
    three decimals, or as many as the interval if that has more.

    Examples
    --------
    >>> with_interval(0.7, None), with_interval(0.7, Interval(0.5461, 0.8190))
    ('0.700', '0.700 (0.55–0.82)')
    """
    if value is None or (ends is None and not pending):
        return score(value)
    if ends is None:
        return f"{score(value)} {_ON_THE_WAY}"
    places = max(_SCORE_PLACES, _places(*ends))
    return f"{_number(value, places)} ({interval(ends)})"


def without_interval(part: Part, reasons: Mapping[str, str]) -> list[str]:
    """Say of which scores of a part we do not know how sure they are, and why: one sentence for each reason.

    Parameters
    ----------
    part : Part
        Whose scores they are.
    reasons : mapping of str to str
        By the names of `METRICS`.

    Examples
    --------
    >>> without_interval("test", {"log_loss": "Only 4 customers here left.", "brier": "Only 4 customers here left."})
    ['Log loss, Brier score, test: no interval. Only 4 customers here left.']
    """
    labels = dict[str, list[str]]()
    for name, reason in reasons.items():
        labels.setdefault(reason, []).append(METRICS[name].label)
    return [f"{', '.join(each)}, {PART_LABELS[part].lower()}: no interval. {why}" for why, each in labels.items()]


def about_intervals(threshold: float, unit: str = "trees", *, several_rows: bool = False) -> str:
    """Say what the brackets of the table of splits mean, and who is flagged.

    Parameters
    ----------
    threshold : float
        Above which a customer is flagged.
    unit : str
        Of what the validation customers have chosen the number.
    several_rows : bool
        Whether customers have several rows.
    """
    dependent = f" {SEVERAL_ROWS}" if several_rows else ""
    return (
        "In brackets: 95% intervals of what the score would be over very many customers like these; on another group of"
        f" this size it can be further away.{dependent} Train has none, because the model has learned from these"
        f" customers. Validation has chosen the number of {unit}, which flatters its scores a little. A customer"
        f" is flagged when the churn probability is above {bare_percent(threshold)}."
    )


def undecided(validation: Predictions, fewest: int = 1) -> str:
    """Say why the validation customers can choose nothing, to go on within a sentence; nothing if they can.

    Parameters
    ----------
    validation : Predictions
        Of the validation customers.
    fewest : int
        How many have to leave and to stay, at least 1.

    Examples
    --------
    >>> three = Predictions([1] * 3 + [0] * 20, [0.1] * 23)
    >>> undecided(three), undecided(three, 10), undecided(Predictions([0, 0], [0.1, 0.2]))
    ('', 'only 3 of the validation customers left', 'nobody among the validation customers left')
    """
    left = validation.positives
    customers, did = min((left, "left"), (len(validation) - left, "stayed"))
    if customers >= fewest:
        return ""
    return (
        f"only {customers} of the validation customers {did}"
        if customers
        else f"nobody among the validation customers {did}"
    )


def meanings() -> str:
    """Say of every score what it is, in Markdown."""
    return "\n\n".join(f"**{metric.label}**: {metric.help}" for metric in METRICS.values())


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


def precision_and_recall(counts: Confusion) -> str:
    """Say precision and recall, each with its interval."""
    precision, recall = (
        with_interval(counts.tp / of, wilson(counts.tp, of)) if of else "undefined"
        for of in (counts.flagged, counts.positives)
    )
    return f"precision {precision} and recall {recall}"


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
    verdict = "better" if change.better else "worse"
    value, low, high = told_from_zero((change.value, change.low, change.high), change.low, change.high)
    if change.better_if == "lower":  # of a loss, a sign says little
        side = "lower" if change.value < 0 else "higher"
        ends = DASH.join(end.lstrip("−") for end in ((high, low) if change.value < 0 else (low, high)))
        return f"{verdict}: {side} by {value.lstrip('−')}, {ends}"
    return f"{verdict}: {'+' if change.value >= 0 else ''}{value}, {between(low, high)}"


def told_from_zero(numbers: Iterable[float], low: float, high: float) -> list[str]:
    """Format numbers with the decimals that an interval needs, and more if one would read as 0 and is not.

    Examples
    --------
    >>> told_from_zero((-0.04, 0.002), -0.08, 0.09), told_from_zero((0.3, 0.0), 0.0, 0.6)
    (['−0.040', '0.002'], ['0.30', '0.00'])
    """
    numbers, places = list(numbers), _places(low, high)
    told = range(places, _MOST_PLACES + 1)
    places = next((more for more in told if all(round(each, more) or not each for each in numbers)), places)
    return [f"{'−' if number < 0 else ''}{abs(number):.{places}f}" for number in numbers]


def side_by_side(numbers: Iterable[float]) -> list[str]:
    """Format scores, at least one, with the same decimals: at least three, and enough to tell them from 0 and 1.

    Examples
    --------
    >>> side_by_side((0.7, 0.64, 0.8)), side_by_side((0.0002, 0.0001, 0.0004)), side_by_side((1.0, 1.0))
    (['0.700', '0.640', '0.800'], ['0.0002', '0.0001', '0.0004'], ['1.000', '1.000'])
    """
    numbers = list(numbers)
    low, high = min(numbers), max(numbers)
    places = max(
        _SCORE_PLACES, _places(low, high) if high > low else 0, *(_telling(each, _SCORE_PLACES) for each in numbers)
    )
    return [f"{each:.{places}f}" for each in numbers]


def _places(low: float, high: float) -> int:
    """Return how many decimals tell two ends apart by two units of the last one, at least two."""
    told = range(_LEAST_PLACES, _MOST_PLACES)
    return next((places for places in told if high - low >= 2 * 10**-places), _MOST_PLACES)


def _number(value: float, places: int) -> str:
    """Format with so many decimals, or more where it would read as 0 or 1 and is not."""
    return f"{value:.{_telling(value, places)}f}"


def _telling(value: float, places: int) -> int:
    told = range(places, _MOST_PLACES + 1)
    return next((more for more in told if value in (0, 1) or round(value, more) not in (0, 1)), places)
