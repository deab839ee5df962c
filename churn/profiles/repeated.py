"""Rows that are alike in every column: which of them training has seen, and what bound they set to any model.

Without a customer id nobody can tell whether a repeated profile is a copy of a row or another customer who looks the
same. So nothing here calls it a leak: both scores are shown.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from churn.model.evaluation import Evaluation
from churn.model.split import Part, Split, profiles
from churn.table.dataset import Dataset

Familiarity = Literal["seen", "new"]


@dataclass(frozen=True, eq=False)
class Repeats:
    """Which rows of a part have a profile that the train part has too.

    Attributes
    ----------
    part : str
        The part in question.
    seen : ndarray of bool, shape (rows of the part,)
        True where training has seen the profile; read-only.
    """

    part: Part
    seen: NDArray[np.bool_]

    def __post_init__(self) -> None:
        self.seen.setflags(write=False)

    def apart(self, evaluation: Evaluation) -> dict[Familiarity, Evaluation]:
        """Part the customers with a seen profile from those with a new one, to judge them apart."""
        y, p = evaluation.y[self.part], evaluation.p[self.part]
        kinds: dict[Familiarity, NDArray[np.bool_]] = {"seen": self.seen, "new": ~self.seen}
        return {kind: Evaluation({self.part: y[rows]}, {self.part: p[rows]}) for kind, rows in kinds.items()}


@dataclass(frozen=True)
class Ceiling:
    """What the columns of a table can tell at best.

    Attributes
    ----------
    rows : int
        Rows of the table.
    profiles : int
        Different profiles among them.
    contradictory : int
        Profiles that occur with both outcomes.
    contradictory_rows : int
        Rows with such a profile.
    right : int
        Rows that a model can be right on at best: of every profile those with its more frequent outcome.
    """

    rows: int
    profiles: int
    contradictory: int
    contradictory_rows: int
    right: int

    @property
    def accuracy(self) -> float:
        """The best accuracy, 0 to 1, that any model on these columns can reach on this table."""
        return self.right / self.rows


def repeats(dataset: Dataset, split: Split, part: Part = "test") -> Repeats:
    """Mark the rows of a part whose profile training has seen.

    Parameters
    ----------
    dataset : Dataset
        n rows.
    split : Split
        Of these rows.
    part : str
        The part to mark; of the train part, every row has been seen.
    """
    profile = profiles(dataset.frame)
    known = np.zeros(profile.max(initial=-1) + 1, dtype=np.bool_)
    known[profile[split.train]] = True
    return Repeats(part, known[profile[split.parts()[part]]])


def ceiling(dataset: Dataset) -> Ceiling:
    r"""Count the profiles that occur with both outcomes.

    Examples
    --------
    >>> from churn.table.dataset import load
    >>> limit = ceiling(load(b"Age,Plan,Churn\n34,a,No\n34,a,Yes\n34,a,No\n51,b,Yes\n"))
    >>> limit.profiles, limit.contradictory, limit.contradictory_rows, limit.accuracy
    (2, 1, 3, 0.75)
    """
    profile = profiles(dataset.frame)
    customers = np.bincount(profile)
    churned = np.bincount(profile[dataset.y == 1], minlength=len(customers))
    both = (churned > 0) & (churned < customers)
    contradictory, contradictory_rows = int(np.count_nonzero(both)), int(customers[both].sum())
    right = int(np.maximum(churned, customers - churned).sum())
    return Ceiling(len(dataset), len(customers), contradictory, contradictory_rows, right)
