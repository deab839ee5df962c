"""A search on the page Tune: it runs beside the page, all see the same one, and its best sets the controls."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from churn.ui import shared
from churn.work.trainer import Trainer
from tests.ui.app import alternative_texts, buttons, press, read, rendered, settled, unharmed, visit

ADDRESS = {"trees": "20", "search": "true", "search_trials": "12"}


@pytest.fixture(autouse=True)
def _no_other_search(trainer: Trainer) -> None:
    """Give each test a server of its own."""
    assert trainer.fits == 0


def said(at: AppTest) -> str:
    """Return all that the page says."""
    return read(" ".join(rendered(at)))


def ended(at: AppTest) -> AppTest:
    """Wait until no search is under way."""
    end = time.monotonic() + 120
    while "Stop searching" in buttons(at):
        assert time.monotonic() < end
        time.sleep(0.1)
        at.run()
    return at


def test_a_search_and_its_verdict() -> None:
    """Its best meets the defaults on fresh splits, which the page says in words; the settings are taken by a click."""
    at = visit("Tune", **ADDRESS)
    assert unharmed(at)
    press(at, "Search")
    assert unharmed(at)
    assert "Stop searching" in buttons(at)
    ended(at)
    assert unharmed(at)
    assert "fresh splits" in said(at)
    assert {"best_so_far", "parallel_coordinates"} <= alternative_texts(at).keys()
    assert "12 trials" in alternative_texts(at)["best_so_far"]
    trials = next(each.value for each in at.dataframe if "Trees kept" in each.value.columns)
    assert len(trials) == 12
    assert list(trials.loc[0, ["Tree depth", "Learning rate"]]) == [4, 0.1]
    label = next(each for each in buttons(at) if each.startswith("Use these settings: "))
    depth = int(label.split("depth ")[1].split(",")[0])
    settled(press(at, label))
    assert at.slider(key="depth").value == depth
    assert "fresh splits" in said(at)  # the search is about what it searched, wherever the sliders stand


def test_what_is_typed_is_what_is_searched() -> None:
    """A number typed and the button pressed in one go: the search has as many trials, and is the one that is shown."""
    at = visit("Tune", **ADDRESS)
    next(each for each in at.number_input if each.label == "Trials").set_value(3)
    press(at, "Search")
    assert unharmed(at)
    ended(at)
    assert "3 trials" in alternative_texts(at)["best_so_far"]


def test_two_viewers_see_one_search(trainer: Trainer) -> None:
    """The second one finds it under way without asking for it."""
    one = visit("Tune", **ADDRESS | {"search_trials": "200"})
    press(one, "Search")
    other = visit("Tune", **ADDRESS | {"search_trials": "200"})
    assert "Stop searching" in buttons(other)
    press(one, "Stop searching")
    press(other, "Stop searching")
    ended(one.run())
    assert "The search was stopped" in said(one)
    assert not trainer.busy


def test_a_budget_that_is_not_allowed() -> None:
    """A link with no trials says so, and the field says what is allowed."""
    at = visit("Tune", **ADDRESS | {"search_trials": "0"})
    assert "The link says search_trials=0, which is not allowed." in said(at)
    assert "Trials cannot be “0”: it is a whole number from 1 to 10,000." in said(at)
    assert "search_trials" not in at.query_params
    assert unharmed(at)
    assert "Search" in buttons(at)
    assert next(each.value for each in at.number_input if each.label == "Trials") == 60


def test_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says so within five seconds and goes on here."""
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", "tcp://127.0.0.1:1")
    at = visit("Tune", **ADDRESS | {"search_trials": "2"})
    began = time.monotonic()
    press(at, "Search")
    assert time.monotonic() - began < 8  # with a first trial, perhaps
    assert unharmed(at)
    assert "The fits go on here." in read(" ".join(each.value for each in at.error))
    ended(at)
    assert shared.tuning() is shared.tuning()
