"""What was found about a table, in lines for people at a terminal and in fields for programs."""

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

import click

from churn.audit import words as audit_words
from churn.audit.summary import Group, first_lines, others
from churn.errors import plural
from churn.model.division import COLUMN
from churn.table.finding import Finding, Kind

RECORD: Final = "serious"  # entry of a model file's record
_LEFT_OUT: Final[tuple[Kind, ...]] = ("copy", "leak")  # what is best done about them
_PLAIN: Final = re.compile(r"[\w=.,:+-]+")
_HARMLESS: Final = re.compile(r"[^\"$`\\!]+")  # what a shell leaves alone between double quotes


def lines(findings: Sequence[Finding]) -> list[str]:
    """Say what is serious or asked, and how to decide it; of many others, the first ones (see `first_lines`)."""
    said = first_lines(findings)
    told = [_line(group) for group in said]
    if said and (more := others(findings, said)):
        told.append(f"And {plural(more, 'more finding')}: train --json lists {'it' if more == 1 else 'them'}.")
    return told


def serious_lines(findings: Sequence[Finding]) -> list[str]:
    """Say what is serious, for whoever uses the model later."""
    return [_line(group) for group in first_lines(findings) if group.severity == "serious"]


def warn(said: Iterable[str]) -> None:
    """Print lines where they do not stand among results: on stderr."""
    for line in said:
        click.echo(f"warning: {line}", err=True)


def as_dict(finding: Finding) -> dict[str, Any]:
    """Return a finding ready for JSON."""
    names = ("severity", "kind", "column", "evidence", "remedy")
    return {name: getattr(finding, name) for name in names} | {"answers": [asdict(each) for each in finding.answers]}


def as_typed(name: str, value: str) -> str:
    """Write an option with its value as it is typed.

    Examples
    --------
    >>> print(as_typed("use", "Paid=number, decimal comma"), as_typed("target", "Churn"), as_typed("target", 'A "b"'))
    --use "Paid=number, decimal comma" --target Churn --target 'A "b"'
    """
    if _PLAIN.fullmatch(value):
        return f"--{name} {value}"
    return f'--{name} "{value}"' if _HARMLESS.fullmatch(value) else f"--{name} {shlex.quote(value)}"


def _line(group: Group) -> str:
    said = audit_words.group_line(group).plain()
    decided = _options(group)
    each = ", and so for each" if len(group.columns) > 1 else ""
    return f"{said} ({' or '.join(decided)}{each})" if decided else said


def _options(group: Group) -> list[str]:
    """Return the options that decide otherwise about the first column of a group."""
    column, kind = group.first.column, group.first.kind
    if kind == "outcome" and group.severity == "note":  # says which column was taken
        return ["--target NAME --positive VALUE"]
    if column is None:
        return []
    if kind == "outcome":  # asks what its values mean
        return [f"{as_typed('target', column)} --positive VALUE", "--ignore VALUE"]
    if kind == "parts share":
        return [as_typed("split-by", f"{COLUMN}{column}")]
    return [as_typed("use", f"{column}={role}") for role in _roles(group)]


def _roles(group: Group) -> tuple[str, ...]:
    roles = tuple(answer.role for answer in group.common_answers)
    return roles or (("leave out",) if group.first.kind in _LEFT_OUT else ())
