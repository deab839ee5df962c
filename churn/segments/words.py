"""Sentences about scores by segment."""

from collections.abc import Sequence
from typing import Final

from churn.errors import plural
from churn.model.split import Part
from churn.segments.by_level import ERROR, Rate, Segment
from churn.show.formats import DASH, score, short_name
from churn.show.parts import Bold, Sentence, Verbatim, joined

MAX_NAMED: Final = 5  # segments in one sentence


def rate(rate: Rate) -> str:
    """Show a rate with its 95% interval and its counts.

    Examples
    --------
    >>> rate(Rate(28, 40)), rate(Rate(0, 0))
    ('0.700, 0.55–0.82 (28 of 40)', '–')
    """
    if rate.value is None or rate.interval is None:
        return DASH
    low, high = rate.interval
    return f"{score(rate.value)}, {low:.2f}–{high:.2f} ({rate.hits:,} of {rate.of:,})"


def segment_mark(segment: Segment) -> str:
    """Say of which score a segment has clearly less than the rest; nothing where it is none."""
    worse = [name for name in ("precision", "recall") if getattr(segment, name).worse]
    return f"worse {' and '.join(worse)}" if worse else ""


def worse_segments(segments: Sequence[Segment], part: Part) -> Sentence:
    """Say which levels of all columns are clearly worse off than the rest."""
    if not segments:
        return Sentence(f"The {part} customers cannot be divided: no column has two levels.")
    if not any(segment.positives for segment in segments):
        return Sentence(f"No {part} customer left, so recall has no value in any segment.")
    worse = [segment for segment in segments if segment.worse]
    columns = len({segment.column for segment in segments})
    looked = f"{len(segments):,} levels of {plural(columns, 'column')}"
    if not worse:
        return Sentence(
            f"Of {looked}, none is clearly worse off than all other {part} customers."
            " Differences between small segments may well be chance."
        )
    are = "is" if len(worse) == 1 else "are"
    named = joined(map(_named, worse[:MAX_NAMED]), "; ")
    more = f"; and {len(worse) - MAX_NAMED:,} more" if len(worse) > MAX_NAMED else ""
    clearly = Bold(f"{len(worse):,} {are} clearly worse off")
    return Sentence(f"Of {looked}, ", clearly, f" than all other {part} customers: ", named, f"{more}.")


def segments_method(segments: Sequence[Segment], customers: int) -> str:
    """Name the test, and say what was read of very many customers."""
    tests = sum((each.precision.p_value is not None) + (each.recall.p_value is not None) for each in segments)
    column = segments[0].column if segments else ""
    read = sum(each.n for each in segments if each.column == column)
    sample = f" Read from a sample of {read:,} of {customers:,} customers." if read < customers else ""
    return (
        "Precision and recall with 95% intervals (Wilson); recall has no value (–) where nobody left, precision where"
        " nobody is flagged. A level is marked where a score is lower than that of all"
        f" other customers by Fisher’s exact test (one-sided), the {tests:,} tests of all columns adjusted together by"
        f" Holm’s method: the chance of even one false mark is at most {ERROR:.0%}.{sample}"
    )


def _named(segment: Segment) -> Sentence:
    scores = [(name, getattr(segment, name)) for name in ("precision", "recall")]
    worse = " and ".join(f"{name} {score(rate.value)}" for name, rate in scores if rate.worse)
    return Sentence(Verbatim(short_name(segment.column)), " = ", Verbatim(segment.level), f" ({worse})")
