"""Names of scores and settings, of those by whom settings are judged."""

from churn.errors import plural
from churn.model.run import RunSpec
from churn.model.setting import settings_of
from churn.scores.metrics import METRICS
from churn.tuning.cells import SEED
from churn.tuning.landscape import Landscape
from churn.tuning.score import Score


def label(of: Score) -> str:
    """Name a score, as a heading begins.

    Examples
    --------
    >>> label(Score()), label(Score("recall", 0.6))
    ('Log loss', 'Recall at a precision of 0.6 or more')
    """
    name = METRICS[of.name].label
    return name if of.precision is None else f"{name} at a precision of {of.precision:g} or more"


def name(cell: RunSpec) -> str:
    """Name a cell by its main settings.

    Examples
    --------
    >>> name(RunSpec())
    'depth 4, learning rate 0.1'
    """
    main = [each for each in settings_of(type(cell.model)) if each.main]
    return ", ".join(each.named(getattr(cell.model, each.name)) for each in main)


def judges(found: Landscape) -> str:
    """Name those by whom cells are judged."""
    return f"{plural(found.folds, 'fold')} of a cross-validation" if found.folds else "validation customers"


def changed(spec: RunSpec) -> list[str]:
    """Name the settings, but for the main ones and the seed, that are not at their defaults.

    Examples
    --------
    >>> from churn.model.spec import ModelSpec
    >>> changed(RunSpec()), changed(RunSpec(ModelSpec(depth=2, iterations=20, l2_leaf_reg=1000)))
    ([], ['20 trees', 'L2 1000'])
    """
    return [
        each.named(getattr(spec.model, each.name))
        for each in settings_of(type(spec.model))
        if not each.main and each.name != SEED and getattr(spec.model, each.name) != each.default
    ]
