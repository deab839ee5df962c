"""Sentences about reasons say what was computed, in points, and nothing of a user's markup."""

import numpy as np
import pytest

import churn
from churn.explanation import words as explanation_words
from churn.explanation.overview import Effect, Level, explain_table
from churn.explanation.reasons import Reasons, choose_background
from churn.explanation.similar import Evidence
from churn.explanation.whatif import Alternative, WhatIf
from churn.table.dataset import SAMPLE


def reasons(points: list[float], start: float = 0.2) -> Reasons:
    """Return one customer's reasons in columns a, b, c and so on."""
    array = np.array([points])
    return Reasons(tuple("abcdefgh"[: len(points)]), array, 0.0, array, start)


VALUES: dict[str, str | float | None] = {"a": "x", "b": 28, "c": None, "d": "y"}


@pytest.mark.parametrize(
    ("contribution", "words"),
    [(0.1823, "+18.2 points"), (-0.0304, "−3.0 points"), (0.0, "0.0 points"), (-0.0001, "0.0 points")],
)
def test_points(contribution: float, words: str) -> None:
    """Points have a sign, a real minus, and no sign where they are zero."""
    assert explanation_words.points(contribution) == words


def test_reason_sentence() -> None:
    """The largest reasons come first, with the customer's values, and the sentence adds up."""
    said = explanation_words.reason_sentence(reasons([0.1, 0.3, -0.05, 0.02]), VALUES).plain()
    assert said == (
        "From the average of 20.0% to 57.0%: b 28 (+30.0 points), a x (+10.0 points) and c unknown (−5.0 points),"
        " all other columns +2.0 points."
    )


def test_reason_sentence_of_one_column() -> None:
    """With one column there are no others."""
    said = explanation_words.reason_sentence(reasons([0.1]), VALUES).plain()
    assert said == "From the average of 20.0% to 30.0%: a x (+10.0 points)."


def test_average_customer() -> None:
    """Where no column moves half a point, it is said so."""
    assert "average one" in explanation_words.reason_sentence(reasons([0.001, -0.001]), VALUES).plain()


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence(12, 3, (), (), 6), "Training has 12 customers exactly like this; 3 left."),
        (Evidence(1, 0, (), (), 6), "Training has 1 customer exactly like this; 0 left."),
        (Evidence(1, 1, ("Age",), (), 6), "the nearest (1 customer, 1 left) differs in Age."),
        (Evidence(4, 1, ("Age", "Plan"), (), 6), "the nearest (4 customers, 1 left) differ in Age or Plan."),
        (Evidence(2, 1, tuple("abcd"), (), 6), "the nearest (2 customers, 1 left) differ in 4 of 6 columns."),
    ],
)
def test_evidence(evidence: Evidence, words: str) -> None:
    """Customers alike are counted; else the nearest are named with what they differ in."""
    said = explanation_words.evidence(evidence).plain()
    assert said.endswith(words)
    assert ("no such customer" in said) is bool(evidence.differs)


def test_values_never_seen() -> None:
    """They are named with the customer's value; where there are none, nothing is said."""
    assert (
        explanation_words.unseen(Evidence(1, 0, ("b",), ("b",), 4), VALUES).plain() == "Never seen in training: b 28."
    )
    assert not explanation_words.unseen(Evidence(1, 0, (), (), 4), VALUES)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (WhatIf(0.4, ()), "no change is needed"),
        (WhatIf(0.8, ()), "nothing to try"),
        (WhatIf(0.8, (Alternative("Plan", "gold", 0.6, 1.0),)), "No single change"),
        (WhatIf(0.8, (Alternative("Plan", "gold", 0.5, 1.0),)), "Plan gold, then 50.0%."),
        (WhatIf(0.8, (Alternative("Age", 31.0, 0.1, 0.1),)), "Age 31, then 10.0%."),
    ],
)
def test_smallest_change(changes: WhatIf, words: str) -> None:
    """The change is named with its probability; where none is needed, possible or enough, that is said."""
    assert words in explanation_words.smallest_change(changes, 0.5).plain()


def test_effect() -> None:
    """Both extremes are told with points, customers and churn rate; small ones are not."""
    yes, no = Level("Yes", 286, 0.514, 0.19), Level("No", 608, 0.113, -0.084)
    said = explanation_words.effect(Effect("Flyer", yes, no)).plain()
    assert said == (
        "Flyer Yes leave more: +19.0 points on average (286 customers, 51.4% left);"
        " No leave less: −8.4 points on average (608 customers, 11.3% left)"
    )
    assert (
        "less than half a point"
        in explanation_words.effect(Effect("Flyer", Level("Yes", 20, 0.5, 0.001), None)).plain()
    )


def test_main_reasons_of_the_sample() -> None:
    """One sentence names three columns with the value that raises the probability most."""
    dataset = churn.load(SAMPLE)
    model = churn.train(dataset).model
    overview = explain_table(model, dataset, choose_background(model, dataset.frame))
    said = explanation_words.main_reasons(overview).plain()
    for effect in overview.effects[:3]:
        assert effect.up is not None
        assert f"{effect.column} {effect.up.name} ({explanation_words.points(effect.up.points, 0)})" in said
    assert explanation_words.explained(overview) == "Computed on all 954 customers."


def test_no_main_reason() -> None:
    """Where nothing tells leavers from stayers, no reason is made up."""
    rows = "a,Yes\na,No\nb,Yes\nb,No\n" * 30
    dataset = churn.load(f"Plan,Churn\n{rows}".encode())
    model = churn.train(dataset, churn.RunSpec(churn.ModelSpec(iterations=1, learning_rate=0.001))).model
    overview = explain_table(model, dataset, choose_background(model, dataset.frame))
    assert explanation_words.main_reasons(overview).plain().startswith("No column tells much")


def test_markup_is_escaped() -> None:
    """Names and values of a table are text in every sentence."""
    bad = "[x](http://e.example)"
    sentences = [
        explanation_words.evidence(Evidence(1, 0, (bad,), (bad,), 2)),
        explanation_words.unseen(Evidence(1, 0, (bad,), (bad,), 2), {bad: bad}),
        explanation_words.smallest_change(WhatIf(0.9, (Alternative(bad, bad, 0.1, 1.0),)), 0.5),
        explanation_words.effect(Effect(bad, Level(bad, 9, 0.5, 0.1), None)),
        explanation_words.reason_sentence(Reasons((bad,), np.array([[0.3]]), 0.0, np.array([[0.3]]), 0.2), {bad: bad}),
    ]
    for said in sentences:
        assert bad not in said.markdown()
        assert bad in said.plain()


def test_picked() -> None:
    """The row of the table is named, and whether the model has learned from it."""
    assert explanation_words.picked(16, "test", left=True) == "Row 17 of the table, a test customer, who left."
    assert "learned from, who stayed" in explanation_words.picked(0, "train", left=False)
