"""What others did with about the same probabilities, and those exactly alike, for many customers at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.reliability.experience import FEWEST, Experience
from churn.reliability.twins import Twins

LOW: Final = "churn_rate_low"
HIGH: Final = "churn_rate_high"
TWINS: Final = "churn_twins"
TWINS_LEFT: Final = "churn_twins_left"
COLUMNS: Final = (LOW, HIGH, TWINS, TWINS_LEFT)
RECORD: Final = "experience"  # entry of a model file's record
DIGITS: Final = 4


@dataclass(frozen=True, eq=False)
class Known:
    """Customers whose outcome is known.

    Attributes
    ----------
    experience : Experience or None
        With the probability that a model gave them which had never seen them; None if a model file does not hold it.
    twins : Twins or None
        By all of their values; None without the table that the model was trained on.
    """

    experience: Experience | None = None
    twins: Twins | None = None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Known":
        """Return what the record of a model file says; nothing if the file is an older one."""
        entry = record.get(RECORD)
        return cls(Experience.of(entry) if isinstance(entry, Mapping) else None)

    def columns(self, p: NDArray[np.float64], features: pd.DataFrame) -> dict[str, NDArray[Any]]:
        """Return what is known of customers like n others, as columns of a file of these.

        Parameters
        ----------
        p : ndarray of float64, shape (n,)
            Their probabilities.
        features : DataFrame, (n, k)
            Their values.

        Returns
        -------
        dict of str to ndarray, shape (n,)
            `LOW` and `HIGH`, the exact 95% interval of the churn rate of customers with about that probability, NaN
            where there are fewer than ten of them; `TWINS` and `TWINS_LEFT`, the customers exactly alike and how many
            of them left, himself included whom the table holds. What is not known is not there.
        """
        found: dict[str, NDArray[Any]] = {}
        if self.experience is not None:
            about = self.experience.about(p)
            told = about.customers >= FEWEST
            found |= {
                name: np.where(told, end.round(DIGITS), np.nan)
                for name, end in zip((LOW, HIGH), about.interval, strict=True)
            }
        if self.twins is not None:
            alike = self.twins.of(features)
            found |= {TWINS: alike.customers, TWINS_LEFT: alike.left}
        return found


NOTHING: Final = Known()
