"""What an audit found and where the model is worse, said in words."""

from typing import get_args

import pytest

from churn.audit import words as audit_words
from churn.audit.finding import Finding, Kind, Severity
from churn.segments import words as segment_words
from churn.segments.by_level import Rate, Segment
from churn.show import formats
from tests.ui.tables import HOSTILE


def finding(severity: Severity, column: str | None = None) -> Finding:
    """Return a finding of this severity."""
    return Finding(severity, "missing", column, "Half of it.", "Fill it.")


@pytest.mark.parametrize(
    ("severities", "sentence"),
    [
        ((), audit_words.NOTHING_FOUND),
        (("note",), "The audit of this table found nothing serious: 1 note."),
        (("warning", "note", "note"), "The audit of this table found nothing serious: 1 warning and 2 notes."),
        (
            ("serious", "serious", "warning"),
            "**Do not trust the scores yet.** The audit of this table has 2 serious findings and 1 warning.",
        ),
    ],
)
def test_audit_summary(severities: tuple[Severity, ...], sentence: str) -> None:
    """One sentence counts the findings, and warns where one is serious."""
    assert audit_words.audit_summary([finding(severity) for severity in severities]).markdown() == sentence


def test_every_kind_has_a_label() -> None:
    """No finding is without a name."""
    assert set(audit_words.KIND_LABELS) == set(get_args(Kind))


def test_finding_line() -> None:
    """A line says what, where, on what evidence, and what to do."""
    assert (
        audit_words.finding_line(finding("note", "Age")).markdown()
        == "**Missing values · Age**: Half of it\\. Fill it\\."
    )
    assert audit_words.finding_line(finding("note")).markdown().startswith("**Missing values**: ")


@pytest.mark.parametrize("markup", HOSTILE)
def test_names_are_escaped(markup: str) -> None:
    """Names, levels and quoted values cannot become markup."""
    hostile = Finding("note", "id", markup, f"It is “{markup}”.", "Leave it out.")
    segment = Segment(markup, markup, 9, 9, 9, Rate(1, 9, 0.01), Rate(1, 9, 1.0))
    for line in (
        audit_words.finding_line(hostile),
        audit_words.left_out([markup]),
        segment_words.worse_segments([segment], "test"),
    ):
        assert markup not in line.markdown().replace(formats.escape(markup), "")
        assert formats.escape(markup) in line.markdown()


def test_long_names_stay_apart() -> None:
    """Names that differ at their end only differ when they are shortened too."""
    names = [f"Naive_Bayes_{'x' * 100}_{number}" for number in (1, 2)]
    short = [formats.short_name(name) for name in names]
    assert short[0] != short[1]
    assert all("…" in each for each in short)
    assert formats.short_name("a\n b") == "a b"


def test_rate() -> None:
    """A rate has its interval and its counts; one without a value is a dash."""
    assert segment_words.rate(Rate(28, 40)) == "0.700, 0.55–0.82 (28 of 40)"
    assert segment_words.rate(Rate(0, 0)) == "–"


def segment(precision: Rate, recall: Rate, level: str = "a") -> Segment:
    """Return a segment of these rates."""
    return Segment("Plan", level, 50, recall.of, precision.of, precision, recall)


FINE = Rate(8, 10, 1.0)
BAD = Rate(1, 10, 0.01)


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


def test_scores_spoilt() -> None:
    """Leaks are named, three of them at most; another serious finding is said by its kind; warnings spoil nothing."""
    leaks = [Finding("serious", "leak", f"Column_{n}", "ROC AUC 1.", "Leave it out.") for n in range(5)]
    spoilt = audit_words.scores_spoilt
    two, all_five = spoilt(leaks[:2]), spoilt(leaks)
    assert two is not None
    assert all_five is not None
    assert two.markdown() == (
        "**Too good to be true:** Column\\_0, Column\\_1 give away who has left."
        " The page *Data* leaves them out with a click."
    )
    assert "Column\\_2 and 2 more give away" in all_five.markdown()
    empty = Finding("serious", "no leaver", None, "Nobody in the test part left.", "Choose another seed.")
    spoilt_by_the_split = spoilt([empty])
    assert spoilt_by_the_split is not None
    assert spoilt_by_the_split.markdown() == (
        "**Do not trust these scores yet:** a part without leavers. The page *Data* says more."
    )
    assert audit_words.scores_spoilt([Finding("warning", "id", "Number", "An id.", "Leave it out.")]) is None
