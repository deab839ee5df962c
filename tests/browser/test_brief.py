"""The brief as a file: it opens from the disk without a network, and shows what the page showed."""

import re
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, Page, expect

import churn
from churn.report.brief import to_html
from churn.table.dataset import SAMPLE
from tests.browser.conftest import Visitors
from tests.browser.steps import await_rest
from tests.report.test_brief import brief_of

NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def test_the_file_shows_every_number_of_the_page(visitors: Visitors, browser: Browser, tmp_path: Path) -> None:
    """Downloaded at another threshold and opened offline, it has all numbers of the page, and prints on one sheet."""
    page = visitors.page("brief?threshold=0.3&cost=35")
    expect(page.get_by_text("Where these numbers come from")).to_be_visible()
    await_rest(page)
    said = page.locator("#announcement").inner_text()  # read out on every page: no part of the brief
    shown = page.get_by_test_id("stMain").inner_text().replace(said, "")
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
    assert sheets(offline) == 1


def test_a_table_full_of_findings_prints_on_one_sheet(browser: Browser) -> None:
    """Serious findings, of which the brief names the first, leave it on one sheet."""
    table = pd.read_csv(SAMPLE)
    copies = table.assign(**{f"Gone {place}": table["Target"].map({0: "no", 1: "yes"}) for place in range(5)})
    dataset = churn.load(copies.to_csv(index=False).encode())
    page = browser.new_page()
    page.set_content(to_html(brief_of(dataset, churn.train(dataset, churn.RunSpec(churn.ModelSpec(iterations=60))))))
    expect(page.get_by_text("Too good to be true")).to_be_visible()
    assert sheets(page) == 1


def sheets(page: Page) -> int:
    """Count the sheets of paper that a page takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
