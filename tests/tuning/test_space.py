"""What a search may try."""

import pytest

from churn.model.run import RunSpec
from churn.model.setting import settings_of
from churn.model.spec import STOPS, ModelSpec
from churn.model.split import SplitSpec
from churn.tuning.space import Space


def test_what_is_tried_can_be_set_on_the_page() -> None:
    """The main settings take the stops of their sliders, and every value is one that its setting allows."""
    space = Space.around(RunSpec())
    values = {each.name: each.values for each in space.dimensions}
    assert values["depth"] == tuple(range(1, 11))
    assert values["learning_rate"] == STOPS
    for each in space.dimensions:
        assert [each.setting.check(value) for value in each.values] == list(each.values)
        assert list(each.values) == sorted(set(each.values))


def test_the_page_and_the_defaults_are_always_within() -> None:
    """Odd values of the page take their place among the others; what is not searched stays."""
    spec = RunSpec(ModelSpec(3, 0.123, 77, 7.25, seed=9), SplitSpec(seed=4, by="profiles"))
    space = Space.around(spec)
    assert space.at(space.places(spec)) == spec
    assert space.at(space.places(space.defaults)) == space.defaults
    default = {each.name: each.default for each in settings_of(ModelSpec)}
    assert space.settings(space.defaults) == {name: default[name] for name in space.settings(spec)}
    assert (space.defaults.model.iterations, space.defaults.model.seed, space.defaults.split) == (77, 9, spec.split)


@pytest.mark.parametrize(
    ("settings", "edges"),
    [
        ({"depth": 1}, []),  # nothing is simpler
        ({"depth": 10}, []),  # nothing deeper is allowed
        ({"learning_rate": 0.5}, ["learning_rate"]),
        ({"learning_rate": 0.01}, ["learning_rate"]),
        ({"learning_rate": 0.4}, []),
        ({"learning_rate": 0.5, "l2_leaf_reg": 100.0}, ["learning_rate", "l2_leaf_reg"]),
        ({"learning_rate": 1.0}, []),
        ({"l2_leaf_reg": 0.0}, []),
    ],
)
def test_an_edge_is_one_only_where_more_is_allowed_beyond(settings: dict[str, float], edges: list[str]) -> None:
    """Beyond the end of what a setting allows nothing better can lie."""
    spec = RunSpec(ModelSpec(**settings))  # type: ignore[arg-type]
    assert [each.name for each in Space.around(spec).edges(spec)] == edges
