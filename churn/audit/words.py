"""Sentences about what an audit found."""

from collections.abc import Sequence
from typing import Final

from churn.errors import plural
from churn.show.formats import short_name
from churn.show.parts import Bold, Page, Sentence, Verbatim, joined
from churn.table.finding import SEVERITIES, Finding, Kind, Severity

KIND_LABELS: Final[dict[Kind, str]] = {
    "copy": "Copy of the target",
    "leak": "Gives the target away",
    "several rows": "Several rows per customer",
    "future": "Holds the future",
    "no leaver": "A part without leavers",
    "outcome": "The outcome",
    "two readings": "Can be read in two ways",
    "shift": "Train and test differ",
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


def counted(findings: Sequence[Finding], severity: Severity) -> str:
    """Count the findings of one severity in words.

    Examples
    --------
    >>> counted([Finding("note", "id", "Number", "An id.", "Leave it out.")], "note")
    '1 note'
    """
    n = sum(finding.severity == severity for finding in findings)
    return plural(n, "serious finding" if severity == "serious" else severity)


def audit_summary(findings: Sequence[Finding]) -> Sentence:
    """Say in one sentence how the table looks."""
    if not findings:
        return Sentence(NOTHING_FOUND)
    present = {finding.severity for finding in findings}
    counts = " and ".join(counted(findings, severity) for severity in SEVERITIES if severity in present)
    if "serious" in present:
        return Sentence(Bold("Do not trust the scores yet."), f" The audit of this table has {counts}.")
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
    serious = [finding for finding in findings if finding.severity == "serious"]
    leaks = [_column(each.column) for each in serious if each.kind in ("copy", "leak") and each.column is not None]
    if leaks:
        more = f" and {len(leaks) - _MAX_NAMED:,} more" if len(leaks) > _MAX_NAMED else ""
        seem, them = ("seems", "it") if len(leaks) == 1 else ("seem", "them")
        named = Sentence(joined(leaks[:_MAX_NAMED]), f"{more} {seem} to give away who has left.")
        remedy = () if on_paper else (" The page ", Page("Data"), f" leaves {them} out with a click.")
        return Sentence(Bold("Too good to be true:"), " ", named, *remedy)
    if serious:
        kinds = ", ".join(dict.fromkeys(KIND_LABELS[finding.kind].lower() for finding in serious))
        more_there = () if on_paper else (" The page ", Page("Data"), " says more.")
        return Sentence(Bold("Do not trust these scores yet:"), f" {kinds}.", *more_there)
    return None


def finding_line(finding: Finding) -> Sentence:
    """Say what was found, where, on what evidence, and what to do."""
    where = () if finding.column is None else (" · ", _column(finding.column))
    explanation = Verbatim(f"{finding.evidence} {finding.remedy}")
    return Sentence(Bold(KIND_LABELS[finding.kind], *where), ": ", explanation)


def left_out(columns: Sequence[str]) -> Sentence:
    """Say which columns the viewer left out, and where they come back."""
    names = joined(map(_column, columns))
    return Sentence("Left out by you: ", names, ". The page ", Page("Data"), " brings them back.")


def _column(name: str) -> Verbatim:
    return Verbatim(short_name(name))
