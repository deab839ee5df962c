"""Intervals on the page Train: Wilson's at once, the others a moment later, and the comparison of two runs."""

import threading
from pathlib import Path

import pytest

import churn
from churn.scores.proportions import wilson
from churn.show import formats, uncertainty
from churn.table.dataset import SAMPLE
from churn.ui import resources
from churn.ui.background import Answers
from churn.ui.resources import results
from tests.ui.app import (
    heading,
    press,
    rendered,
    scores_table,
    settled,
    table_with_intervals,
    unharmed,
    visit,
)


def test_headline_with_intervals(travel: Path) -> None:
    """The first sentence and both captions say how sure the numbers are; 28 of 40 has Wilson's interval."""
    assert travel.exists()
    at = visit()
    assert any(
        line.startswith("Of the 191 test customers the model finds 28 of the 40 who left") for line in rendered(at)
    )
    captions = [caption.value for caption in at.caption]
    for successes, n in ((28, 41), (28, 40)):
        assert any(f"(95% interval {uncertainty.interval(wilson(successes, n))})" in caption for caption in captions)


def test_intervals_come_after_the_scores(travel: Path) -> None:
    """Precision has its interval at once; when the bootstrap is done, every score of the table has one."""
    at = visit()
    run = churn.train(churn.load(travel))
    assert str(table_with_intervals(at).loc["Recall", "Test"]).replace("\u2060", "") == "0.700 (0.55–0.82)"
    found = resources.intervals(run)
    assert resources.intervals_if_ready(run) is found
    at.run()
    table = table_with_intervals(at)
    assert table.loc["ROC AUC", "Test"] == uncertainty.with_interval(0.938, found["test"]["roc_auc"])
    assert all("(" in str(cell) for name in formats.SCORE_LABELS.values() for cell in table.loc[name])
    assert "(" not in scores_table(at).to_string()


@pytest.mark.usefixtures("trainer")
def test_comparison_with_the_run_before() -> None:
    """The next run on the same split is compared with the one before, in one sentence; the first with nothing."""
    at = visit()
    assert not [line for line in rendered(at) if line.startswith("Compared with")]
    at.slider(key="depth").set_value(2).run()
    settled(press(at, "Train"))
    new, old = (churn.train(churn.load(SAMPLE), churn.RunSpec(churn.ModelSpec(depth=d))) for d in (2, 4))
    results._comparisons().ask((new.key, old.key, "test"), dict).result()  # noqa: SLF001 - wait for what the page asked
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
    resources.intervals(churn.train(churn.load(SAMPLE)))
    at.run()
    assert heading(at).endswith("seed 7")
    assert not [line for line in rendered(at) if line.startswith("Compared with")]
    assert unharmed(at)


def test_background_computes_once_and_remembers() -> None:
    """However many ask, it is computed once; a failure reaches who asked, and the next one tries again."""
    background: Answers[int] = Answers(most=2)
    gate, calls = threading.Event(), []

    def slow() -> int:
        calls.append(1)
        gate.wait(5)
        return 7

    asked = [background.ask("a", slow) for _ in range(5)]
    assert not asked[0].done()
    gate.set()
    assert [each.result(5) for each in asked] == [7] * 5
    assert len(calls) == 1

    def broken() -> int:
        raise ValueError("no such luck")

    with pytest.raises(ValueError, match="no such luck"):
        background.ask("b", broken).result(5)
    assert background.ask("b", slow).result(5) == 7


def test_background_forgets_the_oldest() -> None:
    """Only so many values are kept."""
    background: Answers[int] = Answers(most=1)
    assert background.ask("a", lambda: 1).result(5) == 1
    assert background.ask("b", lambda: 2).result(5) == 2
    assert background.ask("a", lambda: 3).result(5) == 3
