"""What the page says about more trees and more data."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from churn.tuning import more_words
from churn.tuning.more_customers import MoreCustomers, MoreData, Sample
from churn.tuning.more_trees import LearningCurve, TreesCurve
from churn.tuning.score import Score

TELL = "as far as these 153 customers can tell"
TWICE = "with twice as many training customers (1,220 instead of 610)"


def curve(sizes: list[int], enough: int | None, last: float = 0.3) -> TreesCurve:
    """Return the log loss of some numbers of trees, from 0.5 on."""
    values = np.linspace(0.5, last, len(sizes))
    return TreesCurve(Score(), np.array(sizes), values, values - 0.1, values + 0.1, enough)


def samples(done: int, tasks: int, failed: Mapping[Sample, str] | None = None) -> MoreCustomers:
    """Return how far the fits on shares are."""
    return cast("MoreCustomers", SimpleNamespace(done=done, tasks=(None,) * tasks, failed=failed or {}))


@pytest.mark.parametrize(
    ("sizes", "enough", "said"),
    [
        ([10, 60, 232], 60, f"From 60 trees on, log loss is as good as with all 232, {TELL}."),
        ([1, 2, 3], 1, f"From 1 tree on, log loss is as good as with all 3, {TELL}."),
        ([10, 1232], 1232, f"With fewer than the 1,232 trees of the model, log loss is clearly worse, {TELL}."),
        ([1], 1, "The model has one tree."),
    ],
)
def test_enough_trees(sizes: list[int], enough: int | None, said: str) -> None:
    """From which number on more trees change nothing that the customers can see."""
    assert more_words.more_trees(curve(sizes, enough), 153) == said


def test_more_trees_that_are_worse_or_have_no_score() -> None:
    """Another score than the one that chose the number of trees may be best with fewer; or have no value at all."""
    said = more_words.more_trees(curve([10, 20, 30], None, last=0.9), 153)
    assert said == f"With all 30 trees, log loss is clearly worse than with 10, {TELL}."
    nothing = more_words.more_trees(curve([1, 2], None, last=np.nan), 153)
    assert nothing == "How log loss changes with the number of trees cannot be said: it has no value here."


def test_yes_no_and_nobody_can_tell() -> None:
    """Three honest answers, each with the number of customers, the interval and what it rests on."""
    told = [
        more_words.more_data(MoreData(*each, 366, 610), Score(), samples(21, 21))
        for each in ((0.0214, 0.0081, 0.0347), (0.001, -0.004, 0.006), (0.02, -0.011, 0.051))
    ]
    assert told[0] == (
        f"Yes, more data is worth collecting: {TWICE}, log loss would fall by about 0.02 (95% interval 0.01–0.03), if"
        f" it goes on as from 366 to 610. {more_words.FLATTENS}"
    )
    assert told[1] == (
        f"No, more data like these hardly helps: {TWICE}, log loss would get better by less than 0.01, if at all, if it"
        " goes on as from 366 to 610 (95% interval −0.004 to 0.006)."
    )
    assert told[2] == (
        f"Whether more data is worth collecting cannot be told: {TWICE}, log loss may get better by up to 0.05 or not"
        " at all (95% interval −0.01 to 0.05), if it goes on as from 366 to 610."
    )


def test_a_score_that_rises_and_what_is_not_known() -> None:
    """Average precision rises where log loss falls; without the shares there is no answer yet."""
    more = MoreData(0.03, 0.01, 0.05, 366, 610)
    assert "average precision would rise by" in more_words.more_data(more, Score("average_precision"), samples(21, 21))
    assert "recall at a precision of 0.7 or more" in more_words.more_data(more, Score("recall", 0.7), samples(21, 21))
    assert more_words.more_data(None, Score(), samples(4, 21)).endswith("known when the largest shares are fitted.")
    assert "cannot be told: too few of the fits" in more_words.more_data(None, Score(), samples(21, 21))


def test_progress() -> None:
    """Singular, plural, and what could not be fitted."""
    assert more_words.progress(samples(4, 21)) == "4 of 21 fits"
    assert more_words.progress(samples(1, 1)) == "1 of 1 fit"
    assert more_words.progress(samples(4, 21, {Sample(0.2, 1): "why"})) == "4 of 21 fits, 1 without a model"


def test_the_alternative_text_names_five_sizes_at_most() -> None:
    """The first and the last among them."""
    sizes = np.arange(1, 51) * 4
    long = LearningCurve(Score(), sizes, sizes / 1000, sizes / 2000, sizes / 500)
    said = more_words.described(long, "trees")
    assert said.startswith("Log loss on the validation customers by trees. 4 trees: 0.004; ")
    assert said.endswith("; 200 trees: 0.200.")
    assert said.count(";") == 4
    assert more_words.described(curve([1200], 1200), "trees").endswith("trees. 1,200 trees: 0.500.")
    empty = LearningCurve(Score(), sizes[:0], sizes[:0] / 1, sizes[:0] / 1, sizes[:0] / 1)
    assert more_words.described(empty, "trees").endswith("No value yet.")


def test_what_the_customers_cannot_tell() -> None:
    """With hardly a leaver among them, or where chance knows no bounds, neither question is answered."""
    why = "only 3 of the validation customers left"
    assert more_words.more_trees(curve([10, 20], 10), 64, why=why) == (
        f"How log loss changes with the number of trees cannot be said: {why}."
    )
    given = MoreData(0.02, 0.01, 0.03, 366, 610)
    assert more_words.more_data(given, Score(), samples(21, 21), why) == (
        f"Whether more data is worth collecting cannot be told: {why}."
    )
    endless = more_words.more_data(MoreData(0.02, -np.inf, np.inf, 366, 610), Score(), samples(21, 21))
    assert endless.endswith("cannot be told: chance moves the score by more than can be said.")
    assert "twice as many training rows (1,220" in more_words.more_data(
        given, Score(), samples(21, 21), who="training rows"
    )
