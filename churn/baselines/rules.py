"""What a model has to be better than, and what none can be better than, on the same split.

Three rules that need no thought (everybody stays; look the profile up; logistic regression), and as a ceiling whoever
knows the churn rate of every profile among the very customers that are scored.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MaxAbsScaler, OneHotEncoder, StandardScaler

from churn.model.evaluation import Evaluation
from churn.model.split import Part, Split, profiles
from churn.scores.bootstrap import bootstrap_intervals
from churn.scores.comparison import Difference, compare_probabilities
from churn.scores.confusion import THRESHOLD
from churn.scores.metrics import Scores
from churn.scores.proportions import Interval
from churn.table.dataset import Dataset
from churn.table.schema import Schema

BaselineName = Literal["stays", "lookup", "regression", "ceiling"]

RIVALS: Final[tuple[BaselineName, ...]] = ("lookup", "regression")  # the rules that rank customers and can be used
# Rows times columns that the logistic regression takes at a time, and learns from at most: a mark needs no more.
MAX_VALUES: Final = 2_000_000


@dataclass(frozen=True, eq=False)
class Baseline:
    """A rule to compare a model with.

    Attributes
    ----------
    name : str
        "stays": gives everybody the churn rate of the train part and flags nobody.
        "lookup": gives the churn rate of the same profile in the train part, for a new profile that of all.
        "regression": logistic regression, fitted on the train part.
        "ceiling": gives the churn rate of the same profile in the part that is scored. No model on these columns has
        a better ROC AUC, average precision, log loss or Brier score there, none has both a higher precision and a
        higher recall.
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


def rule_intervals(rules: Sequence[Baseline], part: Part = "test") -> dict[BaselineName, dict[str, Interval]]:
    """Return the intervals of every rule's scores that no threshold changes (`bootstrap_intervals`).

    The ceiling has none: it is a bound for the very customers that are scored.

    Parameters
    ----------
    rules : sequence of Baseline
        As `baselines` returns them.
    part : str
        Whose customers are scored.
    """
    usable = [rule for rule in rules if rule.name != "ceiling"]
    return {rule.name: bootstrap_intervals(rule.evaluation.predictions[part]) for rule in usable}


def gain(model: Evaluation, rules: Sequence[Baseline], part: Part = "test") -> Difference | None:
    """Compare a model with the look-up table or with logistic regression, whichever ranks better here.

    Parameters
    ----------
    model : Evaluation
        Of the model.
    rules : sequence of Baseline
        As `baselines` returns them, on the same split.
    part : str
        Whose customers are scored.

    Returns
    -------
    Difference or None
        ROC AUC of the model minus that of the rule: paired bootstrap (`compare_probabilities`). None where ROC AUC is
        undefined.
    """
    rivals = [rule.evaluation.predictions[part] for rule in rules if rule.name in RIVALS]
    differences = [compare_probabilities(model.predictions[part], rival) for rival in rivals]
    gains = [each["roc_auc"] for each in differences if "roc_auc" in each]
    return min(gains, key=lambda difference: difference.value, default=None)


def baselines(dataset: Dataset, split: Split) -> tuple[Baseline, ...]:
    """Apply the three rules and the ceiling to all parts of a split.

    Parameters
    ----------
    dataset : Dataset
        n rows.
    split : Split
        Of these rows; what the rules know comes from the train part, but for the ceiling.

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
    known = _rates(profile, y, train)[profile]
    p: dict[BaselineName, NDArray[np.float64]] = {
        "stays": np.full(len(dataset), overall),
        "lookup": np.where(np.isnan(known), overall, known),
        "regression": _regression(dataset, train),
        "ceiling": in_its_part,
    }
    outcomes = {part: y[rows] for part, rows in parts.items()}
    return tuple(
        Baseline(name, Evaluation(outcomes, {part: values[rows] for part, rows in parts.items()}))
        for name, values in p.items()
    )


def _rates(profile: NDArray[np.intp], y: NDArray[np.int8], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the churn rate of every profile among some rows; NaN where it does not occur there."""
    size = profile.max(initial=-1) + 1
    customers = np.bincount(profile[rows], minlength=size)
    churned = np.bincount(profile[rows], weights=y[rows], minlength=size)
    return np.divide(churned, customers, out=np.full(size, np.nan), where=customers > 0)


def _regression(dataset: Dataset, train: NDArray[np.intp]) -> NDArray[np.float64]:
    """Fit logistic regression on the train rows and ask it for all."""
    frame = _numbered(dataset)
    block = max(1, MAX_VALUES // frame.shape[1])
    rows = train[:: -(-len(train) // block)]  # evenly spread
    outcomes = np.unique(dataset.y[rows])
    if len(outcomes) == 1:  # nothing to tell apart
        return np.full(len(dataset), float(outcomes[0]))
    pipeline = _pipeline(dataset.schema)
    with warnings.catch_warnings():
        # where the steps do not suffice, the coefficients are good to a few digits: enough for a mark on a scale
        warnings.simplefilter("ignore", ConvergenceWarning)
        pipeline.fit(frame.iloc[rows], dataset.y[rows])
    blocks = (frame.iloc[start : start + block] for start in range(0, len(frame), block))
    return np.concatenate([pipeline.predict_proba(each)[:, 1] for each in blocks])


def _pipeline(schema: Schema) -> Pipeline:
    imputer = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
    # Scaled twice: the variance of very large numbers would overflow.
    numbers = make_pipeline(imputer, MaxAbsScaler(), StandardScaler())
    categories = ("categories", OneHotEncoder(handle_unknown="ignore"), schema.categories)
    columns = ColumnTransformer([categories, ("numbers", numbers, schema.numbers)])
    return make_pipeline(columns, LogisticRegression(max_iter=200))


def _numbered(dataset: Dataset) -> pd.DataFrame:
    """Replace categories by their codes: one-hot encoding text would take most of the time."""
    categories, frame = set(dataset.schema.categories), dataset.frame
    return pd.DataFrame({name: frame[name].cat.codes if name in categories else frame[name] for name in frame.columns})
