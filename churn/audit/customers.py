"""Customers with several rows: whether a model is judged on some whom it has learned from."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from churn.audit.material import Material
from churn.errors import quote, share
from churn.model.division import COLUMN, groups_of
from churn.table.finding import Finding
from churn.table.schema import Schema

ONE_OUTCOME: Final = 0.9  # share of the customers with several rows


def shared_customers(material: Material) -> Iterator[Finding]:
    """Find customers with rows in the train and in the test part."""
    customer, split = material.dataset.schema.customer, material.split
    if customer is None or split is None or split.by == f"{COLUMN}{customer}":
        return
    groups = groups_of(material.dataset.table[customer])
    learned = np.zeros(len(groups), dtype=np.bool_)  # there are no more groups than rows
    learned[groups[split.train]] = True
    known, n = int(np.count_nonzero(learned[groups[split.test]])), len(split.test)
    if not known:
        return
    evidence = (
        f"{known:,} of the {n:,} test rows ({share(known / n)}) are of customers whom the model has learned from in"
        f" other rows: {quote(customer)} names them."
    )
    if split.in_time and not _one_outcome(groups, material.dataset.y):
        remedy = "Later rows of the same customers are no new customers: scores for these may be lower."
        yield Finding("warning", "parts share", customer, evidence, remedy)
    else:
        remedy = f"Split by {quote(customer)}, so that the rows of a customer stay together."
        yield Finding("serious", "parts share", customer, evidence, remedy)


def _one_outcome(customer: NDArray[np.intp], y: NDArray[np.int8]) -> bool:
    """Say whether nearly all customers with several rows have one outcome, which an earlier row then gives away."""
    rows, left = np.bincount(customer), np.bincount(customer, y)
    several = rows > 1
    return bool(np.mean((left == 0)[several] | (left == rows)[several]) >= ONE_OUTCOME)


def with_their_split(findings: Iterable[Finding], schema: Schema) -> Iterator[Finding]:
    """Take back what was said of keeping rows together, where the split in use does not."""
    found, unused = tuple(findings), {column.name for column in schema.columns if not column.used}
    apart = {finding.column for finding in found if finding.kind == "parts share"}
    for finding in found:
        torn = finding.kind == "several rows" and finding.column in apart & unused
        yield replace(finding, remedy="The model does not see it.") if torn else finding
