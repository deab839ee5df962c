"""Markup in a table stays text: no element, no dialog, no request comes of it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_end_of_fit, await_rest, choose, go, upload
from tests.ui import tables

SIGNS = (
    "img[src*='evil'], img[onerror], a[href*='evil'], script[src*='evil'], .katex, mjx-container,"
    " [data-testid='stMain'] code, [data-testid='stMain'] del, iframe"
)
"""What would be on the page if markup were rendered."""
HEADINGS = {"Train": "Results for", "Customer": "How likely", "Decide": "Whom", "Why": "What goes", "Data": "Data"}


def nothing_was_rendered(page: Page) -> None:
    """Check that no element has come out of a name or a value."""
    await_rest(page)
    assert page.locator(SIGNS).evaluate_all("all => all.map(one => one.outerHTML)") == []
    expect(page.get_by_test_id("stMain").locator("h1")).to_have_count(1)  # the page's own


def form_is_text(page: Page) -> None:
    """Check that every label of the form is the column's name."""
    expect(page.get_by_text("Columns to change, one at a time")).to_be_visible()
    labels = page.get_by_test_id("stMain").get_by_test_id("stWidgetLabel").all_inner_texts()
    read = [label.replace("\u2060", "").strip() for label in labels]
    form = [*tables.HOSTILE[:-1], f"{tables.HOSTILE[-1]} count"]
    assert read == [*form, "Columns to change, one at a time"]


def charts_are_text(page: Page) -> None:
    """Check a chart's title and its bars on the page Data, also while the pointer is over one."""
    for name in (tables.HOSTILE[0], tables.HOSTILE[3], tables.HOSTILE[5]):
        choose(page, "Churn rate by level of", name)
        chart = page.get_by_role("figure", name="Churn rate of each level")
        expect(chart.locator(".gtitle")).to_contain_text(name[:15])
        nothing_was_rendered(page)
    ticks = chart.locator(".ytick").all_text_contents()
    assert any(tick.startswith("<img src=x") for tick in ticks)
    assert any(tick.startswith("![pixel](http://") for tick in ticks)
    chart.locator(".points .point").first.hover(force=True)
    nothing_was_rendered(page)


def test_pages_and_charts_show_markup_as_text(visitors: Visitors) -> None:
    """On every page and in every chart, names and values are read as they are in the table."""
    page = visitors.page("data")
    expect(page.get_by_role("heading", name="Data")).to_be_visible()
    await_rest(page)
    upload(page, "![p](http://evil.example/p.png)<b>.csv", tables.hostile())
    expect(page.get_by_role("button", name="Use this table")).to_be_visible()
    nothing_was_rendered(page)
    page.get_by_role("radiogroup", name="Value that means the customer has left").get_by_role("radio").first.click()
    await_rest(page)
    page.get_by_role("button", name="Use this table").click()
    expect(page.get_by_text(re.compile(r"300 customers, \d+ left"))).to_be_visible()
    await_end_of_fit(page)
    charts_are_text(page)
    for name, heading in HEADINGS.items():
        go(page, name, heading)
        nothing_was_rendered(page)
        if name == "Customer":
            form_is_text(page)


def test_messages_show_markup_as_text(visitors: Visitors) -> None:
    """A message that quotes a bad file's name and line shows them as they are."""
    page = visitors.page("data")
    expect(page.get_by_role("heading", name="Data")).to_be_visible()
    await_rest(page)
    upload(page, "www.evil.example.csv", b"![p](http://evil.example/q.png),<img src=x onerror=alert(1)>\n1,2\n3\n")
    expect(page.get_by_test_id("stAlert")).to_contain_text("line 3")
    nothing_was_rendered(page)
    upload(page, "b.csv", b"![p](http://evil.example/q.png),Churn\n2,No\n2,No\n2,Yes\n2,Yes\n")
    expect(page.get_by_test_id("stAlert")).to_contain_text("![p](http://")
    nothing_was_rendered(page)
