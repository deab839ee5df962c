"""From the first visit over a moved slider to new numbers, in a real browser."""

import re
import time

from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.steps import (
    SCORE,
    await_rest,
    await_results,
    fit_was_seen,
    metric,
    move_slider,
    results,
    set_trees,
    stop_button,
    train,
    watch_for_fits,
)


def test_first_visit(visitors: Visitors) -> None:
    """Results are there without a click: two large scores, the three splits, two charts with alternative text."""
    page = visitors.page("?seed=31")
    await_results(page, "depth 4, learning rate 0.1, seed 31")
    expect(metric(page, "Precision on test customers")).to_have_text(SCORE)
    expect(metric(page, "Recall on test customers")).to_have_text(SCORE)
    table = page.get_by_role("table", name="Scores on the train, validation and test split.")
    expect(table.get_by_role("columnheader")).to_have_text(["Score", "Train", "Validation", "Test"])
    recall = re.compile(r"^Recall [01]\.\d{3}( [01]\.\d{3} \([01]\.\d\d\W+[01]\.\d\d\)){2}$")  # train has none
    expect(table.get_by_role("row", name=recall)).to_be_visible()
    expect(page.get_by_role("figure", name="Confusion matrix, test:")).to_be_visible()
    expect(page.get_by_role("figure", name="Log loss on train and validation")).to_be_visible()
    expect(page.get_by_text(re.compile("made up"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"a gap of \S+ \(95% interval \S+ to \S+\)"))).to_be_visible()  # it comes later


def test_slider_train_progress_new_numbers(visitors: Visitors) -> None:
    """A moved slider leaves the old numbers and invites; Train shows progress and a live curve, then results."""
    page = visitors.page()
    await_results(page)
    old = metric(page, "Precision on test customers").inner_text()
    set_trees(page, 4000)
    move_slider(page, "Tree depth", 2)
    expect(page.get_by_text(re.compile("Not trained yet: depth 6"))).to_be_visible()
    expect(results(page, "depth 4, learning rate 0.1")).to_be_visible()
    expect(metric(page, "Precision on test customers")).to_have_text(old)
    train(page)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text(re.compile(r"[\d,]+ of 4,000 trees, about .+ left"))).to_be_visible()
    expect(page.get_by_role("figure", name=re.compile("validation so far"))).to_be_visible()
    expect(stop_button(page)).to_be_visible()
    expect(results(page, "depth 4, learning rate 0.1")).to_be_visible()
    await_results(page, "depth 6, learning rate 0.1, 4,000 trees")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(stop_button(page)).to_have_count(0)
    expect(metric(page, "Precision on test customers")).to_have_text(SCORE)


def test_stop(visitors: Visitors) -> None:
    """Stop ends the fit at once; the previous results are still there, and so is the invitation."""
    page = visitors.page()
    await_results(page)
    old = metric(page, "Recall on test customers").inner_text()
    set_trees(page, 5000)
    move_slider(page, "Tree depth", 6)
    train(page)
    expect(page.get_by_text(re.compile(r"[1-9][\d,]* of 5,000 trees"))).to_be_visible()
    clicked = time.monotonic()
    stop_button(page).click()
    expect(stop_button(page)).to_have_count(0)
    assert time.monotonic() - clicked < 3
    await_rest(page)
    expect(results(page, "depth 4, learning rate 0.1")).to_be_visible()
    expect(metric(page, "Recall on test customers")).to_have_text(old)
    expect(page.get_by_text(re.compile("Not trained yet: depth 10, learning rate 0.1, 5,000 trees"))).to_be_visible()
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)


def test_instant_return_to_trained_settings(visitors: Visitors) -> None:
    """Whoever moves the slider back to settings that were trained sees their numbers without training."""
    page = visitors.page("?depth=5")
    await_results(page, "depth 5, learning rate 0.1")
    fifth = metric(page, "Precision on test customers").inner_text()
    move_slider(page, "Tree depth", -1)
    train(page)
    await_results(page)
    watch_for_fits(page)
    move_slider(page, "Tree depth", 1)
    await_results(page, "depth 5, learning rate 0.1")
    expect(metric(page, "Precision on test customers")).to_have_text(fifth)
    assert not fit_was_seen(page)


def test_a_fit_goes_on_while_its_viewer_reads_another_page(visitors: Visitors) -> None:
    """A fit is followed on every page, and its results are there when it ends."""
    page = visitors.page()
    await_results(page)
    set_trees(page, 1000)
    move_slider(page, "Tree depth", 1)
    train(page)
    page.wait_for_timeout(500)  # nobody's hand is faster: Streamlit drops a click that the next one follows at once
    page.get_by_test_id("stHeader").get_by_role("link", name="Customer").click()
    expect(page.get_by_text(re.compile("Model: depth 5, learning rate 0.1, 1,000 trees"))).to_be_visible(timeout=90_000)
    expect(stop_button(page)).to_have_count(0)
    expect(metric(page, "Churn probability")).to_be_visible()
