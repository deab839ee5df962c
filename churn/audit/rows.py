"""What is wrong with a table's customers as a whole: repeats, contradictions, few leavers."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from churn.audit.material import Material
from churn.errors import share
from churn.model.split import Part, profiles
from churn.table.finding import Finding

MANY: Final = 0.01  # share of customers that no model can be right about, from which it is a warning
MANY_REPEATS: Final = 0.1
RARE_OUTCOME: Final = 0.05  # shares of the rarer outcome
UNEVEN: Final = 0.2
FEW_LEAVERS: Final = 100
_COPIES: Final = "They name the same customer, too, so they are probably copies: remove them."
_COPIES_OR_ALIKE: Final = (
    "Copies, or other customers who look alike? Remove copies; if in doubt, split by “Identical profiles together” and"
    " compare the scores."
)
_WITHOUT_LEAVERS: Final[dict[Part, str]] = {
    "train": "nothing can be learned",
    "validation": "nothing says how many trees to keep",
    "test": "nobody can say how many leavers the model finds",
}


def duplicates(material: Material) -> Iterator[Finding]:
    """Find rows that repeat others in every column, those that the model does not see too."""
    others = [column for column in material.dataset.schema.columns if column.left_out not in (None, "nested")]
    if material.profile is None or any(column.distinct == len(material.dataset) for column in others):
        return
    rest = material.of_rows(material.dataset.table[[column.name for column in others]])
    cells = [material.profile, material.y, *(rest[name].to_numpy() for name in rest)]
    n = len(material.rows)
    repeated = n - 1 - int(profiles(pd.DataFrame(dict(enumerate(cells)))).max())
    if repeated:
        repeats = f"{repeated:,} of {material.where} ({share(repeated / n)})"
        evidence = f"{repeats} repeat an earlier row in every column, the outcome too."
        named = any(column.left_out in ("id", "customer") for column in others)
        remedy = _COPIES if named else _COPIES_OR_ALIKE
        yield Finding("warning" if repeated >= MANY_REPEATS * n else "note", "duplicates", None, evidence, remedy)


def contradictions(material: Material) -> Iterator[Finding]:
    """Find rows that differ from others in the outcome only."""
    if material.profile is None:
        return
    n = np.bincount(material.profile)
    left = np.bincount(material.profile, weights=material.y).astype(np.int64)
    both = (left > 0) & (left < n)
    if both.any():
        customers, lost, found = int(n.sum()), int(np.minimum(left, n - left).sum()), int(both.sum())
        profile = f"one of {found:,} profiles that occur" if found > 1 else "a profile that occurs"
        right = f"{customers - lost:,} of the {customers:,} ({share(1 - lost / customers, 2)})"
        evidence = (
            f"{int(n[both].sum()):,} of {material.where} have {profile} with both outcomes: no model on these columns"
            f" can be right about more than {right}."
        )
        remedy = "Only more columns can tell these customers apart."
        yield Finding("warning" if lost >= MANY * customers else "note", "contradictions", None, evidence, remedy)


def imbalance(material: Material) -> Iterator[Finding]:
    """Find outcomes that are rare, or in too few rows to learn from."""
    y = material.dataset.y
    left, n = int(y.sum()), len(y)
    rarer = min(left, n - left)
    evidence = f"{left:,} of {n:,} customers left ({share(left / n)})."
    if rarer < FEW_LEAVERS:
        remedy = "Every score rests on few customers: look at the intervals, and collect more before you decide much."
        yield Finding("warning", "imbalance", None, evidence, remedy)
    elif rarer < UNEVEN * n:
        always = f"saying the same of everybody is right for {share(1 - rarer / n)}"
        remedy = f"Judge by precision and recall, not by the share of right answers: {always}."
        yield Finding("warning" if rarer < RARE_OUTCOME * n else "note", "imbalance", None, evidence, remedy)


def leaverless_parts(material: Material) -> Iterator[Finding]:
    """Find parts of a split in which nobody has left."""
    parts = material.split.parts() if material.split is not None else {}
    by_time = material.split is not None and material.split.in_time
    other = "another split" if by_time else "another seed"
    remedy = f"Choose {other} or larger shares in the sidebar, or bring more customers: without a leaver there,"
    for part, rows in parts.items():
        if len(rows) and not material.dataset.y[rows].any():
            evidence = f"None of the {len(rows):,} {'training' if part == 'train' else part} customers left."
            yield Finding("serious", "no leaver", None, evidence, f"{remedy} {_WITHOUT_LEAVERS[part]}.")
