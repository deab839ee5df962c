"""The brief as a file: it opens from the disk without a network, and shows what the page showed."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_rest

NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def test_the_file_shows_every_number_of_the_page(visitors: Visitors, browser: Browser, tmp_path: Path) -> None:
    """Downloaded at another threshold and opened offline, it has all numbers of the page, and prints on one sheet."""
    page = visitors.page("brief?threshold=0.3&cost=35")
    expect(page.get_by_text("Where these numbers come from")).to_be_visible()
    await_rest(page)
    shown = page.get_by_test_id("stMain").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    file = tmp_path / "brief.html"
    download.value.save_as(file)
    offline = browser.new_context(offline=True).new_page()
    offline.goto(file.as_uri())
    written = offline.locator("body").inner_text()
    numbers = set(NUMBER.findall(shown))
    assert len(numbers) > 20
    assert numbers <= set(NUMBER.findall(written))
    assert offline.locator("svg").count() == 2
    assert len(re.findall(rb"/Type\s*/Page\b", offline.pdf(prefer_css_page_size=True))) == 1
