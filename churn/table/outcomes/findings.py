"""What was decided about an outcome, as findings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from churn.errors import listing, plural, quote, share
from churn.table.columns.names import words
from churn.table.finding import Finding, Severity
from churn.table.outcomes.levels import Levels
from churn.table.outcomes.polarity import Polarity
from churn.table.outcomes.targets import Choice

# Names that go without saying; of any other it is said why it is taken for the outcome.
_PLAIN: Final = frozenset(
    {"target", "churn", "churned", "exited", "attrition", "attrition flag", "churn flag", "is churn", "has churned"}
)
MANY_UNKNOWN: Final = 0.05  # share of customers without a known outcome from which it is a warning
MANY_LEFT: Final = (0.5, 0.75)  # share of customers who left from which it is a warning, and serious


@dataclass(frozen=True, eq=False)
class Outcome:
    """Who has left.

    Attributes
    ----------
    target : str
        The column that says so.
    positive, negative, ignored : tuple of str
        Its values for "has left", for "has stayed", and those of customers who are left out.
    known : ndarray of bool, shape (rows of the file,)
        The customers whose outcome is known; the others are left out.
    y : ndarray of int8, shape (known customers,)
        1 where the customer has left.
    levels : Levels
        All values of the column.
    why : str
        What was decided here and what spoke for it, as a sentence; empty where all was named.
    findings : tuple of Finding
        What was decided.
    """

    target: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    ignored: tuple[str, ...]
    known: NDArray[np.bool_]
    y: NDArray[np.int8]
    levels: Levels
    why: str = ""
    findings: tuple[Finding, ...] = ()


def explained(outcome: Outcome, choice: Choice, polarity: Polarity, given: frozenset[str]) -> Outcome:
    """Say what was decided about an outcome: return it with its reason and its findings.

    Parameters
    ----------
    outcome : Outcome
        Without reason and findings.
    choice, polarity
        What spoke for its column, and for what its values mean.
    given : set of {"target", "positive"}
        What somebody named, so that it was not decided here.
    """
    found: list[Finding] = []
    why = "" if given == {"target", "positive"} else _why(outcome, choice, polarity, given)
    if why and " ".join(words(outcome.target)) not in _PLAIN:
        other = "" if "target" in given else "name another column as the target, or "
        remedy = f"If that is wrong, {other}name as positive what means left."
        found.append(Finding("note", "outcome", outcome.target, why, remedy))
    if "positive" not in given and outcome.y.mean() > MANY_LEFT[0]:
        found.append(_mostly_left(outcome, polarity))
    if "positive" in given:
        found += _new_among_stayed(outcome)
    return replace(outcome, why=why, findings=(*found, *_left_out(outcome), *_spelled(outcome)))


def _why(outcome: Outcome, choice: Choice, polarity: Polarity, given: frozenset[str]) -> str:
    name, left = quote(outcome.target), listing(outcome.positive)
    meaning = f"{left} {'means' if len(outcome.positive) == 1 else 'mean'} left"
    if "target" in given:
        because = f": {polarity.why}" if polarity.why and polarity.why != meaning else ""
        return f"In the outcome {name}, {meaning}{because}."
    taken = f"Taken as the outcome: {name}, because {choice.why}"
    return f"{taken}." if meaning in taken else f"{taken}; {meaning}."


def _mostly_left(outcome: Outcome, polarity: Polarity) -> Finding:
    left, n = int(outcome.y.sum()), len(outcome.y)
    positive, negative = listing(outcome.positive), listing(outcome.negative)
    serious = not polarity.worded and left > MANY_LEFT[1] * n
    evidence = (
        f"More than half left, {left:,} of {n:,} customers ({share(left / n)}): does {positive} in"
        f" {quote(outcome.target)} really mean left?"
    )
    remedy = f"If not, {negative} does."
    return Finding("serious" if serious else "warning", "outcome", outcome.target, evidence, remedy)


def _new_among_stayed(outcome: Outcome) -> Iterator[Finding]:
    new = [name for name in outcome.levels.saying("new") if name in outcome.negative]
    if new and len(new) < len(outcome.negative):
        evidence = f"Customers whose {quote(outcome.target)} is {listing(new)} count as stayed."
        remedy = f"They have hardly had time to leave: leave out {listing(new)}, as ignored."
        yield Finding("warning", "outcome", outcome.target, evidence, remedy)


def _left_out(outcome: Outcome) -> Iterator[Finding]:
    """Count the customers who are left out: because the outcome is not known, or because somebody says so."""
    n, written = len(outcome.known), outcome.levels.unknown
    unknown = int((outcome.levels.codes < 0).sum())
    if unknown:
        blank = unknown > outcome.levels.marked
        reads = " or ".join([*(["has no value"] if blank else []), *([f"is {listing(written)}"] if written else [])])
        left_out = "has no known outcome and is" if unknown == 1 else "have no known outcome and are"
        evidence = (
            f"{plural(unknown, 'customer')} of {n:,} ({share(unknown / n)}) {left_out} left out:"
            f" {quote(outcome.target)} {reads}."
        )
        remedy = "Fill in the outcomes that you know, and train again."
        severity: Severity = "warning" if unknown >= MANY_UNKNOWN * n else "note"
        yield Finding(severity, "no outcome", outcome.target, evidence, remedy)
    if outcome.ignored:
        ignored = plural(n - unknown - len(outcome.y), "customer")
        whose = f"whose {quote(outcome.target)} is {listing(outcome.ignored)}"
        evidence = f"{ignored} of {n:,} {whose} {'is' if ignored.startswith('1 ') else 'are'} left out."
        yield Finding("note", "no outcome", outcome.target, evidence, "Scores are about the other customers only.")


def _spelled(outcome: Outcome) -> Iterator[Finding]:
    if outcome.levels.spellings:
        together = "; ".join(listing(each) for each in outcome.levels.spellings)
        evidence = f"Taken as one value, whatever the spelling: {together}."
        yield Finding("note", "spellings", outcome.target, evidence, "Write each value in one way.")
