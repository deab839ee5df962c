"""The page Tune says the same to the letter, whatever the test customers did."""

import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.tuning.outcomes import SPLITS, files
from tests.ui.app import alternative_texts, buttons, figures, press, rendered, unharmed, visit

ADDRESS = {"trees": "8", "search": "true", "search_trials": "6", "more_trees": "true", "more_customers": "true"}


@pytest.mark.slow
def test_texts_tables_and_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the whole map, a search to its end, more trees and more customers; outcomes are exchanged among them."""
    split = SPLITS["profiles"]

    def seen(path: Path) -> tuple[list[str], list[Any], dict[str, Any], dict[str, str]]:
        monkeypatch.setenv("CHURN_DATA", str(path))
        at = visit("Tune", **ADDRESS, split=split.by, seed=f"{split.seed}", test=f"{split.test_share}")
        press(press(at, "Fill the map"), "Search")
        complete(at)
        assert unharmed(at)
        tables = [each.value.drop(columns="Seconds", errors="ignore").to_dict() for each in at.dataframe]
        texts = [each for each in rendered(at) if '"announcement"' not in each]  # it reads out what Train shows
        return texts, tables, figures(at), alternative_texts(at)

    before, after = map(seen, files("exchanged", split, tmp_path))
    assert before[0] == after[0]
    assert repr(before[1]) == repr(after[1])  # what is not there is NaN
    assert before[2:] == after[2:]
    assert {"score_map", "best_so_far", "by_trees", "by_customers"} <= before[3].keys()
    assert "all 130 cells known" in before[3]["score_map"]


def complete(at: AppTest) -> None:
    """Wait until all that the page has under way is there."""
    end = time.monotonic() + 60
    while {"Stop filling", "Stop searching"} & {*buttons(at)} or "by_customers" not in alternative_texts(at):
        assert time.monotonic() < end
        time.sleep(0.1)
        at.run()
