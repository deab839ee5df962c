"""Split by: what the table offers, what a link says, what becomes of a choice that another table lacks."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.model.run import RunSpec
from churn.model.split import SplitSpec
from churn.work.trainer import Trainer
from tests.ui.app import (
    go,
    heading,
    messages,
    plain,
    press,
    read,
    rendered,
    scores_table,
    settled,
    unharmed,
    upload,
    visit,
)


def shops(n: int = 240) -> pd.DataFrame:
    """Make up customers of shops, with the day on which they came; the name of the shops' column is markup."""
    rng = np.random.default_rng(3)
    age = rng.integers(18, 80, n)
    return pd.DataFrame(
        {
            "*Shop*": rng.choice([f"shop {number}" for number in range(40)], n),
            "Came": (np.datetime64("2023-01-01") + rng.integers(0, 200, n)).astype(str),
            "Age": age,
            "Churn": np.where(rng.random(n) < (80 - age) / 60, "Yes", "No"),
        }
    )


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make the shops' customers the default table."""
    path = tmp_path / "shops.csv"
    path.write_text(shops().to_csv(index=False), encoding="utf-8")
    monkeypatch.setenv("CHURN_DATA", str(path))
    return path


def box(at: AppTest) -> tuple[list[str], str | None]:
    """Return what the control offers and what is chosen."""
    control = at.selectbox(key="split_box")
    assert control.label == "Split by"
    return control.options, control.value


def test_what_a_table_offers(table: Path) -> None:
    """The automatic choice in words, identical profiles, columns with many values, dates."""
    assert table.exists()
    expected = ["At random", "Identical profiles together", "*Shop*: its values together", "Age: its values together"]
    assert box(visit()) == ([*expected, "By time: Came"], "automatic")


def test_the_sample_offers_no_time() -> None:
    """It has no dates."""
    assert box(visit())[0][:2] == ["At random", "Identical profiles together"]
    assert not any(option.startswith("By time") for option in box(visit())[0])


def test_a_choice_is_trained_and_lives_in_the_address(table: Path, trainer: Trainer) -> None:
    """The run is that of the engine, the heading names it literally, and the link brings it back."""
    at = visit(trees="50")
    at.selectbox(key="split_box").set_value("column:*Shop*").run()
    assert dict(at.query_params)["split"] == "column:*Shop*"
    settled(press(at, "Train"))
    assert unharmed(at)
    assert (
        plain(heading(at)) == "Results for depth 4, learning rate 0.1, 50 trees, rows of the same *Shop* kept together"
    )
    assert "\\*Shop\\*" in heading(at)
    run = churn.train(churn.load(table), RunSpec(churn.ModelSpec(iterations=50), SplitSpec(by="column:*Shop*")))
    assert list(scores_table(at).loc["Customers"]) == [f"{each.n}" for each in run.scores.values()]
    again = visit(trees="50", split="column:*Shop*")
    assert scores_table(again).to_dict() == scores_table(at).to_dict()
    assert trainer.fits == 2


def test_back_to_automatic_leaves_the_address(table: Path) -> None:
    """What goes without saying stays out of it."""
    assert table.exists()
    at = visit(split="time:Came")
    assert box(at)[1] == "time:Came"
    at.selectbox(key="split_box").set_value("automatic").run()
    assert "split" not in dict(at.query_params)
    assert box(at)[1] == "automatic"


@pytest.mark.parametrize(
    ("split", "said"),
    [
        ("time:Age", "cannot be split by the time of “Age”: it holds no dates. Columns that can be used: “Came”."),
        ("column:Gone", "cannot be split by “Gone”: there is no such column"),
        ("somehow", "The link says split=somehow, which is not allowed. What to split by cannot be “somehow”"),
        ("column:", "it is automatic, random, profiles, column:NAME or time:NAME"),
    ],
)
def test_a_link_that_asks_for_too_much(table: Path, split: str, said: str) -> None:
    """The page says why, and is split automatically."""
    assert table.exists()
    at = visit(split=split)
    assert unharmed(at)
    (message,) = messages(at)
    assert said in message
    assert message.endswith("It is split automatically now.")
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert "split" not in dict(at.query_params)


@pytest.mark.parametrize("address", [{"split": "random"}, {"split": "automatic"}, {}])
def test_at_random_is_automatic_where_nothing_names_the_customer(table: Path, address: dict[str, str]) -> None:
    """One thing has one name, one address and one fit."""
    assert table.exists()
    at = visit(**address)
    assert box(at)[1] == "automatic"
    assert "split" not in dict(at.query_params)


def test_links_of_before(table: Path) -> None:
    """What kept identical profiles together still does."""
    assert table.exists()
    at = visit(grouped="true")
    assert box(at)[1] == "profiles"
    assert dict(at.query_params)["split"] == "profiles"
    assert "grouped" not in dict(at.query_params)


def test_a_choice_that_another_table_lacks(table: Path) -> None:
    """It falls back with a message, once."""
    assert table.exists()
    at = go(visit(split="column:*Shop*"), "Data")
    other = shops().drop(columns="*Shop*").to_csv(index=False).encode()
    settled(upload(at, other))
    assert unharmed(at)
    assert any("cannot be split by “*Shop*”: there is no such column" in message for message in messages(at))
    assert box(at)[1] == "automatic"
    assert not messages(go(at, "Train"))


def test_a_choice_that_another_table_has(table: Path) -> None:
    """It stays."""
    assert table.exists()
    at = go(visit(split="time:Came"), "Data")
    settled(upload(at, shops(300).to_csv(index=False).encode()))
    assert not messages(at)
    assert box(at)[1] == "time:Came"


def test_split_by_time_there_is_one_split(table: Path) -> None:
    """Repeating on other splits is not offered, and the section says why."""
    assert table.exists()
    at = visit(split="time:Came", stability="true")
    assert "Repeat on 20 other splits" not in [button.label for button in at.button]
    assert any("there is one such split" in read(line) for line in rendered(at))


def test_split_by_time_there_is_no_cross_validation(table: Path) -> None:
    """The map says why, and everything else on its page is there; a search says so when it is begun."""
    assert table.exists()
    at = visit("Tune", split="time:Came", trees="10", map_judge="Cross-validation", search="true", search_trials="2")
    assert unharmed(at)
    assert "cannot be cross-validated" in read(" ".join(each.value for each in at.info))
    press(at, "Search")
    assert "cannot be cross-validated" in read(" ".join(messages(at)))
    assert unharmed(at)
