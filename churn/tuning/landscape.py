"""The map of the two main settings: which cells are good, which of them differ by no more than noise, the simplest.

A cell is a `RunSpec`; the cells of a map differ in the learner's main settings only. A map may be incomplete.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from churn.model.run import RunSpec
from churn.model.setting import settings_of
from churn.scores.chance import LEVEL, chance_of_ranking
from churn.scores.predictions import Predictions
from churn.scores.proportions import CONFIDENCE
from churn.tuning.cells import Edge, cells_around
from churn.tuning.noise import Estimates, on_customers, on_folds
from churn.tuning.score import Score

LOG_LOSS: Final = Score()


@dataclass(frozen=True, eq=False)
class Landscape:
    """Some cells of a map and how good they are; made by `of` or `of_folds`.

    Attributes
    ----------
    score : Score
        What they are compared by.
    cells : tuple of RunSpec
        The k cells that are known, by their main settings: of equally good cells the first is the simplest.
    estimates : Estimates
        Their scores and the noise of these.
    customers, left : int
        Customers who judge, and how many of them left.
    reasons : mapping of RunSpec to str
        Why a cell has no score.
    chance : float or None
        How easily chance alone ranks customers as well as the best cell does, see `chance_of_ranking`.
    folds : int
        On how many folds each cell was judged; 0 on one validation split.
    """

    score: Score
    cells: tuple[RunSpec, ...]
    estimates: Estimates
    customers: int
    left: int
    reasons: Mapping[RunSpec, str]
    chance: float | None
    folds: int = 0

    @classmethod
    def of(
        cls,
        known: Mapping[RunSpec, Predictions],
        score: Score = LOG_LOSS,
        groups: NDArray[np.intp] | None = None,
    ) -> "Landscape":
        """Judge cells by the same validation customers.

        Parameters
        ----------
        known : mapping of RunSpec to Predictions
            What each known cell says of the same customers in the same order; it may be empty.
        score : Score
            What cells are compared by.
        groups : ndarray of int, shape (n,), optional
            Equal for rows of the same customer, which are then no proof of each other; see `same_customer`.

        Raises
        ------
        ValueError
            If the outcomes or the groups are not of the same customers.
        """
        cells = _sorted(known)
        predictions = [known[cell] for cell in cells]
        if any(not np.array_equal(each.churned, predictions[0].churned) for each in predictions):
            raise ValueError("All cells need predictions of the same customers in the same order.")
        if predictions and groups is not None and len(groups) != len(predictions[0]):
            raise ValueError(f"There are groups of {len(groups)} rows for {len(predictions[0])} predictions.")
        estimates = on_customers(predictions, score, groups)
        best, first = estimates.best, _one_row_each(predictions[0], groups) if predictions else Predictions([], [])
        chance = None if best is None else chance_of_ranking(_one_row_each(predictions[best], groups))
        reasons = {cell: why for cell, each in known.items() if (why := score.reason(each)) is not None}
        return cls(score, cells, estimates, len(first), first.positives, reasons, chance)

    @classmethod
    def of_folds(
        cls,
        known: Mapping[RunSpec, Sequence[Predictions]],
        score: Score = LOG_LOSS,
        *,
        overlap: float,
        repeats: int = 1,
    ) -> "Landscape":
        """Judge cells by customers that were held out, fold by fold.

        Parameters
        ----------
        known : mapping of RunSpec to sequence of Predictions
            What each cell says of the customers of each fold; the same folds in the same order for all.
        score : Score
            What cells are compared by.
        overlap : float
            See `churn.tuning.noise.on_folds`.
        repeats : int
            How often each customer was held out.
        """
        cells, reasons = _sorted(known), dict[RunSpec, str]()
        values = np.full((len(cells), len(next(iter(known.values()), ()))), np.nan)
        for place, cell in enumerate(cells):
            for number, each in enumerate(known[cell]):
                if (value := score.value(each)) is None:
                    reasons[cell] = score.reason(each) or ""
                else:
                    values[place, number] = value
        estimates = on_folds(values, score.better, overlap)
        first = next(iter(known.values()), ())
        chances = [] if estimates.best is None else [chance_of_ranking(each) for each in known[cells[estimates.best]]]
        told = [each for each in chances if each is not None]
        chance = float(np.median(told)) if told else None
        customers, left = sum(map(len, first)) // repeats, sum(each.positives for each in first) // repeats
        return cls(score, cells, estimates, customers, left, reasons, chance, values.shape[1])

    @property
    def best(self) -> RunSpec | None:
        """The cell with the best score; None where no cell has one."""
        return None if self.estimates.best is None else self.cells[self.estimates.best]

    @cached_property
    def equals(self) -> frozenset[RunSpec]:
        """The cells that are as good as the best one, as far as these customers can tell; the best is among them."""
        return frozenset(cell for cell, equal in zip(self.cells, self.estimates.equals, strict=True) if equal)

    @cached_property
    def simplest(self) -> RunSpec | None:
        """The simplest of the `equals`: with the lowest depth, and of that depth the one with the best score.

        A tree of one level more can tell twice as many kinds of customers apart. A learning rate makes no tree simpler
        (a lower one needs more trees for the same), so among those of one depth the customers decide.
        """
        places = np.flatnonzero(self.estimates.equals)
        lags = self.estimates.lags()
        order = min(places, key=lambda place: (_main_settings(self.cells[place])[0], lags[place]), default=None)
        return None if order is None else self.cells[order]

    @property
    def known_better_than_chance(self) -> bool:
        """Whether the best cell clearly ranks customers better than chance, though it is the best of so many."""
        return self.chance is not None and self.chance <= min(LEVEL, (1 - CONFIDENCE) / len(self.cells))

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges of the map, not of its known part, that the best cell lies at."""
        return () if self.best is None else cells_around(self.best).edges(self.best)

    def value(self, cell: RunSpec) -> float | None:
        """Return a cell's score; None if it is not known or has none."""
        value = self.estimates.values[self._place(cell)] if cell in self._places else np.nan
        return None if np.isnan(value) else float(value)

    def standard_error(self, cell: RunSpec) -> float | None:
        """Return the standard error of a cell's score; None if that is not known."""
        error = self.estimates.standard_errors[self._place(cell)] if cell in self._places else np.nan
        return None if np.isnan(error) else float(error)

    def lag(self, cell: RunSpec) -> float | None:
        """Return how much worse than the best a cell is, 0 or more; None if its score is not known."""
        return None if self.value(cell) is None else float(self.estimates.lags()[self._place(cell)])

    def reach(self, cell: RunSpec) -> float | None:
        """Return the largest lag that chance alone explains; None where that is unknown."""
        reach = self.estimates.reach(self._place(cell)) if self.value(cell) is not None else np.inf
        return float(reach) if np.isfinite(reach) else None

    @cached_property
    def _places(self) -> dict[RunSpec, int]:
        return {cell: place for place, cell in enumerate(self.cells)}

    def _place(self, cell: RunSpec) -> int:
        return self._places[cell]


def _sorted(known: Iterable[RunSpec]) -> tuple[RunSpec, ...]:
    return tuple(sorted(known, key=_main_settings))


def _main_settings(cell: RunSpec) -> tuple[float, ...]:
    return tuple(getattr(cell.model, each.name) for each in settings_of(type(cell.model)) if each.main)


def _one_row_each(predictions: Predictions, groups: NDArray[np.intp] | None) -> Predictions:
    if groups is None:
        return predictions
    rows = np.unique(groups, return_index=True)[1]
    return Predictions(predictions.churned[rows], predictions.p[rows])
