"""Intervals of the scores that no threshold changes: each from a method that holds there, or none and the reason."""

from collections.abc import Collection
from typing import Final, NamedTuple

import numpy as np

from churn.errors import plural
from churn.scores.bootstrap import bootstrap_intervals
from churn.scores.confusion import THRESHOLD
from churn.scores.means import Mean, skewed_mean
from churn.scores.metrics import METRICS, Metric
from churn.scores.predictions import Predictions
from churn.scores.proportions import Interval
from churn.scores.ranks import newcombe
from churn.scores.resampling import SEED

ENOUGH_TO_RESAMPLE: Final = 100  # leavers, and stayers, from which on resampling holds for ROC AUC, too
_ALIKE: Final = "The model gives every customer here the same probability."
_NO_SPREAD: Final = "It is the same whichever of these customers are drawn, so they do not show how sure it is."


class Intervals(NamedTuple):
    """95% intervals by the names of `METRICS`, and one sentence for each score that has a value and no interval."""

    by_name: dict[str, Interval]
    reasons: dict[str, str]


def probability_intervals(
    predictions: Predictions, names: Collection[str] | None = None, *, seed: int = SEED
) -> Intervals:
    """Return the intervals of ROC AUC, average precision, log loss, Brier score and others that are no counts.

    ROC AUC: Newcombe's interval below 100 leavers or stayers, bootstrap above. Log loss and Brier score: Hall's
    interval of a skewed mean. Others: bootstrap. Below `Metric.fewest` leavers or stayers: none.

    Percent of 400 or 500 simulated samples in which the interval, where there was one, held the truth; lowest and
    highest of populations with 2, 23 and 50% leavers and ROC AUC 0.94 and 0.76, with many ties and without. The scores
    that count customers (Wilson) are over six thresholds together, because single counts let the coverage jump.

    =================  =============  =============  ===============  ==============
    customers          50             191            1,000            BCa everywhere
    =================  =============  =============  ===============  ==============
    ROC AUC            92 to 98       93 to 97       94 to 98         72 to 97
    average precision  none           94 to 96       93 to 95         78 to 97
    log loss           94 to 97       94 to 96       94 to 96         56 to 96
    Brier score        95 to 99       94 to 97       94 to 97         56 to 96
    precision          95 to 97       94 to 97       95 to 96         –
    recall             92 to 97       93 to 95       94 to 96         –
    F1                 95 to 96       94 to 95       94 to 96         –
    =================  =============  =============  ===============  ==============

    Parameters
    ----------
    predictions : Predictions
        Of customers that the model has not learned from.
    names : collection of str, optional
        The scores wanted; all by default.
    seed : int
        Of the resampling: equal arguments, equal intervals.
    """
    counts, p = predictions.confusion(), predictions.p
    wanted = {name: each for name, each in METRICS.items() if names is None or name in names}
    scores = {name: each for name, each in wanted.items() if not each.counted and not each.reason(counts, THRESHOLD)}
    sure, reasons, resampled = dict[str, Interval | None](), dict[str, str](), list[str]()
    for name, metric in scores.items():
        if why := _too_few(metric, counts.positives, counts.negatives):
            reasons[name] = why
        elif isinstance(metric.interval, Mean):
            sure[name] = skewed_mean(metric.interval.losses(predictions.churned, p))
        elif metric.interval == "ranks" and np.ptp(p) == 0:
            reasons[name] = _ALIKE
        elif metric.interval == "ranks" and (ends := _of_ranks(predictions)):
            sure[name] = ends
        else:
            resampled.append(name)
    sure |= bootstrap_intervals(predictions, resampled, seed=seed)
    found = {name: each for name in scores if (each := sure.get(name))}
    return Intervals(found, {name: reasons.get(name, _NO_SPREAD) for name in scores if name not in found})


def _too_few(metric: Metric, leavers: int, stayers: int) -> str | None:
    """Say why there is no interval where too few have left or stayed; None if there are enough."""
    customers, did = min((leavers, "left"), (stayers, "stayed"))
    if customers >= metric.fewest:
        return None
    known = f"Only {plural(customers, 'customer')}" if customers else "No customer"
    return f"{known} here {did}; an interval takes at least {metric.fewest}."


def _of_ranks(predictions: Predictions) -> Interval | None:
    """Return Newcombe's interval of ROC AUC; None where resampling holds."""
    scores = predictions.scores()
    auc, leavers, stayers = scores.by_name["roc_auc"] or 0.0, scores.positives, scores.n - scores.positives
    fewer = min(leavers, stayers)
    misplaced = fewer * min(auc, 1 - auc)  # near-perfect ranks hardly differ from draw to draw
    return None if fewer >= ENOUGH_TO_RESAMPLE and misplaced >= 1 else newcombe(auc, leavers, stayers)
