"""Sentences about what an audit found."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from churn.audit.summary import Group, is_question, spoils
from churn.errors import plural
from churn.show.formats import short_name
from churn.show.parts import Bold, Page, Sentence, Verbatim, enumerated, joined
from churn.table.finding import SEVERITIES, Finding, Kind, Severity
from churn.table.schema import Column

KIND_LABELS: Final[dict[Kind, str]] = {
    "copy": "Copy of the target",
    "leak": "Gives the target away",
    "several rows": "Several rows per customer",
    "parts share": "Rows of one customer in two parts",
    "future": "Holds the future",
    "no leaver": "A part without leavers",
    "outcome": "The outcome",
    "two readings": "Can be read in two ways",
    "shift": "Training and test customers differ",
    "id": "Id",
    "not an id": "Looks like an id, is used",
    "date": "Dates",
    "number as text": "Numbers written as text",
    "spellings": "Spellings",
    "lines": "Lines left out",
    "file": "The file",
    "no outcome": "No known outcome",
    "imbalance": "Few leavers or few stayers",
    "contradictions": "Equal customers, different outcomes",
    "duplicates": "Repeated rows",
    "missing": "Missing values",
    "rare levels": "Rare levels",
    "near constant": "Nearly constant",
    "constant": "Constant",
    "limit": "Not everything was read",
}
NOTHING_FOUND: Final = "The audit of this table found nothing that speaks against it."
_MAX_NAMED: Final = 3
_MOST_LISTED: Final = 8
_LEAKS: Final[tuple[Kind, ...]] = ("copy", "leak")
# Serious kinds of which the evidence is said beside the scores, and how that begins.
_TOLD_WHOLE: Final[dict[Kind, str]] = {
    "parts share": "Too good to be true:", "outcome": "It is not certain who has left.",
}  # fmt: skip
_KEPT_TOGETHER: Final = " The split keeps them together, so the scores hold for new customers."
_ASKED: Final[dict[Kind, tuple[str, str]]] = {  # what a question is about: before and after the columns
    "outcome": ("who has left according to ", ""),
    "two readings": ("how to read ", ""),
    "number as text": ("how to read the numbers of ", ""),
    "spellings": ("which spellings of ", " mean the same"),
    "id": ("whether customers are only numbered by ", ""),
    "not an id": ("whether customers are only numbered by ", ""),
    "several rows": ("whether customers are named by ", ""),
    "date": ("what to use the dates of ", " for"),
}


def number_of(n: int, severity: Severity, *, more: bool = False) -> str:
    """Count findings of one severity in words, perhaps beside others.

    Examples
    --------
    >>> number_of(1, "note"), number_of(12, "warning", more=True)
    ('1 note', '12 more warnings')
    """
    word = "serious finding" if severity == "serious" else severity
    return plural(n, f"more {word}" if more else word)


def counted(findings: Sequence[Finding], severity: Severity) -> str:
    """Count the findings of one severity in words.

    Examples
    --------
    >>> counted([Finding("note", "id", "Number", "An id.", "Leave it out.")], "note")
    '1 note'
    """
    return number_of(sum(finding.severity == severity for finding in findings), severity)


def audit_summary(findings: Sequence[Finding]) -> Sentence:
    """Say in one sentence how the table looks."""
    if not findings:
        return Sentence(NOTHING_FOUND)
    present = {finding.severity for finding in findings}
    counts = enumerated([counted(findings, severity) for severity in SEVERITIES if severity in present]).plain()
    if any(map(spoils, findings)):
        return Sentence(Bold("Do not trust the scores yet."), f" The audit of this table has {counts}.")
    if "serious" in present:
        return Sentence(f"The audit of this table has {counts}; the split takes care of what is serious.")
    return Sentence(f"The audit of this table found nothing serious: {counts}.")


def scores_spoilt(findings: Sequence[Finding], *, on_paper: bool = False) -> Sentence | None:
    """Say beside the scores why not to believe them; None if nothing serious was found.

    Parameters
    ----------
    findings : sequence of Finding
        Of the audit.
    on_paper : bool
        Whether there are no pages beside the sentence, so that it names none.

    Examples
    --------
    >>> said = scores_spoilt([Finding("serious", "copy", "Gone", "A copy.", "Leave it out.")])
    >>> print(said.markdown())
    **Too good to be true:** Gone seems to give away who has left. The page *Data* leaves it out with a click.
    """
    said = [sentence for say in _SERIOUS for sentence in say(findings, on_paper=on_paper)]
    return joined(said, " ") if said else None


def open_questions(findings: Sequence[Finding], *, on_paper: bool = False) -> Sentence | None:
    """Say in one line what the program had to guess and the reader may know; None if there is nothing.

    Examples
    --------
    >>> asked = [Finding("warning", "two readings", "Paid", "1.224 is 1224 or 1.224.", "Say which.")]
    >>> print(open_questions(asked).markdown())
    **1 question about this table is open:** how to read Paid. The page *Data* asks it.
    """
    questions = [finding for finding in findings if is_question(finding)]
    if not questions:
        return None
    asked = [
        Sentence(
            before, _few([each.column for each in questions if each.kind == kind and each.column is not None]), after
        )
        for kind in dict.fromkeys(each.kind for each in questions)
        for before, after in [_ASKED.get(kind, (f"{KIND_LABELS[kind].lower()} in ", ""))]
    ]
    are, them = ("is", "it") if len(questions) == 1 else ("are", "them")
    begin = Bold(f"{plural(len(questions), 'question')} about this table {are} open:")
    where = () if on_paper else (" The page ", Page("Data"), f" asks {them}.")
    return Sentence(begin, " ", enumerated(asked), ".", *where)


def group_line(group: Group) -> Sentence:
    """Say in one line what findings of the same kind are about: the columns, and the evidence of the first.

    Examples
    --------
    >>> gaps = [Finding("note", "missing", name, "5 of 9 rows have no value.", "Find out why.") for name in "ABCDE"]
    >>> group_line(Group(tuple(gaps))).plain()
    'Missing values · 5 columns: A, B, C and 2 more. A: 5 of 9 rows have no value. Find out why.'
    """
    if len(group.findings) == 1:
        return finding_line(group.first)
    begin = Bold(f"{KIND_LABELS[group.first.kind]} · {plural(len(group.columns), 'column')}")
    example = Verbatim(f"{short_name(group.columns[0])}: {group.first.evidence} {group.first.remedy}")
    return Sentence(begin, ": ", _few(group.columns), ". ", example)


def finding_line(finding: Finding) -> Sentence:
    """Say what was found, where, on what evidence, and what to do."""
    where = () if finding.column is None else (" · ", _column(finding.column))
    explanation = Verbatim(f"{finding.evidence} {finding.remedy}")
    return Sentence(Bold(KIND_LABELS[finding.kind], *where), ": ", explanation)


def left_out(columns: Sequence[str]) -> Sentence:
    """Say which columns the viewer left out, and where they come back."""
    names = joined(map(_column, columns))
    return Sentence("Left out by you: ", names, ". The page ", Page("Data"), " brings them back.")


def what_was_left_out(findings: Sequence[Finding], columns: Iterable[Column]) -> str:
    """Say which lines, customers and columns of a table have no part in the model; nothing if all of them have.

    Examples
    --------
    >>> what_was_left_out([], [Column("Id", "category", left_out="by you"), Column("Age", "number")])
    'Id (left out by you).'
    """
    told = [finding.evidence for finding in findings if finding.kind in ("lines", "no outcome")]
    unused = [(column.name, column.reason) for column in columns if not column.used]
    named = [f"{short_name(name)} ({reason})" for name, reason in unused]
    more = f" and {len(named) - _MOST_LISTED:,} more" if len(named) > _MOST_LISTED else ""
    listed = [f"{'Columns: ' if told else ''}{', '.join(named[:_MOST_LISTED])}{more}."] if named else []
    return " ".join(told + listed)


def _serious(findings: Sequence[Finding], *kinds: Kind) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "serious" and finding.kind in kinds]


def _leaks(findings: Sequence[Finding], *, on_paper: bool) -> Iterator[Sentence]:
    leaks = [each.column for each in _serious(findings, *_LEAKS) if each.column is not None]
    if leaks:
        seem, them = ("seems", "it") if len(leaks) == 1 else ("seem", "them")
        remedy = () if on_paper else (" The page ", Page("Data"), f" leaves {them} out with a click.")
        yield Sentence(Bold("Too good to be true:"), " ", _few(leaks), f" {seem} to give away who has left.", *remedy)


def _told_whole(findings: Sequence[Finding], *, on_paper: bool) -> Iterator[Sentence]:  # noqa: ARG001 - of one form
    for kind, begin in _TOLD_WHOLE.items():
        for finding in _serious(findings, kind)[:1]:
            yield Sentence(Bold(begin), " ", Verbatim(f"{finding.evidence} {finding.remedy}"))


def _named(findings: Sequence[Finding], *, on_paper: bool) -> Iterator[Sentence]:
    others = [each.kind for each in findings if spoils(each) and each.kind not in {*_LEAKS, *_TOLD_WHOLE}]
    if others:
        kinds = ", ".join(dict.fromkeys(KIND_LABELS[kind].lower() for kind in others))
        more_there = () if on_paper else (" The page ", Page("Data"), " says more.")
        yield Sentence(Bold("Do not trust these scores yet:"), f" {kinds}.", *more_there)


def _kept_together(findings: Sequence[Finding], *, on_paper: bool) -> Iterator[Sentence]:  # noqa: ARG001 - of one form
    """Say what is serious and taken care of."""
    apart = any(finding.kind == "parts share" for finding in findings)
    for finding in () if apart else _serious(findings, "several rows")[:1]:
        name = () if finding.column is None else (" · ", _column(finding.column))
        counted = finding.evidence.partition(". ")[0].rstrip(".")  # not the reasons
        yield Sentence(Bold(KIND_LABELS[finding.kind], *name, ":"), " ", Verbatim(f"{counted}."), _KEPT_TOGETHER)


def _few(names: Sequence[str]) -> Sentence:
    """Name the first columns, and count the others."""
    more = f" and {len(names) - _MAX_NAMED:,} more" if len(names) > _MAX_NAMED else ""
    return Sentence(joined(map(_column, names[:_MAX_NAMED])), more)


def _column(name: str) -> Verbatim:
    return Verbatim(short_name(name))


_SERIOUS: Final = (_leaks, _told_whole, _named, _kept_together)  # what is said beside the scores, the worst first
