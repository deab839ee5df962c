"""The server ends when it is told to, whatever it is doing."""

import re
import signal

import pytest
from playwright.sync_api import Browser, expect

from churn.table.dataset import SAMPLE
from tests.browser.steps import stop_button
from tests.serving import server


@pytest.mark.skipif(not hasattr(signal, "SIGTERM"), reason="no SIGTERM here")
def test_sigterm_during_a_fit(browser: Browser) -> None:
    """SIGTERM during a long fit ends the process within three seconds with status 0 and no traceback."""
    with server("dashboard.py", env={"CHURN_DATA": str(SAMPLE)}) as running:
        page = browser.new_page()
        page.goto(f"{running.url}/?trees=5000&depth=10")
        expect(stop_button(page)).to_be_visible()
        expect(page.get_by_text(re.compile(r"[1-9][\d,]* of 5,000 trees"))).to_be_visible()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=3) == 0
        assert "Traceback" not in running.log()
        page.close()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGTERM"), reason="no SIGTERM here")
def test_sigterm_during_a_search_and_a_map(browser: Browser) -> None:
    """So it does while somebody searches settings and the map of them fills, with fits of many seconds under way."""
    with server("dashboard.py", env={"CHURN_DATA": str(SAMPLE)}) as running:
        page = browser.new_page()
        page.goto(f"{running.url}/tune?trees=1500&depth=1&search=true&search_trials=500")
        page.locator(".st-key-begin_search").get_by_role("button", name="Search").click()
        page.get_by_role("button", name="Fill the map").click()
        expect(page.get_by_role("button", name="Stop filling")).to_be_visible()
        expect(page.get_by_text(re.compile(r"[1-9]\d* of 500 trials"))).to_be_visible()
        expect(page.get_by_text(re.compile(r"[1-9]\d* of 130 cells"))).to_be_visible()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=3) == 0
        assert "Traceback" not in running.log()
        page.close()
