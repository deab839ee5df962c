"""The page Brief shows the brief, and goes by the threshold and the terms of the other pages."""

import pytest

import churn
from churn.decision import words as decision_words
from churn.decision.advice import recommendation
from churn.decision.campaign import Campaign
from churn.quality import words as quality_words
from churn.table.dataset import SAMPLE
from tests.ui.app import go, heading, plain, rendered, unharmed, visit


def sentences(**address: str) -> list[str]:
    """Return what the page says at an address."""
    at = visit("Brief", **address)
    assert unharmed(at)
    return [plain(line) for line in rendered(at)]


def test_one_minute() -> None:
    """The five questions are answered, with neither a slider nor a field of its own."""
    at = visit("Brief")
    assert unharmed(at)
    assert heading(at) == "Who is about to leave?"
    said = "\n".join(rendered(at))
    for question in (
        "How good is it",
        "Whom should we contact",
        "What goes with leaving",
        "must the model not be used",
    ):
        assert question in said
    assert not at.main.slider
    assert not at.main.number_input
    assert [each.proto.label for each in at.get("download_button")] == ["Download"]


def test_it_goes_by_threshold_and_terms_of_the_link() -> None:
    """Threshold and campaign of a link, and what was set on Decide, are those of the brief."""
    run = churn.train(churn.load(SAMPLE))
    said = sentences(threshold="0.3", cost="20", save="50")
    assert quality_words.answer(run.evaluation.confusion("test", 0.3), 0.3) in said
    assert decision_words.recommendation(recommendation(run.evaluation, Campaign(offer_cost=20, save_rate=0.5))) in said


def test_terms_set_on_decide_count() -> None:
    """A field changed on Decide changes the brief."""
    at = visit("Decide")
    at.number_input(key="cost").set_value(400.0).run()
    go(at, "Brief")
    assert "an offer costs € 400" in "\n".join(plain(line) for line in rendered(at))


@pytest.mark.parametrize("term", [{"cost": "-5"}, {"save": "150"}, {"capacity": "many"}, {"value": "nan"}])
def test_bad_terms_of_a_link_are_left_aside(term: dict[str, str]) -> None:
    """A term that is not allowed gives way to the default; the page is there."""
    run = churn.train(churn.load(SAMPLE))
    assert decision_words.recommendation(recommendation(run.evaluation, Campaign())) in sentences(**term)


@pytest.mark.usefixtures("trainer")
def test_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before there is a model, the page says what to do."""
    monkeypatch.setattr("churn.ui.view.MAX_ROWS_UNASKED", 0)
    at = visit("Brief")
    assert unharmed(at)
    assert heading(at) == "No model yet"
