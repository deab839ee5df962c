"""How far rows with the same value of a column agree in the others: rows of a customer do, rows of a price do not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom, rankdata

MOST_PAIRS: Final = 5_000
MOST_MEMBERS: Final = 100_000  # rows that are read
FEWEST_PAIRS: Final = 12
SURE: Final = 1e-6  # probability of chance, below which it is none
AGREE: Final = 0.75  # share of what differs between two rows of different values that does not between two of the same
STAYS: Final = 0.9  # the same for what does not change
NEARLY_ALL_ALIKE: Final = 0.9  # rows of different values that agree: the column tells nothing
FEWEST_EXPECTED: Final = 15  # pairs of rows with the same value and month, where chance decides
NEVER: Final = 0.02  # share of these that may occur
RECURRING: Final = 0.5  # pairs of rows that are equally far apart
SORTED: Final = 0.75  # ROC AUC of the order of the rows, from which a table is sorted by outcome
LAST: Final = 0.9
SEED: Final = 0


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows by the value of a column, and pairs of rows of the same value.

    Attributes
    ----------
    codes : ndarray of int, shape (n,)
        Numbers of the values, -1 where there is none; in their order where the values are numbers.
    ordered : bool
        Whether they are numbers: rows of one value are then compared with rows of the next one, since near amounts
        agree with each other, too.
    others : mapping of str to ndarray of int, shape (n,)
        Codes of the other columns.
    y : ndarray of int8, shape (n,), optional
        1 where the customer has left.
    copies : bool
        Whether rows that agree in everything count; they may be copies.
    """

    codes: NDArray[np.intp]
    ordered: bool
    others: Mapping[str, NDArray[np.intp]]
    y: NDArray[np.int8] | None
    copies: bool = False
    _none: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))

    @cached_property
    def sizes(self) -> NDArray[np.intp]:
        """Rows of each value."""
        return np.bincount(self.codes[self.codes >= 0])

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        """Rows by value; those of the same value in the order of the table."""
        return np.argsort(self.codes, kind="stable")[np.count_nonzero(self.codes < 0) :]

    @cached_property
    def _repeated(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where values with several rows begin in `_order`, and how many rows they have: those that are read."""
        starts, sizes = (np.cumsum(self.sizes) - self.sizes)[self.sizes > 1], self.sizes[self.sizes > 1]
        every = max(1, len(starts) // MOST_PAIRS)
        starts, sizes = starts[::every], sizes[::every]
        enough = max(FEWEST_PAIRS, int(np.searchsorted(np.cumsum(sizes), MOST_MEMBERS)))
        return starts[:enough], sizes[:enough]

    @cached_property
    def pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """The first two rows of values, and a row of another value for each."""
        starts, _ = self._repeated
        first, second = self._order[starts], self._order[starts + 1]
        if not self.copies and self.others:
            known: list[NDArray[Any]] = [*self.others.values(), *([] if self.y is None else [self.y])]
            differ = np.array([codes[first] != codes[second] for codes in known]).any(axis=0)
            first, second = first[differ], second[differ]
        if self.ordered:
            return first, second, np.roll(first, -1)
        return first, second, np.roll(np.random.default_rng(SEED).permutation(first), 1)

    @cached_property
    def enough(self) -> bool:
        """Whether there are pairs to say something about."""
        return len(self.pairs[0]) >= FEWEST_PAIRS

    @cached_property
    def unchanged(self) -> dict[str, float]:
        """Return by column how far two rows of the same value agree: 0 as others do, 1 always.

        Columns in which nearly all rows agree are left out.
        """
        first, second, other = self.pairs
        agreement = {}
        for name, codes in self.others.items():
            chance = float(max((codes[first] == codes[other]).mean(), _alike(codes[first])))
            if chance <= NEARLY_ALL_ALIKE:
                agreement[name] = (float((codes[first] == codes[second]).mean()) - chance) / (1 - chance)
        return agreement

    @property
    def same_outcome(self) -> tuple[float, float] | None:
        """How often rows of the same value, and of different ones, have the same outcome; None if that is chance."""
        if self.y is None or not self.enough:
            return None
        first, second, other = self.pairs
        left = float(self.y[np.concatenate([first, second])].mean())
        differ = 2 * left * (1 - left)
        if self.ordered:
            differ = min(differ, float((self.y[first] != self.y[other]).mean()))
        n, seen = len(first), int((self.y[first] != self.y[second]).sum())
        sure = seen <= (1 - AGREE) * differ * n and binom.cdf(seen, n, differ) < SURE and not self._recurs
        return (1 - seen / n, 1 - differ) if sure else None

    @property
    def _recurs(self) -> bool:
        """Whether the whole table repeats itself: most values come back after the same number of rows."""
        first, second, _ = self.pairs
        distances, counts = np.unique(second - first, return_counts=True)
        return bool(distances[counts.argmax()] > 1 and counts.max() > RECURRING * len(first))

    @cached_property
    def _members(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows of values with several rows, and which of the values each has."""
        starts, sizes = self._repeated
        group = np.repeat(np.arange(len(sizes)), sizes)
        within = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self._order[starts[group] + within], group

    def never_twice(self, name: str) -> bool:
        """Say whether no two rows of the same value agree in a column where chance would make many agree: a month."""
        rows, group = self._members
        code = self.others[name][rows]
        if not self.enough or code.min() < 0 or not code.max():
            return False
        alike = _pairs_of(np.bincount(code)) / _pairs_of(np.array([len(code)]))
        expected = _pairs_of(np.bincount(group)) * alike
        if expected < FEWEST_EXPECTED:
            return False
        cells = np.unique(group * (code.max() + 1) + code, return_counts=True)[1]
        return _pairs_of(cells) <= NEVER * expected

    def leaves_last(self, order: NDArray[np.int64]) -> bool:
        """Say whether those who left did so in the last of their rows and in no other, by some order of all rows."""
        if self.y is None or not self.enough:
            return False
        rows, group = self._members
        rank, y = rankdata(order[rows]), self.y[rows]
        if not y.any() or y.all() or abs(_roc_auc(rank, y) - 0.5) > SORTED - 0.5:
            return False
        last = (pd.Series(rank).groupby(group).rank(ascending=False, method="max") == 1).to_numpy()  # and no other is
        left, left_last = np.bincount(group, y), np.bincount(group, y * last)
        gone, sizes = left > 0, np.bincount(group)
        hits, chance = int(((left == 1) & (left_last == 1)).sum()), float((1 / sizes[gone]).mean())
        return hits >= LAST * gone.sum() and binom.sf(hits - 1, int(gone.sum()), chance) < SURE


def _alike(codes: NDArray[np.intp]) -> float:
    """Return how often two rows taken at random agree."""
    return float(np.square(np.unique(codes, return_counts=True)[1] / max(len(codes), 1)).sum())


def _pairs_of(counts: NDArray[np.intp]) -> int:
    return int((counts * (counts - 1) // 2).sum())


def _roc_auc(rank: NDArray[np.float64], y: NDArray[np.int8]) -> float:
    left, stayed = int(y.sum()), int(len(y) - y.sum())
    return float((rank[y == 1].sum() - left * (left + 1) / 2) / (left * stayed))
