"""What is said of levels that were joined, or might be."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import enumerated, listing, quote
from churn.table.columns.spellings import Joined, visible
from churn.table.finding import Answer, Finding
from churn.table.roles import Role

MAX_NAMED: Final = 3
_APART: Final = Answer("Keep them apart", "category, spellings apart")


def spelling_findings(name: str, joined: Joined, role: Role | None) -> tuple[Finding, ...]:
    """Say which levels were joined and which might be; empty where there are none."""
    findings = []
    if joined.cases:
        evidence = f"Counted as one level: {_pairs(joined.cases)}."
        findings.append(Finding("note", "spellings", name, evidence, "Nothing to do if they mean the same.", (_APART,)))
    if joined.spaces:
        evidence = f"Needless spaces and other forms of a letter make no difference: {_pairs(joined.spaces)}."
        findings.append(Finding("note", "spellings", name, evidence, "Nothing to do."))
    if joined.apart and role != "category, spellings apart":
        groups = ", ".join(" and ".join(map(quote, group)) for group in joined.apart[:MAX_NAMED])
        more = f", and {len(joined.apart) - MAX_NAMED:,} more such groups" if len(joined.apart) > MAX_NAMED else ""
        evidence = f"Taken for different levels, though they may be the same: {groups}{more}."
        answers = (Answer("Join them", "category, spellings joined"), _APART)
        findings.append(Finding("warning", "spellings", name, evidence, "Do they mean the same?", answers))
    return tuple(findings)


def gap_findings(name: str, words: pd.Index, counts: NDArray[np.int64]) -> tuple[Finding, ...]:
    """Say which words of a category were taken for no value; empty where there are none."""
    rows = {str(word): int(count) for word, count in zip(words, counts, strict=True) if count}
    if not rows:
        return ()
    said = " and ".join(f"{count:,} {quote(word)}" for word, count in rows.items())
    remedy = "Nothing to do if nothing is known there; keep it if it is a value, as NA for North America."
    answers = (Answer(f"Keep {listing(rows)} as a value", "category"),)
    return (Finding("note", "missing", name, f"{said} taken for no value.", remedy, answers),)


def _pairs(joined: dict[str, tuple[str, ...]]) -> str:
    some = [f"{_shown(others, level)} as “{level}”" for level, others in list(joined.items())[:MAX_NAMED]]
    more = f", and so in {len(joined) - MAX_NAMED:,} more levels" if len(joined) > MAX_NAMED else ""
    return f"{', '.join(some)}{more}"


def _shown(texts: tuple[str, ...], level: str) -> str:
    """Name the first few spellings; where nobody could see a difference, say so."""
    shown = [f"{visible(text)}{' in another form' * (visible(text) == visible(level))}" for text in texts[:MAX_NAMED]]
    more = [f"{len(texts) - MAX_NAMED:,} more"] if len(texts) > MAX_NAMED else []
    return enumerated([*shown, *more])
