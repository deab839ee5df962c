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
from churn.scores.proportions import wilson
from churn.table.dataset import SAMPLE


def reasons(points: list[float], start: float = 0.2) -> Reasons:
    """Return one customer's reasons in columns a, b, c and so on."""
    return Reasons(tuple("abcdefgh"[: len(points)]), np.array([points]), start, 200)


VALUES: dict[str, str | float | None] = {"a": "x", "b": 28, "c": None, "d": "y"}


@pytest.mark.parametrize(
    ("contribution", "words"),
    [(0.1823, "+18.2 points"), (-0.0304, "−3.0 points"), (0.0, "0 points"), (-0.0001, "up to −0.1 points")],
)
def test_points(contribution: float, words: str) -> None:
    """Points have a sign and a real minus; only what is none reads as zero."""
    assert explanation_words.points(contribution) == words


@pytest.mark.parametrize(
    ("contribution", "words"),
    [(0.01, "+1 point"), (-0.0101, "−1 point"), (0.02, "+2 points"), (0.001, "up to +1 point")],
)
def test_whole_points(contribution: float, words: str) -> None:
    """One point is one, and what rounds to none keeps its sign."""
    assert explanation_words.points(contribution, 0) == words


def test_reason_sentence() -> None:
    """The largest reasons come first, with the customer's values, and the sentence adds up."""
    said = explanation_words.reason_sentence(reasons([0.1, 0.3, -0.05, 0.02]), VALUES).plain()
    assert said == (
        "From the average of 20.0% over 200 customers to 57.0%: b 28 (+30.0 points), a x (+10.0 points) and c unknown"
        " (−5.0 points), all other columns +2.0 points."
    )


def test_days_say_from_when() -> None:
    """Wherever a value stands in a sentence, days are told with the date that they are counted from."""
    zeros = {"b": "2024-03-01"}
    told = "b 28 days before 2024-03-01"
    sentences = (
        explanation_words.reason_sentence(reasons([0.1, 0.3, -0.05, 0.02]), VALUES, zeros=zeros).plain(),
        explanation_words.unseen(Evidence(1, 0, ("b",), ("b",), 4), VALUES, zeros).plain(),
        explanation_words.smallest_change(WhatIf(0.9, (Alternative("b", 28.0, 0.1, 1.0),)), 0.5, zeros).plain(),
        *explanation_words.in_brief(reasons([0.1, 0.3, -0.05, 0.02]), [VALUES], zeros=zeros),
    )
    assert all(told in sentence for sentence in sentences), sentences


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
        (
            WhatIf(0.8, (Alternative("Plan", "gold", 0.6, 1.0),)),
            "With none of the changes tried does the model come down to the threshold of 50%.",
        ),
        (WhatIf(0.8, (Alternative("Plan", "gold", 0.5, 1.0),)), "Plan gold, then 50.0%. So the model answers;"),
        (WhatIf(0.8, (Alternative("Age", 31.0, 0.1, 0.1),)), "Age 31, then 10.0%. So the model answers;"),
    ],
)
def test_smallest_change(changes: WhatIf, words: str) -> None:
    """The change is named with its probability, as no advice; where none is there or is enough, that is said."""
    assert words in explanation_words.smallest_change(changes, 0.5).plain()


def test_only_changes_that_were_tried_are_spoken_of() -> None:
    """Not all columns are tried, and of a number not all values: no sentence says that nothing else would do."""
    changes = WhatIf(0.8, (Alternative("Age", 31.0, 0.1, 0.1),))
    said = explanation_words.smallest_change(changes, 0.5).plain()
    assert said.startswith("The smallest of the single changes tried with which the model comes down to the threshold")


def test_in_brief() -> None:
    """A contribution of less than half a point is no reason; a customer without any other has none."""
    two = Reasons(("a", "b"), np.array([[0.2, 0.004], [0.004, -0.0001]]), 0.2, 200)
    said = explanation_words.in_brief(two, [VALUES, VALUES])
    assert said == ["a x (+20.0 points)", "none adds or takes off half a point"]


def test_sampled_points_are_said_to_be_inexact() -> None:
    """What was measured on one table is said of that table."""
    assert "Measured on bank customers with 19 columns, they are off by 0.2 points" in explanation_words.SAMPLED
    assert "with many more columns they are less exact" in explanation_words.SAMPLED


YET = "the other columns accounted for"
# A level, how many of it left with Wilson's 95% interval, and that beside the 15.5% of all and what the model adds.
LEVELS = [
    (
        Level("Yes", 286, 147, 0.19),
        "51.4% of 286 customers left (95% interval 45.6–57.1%)",
        "more than of all (15.5%), and the model adds 19.0 points",
    ),
    (
        Level("No", 608, 69, -0.084),
        "11.3% of 608 customers left (95% interval 9.1–14.1%)",
        "fewer than of all (15.5%), and the model takes off 8.4 points",
    ),
    (
        Level("high", 1_000, 100, 0.1),
        "10.0% of 1,000 customers left (95% interval 8.3–12.0%)",
        f"fewer than of all (15.5%), yet the model adds 10.0 points, {YET}",
    ),
    (
        Level("low", 1_000, 200, -0.1),
        "20.0% of 1,000 customers left (95% interval 17.6–22.6%)",
        f"more than of all (15.5%), yet the model takes off 10.0 points, {YET}",
    ),
    (
        Level("few", 10, 3, 0.05),
        "30.0% of 10 customers left (95% interval 10.8–60.3%)",
        f"not clearly more or fewer than of all, yet the model adds 5.0 points, {YET}",
    ),
]


