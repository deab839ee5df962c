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
