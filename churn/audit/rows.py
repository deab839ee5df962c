"""What is wrong with a table's customers as a whole: repeats, contradictions, few leavers."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.audit.finding import MOST_COLUMNS, Finding, Material
from churn.model.split import Split, profiles

MANY: Final = 0.01
"""Share of customers that no model can be right about, from which it is a warning."""
MANY_REPEATS: Final = 0.1
RARE_OUTCOME: Final = 0.05
UNEVEN: Final = 0.2
"""Shares of the rarer outcome."""
FEW_LEAVERS: Final = 100


def repeats(material: Material) -> Iterator[Finding]:
    """Find rows that repeat others, and rows that contradict others."""
    schema = material.dataset.schema
    if len(schema.features) > MOST_COLUMNS:  # rows that look alike in the first columns may differ in the others
        return
    if any(column.distinct == len(material.dataset) for column in schema.features):
        return
    profile = profiles(material.frame)
    yield from _duplicates(material, profile)
    yield from _contradictions(material, profile)


def _duplicates(material: Material, profile: NDArray[np.intp]) -> Iterator[Finding]:
    schema, n = material.dataset.schema, len(profile)
    others = [column for column in schema.columns if column.left_out not in (None, "nested")]
    if any(column.distinct == len(material.dataset) for column in others):
        return
    rest = material.of_rows(material.dataset.table[[column.name for column in others]])
    cells = [profile, material.y, *(rest[name].to_numpy() for name in rest)]
    repeated = n - 1 - int(profiles(pd.DataFrame(dict(enumerate(cells)))).max())
    if repeated:
        yield Finding(
            "warning" if repeated >= MANY_REPEATS * n else "note", "duplicates", None,
            f"{repeated:,} of {material.where} ({repeated / n:.1%}) repeat an earlier row in every column,"
            " the outcome too.",
            "Without a customer id a repeat can be a copy or another customer who looks alike. If they are copies,"
            " remove them; if in doubt, switch on “Keep identical profiles together” and compare the scores.",
        )  # fmt: skip


def _contradictions(material: Material, profile: NDArray[np.intp]) -> Iterator[Finding]:
    n = np.bincount(profile)
    left = np.bincount(profile, weights=material.y).astype(np.int64)
    both = (left > 0) & (left < n)
    if both.any():
        lost = int(np.minimum(left, n - left).sum())
        best = 1 - lost / len(profile)
        yield Finding(
            "warning" if lost >= MANY * len(profile) else "note", "contradictions", None,
            f"{int(n[both].sum()):,} of {material.where} have one of {int(both.sum()):,} profiles that occur with both"
            f" outcomes, so no model on these columns can be right on more than {best:.2%} of them.",
            "Only more columns can tell these customers apart.",
        )  # fmt: skip


def imbalance(material: Material) -> Iterator[Finding]:
    """Find outcomes that are rare, or in too few rows to learn from."""
    y = material.dataset.y
    left, n = int(y.sum()), len(y)
    rarer = min(left, n - left)
    evidence = f"{left:,} of {n:,} customers left ({left / n:.1%})."
    if rarer < FEW_LEAVERS:
        remedy = "Every score rests on few customers: look at the intervals, and collect more before you decide much."
        yield Finding("warning", "imbalance", None, evidence, remedy)
    elif rarer < UNEVEN * n:
        always = f"saying the same of everybody is right for {1 - rarer / n:.1%}"
        remedy = f"Judge by precision and recall, not by the share of right answers: {always}."
        yield Finding("warning" if rarer < RARE_OUTCOME * n else "note", "imbalance", None, evidence, remedy)


def leaverless_parts(material: Material, split: Split) -> Iterator[Finding]:
    """Find parts of a split in which nobody has left."""
    for part, rows in split.parts().items():
        if len(rows) and not material.dataset.y[rows].any():
            yield Finding(
                "serious", "no leaver", None, f"None of the {len(rows):,} customers of the {part} part has left.",
                "Choose another seed or larger shares in the sidebar, or bring more customers: without a leaver, recall"
                " has no value, and nothing can be learned.",
            )  # fmt: skip
