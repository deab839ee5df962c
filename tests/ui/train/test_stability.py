"""Repeat on 20 other splits, and the line about the test customers."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from churn.stability.repeated import RepeatedSplits
from churn.ui import shared
from churn.work.trainer import Trainer
from tests.ui import tables
from tests.ui.app import alternative_texts, buttons, figures, go, press, rendered, settled, unharmed, upload, visit

LABEL = "Repeat on 20 other splits"
QUICK = {"trees": "50", "depth": "1"}


def opened(at: AppTest) -> AppTest:
    """Open the section."""
    at.session_state["stability"] = True
    return at.run()


def splits_of(trainer: Trainer) -> RepeatedSplits:
    """Return the only repeated splits."""
    ((_, found),) = shared.repeated_splits()._kept.items()  # noqa: SLF001 - the page knows its key, a test does not
    assert trainer.fits
    return found


def means(at: AppTest) -> dict[str, float]:
    """Return the mean of each score over the splits, as the table shows it."""
    return {str(name): float(str(mean)) for name, mean in at.table[1].value["Mean"].items()}


def repeated(at: AppTest, trainer: Trainer) -> AppTest:
    """Press the button and wait for the end; what the browser's timer does, the next run does here."""
    press(opened(at), LABEL)
    assert splits_of(trainer).wait(60)
    return at.run()


def test_closed_it_costs_nothing(trainer: Trainer) -> None:
    """Nobody who does not ask pays for it."""
    at = visit(**QUICK)
    assert LABEL in [each.label for each in at.expander]
    assert LABEL not in buttons(at)
    assert trainer.fits == 1


def test_from_the_button_to_the_strips(trainer: Trainer) -> None:
    """One press trains twenty splits; sentences, chart and table say what came out, and the headline stays."""
    at = visit(**QUICK)
    before = [metric.value for metric in at.metric]
    at = repeated(at, trainer)
    assert unharmed(at)
    assert trainer.fits == 21
    assert [metric.value for metric in at.metric] == before
    assert any("On 20 other splits, recall on test customers was" in each.value for each in at.markdown)
    assert any("On 20 other splits, precision on test customers was" in each.value for each in at.markdown)
    assert len(figures(at)["strips"]["data"]) == 3
    assert "ROC AUC" in alternative_texts(at)["strips"]
    assert at.table[1].value.shape == (7, 5)
    assert LABEL not in buttons(at)


def test_the_next_viewer_finds_it_done(trainer: Trainer) -> None:
    """What one viewer has repeated is there for all."""
    repeated(visit(**QUICK), trainer)
    at = opened(visit(**QUICK))
    assert "strips" in figures(at)
    assert trainer.fits == 21


def test_the_threshold_moves_it_and_trains_nothing(trainer: Trainer) -> None:
    """Recall on other splits follows the threshold as everything else does."""
    at = repeated(visit(**QUICK), trainer)
    before = means(at)
    at.slider(key="threshold").set_value(0.1).run()
    after = means(at)
    assert after["Recall"] > before["Recall"]
    assert after["ROC AUC"] == before["ROC AUC"]
    assert trainer.fits == 21


def test_stop_keeps_what_is_done(trainer: Trainer) -> None:
    """Stop repeating ends it; the splits that are done are shown, and the button goes on with the rest."""
    at = press(opened(visit(depth="10", trees="200")), LABEL)
    assert "Stop repeating" in buttons(at)
    assert any("of 20 splits" in bar.proto.text for bar in at.get("progress"))
    series, end = splits_of(trainer), time.monotonic() + 60
    while series.done < 2 and time.monotonic() < end:
        time.sleep(0.01)
    press(at, "Stop repeating")
    at.run()
    assert unharmed(at)
    assert series.finished
    assert 2 <= series.done < 20
    assert LABEL in buttons(at)
    assert any(f"Stopped after {series.done} of 20 splits" in caption.value for caption in at.caption)
    assert "strips" in figures(at)


@pytest.mark.usefixtures("trainer")
def test_a_tiny_table_is_said_in_words() -> None:
    """Splits that cannot be trained and scores without a value are counted in plain sentences."""
    at = upload(visit("Data", **QUICK), tables.single_positive_in([0, 1]))
    settled(go(at, "Train"))
    press(opened(at), LABEL)
    ((_, series),) = shared.repeated_splits()._kept.items()  # noqa: SLF001 - as above
    assert series.wait(60)
    at.run()
    assert unharmed(at)
    words = " ".join(rendered(at))
    assert "no model could be trained" in words
    assert "Undefined on" in words


def test_the_line_about_the_test_customers(trainer: Trainer) -> None:
    """The first setting is free; from the second on the line counts and warns; other splits do not count."""
    at = visit(**QUICK)
    assert any("first setting tried on these 191 test customers" in caption.value for caption in at.caption)
    at = repeated(at, trainer)
    assert any("first setting tried" in caption.value for caption in at.caption)
    at.slider(key="depth").set_value(2).run()
    settled(press(at, "Train"))
    assert any("2 settings were tried on these 191 test customers" in caption.value for caption in at.caption)
