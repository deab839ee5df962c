"""What happened to customers who were given about the same probability by a model that had never seen them."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.errors import Cancelled, DataError
from churn.model.folds import folds
from churn.model.run import Run
from churn.reliability.binomial import exact_intervals
from churn.table.dataset import Dataset

FOLDS: Final = 5
ENOUGH_TESTED: Final = 2_000  # test customers from which on they are experience enough: no model is fitted
NEAREST: Final = 30  # customers with about one probability, or a fiftieth of all if that is more
SHARE_OF_ALL: Final = 50
# About the same is at most so far away: the difference of arcsin √p. Around 50% these are ten points, around 20% eight,
# around 5% four, around 1% two: as far as chance moves the rate of 25 customers.
REACH: Final = 0.1
FEWEST: Final = 10  # customers with about one probability, of whom it is told how many left
MOST_KEPT: Final = 2_000  # customers in a compact table
DIGITS: Final = 6  # of a probability there
FEW_ROWS: Final = 5_000  # to fit so few, threads that wait for each other bring nothing
GIVE_WAY: Final = 0.05  # seconds between two looks whether others still need the cores

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of customers with known outcome, each beside one customer who is asked about; shape (n,) each.

    Attributes
    ----------
    customers, left : ndarray of int
        How many, and how many of them left.
    """

    customers: NDArray[np.int_]
    left: NDArray[np.int_]

    @cached_property
    def interval(self) -> tuple[Floats, Floats]:
        """The exact 95% interval of their churn rate: see `exact_intervals`, computed once for equal groups."""
        codes = self.customers * (int(self.customers.max(initial=0)) + 1) + self.left
        _, first, place = np.unique(codes, return_index=True, return_inverse=True)
        low, high = exact_intervals(self.left[first], self.customers[first])
        return low[place], high[place]


class Experience:
    """Customers with the probability that a model gave them which had never seen them, and what they did.

    Parameters
    ----------
    y : array of {0, 1}, shape (n,)
        1 where the customer left.
    p : array of float, shape (n,)
        That probability.

    Examples
    --------
    >>> experience = Experience([0] * 25 + [1] * 5 + [1] * 30, [0.22] * 30 + [0.9] * 30)
    >>> about = experience.about([0.22, 0.5])
    >>> about.customers.tolist(), about.left.tolist()
    ([30, 0], [5, 0])
    """

    def __init__(self, y: ArrayLike, p: ArrayLike) -> None:
        probabilities = np.asarray(p, dtype=np.float64)
        order = np.argsort(probabilities, kind="stable")
        self.p: Floats = probabilities[order]
        self.y: NDArray[np.int8] = np.asarray(y, dtype=np.int8)[order]
        self._left = np.concatenate([[0], np.cumsum(self.y, dtype=np.int_)])
        self._places = _place(self.p)
        size = min(len(self), max(NEAREST, len(self) // SHARE_OF_ALL))
        first, last = self._places[: len(self) - size + 1], self._places[max(size - 1, 0) :]
        # group k is the nearest one between the middles of what group k - 1 has and k + 1 has instead
        self._middles = (first[:-1] + last[1:]) / 2
        self._starts = np.searchsorted(self._places, first, side="left")  # with all who share the last probability
        self._ends = np.searchsorted(self._places, last, side="right")

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.p)

    def about(self, p: ArrayLike) -> Groups:
        """Return the customers with about each of some probabilities.

        They are the nearest 30, or the nearest fiftieth of all if that is more, with all who share a probability,
        as far as they are within `REACH`.

        Parameters
        ----------
        p : array of float, shape (m,)
            Probabilities; look-ups in sorted arrays.

        Returns
        -------
        Groups
            Of m groups; one with fewer than `FEWEST` customers is too small to be told.
        """
        asked = _place(np.asarray(p, dtype=np.float64))
        if not len(self):
            nobody = np.zeros(len(asked), dtype=np.int_)
            return Groups(nobody, nobody)
        group = np.searchsorted(self._middles, asked)
        start = np.maximum(self._starts[group], np.searchsorted(self._places, asked - REACH, side="left"))
        end = np.minimum(self._ends[group], np.searchsorted(self._places, asked + REACH, side="right"))
        end = np.maximum(start, end)
        return Groups(end - start, self._left[end] - self._left[start])

    def as_dict(self) -> dict[str, Any]:
        """Return at most 2,000 of the customers, drawn at random where there are more, ready for JSON."""
        kept = np.arange(len(self))
        if len(self) > MOST_KEPT:
            kept = np.sort(np.random.default_rng(0).choice(len(self), MOST_KEPT, replace=False))
        return {"p": self.p[kept].round(DIGITS).tolist(), "left": "".join(map(str, self.y[kept].tolist()))}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Experience | None":
        """Return what `as_dict` wrote; None if there is none, or something else."""
        p, left = record.get("p"), record.get("left")
        if not isinstance(p, Sequence) or not isinstance(left, str) or len(p) != len(left) or set(left) - {"0", "1"}:
            return None
        if not all(isinstance(each, float | int) and 0 <= each <= 1 for each in p):
            return None
        return cls(np.array(list(left), dtype=np.int8), np.array(p, dtype=np.float64))


def _place(p: Floats) -> Floats:
    """Stretch probabilities so that chance moves a rate equally far everywhere (Freeman and Tukey 1950)."""
    return np.arcsin(np.sqrt(np.clip(p, 0, 1)))


def cross_fitted(
    run: Run,
    dataset: Dataset,
    cancel: threading.Event | None = None,
    busy: Callable[[], bool] | None = None,
    *,
    threads: int | None = 1,
) -> Experience:
    """Give the customers of a run's data set probabilities by models that never saw them (cross-fitting).

    The table is cut into five folds. The customers of each get theirs from a model that is fitted to the others with
    the run's own settings. Where 2,000 or more test customers have got theirs from the run itself, or the test
    customers are the latest, nothing is fitted: no other model would have been asked about the future.

    Parameters
    ----------
    run : Run
        Whose settings.
    dataset : Dataset
        The data set that it was trained on.
    cancel : threading.Event, optional
        Ends the work: the experience is then that of the folds that are done.
    busy : callable, optional
        Says whether somebody waits for another fit: until that is over, this one stands still.
    threads : int, optional
        CPU threads to use for more than `FEW_ROWS` rows; the result does not depend on it.

    Returns
    -------
    Experience
        Without those for whom no model could be fitted.
    """
    if len(run.split.test) >= ENOUGH_TESTED or run.split.in_time:
        return Experience(run.evaluation.y["test"], run.evaluation.p["test"])
    p = np.full(len(dataset), np.nan)
    stop = cancel or threading.Event()
    workers = 1 if len(dataset) <= FEW_ROWS else threads

    def give_way(*_: object) -> None:
        while busy is not None and busy() and not stop.is_set():
            stop.wait(GIVE_WAY)

    for parts in folds(dataset, run.spec.split, FOLDS):
        try:
            model, _ = run.spec.learner.fit(
                dataset, parts, run.spec.model, on_progress=give_way, cancel=stop, threads=workers
            )
        except DataError:  # too few leavers in what is left
            continue
        except Cancelled:
            break
        p[parts.test] = model.predict_proba(dataset.frame.rows(parts.test))
    known = ~np.isnan(p)
    return Experience(dataset.y[known], p[known])
