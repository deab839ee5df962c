"""Why, and a customer's reasons, in a real browser."""

import re

import pandas as pd
from playwright.sync_api import expect

from churn import ModelSpec, RunSpec, load, train
from churn.explanation.customers import by_risk, row_values
from churn.show import formats
from churn.table.dataset import SAMPLE
from tests.browser.conftest import Visitors
from tests.browser.steps import PERCENT, await_rest, choose, go, metric

QUESTION = "What goes with leaving?"


def test_picked_customer_travels_by_link(visitors: Visitors) -> None:
    """Picking fills the form and the address; the link shown opens the same customer for somebody else."""
    page = visitors.page("customer")
    expect(metric(page, "Churn probability")).to_have_text(PERCENT)
    page.get_by_role("button", name="Pick a customer").click()
    page.get_by_role("button", name="Highest risk").click()
    expect(page.get_by_text(re.compile("Row .* of the table"))).to_be_visible()
    await_rest(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Link to this customer").click()
    riskiest = metric(page, "Churn probability").inner_text()
    link = page.get_by_test_id("stCode").inner_text().replace("\n", "")
    assert "c.FrequentFlyer=" in link
    other = visitors.page(link)
    expect(metric(other, "Churn probability")).to_have_text(riskiest)
    expect(other.get_by_text(re.compile("From the average of"))).to_be_visible()
    expect(other.get_by_role("figure", name=re.compile(f"From the average of .* to {riskiest}"))).to_be_visible()


def test_what_if_on_the_form(visitors: Visitors) -> None:
    """An edit of the riskiest customer changes probability, reasons and waterfall; the row is theirs no more."""
    dataset = load(SAMPLE)
    run = train(dataset, RunSpec(ModelSpec(iterations=50)))
    values = row_values(dataset, int(by_risk(run)[0]))
    before, after = (
        formats.percent(float(run.model.predict_proba(pd.DataFrame([values | change]))[0]))
        for change in ({}, {"FrequentFlyer": "No"})
    )
    assert before != after
    page = visitors.page("customer?trees=50")
    expect(metric(page, "Churn probability")).to_have_text(PERCENT)
    page.get_by_role("button", name="Pick a customer").click()
    page.get_by_role("button", name="Highest risk").click()
    expect(metric(page, "Churn probability")).to_have_text(before)
    expect(page.get_by_text(re.compile("Row .* of the table"))).to_be_visible()
    await_rest(page)
    page.keyboard.press("Escape")
    choose(page, "FrequentFlyer", "No")
    expect(metric(page, "Churn probability")).to_have_text(after)
    expect(page.get_by_text(re.compile(f"From the average of .* to {after}"))).to_be_visible()
    expect(page.get_by_role("figure", name=re.compile(f"From the average of .* to {after}"))).to_be_visible()
    expect(page.get_by_text(re.compile("Row .* of the table"))).to_have_count(0)


def test_why_answers_and_follows_the_column(visitors: Visitors) -> None:
    """The main reasons stand above the bars; another column changes the picture of its levels."""
    page = visitors.page("why")
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.get_by_text(re.compile("of all customers left"))).to_be_visible()
    expect(page.get_by_role("figure", name=re.compile("Columns by mean contribution"))).to_be_visible()
    choose(page, "What a column goes with", "Age")
    expect(page.get_by_role("figure", name=re.compile("factor on the odds by value: 27 "))).to_be_visible()
    go(page, "Customer", "How likely is this customer to leave?")
    expect(page.get_by_test_id("stException")).to_have_count(0)
