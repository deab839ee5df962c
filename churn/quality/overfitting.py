"""What a model does worse on new customers than on those it learned from, and whether a simpler setting does better.

No threshold moves anything here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.stats import t as student

from churn.model.evaluation import Evaluation
from churn.model.run import Run, RunSpec
from churn.model.setting import settings_of
from churn.scores.confusion import Floats
from churn.scores.intervals import Intervals
from churn.scores.metrics import log_losses
from churn.scores.predictions import Predictions
from churn.scores.proportions import CONFIDENCE, Interval

# Settings with which a model can fit more (1) or less (-1) as they grow; all others have to be equal, but the seed.
COMPLEXITY: Final = {"depth": 1, "learning_rate": 1, "iterations": 1, "l2_leaf_reg": -1, "seed": 0}


@dataclass(frozen=True)
class Gap:
    """ROC AUC on the customers that a model learned from, and on test customers.

    Attributes
    ----------
    train, test : float
        The two scores.
    interval : Interval or None
        Of train minus test, 95%: over other test customers, for this model. The first score is known exactly, since
        these are the customers it learned from.
    reason : str
        Why there is no interval, a sentence; empty while it is being computed.
    """

    train: float
    test: float
    interval: Interval | None = None
    reason: str = ""

    @property
    def value(self) -> float:
        """The first score minus the second."""
        return self.train - self.test


@dataclass(frozen=True)
class Simpler:
    """A simpler setting that is clearly better on the validation customers.

    Attributes
    ----------
    spec : RunSpec
        The simpler setting.
    lower : float
        By how much its log loss is lower, nats, above 0.
    interval : Interval
        Of that; 95% for all `tried` together.
    tried : int
        How many simpler settings were compared.
    """

    spec: RunSpec
    lower: float
    interval: Interval
    tried: int


def gap(evaluation: Evaluation, test: Intervals | None) -> Gap | None:
    """Compare ROC AUC on train and test customers; None where one of the two has no value.

    Parameters
    ----------
    evaluation : Evaluation
        Of the model.
    test : Intervals or None
        Of the scores on the test customers; None while they are being computed.
    """
    train, tested = (evaluation.predictions[part].scores().roc_auc for part in ("train", "test"))
    if train is None or tested is None:
        return None
    if test is None:
        return Gap(train, tested)
    if ends := test.by_name.get("roc_auc"):
        return Gap(train, tested, Interval(train - ends.high, train - ends.low))
    return Gap(train, tested, None, test.reasons["roc_auc"])


def simpler_runs(run: Run, others: Iterable[Run]) -> list[Run]:
    """Return those of other runs that have the same data, the same split and simpler settings."""
    return [
        each
        for each in others
        if (each.fingerprint, each.spec.split) == (run.fingerprint, run.spec.split)
        and is_simpler(each.spec.model, run.spec.model)
    ]


def is_simpler(one: Any, other: Any) -> bool:  # noqa: ANN401 - the settings of any learner
    """Return whether settings can fit less than others: none of them more, one of them less.

    Examples
    --------
    >>> from churn.model.spec import ModelSpec
    >>> is_simpler(ModelSpec(depth=2), ModelSpec()), is_simpler(ModelSpec(depth=2, learning_rate=0.3), ModelSpec())
    (True, False)
    """
    if type(one) is not type(other):
        return False
    names = [each.name for each in settings_of(type(one))]
    if any(getattr(one, name) != getattr(other, name) for name in names if name not in COMPLEXITY):
        return False
    more = [COMPLEXITY[name] * (getattr(one, name) - getattr(other, name)) for name in names if name in COMPLEXITY]
    return max(more, default=0) <= 0 and min(more, default=0) < 0


def clearly_better(run: Run, simpler: Sequence[Run]) -> Simpler | None:
    """Return the best of some simpler settings if it is clearly better than a run on the validation customers.

    Judged by log loss, which every customer adds to; see `lead`. The validation customers have chosen the number of
    trees of all, so all are flattered, and the simpler ones, which have less to choose from, rather less.

    Parameters
    ----------
    run : Run
        Whose settings may be too complex.
    simpler : sequence of Run
        As `simpler_runs` returns them.
    """
    if not simpler:
        return None
    own, *others = (log_losses(each.churned, each.p) for each in map(_validation, (run, *simpler)))
    best = int(np.argmin([each.mean() for each in others]))
    lower = lead(own, others[best], len(others))
    if lower is None or lower.low <= 0:
        return None
    return Simpler(simpler[best].spec, float(np.mean(own - others[best])), lower, len(others))


def lead(own: Floats, other: Floats, tried: int) -> Interval | None:
    """Return by how much the mean of other losses of the same customers is lower, as a 95% interval.

    Student's interval of the paired differences, adjusted for the other being the best of so many (Bonferroni).

    Parameters
    ----------
    own, other : ndarray of float64, shape (n,)
        Losses; None is returned for fewer than two customers.
    tried : int
        How many others there were.

    Examples
    --------
    >>> lead(np.array([0.5, 0.7, 0.9]), np.array([0.1, 0.3, 0.6]), 1)  # doctest: +ELLIPSIS
    Interval(low=0.223..., high=0.510...)
    """
    gained, n = own - other, len(own)
    if n < 2:
        return None
    quantile = student.ppf(1 - (1 - CONFIDENCE) / 2 / tried, n - 1)
    reach = float(quantile * gained.std(ddof=1) / np.sqrt(n))
    return Interval(float(gained.mean()) - reach, float(gained.mean()) + reach)


def _validation(run: Run) -> Predictions:
    return run.evaluation.predictions["validation"]
