"""What axe-core finds on every page with all its sections open, light and dark: nothing serious or moderate."""

from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_end_of_fit, await_rest

SEVERE: Final = {"moderate", "serious", "critical"}
ADDRESSES: Final = ("", "customer", "why", "decide", "brief", "data", "tune")


def open_sections(page: Page) -> None:
    """Open all that is closed, and what is closed in there."""
    closed = page.locator("[data-testid=stExpander] details:not([open]) > summary")
    while closed.count():
        closed.evaluate_all("all => all.forEach(each => each.click())")  # also in a sidebar below the window
        page.wait_for_timeout(300)
        await_rest(page)


def violations(page: Page) -> list[str]:
    """Return what hinders people with a disability, each with the first element that does."""
    found = Axe().run(page).response["violations"]
    return [f"{each['impact']} {each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in SEVERE]


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_nothing_hinders(visitors: Visitors, scheme: str) -> None:
    """Each page, as it comes and with all its sections open; each has a name and a heading of its own."""
    found = {}
    for address in ADDRESSES:
        page = visitors.page(address, color_scheme=scheme)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("h1")).to_have_count(1)
        expect(page).to_have_title(f"{address.capitalize() or 'Train'} · Churn dashboard")
        await_end_of_fit(page)
        open_sections(page)
        await_end_of_fit(page)
        if hindering := violations(page):
            found[address] = hindering
        page.close()
    assert not found
