"""The list of checks: what is wrong with a table, with its evidence and a remedy."""

from collections.abc import Callable, Iterable
from typing import Final

from churn.audit.columns import constants, missing_values, near_constants, rare_levels, unread_columns
from churn.audit.customers import shared_customers, with_their_split
from churn.audit.leaks import leaks
from churn.audit.material import Material
from churn.audit.rows import contradictions, duplicates, imbalance, leaverless_parts
from churn.audit.shifts import shifts
from churn.audit.splits import undated_rows
from churn.audit.summary import ordered
from churn.model.split import Split
from churn.table.dataset import Dataset
from churn.table.finding import Finding

Check = Callable[[Material], Iterable[Finding]]

# Each finds one kind of thing.
CHECKS: Final[list[Check]] = [
    leaks, shared_customers, leaverless_parts, shifts, imbalance, contradictions, duplicates, missing_values,
    rare_levels, near_constants, constants, undated_rows, unread_columns,
]  # fmt: skip


def audit(dataset: Dataset, split: Split | None = None) -> tuple[Finding, ...]:
    r"""Look for what makes a model's scores wrong or misleading.

    Parameters
    ----------
    dataset : Dataset
        Of a table with more than `MAX_ROWS` rows a seeded sample is read, of more than `MAX_COLUMNS` features the
        first ones; the findings say so.
    split : Split, optional
        With it, the train and the test part are compared, and parts without a leaver are found.

    Returns
    -------
    tuple of Finding
        The serious ones first, those of the worst kind first among them (see `ordered`); equal ones in the order in
        which they were found: while the table was read and understood, then by `CHECKS`.

    Examples
    --------
    >>> from churn.table.dataset import load
    >>> table = b"Gone,Age,Churn\n" + b"y,30,Yes\nn,30,No\n" * 10
    >>> [(finding.severity, finding.kind, finding.column) for finding in audit(load(table))][0]
    ('serious', 'copy', 'Gone')
    """
    material = Material(dataset, split)
    found = (*dataset.findings, *(finding for check in CHECKS for finding in check(material)))
    return ordered(with_their_split(found, dataset.schema))
