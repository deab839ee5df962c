"""Steps lead from one share to another without leaving 0 to 1, where they can."""

from itertools import permutations

import numpy as np
import pytest

from churn.explanation.steps import order_within, sums_within


def stays_within(start: float, steps: list[float], order: tuple[int, ...]) -> bool:
    """Whether no sum on the way leaves 0 to 1."""
    sums = start + np.cumsum([steps[place] for place in order])
    return bool(((sums > -1e-9) & (sums < 1 + 1e-9)).all())


def test_an_order_is_found_wherever_there_is_one() -> None:
    """Against trying all orders: of those that stay within, it is the one with the first steps first."""
    rng = np.random.default_rng(11)
    found = 0
    for _ in range(200):
        start, end = rng.random(2)
        steps = [*rng.normal(0, 0.5, 4)]
        steps.append(end - start - sum(steps))
        orders = (order for order in permutations(range(5)) if stays_within(start, steps, order))
        assert order_within(start, steps) == next(orders, None)
        found += order_within(start, steps) is not None
    assert 20 < found < 180


def test_many_steps_are_no_burden() -> None:
    """Eleven steps of which no order stays within are given up quickly, as subsets are looked at once each."""
    steps = [*np.linspace(0.01, 0.02, 10), -5.0]
    assert order_within(0.5, steps) is None


@pytest.mark.parametrize(
    ("start", "steps", "sums"), [(0.2, [0.1, -0.1], [0.2, 0.3, 0.2]), (0.5, [0.6, -0.7, 0.1], [0.5, 1, 0.4, 0.5])]
)
def test_sums_end_at_none_and_all(start: float, steps: list[float], sums: list[float]) -> None:
    """A sum beyond is cut off; the next goes on from the true one."""
    assert sums_within(start, steps) == pytest.approx(sums)