@pytest.mark.parametrize(("level", "left", "model"), LEVELS)
def test_extremes(level: Level, left: str, model: str) -> None:
    """First how many left, with the interval and beside all; then what the model adds, and whether the two agree."""
    ends = Extremes("Flyer", level, None) if level.points > 0 else Extremes("Flyer", None, level)
    assert explanation_words.extremes(ends, 0.155).plain() == f"Flyer {level.name}: {left}, {model}."


def test_long_names_are_shortened_in_sentences() -> None:
    """Of a name or a value as long as a line the middle is left out, and two that differ at their ends stay apart."""
    names = [f"Naive_Bayes_{'x' * 80}_mon_{k}" for k in (1, 2)]
    said = [explanation_words.extremes(Extremes(each, Level(each, 9, 5, 0.1), None), 0.2).plain() for each in names]
    assert said[0] != said[1]
    assert all(name not in sentence and "x" * 40 not in sentence for name, sentence in zip(names, said, strict=True))


def test_small_contributions_are_not_told() -> None:
    """Where no value makes half a point, it is said so."""
    small = Extremes("Flyer", Level("Yes", 20, 10, 0.001), None)
    assert explanation_words.extremes(small, 0.2).plain() == (
        "Flyer: for no value does the model add or take off half a point."
    )


def overview(levels: dict[str, tuple[int, int, float]], rows: int = 0, left: int = 0) -> Overview:
    """Make up customers by level of one column: how many, how many of them left, what the model adds.

    Without `rows` and `left`, they are the whole table.
    """
    plan = pd.Categorical(np.repeat(list(levels), [customers for customers, _, _ in levels.values()]))
    y = np.concatenate([np.arange(customers) < left for customers, left, _ in levels.values()]).astype(np.int8)
    points = np.repeat([points for _, _, points in levels.values()], [each for each, _, _ in levels.values()])[:, None]
    reasons = Reasons(("Plan",), points, 0.2, 200)
    table = (rows, left) if rows else (len(y), int(y.sum()))
    return Overview(pd.DataFrame({"Plan": plan}), y, np.arange(len(y)), reasons, 10 * points, *table)


NOT_MORE = "With none of the values for which the model adds most did clearly more leave."


@pytest.mark.parametrize(
    ("left", "others", "words"),
    [
        (
            90,
            85,
            "17.5% of all customers left. It was 90.0% among those with Plan gold (90 of 100; the model adds 10",
        ),
        (3, 27, f"3.0% of all customers left. {NOT_MORE}"),
        (1, 80, f"8.1% of all customers left. {NOT_MORE}"),
    ],
)
def test_main_reasons_say_what_was_seen(left: int, others: int, words: str) -> None:
    """A value is named where clearly more left than of all, with their share, their number, and what the model adds."""
    seen = overview({"gold": (100, left, 0.1), "basic": (900, others, -0.1)})
    assert explanation_words.main_reasons(seen).plain().startswith(words)


def test_the_share_of_all_is_the_tables() -> None:
    """Where customers are counted in a sample, only those of a value are its: all are the whole table's."""
    seen = overview({"gold": (1_000, 400, 0.1), "basic": (9_000, 1_600, -0.1)}, rows=30_000, left=6_892)
    lead = explanation_words.main_reasons(seen).plain()
    assert lead.startswith(
        "23.0% of all customers left. It was 40.0% among those with Plan gold (400 of 1,000 in a sample"
    )
    (ends,) = seen.extremes
    said = explanation_words.extremes(ends, seen.rate, sampled=seen.sampled).plain()
    assert said.startswith("Plan gold: 40.0% of 1,000 customers of the sample left (95% interval 37.0–43.1%), more")
    assert "more than of all (23.0%)" in said


def test_main_reasons_of_the_sample() -> None:
    """Three columns are named with the value for which the model adds most, if clearly more with it left."""
    dataset = churn.load(SAMPLE)
    model = churn.train(dataset).model
    overview = explain_table(model, dataset, choose_background(model, dataset.frame))
    said = explanation_words.main_reasons(overview).plain()
    levels = [ends.up for ends in overview.extremes if ends.up is not None]
    intervals = [wilson(level.left, level.customers) for level in levels]
    more = [each for each, ends in zip(levels, intervals, strict=True) if ends is not None and ends.low > overview.rate]
    assert 1 < len(more) < len(levels)
    assert said.count(" among those with ") == min(3, len(more))
    for level in more[:3]:
        points = explanation_words.points(level.points, 0).lstrip("+").removesuffix(" points")
        counts = f"{level.left} of {level.customers}; "
        assert f"{level.rate:.1%} among those with " in said
        assert f" {level.name} ({counts}" in said
        assert f"{points} points)" in said
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
