"""What a split by time does with rows that have no date."""

from collections.abc import Iterator

import numpy as np

from churn.audit.material import Material
from churn.model.division import column_of
from churn.table.finding import Finding


def undated_rows(material: Material) -> Iterator[Finding]:
    """Find rows without a date in a table that is split by time."""
    split = material.split
    if split is None or not split.in_time or (name := column_of(split.by)) is None:
        return
    undated = int(np.isnat(material.dataset.dates(name)).sum())
    if undated:
        evidence = f"{undated:,} of {len(material.dataset):,} rows have no date here, so they train and do not test."
        remedy = "The shares of a split by time are shares of the rows with a date."
        yield Finding("note", "date", name, evidence, remedy)
