"""How sure a score is, in words that a stakeholder reads once."""

import pytest

from churn.scores.comparison import Difference
from churn.scores.metrics import METRICS
from churn.scores.proportions import Interval, wilson
from churn.show import uncertainty

SURE = Interval(0.5461, 0.8190)


def test_formats() -> None:
    """A proportion comes in counts, with three decimals and an interval of two; nothing of nothing is a dash."""
    assert uncertainty.interval(SURE) == "0.55–0.82"
    assert uncertainty.interval(None) == "–"
    assert uncertainty.proportion(28, 40) == "28 of 40 = 0.700, 0.55–0.82"
    assert uncertainty.proportion(1, 1) == "1 of 1 = 1.000, 0.21–1.00"
    assert uncertainty.proportion(0, 0) == "–"
    assert uncertainty.with_sureness("28 of 40", SURE) == "28 of 40 (95% interval 0.55–0.82)"
    assert uncertainty.with_sureness("it flags nobody", None) == "it flags nobody"


@pytest.mark.parametrize(
    ("value", "ends", "shown"),
    [
        (0.7, SURE, "0.700 (0.55–0.82)"),
        (0.7, None, "0.700"),
        (None, SURE, "–"),
        (0.002, Interval(0.001, 0.004), "0.002 (0.001–0.004)"),
        (0.00213, Interval(0.00208, 0.00221), "0.00213 (0.00208–0.00221)"),
        (0.9996, Interval(0.9991, 0.9999), "0.9996 (0.9991–0.9999)"),
        (1.0, Interval(0.91, 1.0), "1.000 (0.91–1.00)"),
        (0.0, Interval(0.0, 0.09), "0.000 (0.00–0.09)"),
        (0.5, Interval(0.495, 0.505), "0.500 (0.495–0.505)"),
    ],
)
def test_score_with_interval(value: float | None, ends: Interval | None, shown: str) -> None:
    """Without an interval the score stands alone; no invisible character is searched and copied with it."""
    assert uncertainty.with_interval(value, ends) == shown


def test_place_of_a_pending_interval() -> None:
    """While an interval is computed its place is kept by a bracket that no line breaks; an undefined score has none."""
    score, _, place = uncertainty.with_interval(0.7, None, pending=True).partition(" ")
    assert (score, place.strip("()").strip("\u2007")) == ("0.700", "…")
    assert " " not in place
    assert uncertainty.with_interval(None, None, pending=True) == "–"
    assert uncertainty.with_interval(0.7, SURE, pending=True) == uncertainty.with_interval(0.7, SURE)


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        (wilson(1, 300), "0.001–0.019"),
        (wilson(1, 250), "0.001–0.02"),
        (wilson(1_000, 1_000), "0.996–1.000"),
        (wilson(299, 300), "0.981–0.999"),
        (wilson(0, 10), "0.00–0.28"),
        (Interval(0.9995, 0.9999), "0.9995–0.9999"),
    ],
)
def test_ends_that_are_not_0_or_1(ends: Interval, shown: str) -> None:
    """An end reads as 0 or 1 only if it is, and no interval as of width 0."""
    assert uncertainty.interval(ends) == shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Difference(0.04, 0.01, 0.08), "better: +0.04, 0.01–0.08"),
        (Difference(-0.04, -0.08, -0.01), "worse: −0.04, −0.08 to −0.01"),
        (Difference(-0.04, -0.08, -0.01, better_if="lower"), "better: lower by 0.04, 0.01–0.08"),
        (Difference(0.004, 0.0012, 0.008, better_if="lower"), "worse: higher by 0.004, 0.001–0.008"),
        (Difference(0.0004, 0.0001, 0.0008), "better: +0.0004, 0.0001–0.0008"),
        (Difference(0.04, 0.002, 0.08), "better: +0.040, 0.002–0.080"),
        (Difference(0.04, -0.01, 0.08), "no clear difference"),
        (Difference(0.0, 0.0, 0.0), "no clear difference"),
    ],
)
def test_difference(change: Difference, words: str) -> None:
    """Better and worse follow the score: of a loss, less is better; small numbers keep a digit that counts."""
    assert uncertainty.difference(change) == words


def test_scores_without_interval() -> None:
    """One sentence for each reason, with the scores and the split that it is about."""
    few, alike = "Only 4 customers here left.", "The model gives every customer here the same probability."
    assert uncertainty.without_interval("test", {"roc_auc": alike, "log_loss": few, "brier": few}) == [
        f"ROC AUC, test: no interval. {alike}",
        f"Log loss, Brier score, test: no interval. {few}",
    ]
    assert uncertainty.without_interval("validation", {}) == []


def test_what_the_brackets_mean() -> None:
    """The caption says what the intervals are of and what not, why train has none, what validation has chosen."""
    caption = uncertainty.about_intervals(0.3, "steps")
    for words in (
        "over very many customers like these",
        "can be further away",
        "Train has none",
        "number of steps",
        "above 30%",
    ):
        assert words in caption
    assert all(metric.help in uncertainty.meanings() for metric in METRICS.values())
