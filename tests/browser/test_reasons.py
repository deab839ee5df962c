"""Why, and a customer's reasons, in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.steps import PERCENT, await_rest, choose, go, metric

QUESTION = "Why do customers leave?"


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
    link = page.get_by_test_id("stCode").inner_text().replace("\n", "")
    assert "c.FrequentFlyer=" in link
    other = visitors.page(link)
    expect(metric(other, "Churn probability")).to_have_text(metric(page, "Churn probability").inner_text())
    expect(other.get_by_text(re.compile("From the average of"))).to_be_visible()
    expect(other.get_by_role("figure", name=re.compile("From the average of"))).to_be_visible()


def test_why_answers_and_follows_the_column(visitors: Visitors) -> None:
    """The main reasons stand above the bars; another column changes the picture of its levels."""
    page = visitors.page("why")
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.get_by_text(re.compile("Customers leave more with"))).to_be_visible()
    expect(page.get_by_role("figure", name=re.compile("Columns by importance"))).to_be_visible()
    choose(page, "What a column goes with", "Age")
    expect(page.get_by_role("figure", name=re.compile("Effect on the odds of leaving by level: 27 "))).to_be_visible()
    go(page, "Customer", "How likely is this customer to leave?")
    expect(page.get_by_test_id("stException")).to_have_count(0)
