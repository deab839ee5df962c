"""One customer in a real browser: what the fields of a browser do to numbers, and what a menu covers."""

import re

import pytest
from playwright.sync_api import expect

from churn.table.dataset import SAMPLE
from tests.browser.conftest import Visitors
from tests.browser.steps import PERCENT, await_rest, box_of, metric


def test_the_answer_stays_in_sight(visitors: Visitors) -> None:
    """While a customer is picked, the probability that changes stands above the menu, on a wide screen and a narrow."""
    page = visitors.page("customer?trees=20")
    answer = metric(page, "Churn probability")
    expect(answer).to_have_text(PERCENT)
    await_rest(page)
    page.get_by_role("button", name="Pick a customer").click()
    for width in (1440, 420):
        page.set_viewport_size({"width": width, "height": 900})
        menu, number = box_of(page.get_by_role("button", name="A random customer")), box_of(answer)
        assert number["y"] >= 0
        assert number["y"] + number["height"] <= menu["y"]
        assert box_of(page.get_by_label("By rank of risk"))["y"] < 900


def test_an_emptied_field_is_no_median(visitors: Visitors) -> None:
    """It says so and has no probability, at once after the page was opened and after a step back to it."""
    page = visitors.page("customer?trees=20")
    value, age = metric(page, "Churn probability"), page.get_by_role("spinbutton", name="Age")
    expect(value).to_have_text(PERCENT)
    await_rest(page)
    assert "c.Age" not in page.url
    usual, before = age.input_value(), value.inner_text()
    age.fill("")
    age.press("Enter")
    expect(page.get_by_text("Age is empty: type a number.")).to_be_visible()
    expect(value).to_have_count(0)
    age.fill(usual)
    age.press("Enter")
    expect(value).to_have_text(before)
    page.get_by_test_id("stHeader").get_by_role("link", name="Why").click()
    expect(page.get_by_role("heading", name="What goes with leaving?")).to_be_visible()
    await_rest(page)
    page.go_back()
    expect(value).to_have_text(before)
    await_rest(page)
    age.fill("")
    age.press("Enter")
    expect(page.get_by_text("Age is empty: type a number.")).to_be_visible()
    expect(value).to_have_count(0)


@pytest.mark.slow
def test_steps_of_a_field_keep_its_digits(visitors: Visitors) -> None:
    """A browser adds 0.1 to 0.2 and gets 0.30000000000000004: neither the field nor the link shows that."""
    rows = [line.split(",") for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    amounts = ["Amount", *(f"{0.1 * (place % 70):.1f}" for place in range(len(rows) - 1))]
    data = "\n".join(",".join([amount, *row]) for amount, row in zip(amounts, rows, strict=True))
    page = visitors.page("data?trees=20")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    await_rest(page)
    page.locator("input[type=file]").set_input_files({"name": "m.csv", "mimeType": "text/csv", "buffer": data.encode()})
    expect(page.get_by_text("is yours alone")).to_be_visible()
    page.goto(page.url.replace("/data?", "/customer?") + "&c.Amount=0.1")
    amount = page.get_by_role("spinbutton", name="Amount")
    expect(amount).to_have_value("0.1")
    await_rest(page)
    for _ in range(20):
        amount.press("ArrowUp")
    expect(amount).to_have_value("0.3")
    expect(page).to_have_url(re.compile(r"c\.Amount=0\.3(&|$)"))
