"""Curves: drawn when they are opened, of the split that is chosen, marked where the slider stands."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn import SplitSpec
from churn.model.split import split
from churn.scores import curves
from tests.ui import tables
from tests.ui.app import alternative_texts, figures, go, settled, unharmed, upload, visit

TABS = {"ROC": "roc", "Precision–recall": "precision_recall", "Calibration": "calibration", "Gains": "gains"}


def opened(at: AppTest, tab: str = "ROC") -> AppTest:
    """Open the section and one of its tabs; AppTest cannot click them."""
    at.session_state["curves"] = True
    at.session_state["curves_tab"] = tab
    return at.run()


@pytest.mark.usefixtures("trainer")
def test_closed_curves_cost_nothing() -> None:
    """A closed section draws no curve."""
    assert not set(figures(visit())) & set(TABS.values())


@pytest.mark.usefixtures("travel")
@pytest.mark.parametrize("tab", TABS)
def test_only_the_open_tab_is_drawn(tab: str) -> None:
    """One curve at a time, of the test customers at first, with the threshold marked and told in words."""
    at = opened(visit(), tab)
    assert unharmed(at)
    assert set(figures(at)) & set(TABS.values()) == {TABS[tab]}
    figure = figures(at)[TABS[tab]]
    assert figure["layout"]["title"]["text"].endswith(", test (191 customers)")
    assert any(note["text"] == "threshold 50%" for note in figure["layout"]["annotations"])
    assert "test" in alternative_texts(at)[TABS[tab]]


def test_split_and_threshold_reach_the_curve(travel: Path) -> None:
    """The chosen split's customers, the slider's threshold."""
    at = opened(visit(threshold="0.2"))
    at.button_group(key="curves_part").set_value("validation").run()
    evaluation = churn.train(churn.load(travel)).evaluation
    curve = curves.roc(evaluation.predictions["validation"])
    assert curve is not None
    point, figure = curve.at(0.2), figures(at)["roc"]
    assert "validation (153 customers)" in figure["layout"]["title"]["text"]
    assert f"recall is {point.y:.3f} and {point.x:.3f} of the stayers" in alternative_texts(at)["roc"]


@pytest.mark.parametrize("tab", TABS)
def test_a_split_without_leavers(tab: str) -> None:
    """Where no test customer left, a sentence takes the place of the curve; calibration exists all the same."""
    rows = split(churn.load(tables.single_positive_in([0])), SplitSpec()).train[:6].tolist()
    at = opened(settled(go(upload(visit("Data"), tables.single_positive_in(rows)), "Train")), tab)
    assert unharmed(at)
    if tab == "Calibration":
        assert "calibration" in figures(at)
    else:
        assert not set(figures(at)) & set(TABS.values())
        assert any("Nobody here left" in info.value for info in at.info)
