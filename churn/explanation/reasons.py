"""What each column contributes to a customer's probability: in log-odds, as CatBoost says it, and in points.

SHAP values add up in log-odds, where nobody thinks. In points of probability they add up like this: the customer is
compared with each of some background customers. Of such a pair, the difference of two SHAP values says what a column
contributes to the difference in log-odds; one factor a pair turns it into points, so that they add up to the
difference of the two probabilities. The mean over all background customers leads from their average probability to
this customer's, exactly.

It's the rescale rule of DeepLIFT (Shrikumar, Greenside, Kundaje 2017, arXiv:1704.02685), a baseline at a time and
averaged, as in Chen, Lundberg, Lee: Explaining a series of models by propagating Shapley values (2022), Nature
Communications 13:4512. The caveat: within a pair the curve between log-odds and probability is taken for a straight
line, so these are no Shapley values of the probability, and, like all contributions, they say what the model made of
a column and not what changing it would do.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from churn.model.learner import Model
from churn.table.summary import sample_rows

MAX_BACKGROUND: Final = 1_000  # customers to compare with; more change nothing that could be read
AT_ONCE: Final = 500  # customers that are compared with the background at a time: 4 MB
SAME: Final = 1e-6  # log-odds that differ by less have a slope between them, but not one to be had by dividing


@dataclass(frozen=True, eq=False)
class Background:
    """The customers that everybody is compared with.

    Attributes
    ----------
    contributions : ndarray of float64, shape (r, k)
        Their SHAP values, in log-odds.
    log_odds : ndarray of float64, shape (r,)
        What the model gives them.
    """

    contributions: NDArray[np.float64]
    log_odds: NDArray[np.float64]

    @property
    def average(self) -> float:
        """Their average probability, 0 to 1: where all explanations start."""
        return float(expit(self.log_odds).mean())


@dataclass(frozen=True, eq=False)
class Reasons:
    """Why the model gives n customers their probabilities; read-only.

    Attributes
    ----------
    columns : tuple of str, length k
        The features.
    log_odds : ndarray of float64, shape (n, k)
        SHAP values; base + the sum of a row = the log-odds of the customer's probability.
    base : float
        Log-odds.
    points : ndarray of float64, shape (n, k)
        Contributions to the probability (0.18 is 18 points); start + the sum of a row = the customer's probability.
    start : float
        Average probability of the background, 0 to 1.
    """

    columns: tuple[str, ...]
    log_odds: NDArray[np.float64]
    base: float
    points: NDArray[np.float64]
    start: float

    def __post_init__(self) -> None:
        self.log_odds.setflags(write=False)
        self.points.setflags(write=False)

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.points)

    @property
    def p(self) -> NDArray[np.float64]:
        """What it adds up to: the probabilities, shape (n,)."""
        return np.asarray(self.start + self.points.sum(axis=1), dtype=np.float64)

    def largest(self, most: int) -> NDArray[np.intp]:
        """Return the positions of each customer's `most` largest contributions in points, largest first, (n, most)."""
        return np.argsort(-np.abs(self.points), axis=1, kind="stable")[:, :most]


def choose_background(model: Model, frame: pd.DataFrame, *, most: int = MAX_BACKGROUND) -> Background:
    """Choose the customers to compare with: all of a table, or a seeded sample of `most`.

    Parameters
    ----------
    model : Model
        Whose reasons they are.
    frame : DataFrame, (n, k)
        At least one customer.
    most : int
        See above.
    """
    checked = model.schema.check(frame)
    contributions, base = model.shap(checked.rows(sample_rows(len(checked), most)))
    return Background(contributions, base + contributions.sum(axis=1))


def explain(model: Model, frame: pd.DataFrame, compared: Background) -> Reasons:
    """Give each customer's reasons.

    Parameters
    ----------
    model : Model
        Whose reasons they are.
    frame : DataFrame, (n, k)
        Any table with the model's columns.
    compared : Background
        Of the same model.
    """
    contributions, base = model.shap(frame)
    points = _points(contributions, base + contributions.sum(axis=1), compared)
    return Reasons(tuple(model.schema.names), contributions, base, points, compared.average)


def _points(
    contributions: NDArray[np.float64], log_odds: NDArray[np.float64], compared: Background
) -> NDArray[np.float64]:
    """Mean over the background of slope × (difference of contributions), without an array of n × r × k."""
    different, where = np.unique(log_odds, return_inverse=True)  # many customers are alike
    slope = np.empty((len(different), 1))
    theirs = np.empty((len(different), contributions.shape[1]))
    for start in range(0, len(different), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        slopes = _slopes(different[part, None], compared.log_odds[None, :])
        slope[part, 0] = slopes.mean(axis=1)
        theirs[part] = slopes @ compared.contributions / len(compared.contributions)
    return np.asarray(slope[where] * contributions - theirs[where], dtype=np.float64)


def _slopes(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Change of probability a unit of log-odds between each a and each b: where they are one, the curve's slope."""
    p = expit(a)
    difference = a - b
    close = np.abs(difference) < SAME
    difference[close] = 1.0
    slopes = p - expit(b)
    slopes /= difference
    np.copyto(slopes, p * (1 - p), where=close)
    return np.asarray(slopes, dtype=np.float64)
