"""A score is one entry of the table: whatever lists, compares, repeats or writes scores has it, the right way round."""

import datetime as dt
import json
import sys
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

import churn
from churn import __main__ as command_line
from churn.audit.checks import audit
from churn.decision.advice import recommendation
from churn.decision.campaign import Campaign
from churn.explanation.overview import explain_table
from churn.explanation.reasons import choose_background
from churn.report.brief import write_brief
from churn.scores.comparison import Comparison
from churn.scores.confusion import Confusion
from churn.scores.intervals import probability_intervals
from churn.scores.means import Mean
from churn.scores.metrics import METRICS, Metric
from churn.scores.predictions import Predictions
from churn.scores.proportions import Share, wilson
from churn.show import uncertainty
from churn.stability import words
from churn.stability.repeated import RepeatedSplits
from churn.stability.spread import spreads_of
from churn.table.dataset import SAMPLE
from churn.ui import shared
from churn.work.trainer import Trainer
from tests.ui.app import alternative_texts, figures, press, rendered, settled, table_with_intervals, unharmed, visit

NAME, LABEL = "false_positive_rate", "False-positive rate"
TREES = 70  # no other test asks for it, so that nothing is kept from before the score was there
WEAK = churn.RunSpec(churn.ModelSpec(iterations=TREES, depth=1, learning_rate=0.01))
STRONG = churn.RunSpec(churn.ModelSpec(iterations=TREES, depth=4, learning_rate=0.1))
LOW = 0.2  # a threshold at which the weak model flags far more of the stayers than the strong one


