"""What is said of a search."""

import numpy as np
import pytest

import churn
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.table.dataset import SAMPLE
from churn.tuning import search_words as words
from churn.tuning.budget import Budget
from churn.tuning.fits import LocalFits
from churn.tuning.fresh import FreshScores
from churn.tuning.score import Score
from churn.tuning.search import Search
from churn.tuning.space import Space
from churn.work.trainer import Trainer

DEFAULTS = RunSpec()


def fresh(
    found: list[float], defaults: list[float], others: tuple[float, ...] = (), score: str = "log_loss"
) -> FreshScores:
    """Return hand-made scores on fresh splits; the others have the same on all of them."""
    best = [RunSpec(ModelSpec(depth=depth)) for depth in (6, 7, 8, 9)[: 1 + len(others)]]
    values = {DEFAULTS: np.array(defaults), best[0]: np.array(found)}
    values |= {spec: np.full(len(found), value) for spec, value in zip(best[1:], others, strict=True)}
    return FreshScores(best[0], DEFAULTS, tuple(best), Score.parse(score), values, 0.25)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (fresh([0.3, 0.5, 0.4, 0.3], [0.4, 0.4, 0.3, 0.4]), "No better than the defaults as far as four fresh splits"),
        (fresh([0.3, 0.31, 0.3], [0.4, 0.4, 0.4]), "Better than the defaults on three fresh splits, by more"),
        (fresh([0.5, 0.51, 0.5], [0.4, 0.4, 0.4]), "Worse than the defaults on three fresh splits, by more"),
        (fresh([0.5, 0.51, 0.5], [0.4, 0.4, 0.4], score="average_precision"), "Better than the defaults"),
        (fresh([0.5], [0.4]), "cannot be said: too few fresh splits have scores"),
    ],
)  # fmt: skip
def test_against_the_defaults(given: FreshScores, said: str) -> None:
    """Better, worse, or no telling; a setting that loses is never recommended."""
    assert said in words.verdict(given)[0]
    if not said.startswith("Better"):
        assert (
            "keep the defaults" in words.verdict(given)[0] or "no reason" in words.verdict(given)[0] or "cannot" in said
        )


def test_all_defaults_are_held_beside() -> None:
    """Found settings that beat the defaults with as few trees, and lose to the real ones, are not recommended."""
    few = {each: RunSpec(ModelSpec(depth=each, iterations=20)) for each in (6, 4)}
    values = {few[6]: np.array([0.4, 0.41, 0.4]), few[4]: np.array([0.5] * 3), DEFAULTS: np.array([0.3] * 3)}
    given = FreshScores(few[6], few[4], (few[6],), Score(), values, 0.25, DEFAULTS)
    cells, real, caution = words.verdict(given)
    assert cells.startswith(
        "Better than depth 4, learning rate 0.1, 20 trees, L2 3 on three fresh splits, by more than"
    )
    assert real.startswith("Worse than all settings at their defaults (depth 4, learning rate 0.1, 500 trees, L2 3) on")
    assert real.endswith(": keep the defaults.")
    assert caution == words.FLATTERED


def test_nothing_but_the_defaults() -> None:
    """Where these are the best of one or two trials, there is nothing to compare, and that is said."""
    given = FreshScores(DEFAULTS, DEFAULTS, (DEFAULTS,), Score(), {DEFAULTS: np.array([0.3] * 3)}, 0.25)
    assert words.verdict(given) == [words.NOTHING_ELSE]


def test_the_difference_in_digits() -> None:
    """With its interval, and enough decimals to tell its ends apart."""
    said = words.verdict(fresh([0.3, 0.3, 0.41, 0.41], [0.31, 0.29, 0.40, 0.42]))[0]
    assert "difference in log loss 0.00, 95% interval −0.03 to 0.03" in said


def test_the_rank_is_said_of_three_or_more() -> None:
    """In an order of two there is little to keep."""
    lines = words.verdict(fresh([0.5, 0.5], [0.5, 0.4], (0.4, 0.3)))
    assert lines[1] == "The search's best is 1st of three on the validation customers and 3rd on two fresh splits."
    assert not [line for line in words.verdict(fresh([0.5, 0.5], [0.5, 0.4], (0.4,))) if "1st of" in line]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (ModelSpec(learning_rate=0.5), "At the edge of what was tried: learning rate 0.5 is the highest."),
        (ModelSpec(l2_leaf_reg=0.5), "L2 0.5 is the lowest."),
        (ModelSpec(learning_rate=0.01, l2_leaf_reg=100), "learning rate 0.01 is the lowest and L2 100 is the highest."),
        (ModelSpec(depth=10), ""),
    ],
)
def test_an_edge_is_said(model: ModelSpec, said: str) -> None:
    """Unless nothing beyond it is allowed."""
    spec = RunSpec(model)
    assert said in " ".join(words.edges(Space.around(spec), spec))
    assert bool(words.edges(Space.around(spec), spec)) == bool(said)


def test_a_real_search_in_words() -> None:
    """What was found, beside the defaults; how far it is; that few trees are all kept."""
    sample, trainer = churn.load(SAMPLE), Trainer()
    search = Search(sample, RunSpec(ModelSpec(iterations=2)), LocalFits(trainer, sample), Budget(trials=5))
    search.start()
    search.wait()
    assert trainer.close()
    assert words.progress(search).startswith("5 of 5 trials; best so far 0.")
    said = " ".join(words.found(search))
    assert "best of 5 trials" in said
    assert search.best is not None
    if search.spec_of(search.best) != search.space.defaults:
        assert "where depth 4, learning rate 0.1, 2 trees, L2 3 has 0." in said
        assert "It keeps all 2 trees that it may grow" in said
