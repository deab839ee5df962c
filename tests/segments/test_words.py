"""Where the model is worse, said in words."""

import pytest

from churn.segments import words as segment_words
from churn.segments.by_level import Rate, Segment
from churn.show import formats
from tests.ui.tables import HOSTILE


def segment(precision: Rate, recall: Rate, level: str = "a") -> Segment:
    """Return a segment of these rates."""
    return Segment("Plan", level, 50, recall.of, precision.of, precision, recall)


FINE = Rate(8, 10, 1.0)
BAD = Rate(1, 10, 0.01)


def test_rate() -> None:
    """A rate has its interval and its counts; one without a value is a dash."""
    assert segment_words.rate(Rate(28, 40)) == "0.700, 0.55–0.82 (28 of 40)"
    assert segment_words.rate(Rate(0, 0)) == "–"


def test_segment_mark() -> None:
    """The mark names the score that is worse."""
    assert segment_words.segment_mark(segment(FINE, FINE)) == ""
    assert segment_words.segment_mark(segment(FINE, BAD)) == "worse recall"
    assert segment_words.segment_mark(segment(BAD, BAD)) == "worse precision and recall"


def test_worse_segments() -> None:
    """The sentence counts the levels looked at and names the worse ones, a few at most."""
    assert (
        "Of 1 levels of 1 column, none is clearly worse off"
        in segment_words.worse_segments([segment(FINE, FINE)], "test").plain()
    )
    one = segment_words.worse_segments([segment(FINE, BAD), segment(FINE, FINE, "b")], "test").markdown()
    assert one.startswith("Of 2 levels of 1 column, **1 is clearly worse off** than all other test customers:")
    assert one.endswith("Plan = a (recall 0.100).")
    many = segment_words.worse_segments([segment(BAD, FINE, f"l{number}") for number in range(8)], "test").markdown()
    assert "**8 are clearly worse off**" in many
    assert many.endswith("; and 3 more.")


@pytest.mark.parametrize("markup", HOSTILE)
def test_names_are_escaped(markup: str) -> None:
    """Names and levels cannot become markup."""
    hostile = Segment(markup, markup, 9, 9, 9, Rate(1, 9, 0.01), Rate(1, 9, 1.0))
    line = segment_words.worse_segments([hostile], "test").markdown()
    assert markup not in line.replace(formats.escape(markup), "")
    assert formats.escape(markup) in line


def test_segments_without_a_score() -> None:
    """Where nobody left or nothing can be divided, that is said."""
    nobody = Segment("Plan", "a", 5, 0, 0, Rate(0, 0), Rate(0, 0))
    assert (
        segment_words.worse_segments([nobody], "test").plain()
        == "No test customer left, so recall has no value in any segment."
    )
    assert "cannot be divided" in segment_words.worse_segments([], "train").plain()


def test_segments_method() -> None:
    """The test, the adjustment and their number are named, and a sample is called one."""
    method = segment_words.segments_method([segment(FINE, BAD), segment(Rate(0, 0), FINE, "b")], 100)
    for words in ("Fisher’s exact test", "Holm’s method", "the 3 tests of all columns", "at most 5%", "Wilson"):
        assert words in method
    assert "sample" not in method
    assert "a sample of 50 of 1,000 customers" in segment_words.segments_method([segment(FINE, FINE)], 1_000)
