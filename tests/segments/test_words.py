"""Where the model is wrong, said in words."""

import pytest

from churn.scores.confusion import Confusion
from churn.scores.proportions import Interval
from churn.segments import words as segment_words
from churn.segments.by_level import Rate, Segment
from churn.segments.judging import Verdict
from churn.show import formats
from tests.ui.tables import HOSTILE

FINE, MORE, FEWER = (
    Verdict(8, 7.5, Interval(3, 12), 1.0),
    Verdict(19, 7.5, Interval(3, 12), 0.001),
    Verdict(0, 7.5, Interval(3, 12), 0.01),
)
RANKED, WORSE = Verdict(0.85, 0.84, Interval(0.7, 0.93), 1.0), Verdict(0.55, 0.84, Interval(0.7, 0.93), 0.02)


def segment(
    left: Verdict = FINE, ranking: Verdict | None = RANKED, level: str = "a", detectable: float | None = 0.234
) -> Segment:
    """Return a segment of fifty customers."""
    counts = Confusion(5, 3, int(left.value) - 5, 47 - int(left.value))
    return Segment("Plan", level, counts, left, ranking, detectable)


def test_rate() -> None:
    """A rate has its interval and its counts; one without a value is a dash."""
    assert segment_words.rate(Rate(28, 40)) == "0.700, 0.55–0.82 (28 of 40)"
    assert segment_words.rate(Rate(28, 40), "train") == "0.700 (28 of 40)"
    assert segment_words.rate(Rate(0, 0)) == "–"


def test_cells() -> None:
    """What the model says stands with its range, and what would have shown in points."""
    one = segment()
    assert segment_words.predicted(one) == "7.5 (3–12)"
    assert segment_words.ranked(one) == "0.850"
    assert segment_words.promised(one) == "0.840 (0.70–0.93)"
    assert segment_words.would_have_shown(one) == "23"
    assert segment_words.would_have_shown(segment(detectable=0.004)) == "0.4"
    assert segment_words.promised(segment(ranking=Verdict(0.85, 0.84, None))) == "0.840"
    none = segment(ranking=None, detectable=None)
    assert {segment_words.ranked(none), segment_words.promised(none), segment_words.would_have_shown(none)} == {"–"}
    assert segment_words.in_brief(one, "rate") == "8 of 50 left, predicted 7.5 (3–12)"
    assert segment_words.in_brief(one, "roc_auc") == "0.850, promised 0.840 (0.70–0.93)"
    assert segment_words.in_brief(one, "precision") == segment_words.rate(Rate(5, 8))


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (Verdict(0, 0.0154, Interval(0, 0)), "below 0.1 (in 95 of 100 cases 0)"),
        (Verdict(37, 36.98, Interval(37, 37)), "37.0 (in 95 of 100 cases 37)"),
        (Verdict(0, 0.0, None), "0.0"),
    ],
)
def test_predictions_that_are_nearly_sure(left: Verdict, said: str) -> None:
    """A range of one number is said as one, and a few are never said to be none."""
    assert segment_words.predicted(Segment("Plan", "a", Confusion(0, 0, int(left.value), 50), left)) == said


def test_ranges_close_together() -> None:
    """No interval and no range reads as of width 0, and no end as 1 that is not."""
    assert segment_words.rate(Rate(1_000, 1_000)) == "1.000, 0.996–1.000 (1,000 of 1,000)"
    assert segment_words.rate(Rate(19_000, 20_000)) == "0.950, 0.947–0.953 (19,000 of 20,000)"
    blue = segment(ranking=Verdict(0.996, 0.991, Interval(0.9862, 0.9943)))
    assert segment_words.promised(blue) == "0.991 (0.986–0.994)"


def test_segment_mark() -> None:
    """The mark says what differs and in which direction."""
    assert segment_words.segment_mark(segment()) == ""
    assert segment_words.segment_mark(segment(MORE)) == "more left"
    assert segment_words.segment_mark(segment(FEWER, WORSE)) == "fewer left, ranks worse"


def test_marked_segments() -> None:
    """The sentence counts the levels looked at and names those that differ, a few at most, with their numbers."""
    one = segment_words.marked_segments([segment(MORE), segment(level="b")], "test").markdown()
    assert one.startswith(
        "Of 2 levels of 1 column, **1 clearly differs** from what the model says of the test customers:"
    )
    assert one.endswith("Plan = a (19 of 50 left, predicted 7.5 (3–12)).")
    many = segment_words.marked_segments([segment(FINE, WORSE, f"l{number}") for number in range(8)], "test").markdown()
    assert "**8 clearly differ**" in many
    assert "l0 (ROC AUC 0.550, promised 0.840 (0.70–0.93))" in many
    assert many.endswith("; and 3 more.")


def test_none_is_marked() -> None:
    """That nothing shows is said with what could have shown, never as if nothing were there."""
    assert segment_words.marked_segments([segment()], "test").plain() == (
        "In none of 1 level of 1 column did clearly more or fewer test customers leave than the model says, and in none"
        " do its probabilities rank clearly worse than they promise. But among 50 customers, the middle size of a"
        " level, only a churn rate at least 23 points above the predicted one would have shown in 80 of 100 cases."
    )
    assert (
        segment_words.marked_segments([segment(detectable=None)], "test")
        .plain()
        .endswith("But 50 customers, the middle size of a level, are too few to show any difference.")
    )


def test_who_judges_no_segment() -> None:
    """Training customers, a model that is no better than chance, and a table that cannot be divided: said plainly."""
    assert "the model knows who of them left" in segment_words.marked_segments([segment(MORE)], "train").plain()
    assert segment_words.marked_segments([segment(MORE)], "test", better_than_chance=False).plain() == (
        "The test customers do not show that the model ranks better than chance, so no segment is called worse than"
        " another."
    )
    assert "cannot be divided" in segment_words.marked_segments([], "train").plain()


@pytest.mark.parametrize("markup", HOSTILE)
def test_names_are_escaped(markup: str) -> None:
    """Names and levels cannot become markup."""
    hostile = Segment(markup, markup, Confusion(1, 0, 8, 0), Verdict(9, 1, Interval(0, 3), 0.01))
    line = segment_words.marked_segments([hostile], "test").markdown()
    assert markup not in line.replace(formats.escape(markup), "")
    assert formats.escape(markup) in line


def test_segments_method() -> None:
    """The tests and their number are named where there are any, and a sample is called one."""
    method = segment_words.segments_method([segment(), segment(ranking=None, level="b")], 100)
    for words in ("Holm’s method", "the 3 tests of all columns", "at most 5%", "*Would have shown*"):
        assert words in method
    assert "sample" not in method
    assert "a sample of 50 of 1,000 customers" in segment_words.segments_method([segment()], 1_000)
    unjudged = segment_words.segments_method([segment(Verdict(8, 7.5, None), None)], 50, "train")
    for words in ("Holm", "range of 95%"):
        assert words not in unjudged
    assert "fewer than 10 customers" in method
