"""A tab that is older than its server."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests import serving
from tests.browser.conftest import PATIENCE
from tests.browser.steps import await_rest, upload
from tests.ui import tables

GONE = "This table is no longer here"


@pytest.mark.slow
def test_after_a_restart_a_table_is_gone(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tab says so by itself, whatever stood there; brought again, the table is at its old address."""
    port = serving._free_port()  # noqa: SLF001 - the same one twice
    monkeypatch.setattr(serving, "_free_port", lambda: port)
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    with serving.serve("dashboard.py") as url:
        page.goto(f"{url}/data?trees=20")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
        await_rest(page)
        upload(page, "mine.csv", tables.good(400))
        expect(page.get_by_text("is yours alone")).to_be_visible(timeout=PATIENCE)
        expect(page).to_have_url(re.compile("data="))
        address = page.url
    with serving.serve("dashboard.py"):
        expect(page.get_by_role("heading", level=1, name=GONE)).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.url == address
        upload(page, "mine.csv", tables.good(400))
        expect(page.get_by_text("is yours alone")).to_be_visible(timeout=PATIENCE)
        assert page.url == address
