"""What is said of levels that were joined, or might be."""

from typing import Final

from churn.errors import quote
from churn.table.finding import Answer, Finding
from churn.table.spellings import Joined, visible

MAX_NAMED: Final = 3


def spelling_findings(name: str, joined: Joined) -> tuple[Finding, ...]:
    """Say which levels were joined and which might be; empty where there are none."""
    findings = []
    if joined.cases:
        evidence = f"Upper and lower case make no difference here: {_pairs(joined.cases)}."
        answers = (Answer("Keep them apart", "category, spellings apart"),)
        findings.append(Finding("note", "spellings", name, evidence, "Nothing to do if they mean the same.", answers))
    if joined.spaces:
        evidence = f"Spaces and forms of a letter that nobody sees make no difference: {_pairs(joined.spaces)}."
        findings.append(Finding("note", "spellings", name, evidence, "Nothing to do."))
    if joined.apart:
        groups = ", ".join(" and ".join(map(quote, group)) for group in joined.apart[:MAX_NAMED])
        evidence = f"Levels that differ in upper and lower case only are taken for different ones: {groups}."
        answers = (Answer("Join them", "category, spellings joined"),)
        findings.append(Finding("warning", "spellings", name, evidence, "Join them if they mean the same.", answers))
    return tuple(findings)


def _pairs(joined: dict[str, tuple[str, ...]]) -> str:
    some = list(joined.items())[:MAX_NAMED]
    more = f", and so in {len(joined) - MAX_NAMED:,} more levels" if len(joined) > MAX_NAMED else ""
    return "; ".join(f"{', '.join(map(visible, others))} is “{level}”" for level, others in some) + more
