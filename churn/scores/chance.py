"""Whether probabilities rank customers better than chance does: what any sentence about a model has to ask first."""

from typing import Final

from scipy.stats import mannwhitneyu

from churn.scores.predictions import Predictions

LEVEL: Final = 0.001  # chance at which a ranking without any knowledge is taken for one with some


def chance_of_ranking(predictions: Predictions) -> float | None:
    """Return how easily chance alone ranks leavers this far above stayers: one-sided Mann-Whitney test.

    Returns
    -------
    float or None
        The p-value, corrected for ties, 0 to 1; None without both outcomes.

    Examples
    --------
    >>> round(chance_of_ranking(Predictions([1, 1, 0, 0, 0], [0.9, 0.8, 0.3, 0.2, 0.1])), 3)
    0.1
    """
    leavers, stayers = predictions.p[predictions.churned], predictions.p[~predictions.churned]
    if not len(leavers) or not len(stayers):
        return None
    return float(mannwhitneyu(leavers, stayers, alternative="greater").pvalue)


def better_than_chance(predictions: Predictions) -> bool:
    """Return whether the ranking is clearly better than chance; False where that cannot be said.

    Examples
    --------
    >>> better_than_chance(Predictions([1] * 5 + [0] * 15, [0.9] * 5 + [0.1] * 15))
    True
    """
    chance = chance_of_ranking(predictions)
    return chance is not None and chance <= LEVEL
