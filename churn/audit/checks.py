"""The list of checks: what is wrong with a table, with its evidence and a remedy."""

from typing import get_args

from churn.audit.columns import columns
from churn.audit.finding import SEVERITIES, Finding, Kind, Material
from churn.audit.leaks import leaks
from churn.audit.rows import imbalance, leaverless_parts, repeats
from churn.audit.shifts import shifts
from churn.model.split import Split
from churn.table.dataset import Dataset


def audit(dataset: Dataset, split: Split | None = None) -> tuple[Finding, ...]:
    r"""Look for what makes a model's scores wrong or misleading.

    Parameters
    ----------
    dataset : Dataset
        Of a table with more than `MOST_ROWS` rows a seeded sample is read, of more than `MOST_COLUMNS` features the
        first ones; the findings say so.
    split : Split, optional
        With it, the train and the test part are compared, and parts without a leaver are found.

    Returns
    -------
    tuple of Finding
        The serious ones first; equal ones by kind, then in the order of the table.

    Examples
    --------
    >>> from churn.table.dataset import load
    >>> table = b"Gone,Age,Churn\n" + b"y,30,Yes\nn,30,No\n" * 10
    >>> [(finding.severity, finding.kind, finding.column) for finding in audit(load(table))][0]
    ('serious', 'copy', 'Gone')
    """
    material = Material.of(dataset)
    found = [*leaks(material), *imbalance(material), *repeats(material), *columns(material)]
    if split is not None:
        found += [*leaverless_parts(material, split), *shifts(dataset, split)]
    kinds = get_args(Kind)
    return tuple(sorted(found, key=lambda each: (SEVERITIES.index(each.severity), kinds.index(each.kind))))
