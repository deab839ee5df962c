"""The answer before the front end has started: it can be read, stands where the page has it, and gives way to it."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.serving import Server, server

PARTS: Final = ("h1", ".st-key-lead p", "svg.landing:visible", ".st-key-campaign p", "h2", ".st-key-recall_value p")
"""By selector, the first of each."""


@pytest.fixture(scope="module")
def running(real_data: object) -> Iterator[Server]:
    """Serve the travel table, and wait until the preview is there."""
    with server("dashboard.py", env={"CHURN_DATA": f"{real_data}/Customertravel.csv"}) as started:
        yield started


def refuse_scripts(page: Page) -> None:
    """Let the browser have no front end."""

    def answer(route: Route) -> None:
        route.abort()

    page.route("**/static/js/**", answer)


def boxes(page: Page, within: str) -> list[tuple[int, int]]:
    """Return left and top of the parts."""
    found = [page.locator(f"{within} {part}").first.bounding_box() for part in PARTS]
    return [(round(box["x"]), round(box["y"])) for box in found if box]


def open_with_preview(page: Page, url: str) -> None:
    """Open the first page as soon as it has a preview."""
    for _ in range(100):
        if 'id="preview"' in page.request.get(url).text():
            break
        page.wait_for_timeout(200)
    page.goto(url)


@pytest.mark.parametrize("width", [1280, 1440])
def test_it_stands_where_the_page_has_it(width: int, browser: Browser, running: Server) -> None:
    """Whoever reads sees nothing move when the page takes its place, in the same words."""
    with browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark") as context:
        early = context.new_page()
        refuse_scripts(early)
        open_with_preview(early, running.url)
        expect(early.locator("#preview")).to_be_visible()
        page = context.new_page()
        page.goto(running.url)
        expect(page.locator("#root svg.landing")).to_have_count(2)
        expect(page.locator("#preview")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        at, before = boxes(page, "#root"), boxes(early, "#preview")
        assert len(at) == len(PARTS)
        for part, there, here in zip(PARTS, before, at, strict=True):
            assert all(abs(one - other) <= 1 for one, other in zip(there, here, strict=True)), (part, there, here)
            texts = [page.locator(f"#root {part}").first, early.locator(f"#preview {part}").first]
            assert texts[0].text_content() == texts[1].text_content()


def test_where_it_would_not_be_what_comes(browser: Browser, running: Server) -> None:
    """A link with settings, a phone, and a closed sidebar have none."""
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        page = context.new_page()
        refuse_scripts(page)
        open_with_preview(page, running.url)
        expect(page.locator("#preview")).to_be_visible()
        page.set_viewport_size({"width": 420, "height": 800})
        expect(page.locator("#preview")).to_be_hidden()
        page.set_viewport_size({"width": 1280, "height": 720})
        page.evaluate("localStorage.setItem('stSidebarCollapsed-', 'true')")
        page.reload()
        expect(page.locator("#preview")).to_have_count(0)
        assert not re.search('id="preview"', page.request.get(f"{running.url}/?depth=3").text())


def test_other_results_put_an_end_to_it(browser: Browser, running: Server) -> None:
    """Where the page shows something else than the preview, as another run, nothing of the preview stays beside it."""
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        page = context.new_page()
        refuse_scripts(page)
        open_with_preview(page, running.url)
        expect(page.locator("#preview")).to_be_visible()
        page.evaluate("document.getElementById('root').innerHTML = '<h1>Who is about to leave</h1>'")
        expect(page.locator("#preview h1")).to_be_empty()
        expect(page.locator("#preview h2")).to_have_text("Results for depth 4, learning rate 0.1")
        page.evaluate("document.getElementById('root').innerHTML = '<h2>No results yet</h2>'")
        expect(page.locator("#preview")).to_have_count(0)
