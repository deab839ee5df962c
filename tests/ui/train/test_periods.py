"""Over time: there where the table has dates, with the engine's figures."""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.model.run import RunSpec
from churn.model.split import SplitSpec
from churn.periods import words
from churn.periods.by_period import periods
from churn.work.trainer import Trainer
from tests.ui.app import (
    PATIENCE,
    alternative_texts,
    buttons,
    figures,
    heading,
    plain,
    press,
    read,
    rendered,
    unharmed,
    visit,
)

OFFER = "Train it for comparison"


@pytest.fixture
def drifting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make customers the default table of whom the young leave at first, and the old in the end."""
    rng = np.random.default_rng(2)
    n = 1500
    day, age = rng.integers(0, 500, n), rng.integers(18, 80, n)
    young = (80 - age) / 62
    leaves = rng.random(n) < np.where(day < 300, young, 1 - young) * 0.8
    came = (np.datetime64("2022-01-01") + day).astype(str)
    came[:30] = ""
    frame = pd.DataFrame(
        {"Came": came, "Age": age, "Paid": rng.normal(50, 9, n), "Churn": np.where(leaves, "Yes", "No")}
    )
    path = tmp_path / "drifting.csv"
    path.write_text(frame.round(2).to_csv(index=False), encoding="utf-8")
    monkeypatch.setenv("CHURN_DATA", str(path))
    return path


def said(at: AppTest) -> list[str]:
    """Return the texts of the page as a person reads them."""
    return [read(line) for line in rendered(at)]


def compared(at: AppTest) -> AppTest:
    """Press the button and wait for the counterpart."""
    press(at, OFFER)
    deadline = time.monotonic() + PATIENCE
    while "Stop the comparison" in buttons(at):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        at.run()
    return at


def test_without_dates_there_is_no_such_section() -> None:
    """The sample has no periods to tell."""
    assert "Over time" not in [section.label for section in visit().main.expander]


def test_periods_of_the_latest_customers(drifting: Path, trainer: Trainer) -> None:
    """Chart and table show the test customers by period, as the engine has them; another threshold trains nothing."""
    at = visit(split="time:Came", periods="true", trees="50", threshold="0.3")
    assert unharmed(at)
    dataset = churn.load(drifting)
    run = churn.train(dataset, RunSpec(churn.ModelSpec(iterations=50), SplitSpec(by="time:Came")))
    test = run.evaluation.predictions["test"]
    found = periods(dataset.dates("Came")[run.split.test], test.churned, test.p)
    table = at.table[1].value
    assert table.index.tolist() == [words.name(each) for each in found]
    assert [plain(cell) for cell in table["Recall"]] == [plain(words.cells(each, 0.3)["Recall"]) for each in found]
    assert figures(at)["periods_chart"]["data"][0]["x"] == table.index.tolist()
    assert alternative_texts(at)["periods_chart"].startswith(f"ROC AUC of the test customers over {len(found)} periods")
    assert words.course(found).replace("\u2060", "") in said(at)
    assert trainer.fits == 1


def test_customers_without_a_date_are_counted(drifting: Path) -> None:
    """At random, some of them are test customers."""
    dataset = churn.load(drifting)
    run = churn.train(dataset, RunSpec(churn.ModelSpec(iterations=50)))
    undated = int(np.isnat(dataset.dates("Came")[run.split.test]).sum())
    assert undated > 1
    assert words.undated(undated) in said(visit(periods="true", trees="50"))


def test_the_latest_customers_beside_those_at_random(drifting: Path, trainer: Trainer) -> None:
    """One click trains the same settings split by time; a sentence says both values, the page goes on as it was."""
    assert drifting.exists()
    at = visit(periods="true", trees="50")
    before = heading(at)
    compared(at)
    assert unharmed(at)
    assert heading(at) == before
    assert trainer.fits == 2
    side_by_side = at.table[-1].value
    assert [plain(str(name)) for name in side_by_side] == ["Split by time: Came", "Split row by row"]
    assert {"Precision", "Recall", "ROC AUC", "Customers", "Left"} == set(side_by_side.index)
    sentence = next(line for line in said(at) if line.startswith("Tested on the latest customers (by Came)"))
    assert "more than chance explains: expect the lower one in use" in sentence
    assert OFFER not in buttons(at)


def test_from_the_side_of_time(drifting: Path, trainer: Trainer) -> None:
    """A viewer of the split by time is offered the other, which is the default run."""
    assert drifting.exists()
    at = visit(periods="true", trees="50", split="time:Came")
    compared(at)
    assert any(line.startswith("Tested on the latest customers (by Came)") for line in said(at))
    visit(periods="true", trees="50")
    assert trainer.fits == 2
