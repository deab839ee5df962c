"""One thing that reading, understanding or auditing a table found: what was seen, what was done, how to undo it."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from churn.table.roles import Role

Severity = Literal["serious", "warning", "note"]
Kind = Literal[  # what matters more comes first
    "copy", "leak", "parts share", "several rows", "future", "no leaver", "outcome", "two readings", "shift", "id",
    "not an id", "date", "number as text", "spellings", "lines", "file", "no outcome", "imbalance", "contradictions",
    "duplicates", "missing", "rare levels", "near constant", "constant", "limit",
]  # fmt: skip

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


@dataclass(frozen=True)
class Answer:
    """Another decision about a column, one click away.

    Attributes
    ----------
    label : str
        What the button says.
    role : Role
        What the column is then used as.
    """

    label: str
    role: Role


@dataclass(frozen=True)
class Finding:
    """One thing that is, or may be, wrong with a table, or that was decided about it.

    Attributes
    ----------
    severity : {"serious", "warning", "note"}
        Scores are wrong; scores may mislead; good to know.
    kind : str
        What was looked for or decided: a code, `churn.audit.words.KIND_LABELS` has its words.
    column : str or None
        Where it was found; None if it is about the whole table.
    evidence, remedy : str
        What was measured or done, and what to do about it: plain sentences.
    answers : tuple of Answer
        Other decisions about the column; the one that was taken is not among them.
    """

    severity: Severity
    kind: Kind
    column: str | None
    evidence: str
    remedy: str
    answers: tuple[Answer, ...] = ()
