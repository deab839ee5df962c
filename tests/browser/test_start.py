"""A newly started server: whoever comes at once sees a page at once, and nothing about the start keeps it from that."""

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from churn.table.dataset import SAMPLE
from tests.browser.conftest import PATIENCE
from tests.browser.steps import await_results
from tests.serving import server


def newcomer(browser: Browser, url: str) -> Page:
    """Open a page in a browser that has nothing of it yet."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(url, wait_until="commit")
    return page


def test_who_comes_too_early_sees_the_frame_and_then_the_page(browser: Browser) -> None:
    """The navigation and the skeleton of page and sidebar are there before the numbers, which take their place."""
    with server("dashboard.py", env={"CHURN_DATA": str(SAMPLE)}) as running:
        page = newcomer(browser, running.url)
        expect(page.get_by_role("status", name="The page is on its way")).to_be_visible()
        expect(page.get_by_role("link", name="Customer")).to_be_visible()
        expect(page.get_by_test_id("stSidebar").locator(".skeleton")).to_be_visible()
        expect(page.get_by_role("heading", name="Results for")).to_have_count(0)
        await_results(page)
        expect(page.locator(".skeleton:visible")).to_have_count(0)
        assert "Traceback" not in running.log()
        stop_in_the_middle(page, running.url)
        page.context.close()


def stop_in_the_middle(page: Page, url: str) -> None:
    """Press the header's own Stop while the page waits for a long fit: what is left is a complete page."""
    page.goto(f"{url}/?depth=10&trees=5000&seed=7")
    page.get_by_test_id("stStatusWidget").get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("slider", name="Threshold")).to_be_visible()
    expect(page.locator(".skeleton:visible")).to_have_count(0)


@pytest.mark.skipif(not hasattr(signal, "SIGTERM"), reason="no SIGTERM here")
def test_a_table_that_cannot_be_read_and_an_early_end(browser: Browser, tmp_path: Path) -> None:
    """Without a readable default table the server serves, and says so; told to end at once, it does, with status 0."""
    missing = tmp_path / "customers.csv"
    with server("dashboard.py", env={"CHURN_DATA": str(missing)}) as running:
        page = newcomer(browser, running.url)
        expect(page.get_by_test_id("stMain").get_by_text("customers.csv").first).to_be_visible()
        assert "Traceback" not in running.log()
        page.context.close()
    with server("dashboard.py", env={"CHURN_DATA": str(SAMPLE)}) as running:
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=3) == 0
        assert "Traceback" not in running.log()
