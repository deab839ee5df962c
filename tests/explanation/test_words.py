"""Sentences about reasons say what was computed, in points, and nothing of a user's markup."""

import numpy as np
import pandas as pd
import pytest

import churn
from churn.explanation import words as explanation_words
from churn.explanation.overview import Extremes, Level, Overview, explain_table
from churn.explanation.reasons import Reasons, choose_background
from churn.explanation.similar import Evidence
from churn.explanation.whatif import Alternative, WhatIf
from churn.table.dataset import SAMPLE


def reasons(points: list[float], start: float = 0.2) -> Reasons:
    """Return one customer's reasons in columns a, b, c and so on."""
    return Reasons(tuple("abcdefgh"[: len(points)]), np.array([points]), start, 200)


VALUES: dict[str, str | float | None] = {"a": "x", "b": 28, "c": None, "d": "y"}


@pytest.mark.parametrize(
    ("contribution", "words"),
    [(0.1823, "+18.2 points"), (-0.0304, "−3.0 points"), (0.0, "0 points"), (-0.0001, "below 0.1 points")],
)
def test_points(contribution: float, words: str) -> None:
    """Points have a sign and a real minus; only what is none reads as zero."""
    assert explanation_words.points(contribution) == words


def test_reason_sentence() -> None:
    """The largest reasons come first, with the customer's values, and the sentence adds up."""
    said = explanation_words.reason_sentence(reasons([0.1, 0.3, -0.05, 0.02]), VALUES).plain()
    assert said == (
        "From the average of 20.0% over 200 customers to 57.0%: b 28 (+30.0 points), a x (+10.0 points) and c unknown"
        " (−5.0 points), all other columns +2.0 points."
    )


def test_reason_sentence_of_one_column() -> None:
    """With one column there are no others."""
    said = explanation_words.reason_sentence(reasons([0.1]), VALUES).plain()
    assert said == "From the average of 20.0% over 200 customers to 30.0%: a x (+10.0 points)."


def test_average_customer() -> None:
    """Where no column makes half a point, it is said so."""
    said = explanation_words.reason_sentence(reasons([0.004, 0.004]), VALUES).plain()
    assert said == "From the average of 20.0% over 200 customers to 20.8%: no column adds or takes off half a point."


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence(1, 1, ("Age",), (), 6), "the nearest (1 customer, 1 left) differs in Age."),
        (Evidence(4, 1, ("Age", "Plan"), (), 6), "the nearest (4 customers, 1 left) differ in Age or Plan."),
        (Evidence(2, 1, tuple("abcd"), (), 6), "the nearest (2 customers, 1 left) differ in 4 of 6 columns."),
    ],
)
def test_evidence(evidence: Evidence, words: str) -> None:
    """The nearest are named with what they differ in; of those exactly alike, the page tells elsewhere."""
    said = explanation_words.evidence(evidence).plain()
    assert said.startswith("Training has no such customer; ")
    assert said.endswith(words)
    assert not explanation_words.evidence(Evidence(12, 3, (), (), 6))


def test_values_never_seen() -> None:
    """They are named with the customer's value; where there are none, nothing is said."""
    assert (
        explanation_words.unseen(Evidence(1, 0, ("b",), ("b",), 4), VALUES).plain() == "Never seen in training: b 28."
    )
    assert not explanation_words.unseen(Evidence(1, 0, (), (), 4), VALUES)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (WhatIf(0.4, ()), "there is no change to look for"),
        (WhatIf(0.8, ()), "nothing to try"),
        (WhatIf(0.8, (Alternative("Plan", "gold", 0.6, 1.0),)), "With no single change does the model"),
        (WhatIf(0.8, (Alternative("Plan", "gold", 0.5, 1.0),)), "Plan gold, then 50.0%. So the model answers;"),
        (WhatIf(0.8, (Alternative("Age", 31.0, 0.1, 0.1),)), "Age 31, then 10.0%. So the model answers;"),
    ],
)
def test_smallest_change(changes: WhatIf, words: str) -> None:
    """The change is named with its probability, as no advice; where none is there or is enough, that is said."""
    assert words in explanation_words.smallest_change(changes, 0.5).plain()


YET = "the other columns accounted for"
# A level, how many of it left with Wilson's 95% interval, and that beside the 15.5% of all and what the model adds.
LEVELS = [
    (
        Level("Yes", 286, 147, 0.19),
        "51.4% of 286 customers left (95% interval 45.6% to 57.1%)",
        "more than of all (15.5%), and the model adds 19.0 points",
    ),
    (
        Level("No", 608, 69, -0.084),
        "11.3% of 608 customers left (95% interval 9.1% to 14.1%)",
        "fewer than of all (15.5%), and the model takes off 8.4 points",
    ),
    (
        Level("high", 1_000, 100, 0.1),
        "10.0% of 1,000 customers left (95% interval 8.3% to 12.0%)",
        f"fewer than of all (15.5%), yet the model adds 10.0 points, {YET}",
    ),
    (
        Level("low", 1_000, 200, -0.1),
        "20.0% of 1,000 customers left (95% interval 17.6% to 22.6%)",
        f"more than of all (15.5%), yet the model takes off 10.0 points, {YET}",
    ),
    (
        Level("few", 10, 3, 0.05),
        "30.0% of 10 customers left (95% interval 10.8% to 60.3%)",
        f"not clearly more or fewer than of all, yet the model adds 5.0 points, {YET}",
    ),
]


