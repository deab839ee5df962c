"""Simple models and the best possible, repeated profiles: closed until asked for, then the engine's figures."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, split
from churn.scores.metrics import METRICS
from churn.show import formats, uncertainty
from churn.table.dataset import SAMPLE
from churn.work.trainer import Trainer
from tests.ui.app import (
    PATIENCE,
    alternative_texts,
    buttons,
    figures,
    go,
    heading,
    metrics,
    plain,
    press,
    rendered,
    settled,
    unharmed,
    upload,
    visit,
)
from tests.ui.tables import good, hostile, single_positive_in

OFFER = "Train it for comparison"
STOP = "Stop the comparison"
SEEN_AND_NEW = (
    "130 of 191 test customers match a profile seen in training: precision 0.724 (0.54–0.85) and recall 0.778"
    " (0.59–0.89) on those; precision 0.583 (0.32–0.81) and recall 0.538 (0.29–0.77) on the 61 others."
)


def tables(at: AppTest) -> list[dict[str, dict[str, str]]]:
    """Return the tables of the open sections, by column and row: the page's first one is not theirs."""
    return [
        {str(name): {str(row): plain(cell) for row, cell in column.items()} for name, column in table.value.items()}
        for table in at.table[1:]
    ]


def said(at: AppTest) -> list[str]:
    """Return the texts of the page as a person reads them."""
    return [plain(line) for line in rendered(at)]


def compared(at: AppTest) -> AppTest:
    """Press the button and wait for the counterpart."""
    press(at, OFFER)
    deadline = time.monotonic() + PATIENCE
    while STOP in buttons(at):  # what the browser's timer does, the next run does here
        assert time.monotonic() < deadline
        time.sleep(0.05)
        at.run()
    return at


def test_closed_at_first(trainer: Trainer) -> None:
    """The headline stays two numbers: both sections are there, closed, with nothing in them."""
    at = visit()
    assert {"Simple models and the best possible", "Repeated profiles"} <= {
        section.label for section in at.main.expander
    }
    assert len(at.table) == 1
    assert "references" not in figures(at)
    assert OFFER not in buttons(at)
    assert trainer.fits == 1


def test_baselines_of_the_travel_table(travel: Path) -> None:
    """The table holds the seven test scores of model, rules and ceiling, the sentence says what they mean."""
    assert travel.exists()
    at = visit(baselines="true")
    assert unharmed(at)
    (table,) = tables(at)
    assert list(table) == ["Model", "Always “stays”", "Look-up table", "Logistic regression", "Best possible"]
    assert [table[label]["F1"].split()[0] for label in table] == ["0.691", "0.000", "0.571", "0.720", "0.933"]
    assert [table[label]["ROC AUC"].split()[0] for label in table] == ["0.938", "0.500", "0.874", "0.940", "0.997"]
    assert table["Model"]["Recall"] == "0.700 (0.55–0.82)"
    assert table["Look-up table"]["Recall"] == "0.450 (0.31–0.60)"  # Wilson's interval of 18 of 40
    assert table["Best possible"]["Recall"] == "0.875"  # a bound, no estimate
    assert all("(" in table["Logistic regression"][metric.label] for metric in METRICS.values())
    assert table["Always “stays”"]["Precision"] == formats.DASH
    assert any(
        line.startswith("The model ranks a test customer") and "there is no clear difference: the simple" in line
        for line in said(at)
    )
    assert any("28 of the 419 different profiles" in line and "(94.65%)" in line for line in said(at))
    assert "Precision (always “stays”): it flags nobody, at any threshold." in said(at)
    drawn = {trace["name"]: trace["x"] for trace in figures(at)["references"]["data"]}
    assert [f"{x:.3f}" for x in drawn["Model"]] == ["0.683", "0.700", "0.691", "0.938", "0.759"]
    assert "test split" in alternative_texts(at)["references"]


def test_baselines_of_another_split_and_threshold(travel: Path, trainer: Trainer) -> None:
    """Split and threshold change all columns alike; nothing is trained for it."""
    run = churn.train(churn.load(travel))
    at = visit(baselines="true", threshold="0.3", baselines_part="Validation")
    (table,) = tables(at)
    expected = run.evaluation.scores(0.3)["validation"]
    sure = run.evaluation.scores(0.3)["validation"].intervals
    assert table["Model"]["Precision"] == plain(uncertainty.with_interval(expected.precision, sure["precision"]))
    assert table["Model"]["Recall"] == plain(uncertainty.with_interval(expected.recall, sure["recall"]))
    assert table["Always “stays”"]["Recall"] == "0.000 (0.00–0.09)"  # Wilson's interval of 0 of 37
    assert any(line.startswith("The model ranks a validation customer") for line in said(at))
    assert trainer.fits == 1


def test_seen_and_new_profiles_of_the_travel_table(travel: Path) -> None:
    """Seen, new and all test customers stand side by side with their numbers."""
    assert travel.exists()
    at = visit(profiles="true")
    assert unharmed(at)
    assert SEEN_AND_NEW in said(at)
    (table,) = tables(at)
    assert table == {
        "Profile seen in training": {
            "Precision": "0.724 (0.54–0.85)",
            "Recall": "0.778 (0.59–0.89)",
            "Customers": "130",
            "Left": "27",
        },
        "New profile": {
            "Precision": "0.583 (0.32–0.81)",
            "Recall": "0.538 (0.29–0.77)",
            "Customers": "61",
            "Left": "13",
        },
        "All": {"Precision": "0.683 (0.53–0.80)", "Recall": "0.700 (0.55–0.82)", "Customers": "191", "Left": "40"},
    }
    assert any("copy of a row or another customer who looks the same" in line for line in said(at))


