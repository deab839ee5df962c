"""Sentences about segments: where what happened differs from what the model says."""

from collections.abc import Sequence
from statistics import median_low
from typing import Final

from churn.errors import plural
from churn.model.split import Part
from churn.segments.by_level import ERROR, Rate, Segment
from churn.segments.judging import FEWEST
from churn.show.formats import DASH, PART_WORDS, score, short_name
from churn.show.parts import Bold, Sentence, Verbatim, joined
from churn.show.uncertainty import interval

FEWEST_SHOWN: Final = 0.1  # leavers: fewer, and not none, are said to be fewer
A_POINT: Final = 0.01
MAX_NAMED: Final = 5  # segments in one sentence
ONE_ROW: Final = "Of customers with several rows, one row counts here: rows of one customer are alike."


def rate(rate: Rate, part: Part = "test") -> str:
    """Show a rate with its 95% interval and its counts; without the interval where the model has learned from them.

    Examples
    --------
    >>> rate(Rate(28, 40)), rate(Rate(0, 0))
    ('0.700, 0.55–0.82 (28 of 40)', '–')
    """
    if rate.value is None or rate.interval is None:
        return DASH
    sure = "" if part == "train" else f", {interval(rate.interval)}"
    return f"{score(rate.value)}{sure} ({rate.hits:,} of {rate.of:,})"


def predicted(segment: Segment) -> str:
    """Show how many leave if the probabilities are right, with the range of 95% of cases."""
    number, ends = segment.left.promised, segment.left.range
    said = f"below {FEWEST_SHOWN}" if 0 < number < FEWEST_SHOWN else f"{number:,.1f}"
    if ends is None:
        return said
    if ends.low == ends.high:
        return f"{said} (in 95 of 100 cases {ends.low:,.0f})"
    return f"{said} ({ends.low:,.0f}–{ends.high:,.0f})"


def ranked(segment: Segment) -> str:
    """Show ROC AUC."""
    return score(segment.ranking.value if segment.ranking else None)


def promised(segment: Segment) -> str:
    """Show the ROC AUC that the probabilities promise, with the range of 95% of cases."""
    if segment.ranking is None:
        return DASH
    ends = segment.ranking.range
    return score(segment.ranking.promised) + ("" if ends is None else f" ({interval(ends)})")


def would_have_shown(segment: Segment) -> str:
    """Say by how many points a churn rate above the predicted one would have shown."""
    return DASH if segment.detectable is None else _points(segment.detectable)


def in_brief(segment: Segment, score: str, part: Part = "test") -> str:
    """Say one score of a segment, for who cannot see the chart."""
    if score == "rate":
        return f"{segment.counts.positives:,} of {segment.n:,} left, predicted {predicted(segment)}"
    if score == "roc_auc":
        return f"{ranked(segment)}, promised {promised(segment)}"
    return rate(segment.recall if score == "recall" else segment.precision, part)


def segment_mark(segment: Segment) -> str:
    """Say what clearly differs from what the model says; nothing where nothing does."""
    more = "more left" if segment.left.value > segment.left.promised else "fewer left"
    counted = more if segment.miscounted else ""
    return ", ".join(filter(None, (counted, "ranks worse" if segment.ranks_worse else "")))


def marked_segments(segments: Sequence[Segment], part: Part, *, better_than_chance: bool = True) -> Sentence:
    """Say in which levels of all columns what happened clearly differs from what the model says."""
    if not segments:
        return Sentence(f"The {PART_WORDS[part]} customers cannot be divided: no column has two levels.")
    if part == "train":
        return Sentence("Training customers judge no segment: the model knows who of them left.")
    if not better_than_chance:
        return Sentence(
            "The test customers do not show that the model ranks better than chance, so no segment is called worse than"
            " another."
        )
    marked = [segment for segment in segments if segment.marked]
    columns = len({segment.column for segment in segments})
    looked = f"{plural(len(segments), 'level')} of {plural(columns, 'column')}"
    if not marked:
        return Sentence(
            f"In none of {looked} did clearly more or fewer {part} customers leave than the model says, and in none"
            f" do its probabilities rank clearly worse than they promise. {_power(segments)}"
        )
    named = joined(map(_named, marked[:MAX_NAMED]), "; ")
    more = f"; and {len(marked) - MAX_NAMED:,} more" if len(marked) > MAX_NAMED else ""
    clearly = Bold(f"{len(marked):,} clearly {'differs' if len(marked) == 1 else 'differ'}")
    said = f" from what the model says of the {part} customers: "
    return Sentence(f"Of {looked}, ", clearly, said, named, f"{more}.")


def segments_method(segments: Sequence[Segment], customers: int, part: Part = "test") -> str:
    """Say how segments are judged, and what was read of very many customers."""
    verdicts = [verdict for each in segments for verdict in (each.left, each.ranking) if verdict]
    tests = sum(verdict.chance is not None for verdict in verdicts)
    column = segments[0].column if segments else ""
    read = sum(each.n for each in segments if each.column == column)
    sample = f" Read from a sample of {read:,} of {customers:,} customers." if read < customers else ""
    judged = (
        f" Behind them the range of 95% of cases; a ranking has one if at least {FEWEST} are expected to leave and to"
        " stay, and some of them in the wrong order. A level is marked where what happened would hardly come about by"
        f" chance if the probabilities were right: the {tests:,} tests of all columns are adjusted together (Holm’s"
        f" method), so that the chance of even one false mark is at most {ERROR:.0%}. *Would have shown*: how many"
        " points above the predicted one a churn rate would have been marked in 80 of 100 cases. Levels of fewer than"
        f" {FEWEST} customers are not judged."
    )
    return (
        "A level is a value of a column, or a range of its numbers. *Predicted*: how many leave if the probabilities"
        " are right, their sum. *Promised*: the ROC AUC of such probabilities, lower where customers are"
        f" alike.{judged if tests else ''} Recall and precision"
        f"{'' if part == 'train' else ', with 95% intervals,'} differ between levels under the best of models;"
        " no level is marked for them. Recall has no value (–) where nobody left, precision where nobody is flagged."
        f"{sample}"
    )


def _power(segments: Sequence[Segment]) -> str:
    """Say what a segment of middling size could have shown."""
    middle = next(each for each in segments if each.n == median_low(each.n for each in segments))
    customers = f"{plural(middle.n, 'customer')}, the middle size of a level"
    if middle.detectable is None:
        return f"But {customers}, {'is' if middle.n == 1 else 'are'} too few to show any difference."
    return (
        f"But among {customers}, only a churn rate at least {_points(middle.detectable)}"
        f" {'point' if _points(middle.detectable) == '1' else 'points'} above the predicted one would"
        " have shown in 80 of 100 cases."
    )


def _points(share: float) -> str:
    """Format a difference of shares, above 0, in points."""
    return f"{100 * share:.0f}" if share >= A_POINT else f"{100 * share:.1g}"


def _named(segment: Segment) -> Sentence:
    said = []
    if segment.miscounted:
        said.append(f"{segment.left.value:,.0f} of {segment.n:,} left, predicted {predicted(segment)}")
    if segment.ranks_worse:
        said.append(f"ROC AUC {ranked(segment)}, promised {promised(segment)}")
    return Sentence(Verbatim(short_name(segment.column)), " = ", Verbatim(segment.level), f" ({'; '.join(said)})")
