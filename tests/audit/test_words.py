"""What an audit found, said in words."""

from typing import get_args

import pytest

from churn.audit import words as audit_words
from churn.audit.summary import Group
from churn.show import formats
from churn.table.finding import Finding, Kind, Severity
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


def test_on_paper() -> None:
    """A sheet has no pages beside it: the same warning names none."""
    leak = Finding("serious", "copy", "Gone", "A copy.", "Leave it out.")
    for findings in ([leak], [finding("serious")]):
        said, on_paper = audit_words.scores_spoilt(findings), audit_words.scores_spoilt(findings, on_paper=True)
        assert said is not None
        assert on_paper is not None
        assert said.plain().startswith(on_paper.plain())
        assert " page " in said.plain()
        assert " page " not in on_paper.plain()
    assert audit_words.scores_spoilt([finding("warning")], on_paper=True) is None


def test_finding_line() -> None:
    """A line says what, where, on what evidence, and what to do."""
    assert (
        audit_words.finding_line(finding("note", "Age")).markdown()
        == "**Missing values · Age**: Half of it\\. Fill it\\."
    )
    assert audit_words.finding_line(finding("note")).markdown().startswith("**Missing values**: ")


@pytest.mark.parametrize("markup", HOSTILE)
def test_names_are_escaped(markup: str) -> None:
    """Names and quoted values cannot become markup."""
    hostile = Finding("note", "id", markup, f"It is “{markup}”.", "Leave it out.")
    for sentence in (audit_words.finding_line(hostile), audit_words.left_out([markup])):
        assert markup not in sentence.markdown().replace(formats.escape(markup), "")
        assert formats.escape(markup) in sentence.markdown()


def test_scores_spoilt() -> None:
    """Leaks are named, three of them at most; another serious finding is said by its kind; warnings spoil nothing."""
    leaks = [Finding("serious", "leak", f"Column_{n}", "ROC AUC 1.", "Leave it out.") for n in range(5)]
    spoilt = audit_words.scores_spoilt
    two, all_five = spoilt(leaks[:2]), spoilt(leaks)
    assert two is not None
    assert all_five is not None
    assert two.markdown() == (
        "**Too good to be true:** Column\\_0, Column\\_1 seem to give away who has left."
        " The page *Data* leaves them out with a click."
    )
    assert "Column\\_2 and 2 more seem to give away" in all_five.markdown()
    empty = Finding("serious", "no leaver", None, "Nobody in the test part left.", "Choose another seed.")
    spoilt_by_the_split = spoilt([empty])
    assert spoilt_by_the_split is not None
    assert spoilt_by_the_split.markdown() == (
        "**Do not trust these scores yet:** a part without leavers. The page *Data* says more."
    )
    assert audit_words.scores_spoilt([Finding("warning", "id", "Number", "An id.", "Leave it out.")]) is None


def test_several_rows_per_customer_beside_the_scores() -> None:
    """Kept together they are said and spoil nothing; apart the scores are too good to be true."""
    rows = Finding("serious", "several rows", "Client", "490 values of Client in 980 rows.", "It is left out.")
    kept = audit_words.scores_spoilt([rows])
    assert kept is not None
    assert kept.plain() == (
        "Several rows per customer · Client: 490 values of Client in 980 rows."
        " The split keeps them together, so the scores hold for new customers."
    )
    assert "Do not trust" not in audit_words.audit_summary([rows]).plain()
    apart = audit_words.scores_spoilt(
        [Finding("serious", "parts share", "Client", "90 rows.", "Split by Client."), rows]
    )
    assert apart is not None
    assert apart.plain() == "Too good to be true: 90 rows. Split by Client."
    later = audit_words.scores_spoilt([rows, Finding("warning", "parts share", "Client", "90 rows.", "Mind.")])
    assert later is None


def test_all_that_is_serious_is_said() -> None:
    """A leak does not hide that it is not certain who has left, nor the other way round."""
    leak = Finding("serious", "leak", "Gone", "It tells.", "Leave it out.")
    outcome = Finding("serious", "outcome", "Status", "80% left: does “1” mean left?", "If not, name “0” as positive.")
    said = audit_words.scores_spoilt([outcome, leak])
    assert said is not None
    assert said.plain().startswith("Too good to be true: Gone seems to give away who has left.")
    assert "It is not certain who has left. 80% left: does “1” mean left? If not, name “0” as positive." in said.plain()


def test_open_questions() -> None:
    """One line says what is asked, kind by kind, and where it is answered; what is no question is not in it."""
    asked = [
        Finding("warning", "two readings", "Paid", "Two ways.", "Say which."),
        Finding("warning", "two readings", "Fee", "Two ways.", "Say which."),
        Finding("warning", "outcome", "Status", "More than half left.", "Is that so?"),
        finding("warning", "Age"),
    ]
    said = audit_words.open_questions(asked)
    assert said is not None
    assert said.plain() == (
        "3 questions about this table are open: how to read Paid, Fee and who has left according to Status."
        " The page Data asks them."
    )
    on_paper = audit_words.open_questions(asked, on_paper=True)
    assert on_paper is not None
    assert "page" not in on_paper.plain()
    assert audit_words.open_questions([finding("warning", "Age"), finding("serious")]) is None


@pytest.mark.parametrize("markup", HOSTILE)
def test_names_in_groups_and_questions_are_escaped(markup: str) -> None:
    """Columns named together, and in questions, are text."""
    gaps = Group(tuple(finding("note", f"{markup}{n}") for n in range(5)))
    asked = audit_words.open_questions([Finding("warning", "two readings", markup, "Two ways.", "Say which.")])
    assert asked is not None
    for sentence in (audit_words.group_line(gaps), asked):
        assert markup not in sentence.markdown().replace(formats.escape(markup), "")
