"""Several rows per customer: kept together by themselves, and beside that what memory looks like."""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.work.trainer import Trainer
from tests.ui.app import PATIENCE, buttons, heading, plain, press, read, rendered, settled, unharmed, visit


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make 300 clients with one to three rows the default table; a coin decides who of them left."""
    rng = np.random.default_rng(8)
    client = np.repeat(np.arange(300), rng.integers(1, 4, 300))
    age, coin = rng.integers(18, 80, 300)[client], rng.integers(0, 2, 300)[client]
    income = rng.normal(50, 12, 300).round(2)[client]
    frame = pd.DataFrame({"Client": [f"C-{each:05}" for each in client], "Age": age, "Income": income})
    frame["Churn"] = np.where(coin, "Yes", "No")
    path = tmp_path / "clients.csv"
    path.write_text(frame.sample(frac=1, random_state=1).to_csv(index=False), encoding="utf-8")
    monkeypatch.setenv("CHURN_DATA", str(path))
    return path


def said(at: AppTest) -> str:
    """Return the texts of the page as a person reads them."""
    return "\n".join(read(line) for line in rendered(at))


def test_rows_of_a_client_stay_together(clients: Path) -> None:
    """Nobody has to choose it: the choice is named, the model of coin flips is no better than chance."""
    at = visit()
    assert unharmed(at)
    control = at.selectbox(key="split_box")
    assert control.options[:3] == [
        "Client: its rows together (found)",
        "At random",
        "Identical profiles together",
    ]
    assert control.value == "automatic"
    assert "do not show that this model ranks better than chance" in said(at)
    assert "because some customers have several rows" in said(at)
    run = churn.train(churn.load(clients))
    assert run.split.by == "column:Client"
    assert run.as_dict()["spec"]["split"]["by"] == "column:Client"
    assert not run.evaluation.better_than_chance


def test_memory_beside_it(clients: Path, trainer: Trainer) -> None:
    """At random the scores are high; the sentence says that it may be memory."""
    assert clients.exists()
    at = press(visit(customers="true"), "Train it for comparison")
    deadline = time.monotonic() + PATIENCE
    while "Stop the comparison" in buttons(at):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        at.run()
    assert unharmed(at)
    assert trainer.fits == 2
    assert "At random, rows of one customer fall on both sides: precision" in said(at)
    table = at.table[-1].value
    assert list(table) == ["Rows of the same Client together", "Split row by row"]
    together, apart = (float(plain(table[name]["ROC AUC"]).split()[0]) for name in table)
    assert together < 0.65
    assert apart > 0.8


def test_at_random_by_choice(clients: Path) -> None:
    """It can be chosen, is named in the heading, and the page calls the scores too good to be true."""
    assert clients.exists()
    at = visit(split="random")
    settled(at)
    at.run()
    assert heading(at) == "Results for depth 4, learning rate 0.1, split at random"
    assert "Too good to be true" in said(at)
