"""Intervals on the page Train: Wilson's at once, the others a moment later, and the comparison of two runs."""

from pathlib import Path

import pytest

import churn
from churn.model.split import SplitSpec, split
from churn.scores.metrics import METRICS
from churn.scores.proportions import wilson
from churn.show import uncertainty
from churn.table.dataset import SAMPLE
from churn.ui import shared
from tests.ui import tables
from tests.ui.app import (
    go,
    heading,
    press,
    rendered,
    scores_table,
    settled,
    table_with_intervals,
    unharmed,
    upload,
    visit,
    whole,
)


def test_headline_with_intervals(travel: Path) -> None:
    """The first sentence and both captions say how sure the numbers are; 28 of 40 has Wilson's interval."""
    assert travel.exists()
    at = visit()
    assert any("of the 191 test customers the model finds 28 of the 40 who left" in line for line in rendered(at))
    captions = [whole(caption.value) for caption in at.caption]
    for successes, n in ((28, 41), (28, 40)):
        assert any(f"95% interval {uncertainty.interval(wilson(successes, n))}" in caption for caption in captions)


def test_intervals_come_after_the_scores(travel: Path) -> None:
    """Precision has its interval at once; a moment later every score has one, but for train, which taught the model."""
    at = visit()
    run = churn.train(churn.load(travel))
    assert str(table_with_intervals(at).loc["Recall", "Test"]).replace("\u2060", "") == "0.700 (0.55–0.82)"
    found = shared.intervals(run)
    assert shared.intervals.if_ready(run) is found
    at.run()
    table = table_with_intervals(at)
    assert table.loc["ROC AUC", "Test"] == uncertainty.with_interval(0.938, found["test"].by_name["roc_auc"])
    for metric in METRICS.values():
        assert "(" not in str(table.loc[metric.label, "Train"])
        assert all("(" in str(table.loc[metric.label, split]) for split in ("Validation", "Test"))
    assert any("Train has none" in caption.value for caption in at.caption)
    assert "(" not in scores_table(at).to_string()


@pytest.mark.usefixtures("trainer")
def test_a_missing_interval_has_its_reason() -> None:
    """Where hardly anybody left, log loss stands alone, and a sentence under the table says why."""
    data = tables.single_positive_in([0, 1])
    rows = split(churn.load(data), SplitSpec()).train[:6].tolist()
    data = tables.single_positive_in(rows)
    at = settled(go(upload(visit("Data"), data), "Train"))
    shared.intervals(churn.train(churn.load(data)))
    at.run()
    assert unharmed(at)
    assert "(" not in str(table_with_intervals(at).loc["Log loss", "Test"])
    reason = "Log loss, Brier score, test: no interval. No customer here left; an interval takes at least 10."
    assert reason in [caption.value for caption in at.caption]


@pytest.mark.usefixtures("trainer")
def test_comparison_with_the_run_before() -> None:
    """The next run on the same split is compared with the one before, in one sentence; the first with nothing."""
    at = visit()
    assert not [line for line in rendered(at) if line.startswith("Compared with")]
    at.slider(key="depth").set_value(2).run()
    settled(press(at, "Train"))
    new, old = (churn.train(churn.load(SAMPLE), churn.RunSpec(churn.ModelSpec(depth=d))) for d in (2, 4))
    shared.comparison(new, old, "test")  # wait for what the page asked
    at.run()
    sentences = [line for line in rendered(at) if line.startswith("Compared with")]
    assert len(sentences) == 1
    assert sentences[0].startswith("Compared with depth 4, learning rate 0.1 on the same test customers: ")


@pytest.mark.usefixtures("trainer")
def test_another_split_is_not_compared() -> None:
    """Runs that are judged by different customers are not compared."""
    at = visit()
    at.number_input(key="seed").set_value(7).run()
    settled(press(at, "Train"))
    shared.intervals(churn.train(churn.load(SAMPLE)))
    at.run()
    assert heading(at).endswith("seed 7")
    assert not [line for line in rendered(at) if line.startswith("Compared with")]
    assert unharmed(at)
