"""Sentences about what an audit found."""

from collections.abc import Sequence
from typing import Final

from churn.audit.finding import SEVERITIES, Finding, Kind, Severity
from churn.show.formats import escape, short_name

KIND_LABELS: Final[dict[Kind, str]] = {
    "copy": "Copy of the target",
    "leak": "Gives the target away",
    "no leaver": "A part without leavers",
    "shift": "Train and test differ",
    "id": "Id",
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
_COUNTED: Final[dict[Severity, tuple[str, str]]] = {
    "serious": ("serious finding", "serious findings"),
    "warning": ("warning", "warnings"),
    "note": ("note", "notes"),
}
LEAKS: Final[tuple[Kind, ...]] = ("copy", "leak")
_MOST_NAMED: Final = 3


def counted(findings: Sequence[Finding], severity: Severity) -> str:
    """Count the findings of one severity in words.

    Examples
    --------
    >>> counted([Finding("note", "id", "Number", "An id.", "Leave it out.")], "note")
    '1 note'
    """
    n = sum(finding.severity == severity for finding in findings)
    return f"{n:,} {_COUNTED[severity][n != 1]}"


def audit_summary(findings: Sequence[Finding]) -> str:
    """Say in one sentence how the table looks, as Markdown."""
    if not findings:
        return NOTHING_FOUND
    present = {finding.severity for finding in findings}
    counts = " and ".join(counted(findings, severity) for severity in SEVERITIES if severity in present)
    if "serious" in present:
        return f"**Do not trust the scores yet.** The audit of this table has {counts}."
    return f"The audit of this table found nothing serious: {counts}."


def scores_spoilt(findings: Sequence[Finding]) -> str | None:
    """Say beside the scores why not to believe them, as Markdown; None if nothing serious was found.

    Examples
    --------
    >>> print(scores_spoilt([Finding("serious", "copy", "Gone", "A copy.", "Leave it out.")]))
    **Too good to be true:** Gone gives away who has left. The page *Data* leaves it out with a click.
    """
    serious = [finding for finding in findings if finding.severity == "serious"]
    leaks = [short_name(each.column) for each in serious if each.kind in LEAKS and each.column is not None]
    if leaks:
        more = f" and {len(leaks) - _MOST_NAMED:,} more" if len(leaks) > _MOST_NAMED else ""
        give, them = ("gives", "it") if len(leaks) == 1 else ("give", "them")
        return (
            f"**Too good to be true:** {', '.join(leaks[:_MOST_NAMED])}{more} {give} away who has left."
            f" The page *Data* leaves {them} out with a click."
        )
    if serious:
        kinds = ", ".join(dict.fromkeys(KIND_LABELS[finding.kind].lower() for finding in serious))
        return f"**Do not trust these scores yet:** {kinds}. The page *Data* says more."
    return None


def finding_line(finding: Finding) -> str:
    """Say what was found, where, on what evidence, and what to do: one paragraph of Markdown."""
    where = f" · {short_name(finding.column)}" if finding.column is not None else ""
    return f"**{KIND_LABELS[finding.kind]}{where}**: {escape(finding.evidence)} {escape(finding.remedy)}"


def left_out(columns: Sequence[str]) -> str:
    """Say which columns the viewer left out, as Markdown."""
    names = ", ".join(short_name(name) for name in columns)
    return f"Left out by you: {names}"
