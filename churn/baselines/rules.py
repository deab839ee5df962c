"""What a model has to be better than, and what none can be better than, on the same split.

Three simple models (everybody stays; look the profile up; logistic regression), and as a ceiling whoever knows the
churn rate of every profile among the very customers that are scored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from churn.baselines.linear import linear_probabilities
from churn.model.evaluation import Evaluation
from churn.model.split import Part, Split, profiles
from churn.scores.comparison import Difference, compare_probabilities
from churn.scores.confusion import THRESHOLD
from churn.scores.metrics import Scores
from churn.scores.proportions import Interval
from churn.table.dataset import Dataset

BaselineName = Literal["stays", "lookup", "regression", "ceiling"]

RIVALS: Final[tuple[BaselineName, ...]] = ("lookup", "regression")  # the rules that rank customers and can be used
# Customers with the churn rate of all who are added to each profile of the look-up table, so that a profile seen once
# is not sure of itself: the log loss of a single contradiction would be that of a clipping constant.
ADDED: Final = 1


@dataclass(frozen=True, eq=False)
class Baseline:
    """A rule to compare a model with.

    Attributes
    ----------
    name : str
        "stays": gives everybody the churn rate of the train part and flags nobody.
        "lookup": gives the churn rate of the same profile in the train part, drawn towards that of all as if one more
        customer had been seen (`ADDED`), and for a new profile that of all.
        "regression": logistic regression, see `churn.baselines.linear`.
        "ceiling": gives the churn rate of the same profile in the part that is scored. No model on these columns has
        a better ROC AUC, log loss or Brier score there, none has both a higher precision and a higher recall; average
        precision may be a little higher where profiles of equal rate happen to be ranked apart.
    evaluation : Evaluation
        What the rule says of all parts.
    """

    name: BaselineName
    evaluation: Evaluation

    def scores(self, part: Part = "test", threshold: float = THRESHOLD) -> Scores:
        """Score a part as a model is scored; only "stays" flags nobody whatever the threshold."""
        predictions = self.evaluation.predictions[part]
        if self.name != "stays":
            return predictions.scores(threshold)
        scores = predictions.scores(1.0)  # no probability is above 1
        return replace(scores, reasons={**scores.reasons, "precision": "It flags nobody, at any threshold."})


@dataclass(frozen=True)
class Gain:
    """What a model has over the better of the rules that can be used.

    Attributes
    ----------
    rival : str or None
        The name of that rule; the validation customers have chosen it. None where all of them left or all stayed.
    difference : Difference or None
        ROC AUC of the model minus that of the rule: paired (`compare_probabilities`). None without a rival, and where
        ROC AUC is undefined, of the customers or of too many resamples of them.
    """

    rival: BaselineName | None = None
    difference: Difference | None = None


def rule_intervals(rules: Sequence[Baseline], part: Part = "test") -> dict[BaselineName, dict[str, Interval]]:
    """Return the intervals of every rule's scores that no threshold changes; the train part has none.

    The ceiling has none: it is a bound for the very customers that are scored.

    Parameters
    ----------
    rules : sequence of Baseline
        As `baselines` returns them.
    part : str
        Whose customers are scored.
    """
    usable = [rule for rule in rules if rule.name != "ceiling"]
    return {rule.name: rule.evaluation.probability_intervals[part].by_name for rule in usable}


def gain(model: Evaluation, rules: Sequence[Baseline], part: Part = "test") -> Gain:
    """Compare a model with the look-up table or with logistic regression, whichever ranks validation customers better.

    Parameters
    ----------
    model : Evaluation
        Of the model.
    rules : sequence of Baseline
        As `baselines` returns them, on the same split.
    part : str
        Whose customers are scored.
    """
    judged = {rule: rule.scores("validation").roc_auc for rule in rules if rule.name in RIVALS}
    rivals = {rule: roc_auc for rule, roc_auc in judged.items() if roc_auc is not None}
    if not rivals:
        return Gain()
    rival = max(rivals, key=rivals.__getitem__)
    found = compare_probabilities(model.predictions[part], rival.evaluation.predictions[part])
    return Gain(rival.name, found.get("roc_auc"))


def baselines(dataset: Dataset, split: Split) -> tuple[Baseline, ...]:
    """Apply the three rules and the ceiling to all parts of a split.

    Parameters
    ----------
    dataset : Dataset
        n rows.
    split : Split
        Of these rows; what the rules know comes from the train part, but for the ceiling; the validation part chooses
        the settings of the logistic regression.

    Returns
    -------
    tuple of Baseline
        In the order stays, lookup, regression, ceiling.
    """
    y, train, parts = dataset.y, split.train, split.parts()
    profile = profiles(dataset.frame)
    overall = float(y[train].mean())
    in_its_part = np.empty(len(dataset))
    for rows in parts.values():
        in_its_part[rows] = _rates(profile, y, rows)[profile[rows]]
    p: dict[BaselineName, NDArray[np.float64]] = {
        "stays": np.full(len(dataset), overall),
        "lookup": _rates(profile, y, train, overall)[profile],
        "regression": linear_probabilities(dataset, split),
        "ceiling": in_its_part,
    }
    outcomes = {part: y[rows] for part, rows in parts.items()}
    return tuple(
        Baseline(name, Evaluation(outcomes, {part: values[rows] for part, rows in parts.items()}))
        for name, values in p.items()
    )


def _rates(
    profile: NDArray[np.intp], y: NDArray[np.int8], rows: NDArray[np.intp], overall: float | None = None
) -> NDArray[np.float64]:
    """Return the churn rate of every profile among some rows, NaN where it does not occur; or drawn to `overall`."""
    size = profile.max(initial=-1) + 1
    added = 0 if overall is None else ADDED
    customers = np.bincount(profile[rows], minlength=size) + added
    churned = np.bincount(profile[rows], weights=y[rows], minlength=size) + added * (overall or 0)
    rates: NDArray[np.float64] = np.divide(churned, customers, out=np.full(size, np.nan), where=customers > 0)
    return rates
