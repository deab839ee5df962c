"""Decide, in a real browser: whom to contact, and a file of customers from upload to download."""

import re

import pandas as pd
from playwright.sync_api import expect

from churn import ModelSpec, RunSpec, load, train
from churn.decision import words as decision_words
from churn.decision.advice import recommendation
from churn.decision.campaign import Campaign
from churn.table.dataset import SAMPLE
from tests.browser.conftest import Visitors
from tests.browser.steps import await_rest, await_results, set_number, upload

QUESTION = "Whom should we contact?"


def test_recommendation_follows_the_terms(visitors: Visitors) -> None:
    """A lower save rate changes whom to contact; the list is there, and the address keeps the terms."""
    evaluation = train(load(SAMPLE), RunSpec(ModelSpec(iterations=50))).evaluation
    page = visitors.page("decide?trees=50")
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    before, after = (
        decision_words.recommendation(recommendation(evaluation, Campaign(save_rate=rate))) for rate in (0.3, 0.15)
    )
    assert before != after
    expect(page.get_by_role("heading", name=before)).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    set_number(page, "Leavers an offer keeps (%)", 15)
    expect(page.get_by_role("heading", name=after)).to_be_visible()
    expect(page).to_have_url(re.compile("save=15"))
    set_number(page, "Leavers an offer keeps (%)", 5)
    expect(page.get_by_role("heading", name="Contact nobody")).to_be_visible()


def test_file_of_customers(visitors: Visitors) -> None:
    """A file is scored and ranked; in its download no cell is a formula, and every customer is there once."""
    page = visitors.page("decide?trees=50")
    expect(page.get_by_role("heading", name="Score today's customers")).to_be_visible()
    await_rest(page)
    table = pd.read_csv(SAMPLE, nrows=5).drop(columns="Target").assign(Note=["=1+1", "@SUM(A1)", "-12.5", "a=b", "+3"])
    upload(page, "new.csv", table.to_csv(index=False).encode())
    page.get_by_role("button", name="Score 5 customers").click()
    expect(page.get_by_text(re.compile("5 customers scored"))).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(2)  # the preview and the list of test customers
    await_rest(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download all as CSV").click()
    assert download.value.suggested_filename == "new-scored.csv"
    scored = pd.read_csv(download.value.path(), dtype=str)
    assert sorted(scored["Note"]) == sorted(["'=1+1", "'@SUM(A1)", "-12.5", "a=b", "+3"])
    p = scored["churn_probability"].astype(float)
    assert p.is_monotonic_decreasing


def test_back_takes_one_press_a_page(visitors: Visitors) -> None:
    """With a table, settings and terms in the address, a page is one step of the history, and keeps them all."""
    page = visitors.page("?data=sample&trees=50&cost=35&capacity=20")
    await_results(page, "depth 4, learning rate 0.1, 50 trees")
    begun = page.evaluate("history.length")
    for pages, name in enumerate(("Decide", "Brief", "Why"), start=1):
        page.get_by_test_id("stHeader").get_by_role("link", name=name).click()
        expect(page).to_have_url(re.compile(rf"/{name.lower()}\?.*data=sample"))
        await_rest(page)
        assert page.evaluate("history.length") == begun + pages
    for name in ("brief", "decide"):
        page.go_back()
        expect(page).to_have_url(re.compile(rf"/{name}\?(?=.*cost=35)(?=.*capacity=20)(?=.*trees=50)(?=.*data=sample)"))
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    await_rest(page)
    expect(page.get_by_role("spinbutton", name="Cost of an offer")).to_have_value("35")