@pytest.fixture(autouse=True)
def entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the score: all there is to write."""
    metric = Metric(
        NAME,
        LABEL,
        "Of the customers who stayed, the share that was flagged. 0 to 1, lower is better.",
        lambda counts: counts.fp / counts.negatives,
        better="lower",
        interval=Share(lambda counts: (counts.fp, counts.negatives)),
        undefined=lambda counts, _threshold: None if counts.negatives else "Everybody here left.",
    )
    monkeypatch.setitem(METRICS, NAME, metric)


def test_it_is_a_score_like_any_other() -> None:
    """It has a value, an interval, a reason where it has no value, and a place in the JSON of the scores."""
    scores = Predictions([1, 1, 0, 0, 0], [0.9, 0.2, 0.6, 0.1, 0.3]).scores()
    assert scores.false_positive_rate == 1 / 3
    assert scores.intervals[NAME] == wilson(1, 3)
    assert scores.as_dict()[NAME] == 1 / 3
    nobody = Predictions([1, 1], [0.9, 0.2]).scores()
    assert nobody.false_positive_rate is None
    assert nobody.reasons[NAME] == "Everybody here left."


def test_fewer_false_alarms_are_better() -> None:
    """Of two models the one that flags fewer of the stayers is the better one."""
    y = np.repeat([1, 0], 100)
    careful, rash = np.where(y, 0.9, 0.1), np.full(200, 0.9)
    models = Predictions(y, careful), Predictions(y, rash)
    forth, back = Comparison(*models).at()[NAME], Comparison(*models[::-1]).at()[NAME]
    assert (forth.value, forth.better, back.worse) == (-1, True, True)
    assert forth.low <= forth.value <= forth.high < 0


def _errors(churned: NDArray[np.bool_], p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.abs(p - churned)


@pytest.mark.parametrize("interval", ["bootstrap", Mean(_errors)], ids=["resampled", "mean of a loss"])
def test_a_score_of_probabilities(monkeypatch: pytest.MonkeyPatch, interval: Literal["bootstrap"] | Mean) -> None:
    """One that no threshold changes needs no more: it gets its interval, or the reason, and is compared."""
    metric = Metric(
        "error",
        "Mean error",
        "Mean distance of probability and outcome. 0 to 1, lower is better.",
        lambda churned, p: np.mean(_errors(churned, p)),
        better="lower",
        interval=interval,
        undefined=lambda _count, _threshold: None,
    )
    monkeypatch.setitem(METRICS, "error", metric)
    y = np.arange(60) % 3 == 0
    good = Predictions(y, np.where(y, 0.8, np.linspace(0.1, 0.4, 60)))
    bad = Predictions(y, np.full(60, 0.5))
    error, sure = good.scores().by_name["error"], probability_intervals(good).by_name["error"]
    assert error is not None
    assert sure.low < error < sure.high
    assert "error" in probability_intervals(Predictions([1, 0, 0, 0], [0.9, 0.1, 0.2, 0.3])).reasons
    assert Comparison(good, bad).at()["error"].better


def test_the_page_has_it(trainer: Trainer) -> None:
    """The split table shows it with its interval; the sentence on two runs says better where it fell."""
    at = visit(trees=f"{TREES}", depth="1", rate="0.01", threshold=f"{LOW}")
    weak = churn.train(churn.load(SAMPLE), WEAK).evaluation.confusion("test", LOW)
    assert cell(at) == shown(weak)
    at.slider(key="depth").set_value(4)
    at.select_slider(key="rate").set_value(0.1).run()
    settled(press(at, "Train"))
    new, old = (churn.train(churn.load(SAMPLE), spec) for spec in (STRONG, WEAK))
    difference = shared.comparison(new, old, "test").at(LOW)[NAME]
    at.run()
    strong = new.evaluation.confusion("test", LOW)
    assert strong.fp < weak.fp
    assert cell(at) == shown(strong)
    (sentence,) = (line for line in rendered(at) if line.startswith("Compared with depth 1"))
    assert f"{LABEL} {uncertainty.difference(difference)}" in sentence
    assert f"{LABEL} better: lower by " in sentence
    assert trainer.fits == 2


def cell(at: AppTest) -> str:
    """Return what the split table says of the score on test customers."""
    assert unharmed(at)
    return str(table_with_intervals(at).loc[LABEL, "Test"])


def shown(count: Confusion) -> str:
    """Return what it should say."""
    return uncertainty.with_interval(count.fp / count.negatives, wilson(count.fp, count.negatives))


def test_other_splits_have_it(trainer: Trainer) -> None:
    """Sentence, strips and table of the repeated splits show it; luck is a low rate."""
    at = visit(trees=f"{TREES}", depth="1")
    at.session_state["stability"] = True
    press(at.run(), "Repeat on 20 other splits")
    run = churn.train(churn.load(SAMPLE), churn.RunSpec(churn.ModelSpec(iterations=TREES, depth=1)))
    splits = shared.repeated_splits().find(run.key)
    assert splits is not None
    assert splits.wait(60)
    at.run()
    assert unharmed(at)
    sentence = words.other_splits(NAME, splits.spreads("test", run.scores["test"].by_name)[NAME])
    assert sentence.startswith("On 20 other splits, false-positive rate on test customers was 0.")
    assert sentence in rendered(at)
    assert sentence in alternative_texts(at)["strips"]
    assert f"{LABEL} ↓" in figures(at)["strips"]["layout"]["yaxis"]["ticktext"]
    assert LABEL in at.table[1].value.index
    unlucky = words.other_splits(NAME, splits.spreads("test", {NAME: 1.0})[NAME])
    assert "1.000 is unlucky: clearly worse" in unlucky
    assert trainer.fits == 21


def test_other_splits_say_why_it_is_undefined(trainer: Trainer) -> None:
    """Where everybody left, that is the reason; where nobody left, the sentence is as ever."""
    splits = RepeatedSplits(trainer, churn.load(SAMPLE), churn.RunSpec())
    for outcomes, ending in (
        ([1, 1], f"(everybody here left): ROC AUC, {LABEL}."),
        ([0, 0], ", because nobody left or nobody was flagged there: Recall, ROC AUC, Average precision."),
    ):
        scores = Predictions(outcomes, [0.9, 0.2]).scores()
        spreads = spreads_of([scores], dict.fromkeys(METRICS))
        assert words.missing_splits(splits, spreads)[-1].endswith(ending)


def test_the_command_line_prints_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Both forms, text and JSON, have it for every split, with its interval."""
    count = churn.train(churn.load(SAMPLE)).evaluation.confusion("test")
    rate, interval = count.fp / count.negatives, wilson(count.fp, count.negatives)
    assert interval is not None
    for option in ([], ["--json"]):
        monkeypatch.setattr(sys, "argv", ["churn", "train", "--data", str(SAMPLE), *option])
        command_line.main()
    *text, line = capsys.readouterr().out.splitlines()
    assert text[-1].startswith(f"{LABEL} Test ")
    counts = f" {rate:.3f} = {count.fp} of {count.negatives} (95% interval {uncertainty.interval(interval)})"
    assert text[-1].endswith(counts)
    said = json.loads(line)
    assert said["scores"]["test"][NAME] == rate
    assert said["intervals"]["test"][NAME] == interval._asdict()
    assert [NAME in said["scores"][part] for part in said["scores"]] == [True] * 3


def test_the_brief_has_it() -> None:
    """Beside precision and recall, in counts, with its interval."""
    dataset = churn.load(SAMPLE)
    run = churn.train(dataset, STRONG)
    overview = explain_table(run.model, dataset, choose_background(run.model, dataset.frame))
    advice, findings = recommendation(run.evaluation, Campaign()), audit(dataset, run.split)
    brief = write_brief(dataset, run, 0.5, advice, overview, findings, synthetic=True, on=dt.date(2026, 11, 27))
    count = run.evaluation.confusion("test")
    said = f"{LABEL} on test customers: {uncertainty.proportion(count.fp, count.negatives)} (95% interval)"
    assert said in brief.sections[0].points
