"""Optuna's TPE, as a search asks it: settings out, scores in."""

from typing import Any, Final

import numpy as np

from churn.model.run import RunSpec
from churn.scores.metrics import Direction
from churn.tuning.space import Space

STARTUP: Final = 10  # trials that are drawn at random before it models what is good


class Sampler:
    """Proposes settings: the defaults first, then those of the page, then what the scores so far suggest.

    Parameters
    ----------
    space : Space
        What may be proposed.
    better : {"higher", "lower"}
        Which scores are good.
    seed : int
        The same answers to the same scores.
    """

    def __init__(self, space: Space, better: Direction, seed: int) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._space = space
        self._study = optuna.create_study(
            direction="minimize" if better == "lower" else "maximize",
            sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP),
        )
        self._importance: tuple[int, dict[str, float]] | None = None  # of so many trials
        for first in dict.fromkeys((space.defaults, space.spec)):
            self._study.enqueue_trial(dict(space.places(first)))

    def ask(self) -> tuple[Any, RunSpec]:
        """Return a proposal, to be told of, and its settings."""
        proposal = self._study.ask()
        sizes = {each.name: len(each.values) for each in self._space.dimensions}
        places = {name: proposal.suggest_int(name, 0, size - 1) for name, size in sizes.items()}
        return proposal, self._space.at(places)

    def tell(self, proposal: Any, value: float | None) -> None:  # noqa: ANN401 - what `ask` has returned
        """Take the score of a proposal; one without moves nothing."""
        import optuna

        if value is None:
            self._study.tell(proposal, state=optuna.trial.TrialState.FAIL)
        else:
            self._study.tell(proposal, value)

    def importance(self) -> dict[str, float]:
        """Return which share of the differences between scores each setting explains, shares that add up to 1.

        Optuna's default, PED-ANOVA, is not asked: after a search by TPE it takes settings without any effect for
        important ones, because the trials crowd around the best.
        """
        known = len(self._study.get_trials(deepcopy=False))
        if self._importance is None or self._importance[0] != known:
            self._importance = known, self._computed_importance()
        return self._importance[1]

    def _computed_importance(self) -> dict[str, float]:
        from optuna.importance import FanovaImportanceEvaluator, get_param_importances

        try:
            found = get_param_importances(self._study, evaluator=FanovaImportanceEvaluator(seed=0))
        except (ValueError, RuntimeError):  # nothing varies
            return {}
        return {name: float(share) for name, share in found.items() if np.isfinite(share)}
