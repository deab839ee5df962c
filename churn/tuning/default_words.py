"""Sentences that hold the best cell of a map against the defaults: none is named as best without them."""

from typing import Final

from churn.model.run import RunSpec
from churn.model.setting import settings_of
from churn.scores.metrics import METRICS
from churn.show.formats import lower_first, score
from churn.show.uncertainty import side_by_side
from churn.tuning.cells import SEED, all_defaults
from churn.tuning.landscape import Landscape
from churn.tuning.names import changed, name

_SAME: Final = 1e-9  # a difference below it is none


def against_defaults(found: Landscape, defaults: RunSpec | None) -> list[str]:
    """Say whether the best cell is better than that of the default depth and learning rate.

    Parameters
    ----------
    found : Landscape
        The cells that are known.
    defaults : RunSpec, optional
        That cell.
    """
    if defaults is None or found.best is None or len(found.cells) < 2:
        return []
    others = changed(defaults)
    named = f"{name(defaults)} with the same {', '.join(others)}" if others else f"the defaults, {name(defaults)}"
    if found.best == defaults:
        return [f"The best cell is that of the default{' depth and learning rate' if others else 's'}."]
    lag = found.lag(defaults)
    if lag is None:
        return [f"Whether it is better than {named}, is not known yet: they have no score on this map."]
    if defaults in found.equals:
        return [f"It is not clearly better than {named}: they are {score(lag)} behind, which chance explains."]
    return [f"It is clearly better than {named}: they are {score(lag)} behind."]


def against_all_defaults(found: Landscape, with_all: Landscape | None) -> list[str]:
    """Say whether the best cell is better than all settings at their defaults, where no cell has these.

    Parameters
    ----------
    found : Landscape
        The cells that are known.
    with_all : Landscape, optional
        The same and all settings at their defaults.
    """
    if with_all is None or found.best is None:
        return []
    everything = all_defaults(found.best)
    named = f"All settings at their defaults ({written(everything)})"
    value, best = with_all.value(everything), found.value(found.best)
    if value is None or best is None:
        return [f"{named} have no score here yet."]
    own, others = side_by_side((best, value))
    told = f"{lower_first(METRICS[found.score.name].label)} {others}, where the best cell has {own}"
    if with_all.best == everything and (with_all.lag(found.best) or 0.0) > _SAME:
        clearly = "clearly " if found.best not in with_all.equals else ""
        return [f"{named} are {clearly}better than any cell: {told}."]
    if everything in with_all.equals:
        return [f"{named} are not clearly worse: {told}, and chance explains the difference."]
    return [f"{named} are clearly worse: {told}."]


def written(spec: RunSpec) -> str:
    """Write all settings of a learner but the seed.

    Examples
    --------
    >>> written(RunSpec())
    'depth 4, learning rate 0.1, 500 trees, L2 3'
    """
    settings = [each for each in settings_of(type(spec.model)) if each.name != SEED]
    return ", ".join(each.named(getattr(spec.model, each.name)) for each in settings)
