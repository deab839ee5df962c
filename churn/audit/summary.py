"""Many findings in few lines: alike ones together, what matters most first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, get_args

from churn.table.finding import SEVERITIES, Answer, Finding, Kind, Severity
from churn.table.roles import Role

FIRST: Final = 3  # lines that are said at once
MOST: Final = 10  # lines that are said at all, before somebody asks for the others
TOGETHER: Final = 4  # columns with the same kind of finding from which they are said in one line
MANY: Final = 10  # findings from which the first are said even if they are harmless
HANDLED: Final[frozenset[Kind]] = frozenset({"several rows"})  # serious, but scores hold: the split takes care of it
_KINDS: Final[tuple[str, ...]] = get_args(Kind)


@dataclass(frozen=True)
class Group:
    """Findings that are said in one line: one, or several of the same kind and severity about a column each.

    Attributes
    ----------
    findings : tuple of Finding
        At least one, the one that matters most first.
    """

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one that matters most."""
        return self.findings[0]

    @property
    def severity(self) -> Severity:
        """Of each of them."""
        return self.first.severity

    @property
    def columns(self) -> list[str]:
        """What they are about."""
        return [finding.column for finding in self.findings if finding.column is not None]

    @property
    def common_answers(self) -> tuple[Answer, ...]:
        """Other decisions that can be taken about each of the columns, in the words for the first."""
        offered = [{answer.role for answer in finding.answers} for finding in self.findings]
        return tuple(answer for answer in self.first.answers if all(answer.role in roles for roles in offered))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Bring the serious ones first, and of equal ones those of the worst kind, in the order of `Kind`."""
    return tuple(sorted(findings, key=lambda finding: (SEVERITIES.index(finding.severity), _place(finding.kind))))


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Put findings together that differ in their column only: of one kind, with the same decisions to take.

    Returns
    -------
    tuple of Group
        In the order of `ordered`.

    Examples
    --------
    >>> gaps = [Finding("note", "missing", f"c{n}", "Gaps.", "Fill them.") for n in range(87)]
    >>> leak = Finding("serious", "leak", "Gone", "It tells.", "Leave it out.")
    >>> [len(group.findings) for group in grouped([*gaps, leak])]
    [1, 87]
    """
    groups: list[Group] = []
    for _, same in groupby(ordered(findings), key=lambda finding: (finding.severity, finding.kind)):
        alike = tuple(same)
        with_column = tuple(finding for finding in alike if finding.column is not None)
        by_answers: dict[frozenset[Role], list[Finding]] = {}
        several = len(with_column) > 0 and not Group(with_column).common_answers  # nothing that one click decides
        for finding in with_column:
            answers = frozenset(answer.role for answer in finding.answers) if several else frozenset[Role]()
            by_answers.setdefault(answers, []).append(finding)
        together = [Group(tuple(each)) for each in by_answers.values() if len(each) >= TOGETHER]
        said = {id(finding) for group in together for finding in group.findings}
        groups += [*(Group((finding,)) for finding in alike if id(finding) not in said), *together]
    return tuple(groups)


def spoils(finding: Finding) -> bool:
    """Return whether scores are wrong because of a finding."""
    return finding.severity == "serious" and finding.kind not in HANDLED


def is_question(finding: Finding) -> bool:
    """Return whether a finding asks the reader to decide between two readings."""
    return finding.severity == "warning" and (finding.kind in ("outcome", "two readings") or bool(finding.answers))


def first_lines(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """Return what to say beside the scores.

    Returns
    -------
    tuple of Group
        All that is serious or asked, `MOST` at most; of many harmless findings so many more that `FIRST` are said.
    """
    urgent = grouped(finding for finding in findings if finding.severity == "serious" or is_question(finding))
    if len(findings) > MANY and len(urgent) < FIRST:
        return grouped(findings)[:FIRST]
    return urgent[:MOST]


def others(findings: Sequence[Finding], said: Iterable[Group]) -> int:
    """Count the findings that are in none of some groups."""
    return len(findings) - sum(len(group.findings) for group in said)


def _place(kind: Kind) -> int:
    """Return how early a kind is named; one that was added elsewhere comes last."""
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)
