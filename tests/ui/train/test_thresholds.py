"""Choosing a threshold: the buttons move the one slider, validation decides, nothing is trained."""

from pathlib import Path
from typing import Final

import pytest

import churn
from churn import SplitSpec
from churn.model.split import split
from churn.quality import words as quality_words
from churn.scores.thresholds import best_f1, for_recall
from churn.show import formats
from churn.table.dataset import SAMPLE
from churn.work.trainer import Trainer
from tests.ui import tables
from tests.ui.app import go, metrics, press, rendered, settled, unharmed, upload, visit

THRESHOLD_BUTTONS: Final = ("threshold_half", "threshold_f1", "threshold_recall")


def test_buttons_set_the_slider(trainer: Trainer) -> None:
    """Each button moves the slider to what validation says, the address follows, and the fit counter stands still."""
    at = visit()
    evaluation = churn.train(churn.load(SAMPLE)).evaluation
    validation = evaluation.predictions["validation"]
    offered = (0.5, best_f1(validation), for_recall(validation, 0.8))
    for label, expected in zip(("Best F1", "Catch 80% of leavers", "50%"), (*offered[1:], 0.5), strict=True):
        assert expected is not None
        press(at, label)
        assert at.slider(key="threshold").value == expected
        filled = {key for key in THRESHOLD_BUTTONS if at.button(key=key).proto.type == "primary"}
        assert filled == {key for key, each in zip(THRESHOLD_BUTTONS, offered, strict=True) if each == expected}, label
        assert any(f"The threshold is {100 * expected:g}% now." in caption.value for caption in at.caption)
        test = evaluation.scores(expected)["test"]
        assert metrics(at)["Recall on test customers"] == formats.score(test.recall)
        assert metrics(at)["Precision on test customers"] == formats.score(test.precision)
    assert unharmed(at)
    assert trainer.fits == 1


@pytest.mark.usefixtures("trainer")
def test_the_share_to_catch_can_be_chosen() -> None:
    """Another share, another button: on validation, at least that share is caught."""
    at = visit()
    at.selectbox(key="recall_target").set_value(0.95).run()
    press(at, "Catch 95% of leavers")
    threshold = at.slider(key="threshold").value
    assert isinstance(threshold, float)
    scores = churn.train(churn.load(SAMPLE)).evaluation.scores(threshold)
    assert scores["validation"].recall is not None
    assert scores["validation"].recall >= 0.95
    assert any("On the validation customers" in caption.value for caption in at.caption)


def test_in_a_hundred(travel: Path) -> None:
    """The sentence counts in a hundred customers of the split that is looked at, and follows slider and split."""
    evaluation = churn.train(churn.load(travel)).evaluation
    at = visit()
    assert "Per 100 test customers, we flag 22; 15 of them left; we miss 6 who left." in rendered(at)
    at.slider(key="threshold").set_value(0.2).run()
    assert quality_words.in_a_hundred(evaluation.confusion("test", 0.2), "test") in rendered(at)
    at.button_group(key="matrix_part").set_value("validation").run()
    assert quality_words.in_a_hundred(evaluation.confusion("validation", 0.2), "validation") in rendered(at)


@pytest.mark.usefixtures("trainer")
def test_validation_without_leavers_chooses_nothing() -> None:
    """Where none of the validation customers left, the buttons rest and a sentence says why."""
    template = churn.load(tables.single_positive_in([0]))
    rows = split(template, SplitSpec()).train[:6].tolist()
    at = settled(go(upload(visit("Data"), tables.single_positive_in(rows)), "Train"))
    assert unharmed(at)
    resting = {button.label for button in at.button if button.disabled}
    assert resting == {"Best F1", "Catch 80% of leavers"}
    assert any("None of the validation customers left" in caption.value for caption in at.caption)
    assert any("how good the model is cannot be said" in line for line in rendered(at))
