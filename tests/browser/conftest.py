"""One server for all browser tests; a browser, watched for what no page may do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from churn.table.dataset import SAMPLE
from tests.serving import Server, chromium, find_chromium, server

PATIENCE: Final = 30_000
"""Milliseconds to wait for what must come: a busy machine is no fault of the page."""
PROBES: Final = ("/_stcore/health", "/_stcore/host-config")
"""On a page other than the first, Streamlit's front end looks for its server below the page's own path first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Visitors:
    """Viewers, and all that their pages did beyond showing themselves.

    Viewers of a module with equal screens share a browser profile, as it spares each the reading of the front end; all
    that the dashboard remembers in there is that they are one person, who may open what one of them has brought.
    """

    def __init__(self, browser: Browser, profiles: dict[str, BrowserContext], url: str) -> None:
        self._browser, self._profiles, self._pages = browser, profiles, list[Page]()
        self.url = url
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []

    def page(self, address: str = "", **context: Any) -> Page:  # noqa: ANN401 - options of Browser.new_context
        """Open a page as somebody who was never here before."""
        options = {"viewport": {"width": 1280, "height": 1000}, **context}
        screen = repr(options)
        if screen not in self._profiles:
            self._profiles[screen] = self._browser.new_context(**options)
        page = self._profiles[screen].new_page()
        self._pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self._note_host(request.url))
        page.on("websocket", lambda socket: self._note_host(socket.url))
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", self._note_dialog)
        page.goto(address if address.startswith("http") else f"{self.url}/{address.removeprefix('/')}")
        return page

    def close(self) -> None:
        """Send everybody home."""
        for page in self._pages:
            page.close()

    def _note_dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.hostname != "127.0.0.1":
            self.foreign.append(url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(PROBES):
            self.errors.append(f"{message.text} ({message.location['url']})")


@pytest.fixture(scope="session")
def dashboard() -> Iterator[Server]:
    """Serve the dashboard, with the sample as its default table."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this computer; see make browser")
    with server("dashboard.py", env={"CHURN_DATA": str(SAMPLE)}) as running:
        yield running


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Start Playwright; not for longer than a module, for it occupies the thread's event loop."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this computer; see make browser")
    with sync_playwright() as running:
        expect.set_options(timeout=PATIENCE)
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start the browser."""
    with chromium(playwright) as running:
        yield running


@pytest.fixture(scope="module")
def profiles() -> dict[str, BrowserContext]:
    """Keep the browser's profiles by their options, as long as the browser runs."""
    return {}


@pytest.fixture
def visitors(browser: Browser, profiles: dict[str, BrowserContext], dashboard: Server) -> Iterator[Visitors]:
    """Let viewers in; afterwards, no page has talked to another computer, failed, or opened a dialog.

    And nothing was raised in the server, not even what a page shows for a moment only.
    """
    known = len(dashboard.log())
    guests = Visitors(browser, profiles, dashboard.url)
    yield guests
    guests.close()
    assert "Traceback" not in (said := dashboard.log()[known:]), said
    assert guests.foreign == []
    assert guests.dialogs == []
    assert guests.errors == []