@pytest.mark.parametrize(("level", "left", "model"), LEVELS)
def test_extremes(level: Level, left: str, model: str) -> None:
    """First how many left, with the interval and beside all; then what the model adds, and whether the two agree."""
    ends = Extremes("Flyer", level, None) if level.points > 0 else Extremes("Flyer", None, level)
    assert explanation_words.extremes(ends, 0.155).plain() == f"Flyer {level.name}: {left}, {model}."


def test_small_contributions_are_not_told() -> None:
    """Where no value makes half a point, it is said so."""
    small = Extremes("Flyer", Level("Yes", 20, 10, 0.001), None)
    assert explanation_words.extremes(small, 0.2).plain() == (
        "Flyer: for no value does the model add or take off half a point."
    )


def overview(levels: dict[str, tuple[int, int, float]]) -> Overview:
    """Make up customers by level of one column: how many, how many of them left, what the model adds."""
    plan = pd.Categorical(np.repeat(list(levels), [customers for customers, _, _ in levels.values()]))
    y = np.concatenate([np.arange(customers) < left for customers, left, _ in levels.values()]).astype(np.int8)
    points = np.repeat([points for _, _, points in levels.values()], [each for each, _, _ in levels.values()])[:, None]
    reasons = Reasons(("Plan",), points, 0.2, 200)
    return Overview(pd.DataFrame({"Plan": plan}), y, np.arange(len(y)), reasons, 10 * points, len(y))


@pytest.mark.parametrize(
    ("left", "others", "words"),
    [
        (90, 85, "17.5% of all customers left; of those with Plan gold 90.0% (+10 points)."),
        (3, 27, "3.0% of all customers left; of those with Plan gold 3.0% (not clearly more than of all, and yet +10"),
        (1, 80, "8.1% of all customers left; of those with Plan gold 1.0% (fewer than of all, and yet +10 points)."),
    ],
)
def test_main_reasons_say_what_was_seen(left: int, others: int, words: str) -> None:
    """The share that left stands first; where not clearly more left than of all, that is said beside the points."""
    seen = overview({"gold": (100, left, 0.1), "basic": (900, others, -0.1)})
    assert explanation_words.main_reasons(seen).plain().startswith(words)


def test_main_reasons_of_the_sample() -> None:
    """Three columns are named with the value for which the model adds most, and with the share that left."""
    dataset = churn.load(SAMPLE)
    model = churn.train(dataset).model
    overview = explain_table(model, dataset, choose_background(model, dataset.frame))
    said = explanation_words.main_reasons(overview).plain()
    for ends in overview.extremes[:3]:
        assert ends.up is not None
        assert f"{ends.column} {ends.up.name} {ends.up.rate:.1%} (" in said
        assert f"{explanation_words.points(ends.up.points, 0)})" in said
    assert explanation_words.explained(overview) == "Computed on all 954 customers."


def test_no_main_reason() -> None:
    """Where nothing tells leavers from stayers, no reason is made up."""
    rows = "a,Yes\na,No\nb,Yes\nb,No\n" * 30
    dataset = churn.load(f"Plan,Churn\n{rows}".encode())
    model = churn.train(dataset, churn.RunSpec(churn.ModelSpec(iterations=1, learning_rate=0.001))).model
    overview = explain_table(model, dataset, choose_background(model, dataset.frame))
    said = explanation_words.main_reasons(overview).plain()
    assert said.startswith("50.0% of all customers left; no column tells much about who")


def test_markup_is_escaped() -> None:
    """Names and values of a table are text in every sentence."""
    bad = "[x](http://e.example)"
    sentences = [
        explanation_words.evidence(Evidence(1, 0, (bad,), (bad,), 2)),
        explanation_words.unseen(Evidence(1, 0, (bad,), (bad,), 2), {bad: bad}),
        explanation_words.smallest_change(WhatIf(0.9, (Alternative(bad, bad, 0.1, 1.0),)), 0.5),
        explanation_words.extremes(Extremes(bad, Level(bad, 9, 5, 0.1), None), 0.2),
        explanation_words.reason_sentence(Reasons((bad,), np.array([[0.3]]), 0.2, 200), {bad: bad}),
    ]
    for said in sentences:
        assert bad not in said.markdown()
        assert bad in said.plain()


def test_picked() -> None:
    """The row of the table is named, and whether the model has learned from it."""
    assert explanation_words.picked(16, "test", left=True) == "Row 17 of the table, a test customer, who left."
    assert "learned from, who stayed" in explanation_words.picked(0, "train", left=False)
