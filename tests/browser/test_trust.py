"""How sure the numbers are: threshold, curves, other splits and audit, in a real browser."""

import re

from playwright.sync_api import expect

from churn import ModelSpec, RunSpec, load, train
from churn.scores.thresholds import best_f1
from churn.show import formats
from churn.table.dataset import SAMPLE
from tests.browser.conftest import Visitors
from tests.browser.steps import (
    await_results,
    fit_was_seen,
    go,
    metric,
    results,
    set_threshold,
    watch_for_fits,
)

CUSTOMER = "How likely is this customer to leave?"
QUICK = "depth 4, learning rate 0.1, 50 trees"


def test_threshold_moves_everything_and_trains_nothing(visitors: Visitors) -> None:
    """The slider moves headline, matrix and verdict without a fit, and its value travels in the address."""
    evaluation = train(load(SAMPLE), RunSpec(ModelSpec(iterations=50))).evaluation
    page = visitors.page("?trees=50")
    await_results(page, QUICK)
    watch_for_fits(page)
    set_threshold(page, "Home")
    test, matrix = evaluation.scores(0.01)["test"], evaluation.confusion("test", 0.01)
    assert test.precision != evaluation.scores(0.5)["test"].precision
    assert test.recall != evaluation.scores(0.5)["test"].recall
    expect(metric(page, "Precision on test customers")).to_have_text(formats.score(test.precision))
    expect(metric(page, "Recall on test customers")).to_have_text(formats.score(test.recall))
    counts = f"{matrix.tp} found, {matrix.fn} missed, {matrix.fp} false alarms, {matrix.tn} stayed"
    expect(page.get_by_role("figure", name=f"Confusion matrix, test: {counts}")).to_be_visible()
    expect(results(page, QUICK)).to_be_visible()
    go(page, "Customer", CUSTOMER)
    shown = metric(page, "Churn probability").inner_text()
    for key, verdict in (("End", "not flagged"), ("Home", "flagged")):
        set_threshold(page, key)
        expect(page.get_by_text(re.compile(rf"is {verdict}: {shown}"))).to_be_visible()
    assert not fit_was_seen(page)

    other = visitors.page(page.url)
    expect(other.get_by_text(re.compile("above the threshold of 1%"))).to_be_visible()
    expect(metric(other, "Churn probability")).to_have_text(shown)
    go(other, "Train", f"Results for {QUICK}")
    expect(metric(other, "Recall on test customers")).to_have_text(
        formats.score(evaluation.scores(0.01)["test"].recall)
    )
    best = best_f1(evaluation.predictions["validation"])
    assert best is not None
    other.get_by_role("button", name="Best F1").click()
    expect(other.get_by_role("slider", name="Threshold")).to_have_attribute("aria-valuetext", f"{best:.0%}")
    found = evaluation.scores(best)["test"]
    expect(metric(other, "Precision on test customers")).to_have_text(formats.score(found.precision))


def test_curves_open_and_draw(visitors: Visitors) -> None:
    """The section is closed at first; each of its four tabs draws its curve."""
    page = visitors.page("?trees=50")
    await_results(page, QUICK)
    page.get_by_test_id("stMain").get_by_text("Curves", exact=True).click()
    for tab, curve in (
        ("ROC", "ROC curve, test"),
        ("Precision–recall", "Precision–recall curve, test"),
        ("Calibration", "Calibration, test"),
        ("Gains", "Cumulative gains, test"),
    ):
        page.get_by_role("tab", name=tab, exact=True).click()
        figure = page.get_by_role("figure", name=curve)
        expect(figure).to_be_visible()
        expect(figure.locator(".scatterlayer .js-line").first).to_be_attached()


def test_other_splits(visitors: Visitors) -> None:
    """Repeating shows how far it is, stops when told to, goes on, and ends with the spread."""
    page = visitors.page("?trees=300&depth=2")
    await_results(page, "depth 2, learning rate 0.1, 300 trees")
    label = "Repeat on 20 other splits"
    page.get_by_test_id("stMain").get_by_text(label, exact=True).click()
    again = page.get_by_role("button", name=label, exact=True)
    again.click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Stop repeating").click()
    expect(page.get_by_text(re.compile(r"Stopped after \d+ of 20 splits"))).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    again.click()
    expect(page.get_by_text(re.compile(r"^\d+ of 20 splits$"))).to_be_visible()
    spread = re.compile(r"On 20 other splits, recall on test customers was [01]\.\d{3} on average")
    expect(page.get_by_role("paragraph").filter(has_text=spread)).to_be_visible(timeout=90_000)
    expect(page.get_by_role("figure", name=re.compile("On 20 other splits"))).to_be_visible()
    expect(again).to_have_count(0)
