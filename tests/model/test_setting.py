"""One field of a spec says what a setting is; what is read from it fits together."""

from dataclasses import dataclass
from typing import Any

import pytest

from churn.decision.campaign import Campaign
from churn.errors import SpecError
from churn.model.run import RunSpec
from churn.model.setting import check_settings, fill, setting, settings_of
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec


@dataclass(frozen=True)
class Spec:
    """One setting of each kind."""

    share: float = setting(0.25, "Share (%)", 0.0, 1.0, step=0.05, scale=100, subject="Share", key="s")
    trees: int = setting(3, "Trees", 1, 9)
    paired: bool = setting(default=False, label="In pairs")
    limit: int | None = setting(None, "Limit", 0, 5)
    rate: float = setting(0.1, "Rate", 0.0, 1.0, stops=(0.1, 0.5))

    def __post_init__(self) -> None:
        check_settings(self)


SHARE, TREES, PAIRED, LIMIT, RATE = settings_of(Spec)


def test_the_name_stands_for_what_is_not_given() -> None:
    """Address, option, message and heading go by the name or the label where they have no word of their own."""
    assert (SHARE.name, SHARE.key, SHARE.option, SHARE.subject) == ("share", "s", "share", "Share")
    assert TREES.ends == "1 to 9"
    assert (TREES.key, TREES.subject, TREES.heading.format(7)) == ("trees", "Trees", "trees 7")
    assert (PAIRED.heading.format(True), RATE.heading.format(0.5)) == ("in pairs", "rate 0.5")  # noqa: FBT003 - a value
    assert [each.option for each in settings_of(ModelSpec)][1:4] == ["learning-rate", "iterations", "l2-leaf-reg"]


def test_a_name_in_two_specs_is_one_setting() -> None:
    """The seed is asked for once and counts for both parts."""
    both = settings_of(ModelSpec, SplitSpec)
    assert [each.subject for each in both if each.name == "seed"] == ["Seed of the model"]
    assert len({each.key for each in both}) == len(both)
    spec = RunSpec.of({each.name: 7 if each.name == "seed" else each.default for each in both})
    assert (spec.model, spec.split) == (ModelSpec(seed=7), SplitSpec(seed=7))


@pytest.mark.parametrize(
    ("each", "text", "value"),
    [
        (SHARE, "30", 0.3),
        (TREES, "7", 7),
        (TREES, "7.0", 7),
        (PAIRED, "True", True),
        (PAIRED, "false", False),
        (LIMIT, "0", 0),
        (RATE, "0.5", 0.5),
        (RATE, "", 0.1),
        (LIMIT, "", None),
    ],
)
def test_values_of_an_address(each: Any, text: str, value: object) -> None:  # noqa: ANN401 - a setting
    """An address speaks in the unit of the control; what it leaves empty is the default."""
    parsed = each.parse(text)
    assert (parsed, type(parsed)) == (value, type(value))


@pytest.mark.parametrize(
    ("each", "text", "fault"),
    [
        (SHARE, "130", "Share cannot be “130”: it is a number from 0 to 100."),
        (TREES, "7.5", "Trees cannot be “7.5”: it is a whole number from 1 to 9."),
        (TREES, "many", "Trees cannot be “many”"),
        (TREES, "true", "Trees cannot be “True”"),
        (TREES, "inf", "Trees cannot be “inf”"),
        (PAIRED, "1", "In pairs cannot be “1.0”: it is true or false."),
        (LIMIT, "6", "Limit cannot be “6”: it is a whole number from 0 to 5."),
        (RATE, "0.2", "Rate cannot be “0.2” here: the slider has 0.1, 0.5."),
    ],
)
def test_values_of_an_address_that_are_not_allowed(each: Any, text: str, fault: str) -> None:  # noqa: ANN401 - a setting
    """The message names the setting, the value and what is allowed."""
    with pytest.raises(SpecError, match=fault):
        each.parse(text)


@pytest.mark.parametrize("spec", [Spec, ModelSpec, SplitSpec, Campaign])
def test_a_control_shows_and_gives_back_what_is_set(spec: type) -> None:
    """Default and ends of every setting but texts survive the way to the control and back."""
    for each in (each for each in settings_of(spec) if each.kind is not str):
        for value in (each.default, each.low, each.high):
            assert each.read(each.write(value)) == value
        assert each.low <= (each.low if each.default is None else each.default) <= each.high
        assert each.step > 0
        assert set(each.stops) <= {each.check(stop) for stop in each.stops}


def test_values_become_a_spec() -> None:
    """Values by name make a spec in its canonical form; what is none of its settings is left to others."""
    spec = fill(Spec, {"share": 1, "trees": 2.0, "paired": True, "limit": None, "rate": 0.3, "depth": 4})
    assert repr(spec) == "Spec(share=1.0, trees=2, paired=True, limit=None, rate=0.3)"
