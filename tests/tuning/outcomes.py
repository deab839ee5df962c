"""Tables that differ in what the test customers did, and in nothing else."""

from pathlib import Path
from typing import Final

import numpy as np

import churn
from churn.model.split import SplitSpec, split
from churn.table.dataset import SAMPLE

SPLITS: Final = {"random": SplitSpec(), "profiles": SplitSpec(by="profiles", seed=4, test_share=0.35)}
CHANGES: Final = (("turned round", "random"), ("exchanged", "profiles"))
"""What happens to the outcomes of the test customers, and which split says who they are."""


def files(how: str, by: SplitSpec, folder: Path) -> tuple[Path, Path]:
    """Write the sample as it is, and with other outcomes of exactly the test customers; both have the same name.

    Parameters
    ----------
    how : {"turned round", "exchanged"}
        Each gets the other outcome, or all are shuffled among them.
    by : SplitSpec
        Says who tests.
    folder : Path
        Where to write.

    Returns
    -------
    before, after : Path
        In two folders of their own.
    """
    names, *rows = [line.split(",") for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    dataset = churn.load(SAMPLE)
    column, parts = names.index(dataset.schema.target), split(dataset, by)
    outcomes = np.array([row[column] for row in rows])
    others = outcomes.copy()
    if how == "exchanged":
        others[parts.test] = np.random.default_rng(5).permutation(outcomes[parts.test])
    else:
        one, other = np.unique(outcomes)
        others[parts.test] = np.where(outcomes[parts.test] == one, other, one)
    written = []
    for place, column_of_outcomes in (("before", outcomes), ("after", others)):
        for row, outcome in zip(rows, column_of_outcomes, strict=True):
            row[column] = str(outcome)
        (folder / place).mkdir()
        written.append(folder / place / "customers.csv")
        written[-1].write_text("\n".join(",".join(row) for row in [names, *rows]), encoding="utf-8")
    before, after = written
    _check(churn.load(before), churn.load(after), by)
    return before, after


def _check(before: churn.Dataset, after: churn.Dataset, by: SplitSpec) -> None:
    for part, rows in split(before, by).parts().items():
        assert np.array_equal(rows, split(after, by).parts()[part])
        assert np.array_equal(before.y[rows], after.y[rows]) == (part != "test")
    changed = np.count_nonzero(before.y != after.y)
    assert changed > len(split(before, by).test) / 5