def test_undefined_scores_are_explained(travel: Path) -> None:
    """Where nobody is flagged, precision is a dash with one sentence for each column."""
    assert travel.exists()
    at = visit(profiles="true", threshold="0.99")
    table = tables(at)[0]
    assert [table[label]["Precision"] for label in table] == [formats.DASH] * 3
    assert "Precision (new profile): nobody here has a churn probability above 99%." in said(at)
    assert not any("ROC AUC (" in line for line in said(at))


def test_both_splits_side_by_side(travel: Path, trainer: Trainer) -> None:
    """The counterpart is trained on a click, beside the run shown, which stays."""
    dataset = churn.load(travel)
    grouped = churn.train(dataset, RunSpec(split=SplitSpec(grouped=True)))
    together, sure = grouped.scores["test"], grouped.scores["test"].intervals
    at = visit(profiles="true")
    before = heading(at), metrics(at)
    at = compared(at)
    assert unharmed(at)
    assert (heading(at), metrics(at)) == before
    assert trainer.fits == 2
    _, side_by_side = tables(at)
    assert side_by_side["Split row by row"] == {
        "Precision": "0.683 (0.53–0.80)",
        "Recall": "0.700 (0.55–0.82)",
        "Customers": "191",
        "Left": "40",
        "Profile seen in training": "130",
    }
    assert side_by_side["Identical profiles together"] == {
        "Precision": plain(uncertainty.with_interval(together.precision, sure["precision"])),
        "Recall": plain(uncertainty.with_interval(together.recall, sure["recall"])),
        "Customers": f"{together.n}",
        "Left": f"{together.positives}",
        "Profile seen in training": "0",
    }
    assert OFFER not in buttons(at)
    assert any("Kept together, no test profile was seen in training" in line for line in said(at))


def test_from_the_grouped_side(travel: Path, trainer: Trainer) -> None:
    """A viewer of the grouped split is offered the other one, and the columns stand in the same order."""
    assert travel.exists()
    at = visit(profiles="true", grouped="true")
    assert "None of the 199 test customers matches a profile seen in training." in said(at)
    assert "Precision, Recall (profile seen in training): there are no customers here." in said(at)
    at = compared(at)
    _, side_by_side = tables(at)
    assert list(side_by_side) == ["Split row by row", "Identical profiles together"]
    assert side_by_side["Split row by row"]["Precision"] == "0.683 (0.53–0.80)"
    assert heading(at) == "Results for depth 4, learning rate 0.1, identical profiles kept together"
    assert trainer.fits == 2


def test_trained_before_is_shown_at_once(travel: Path, trainer: Trainer) -> None:
    """If somebody trained the counterpart already, nobody has to click."""
    trainer.submit(churn.load(travel), RunSpec(split=SplitSpec(grouped=True))).wait(60)
    at = visit(profiles="true")
    assert len(tables(at)) == 2
    assert OFFER not in buttons(at)


def test_progress_and_stop(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the counterpart waits or is fitted there is a way to stop it; then it is offered again."""
    monkeypatch.setattr("churn.ui.pacing.PATIENCE", 0.0)
    at = visit(profiles="true")
    shown = heading(at)
    dataset = churn.load(SAMPLE)
    busy = [trainer.submit(dataset, RunSpec(ModelSpec(depth=10, iterations=5000, seed=seed))) for seed in range(64)]
    press(at, OFFER)
    assert STOP in buttons(at)
    assert OFFER not in buttons(at)
    assert heading(at) == shown
    press(at, STOP)
    assert OFFER in buttons(at)
    assert STOP not in buttons(at)
    assert heading(at) == shown
    assert unharmed(at)
    assert not busy[-1].finished  # it is the counterpart that was stopped


def test_counterpart_that_cannot_be_trained() -> None:
    """Twelve rows of two profiles make no three grouped parts: the section says so, in the trainer's words."""
    at = go(visit(), "Data")
    rows = b"Age,Plan,Churn\n" + b"30,a,Yes\n30,a,No\n40,b,No\n40,b,Yes\n" * 6
    upload(at, rows)
    at = settled(go(at, "Train"))
    at.session_state["profiles"] = True
    at.run()
    assert unharmed(at)
    at = compared(at)
    assert unharmed(at)
    assert any("has only 2 different profiles in 24 rows" in plain(info.value) for info in at.info)


@pytest.mark.parametrize("data", [single_positive_in([0, 1, 2]), good(), hostile()], ids=["rare", "good", "hostile"])
def test_any_table_is_survived(data: bytes) -> None:
    """A part without a churner, repeated profiles, markup in every name: a sentence, never an exception."""
    at = go(visit(baselines="true", profiles="true"), "Data")
    upload(at, data)
    at = settled(go(at, "Train"))
    assert unharmed(at)
    assert len(tables(at)) == 2
    assert any("profile seen in training" in line for line in said(at))
    assert any(" different profiles in the table" in line for line in said(at))


def test_one_leaver_in_the_test_part() -> None:
    """All ROC AUCs have a value and their difference has none: the section says so and goes on."""
    parts = split(churn.load(single_positive_in([0])), SplitSpec())
    rows = [*parts.train[:3].tolist(), *parts.validation[:1].tolist(), int(parts.test[0])]
    at = upload(go(visit(baselines="true"), "Data"), single_positive_in(rows))
    settled(go(at, "Train"))
    assert unharmed(at)
    assert any("Too few test customers left or stayed to say whether the model" in line for line in said(at))
