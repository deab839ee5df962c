"""What a search may try: for each setting the values that can be set on the page as well, in their order.

Searched are the learner's main settings and, for CatBoost, L2 regularisation. Each fit grows as many trees as the page
says and keeps the best number of them, so that number is found without a trial of its own.

Nothing else pays. On fresh splits of the train and validation customers of the two real tables (ten of the 954
travellers, three of 10,127 bank customers; standard errors after Nadeau and Bengio), the log loss of the defaults was
0.303 and 0.070, and in thousandths it changed by: random strength 0, 3, 10 in place of 1: +6, +5, +4 (±12 to 16) and
+0.4, +0.1, +0.7 (±0.7 to 2.4); one-hot up to 10 levels: -4 (±24), +0.5 (±2.5); half of the columns at each split: +6
(±13), -0.8 (±1.8); 1,000 trees at learning rate 0.03: +6 (±10), +2.6 (±0.3); 2,000 trees: 0 (±0), +0.3 (±0.9). Bagging
temperature and the least number of rows in a leaf change nothing at all in CatBoost's default kind of sampling and of
trees. For comparison, L2 1 and 10 in place of 3: -2 and +10 (±8 to 12), -0.8 and +1.8 (±2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from churn.model.run import RunSpec
from churn.model.setting import Setting, settings_of
from churn.model.spec import ModelSpec
from churn.tuning.cells import positions

# What is searched beside the main settings, by the class of the learner's settings.
MORE: Final[dict[type, dict[str, tuple[float, ...]]]] = {
    ModelSpec: {"l2_leaf_reg": (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0)}
}


@dataclass(frozen=True)
class Dimension:
    """A setting that is searched.

    Attributes
    ----------
    setting : Setting
        Its name, label and range.
    values : tuple of int or float
        What is tried, ascending; at least two.
    """

    setting: Setting
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        """Of the setting."""
        return self.setting.name


@dataclass(frozen=True)
class Space:
    """The settings that are searched around some others, which keep their values.

    Attributes
    ----------
    spec : RunSpec
        The settings of the page.
    dimensions : tuple of Dimension
        What is searched.

    Examples
    --------
    >>> [(each.name, each.values[0], each.values[-1]) for each in Space.around(RunSpec()).dimensions]
    [('depth', 1, 10), ('learning_rate', 0.01, 0.5), ('l2_leaf_reg', 0.5, 100.0)]
    """

    spec: RunSpec
    dimensions: tuple[Dimension, ...]

    @classmethod
    def around(cls, spec: RunSpec) -> "Space":
        """Return what is searched from these settings, which are among what is tried, as the defaults are."""
        dimensions = []
        for each in settings_of(type(spec.model)):
            own = getattr(spec.model, each.name)
            values = sorted({*_values(each, type(spec.model)), own, each.default})
            if (each.main or each.name in MORE.get(type(spec.model), {})) and len(values) > 1:
                dimensions.append(Dimension(each, tuple(values)))
        return cls(spec, tuple(dimensions))

    @property
    def defaults(self) -> RunSpec:
        """The settings of the page with the default of everything that is searched."""
        return self.at({each.name: each.values.index(each.setting.default) for each in self.dimensions})

    def at(self, places: Mapping[str, int]) -> RunSpec:
        """Return settings by the places of their values."""
        chosen = {each.name: each.values[places[each.name]] for each in self.dimensions}
        return replace(self.spec, model=replace(self.spec.model, **chosen))

    def places(self, spec: RunSpec) -> dict[str, int]:
        """Return the places of the values of settings that are within the space."""
        return {each.name: each.values.index(getattr(spec.model, each.name)) for each in self.dimensions}

    def settings(self, spec: RunSpec) -> dict[str, Any]:
        """Return what is searched of some settings, by name."""
        return {each.name: getattr(spec.model, each.name) for each in self.dimensions}

    def edges(self, spec: RunSpec) -> tuple[Dimension, ...]:
        """Return the dimensions at whose end some settings lie, unless nothing beyond it is allowed."""
        return tuple(each for each in self.dimensions if _at_end(each, spec))


def _at_end(dimension: Dimension, spec: RunSpec) -> bool:
    each, value = dimension.setting, getattr(spec.model, dimension.name)
    lowest, highest = dimension.values[0], dimension.values[-1]
    return bool((value == highest and value < each.high) or (value == lowest and value > each.low))


def _values(each: Setting, kind: type) -> tuple[float, ...]:
    return positions(each) if each.main else MORE.get(kind, {}).get(each.name, ())
