"""What the model would say of a customer who differed in one column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from churn.explanation.reasons import Background
from churn.explanation.similar import TrainingRows
from churn.model.learner import Model
from churn.scores.confusion import flagged
from churn.table.schema import Schema
from churn.table.values import Features

MAX_CHANGEABLE: Final = 20  # columns that are tried without being asked for: the most important ones

# Words in the name of a column that nobody can change.
_GIVEN: Final = {"age", "ages", "birth", "birthday", "birthdate", "dob", "born", "sex", "gender"}
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@dataclass(frozen=True)
class Alternative:
    """One change in one column.

    Attributes
    ----------
    column : str
        Where.
    value : str or float
        The other level or number.
    probability : float
        What the model says then, 0 to 1.
    size : float
        1 for a category, for a number the change as a share of its range in training.
    """

    column: str
    value: str | float
    probability: float
    size: float


@dataclass(frozen=True)
class WhatIf:
    """All single changes of one customer.

    Attributes
    ----------
    probability : float
        As the customer is, 0 to 1.
    alternatives : tuple of Alternative
        By column, in the order of the table, then by value.
    """

    probability: float
    alternatives: tuple[Alternative, ...]

    def smallest(self, threshold: float) -> Alternative | None:
        """Return the smallest change after which the customer is no longer flagged, None if no single one does.

        Of changes of equal size, the one with the lowest probability. A customer who isn't flagged needs none.
        """
        if not flagged(self.probability, threshold):
            return None
        enough = [each for each in self.alternatives if not flagged(each.probability, threshold)]
        return min(enough, key=lambda each: (each.size, each.probability), default=None)

    def by_effect(self) -> list[Alternative]:
        """Return the changes column by column, first the one where most can change, each from low to high probability.

        Of columns in which equally much can change, the one that comes first in the table.
        """
        largest: dict[str, float] = {}
        for each in self.alternatives:
            largest[each.column] = max(largest.get(each.column, 0.0), abs(each.probability - self.probability))
        place = {column: rank for rank, column in enumerate(sorted(largest, key=lambda column: -largest[column]))}
        return sorted(self.alternatives, key=lambda each: (place[each.column], each.probability))


def what_if(model: Model, row: Features, changeable: Sequence[str], training: TrainingRows) -> WhatIf:
    """Ask the model once for the customer and all single changes in some columns.

    Parameters
    ----------
    model : Model
        Any.
    row : Features, (1, k)
        The customer.
    changeable : sequence of str
        The columns to change; others are ignored.
    training : TrainingRows
        Columns take the values that these customers have.
    """
    now = row.iloc[0].to_dict()
    tried = [name for name in model.schema.names if name in changeable]
    changes = [(name, value) for name in tried for value in training.typical[name] if value != now[name]]
    p = model.predict_proba(_changed(row, changes))
    spans = dict(zip(model.schema.names, training.spans, strict=True))
    alternatives = [
        Alternative(name, value, float(probability), _size(value, now[name], spans[name]))
        for (name, value), probability in zip(changes, p[1:], strict=True)
    ]
    return WhatIf(float(p[0]), tuple(alternatives))


def changeable_by_default(schema: Schema, compared: Background) -> list[str]:
    """Name the columns to change if nobody says which: those that don't look like age or sex, the most important."""
    free = [place for place, name in enumerate(schema.names) if not looks_given(name)]
    kept = sorted(free, key=lambda place: -compared.importance[place])[:MAX_CHANGEABLE]
    return [schema.names[place] for place in sorted(kept)]


def looks_given(name: str) -> bool:
    """Say whether a column looks like age or sex, which nobody can change.

    Examples
    --------
    >>> looks_given("Customer_Age"), looks_given("isFemaleGender"), looks_given("AverageStage")
    (True, True, False)
    """
    return bool(_GIVEN & {word.lower() for word in _WORD.findall(name)})


def _changed(row: Features, changes: Sequence[tuple[str, str | float]]) -> Features:
    """Repeat a customer: first as they are, then with each change."""
    now = row.iloc[0].to_dict()
    frame = pd.DataFrame([now, *(now | {name: value} for name, value in changes)])
    kinds = {name: "category" if kind == "category" else "float64" for name, kind in row.kinds}
    return Features.of(frame.astype(kinds), row.kinds)


def _size(value: str | float, now: str | float, span: float) -> float:
    return 1.0 if isinstance(value, str) or isinstance(now, str) or np.isnan(now) else abs(value / span - now / span)
