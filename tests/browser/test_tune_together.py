"""One search for all who look at it, and the cores are free again as soon as nobody wants it: in a real browser."""

import re
import time
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.serving import Server

ADDRESS: Final = "tune?trees=600&depth=1&seed=31&search=true&search_trials=3000"
TRIALS: Final = re.compile(r"(\d[\d,]*) of 3,000 trials")
A_MOMENT: Final = 1.0
"""Seconds that a stop may take."""
IDLE: Final = 0.2
"""Share of a core that a server with nothing to do may take."""


def begin(page: Page) -> None:
    """Press the button that begins a search; tables have one with the same name."""
    page.locator(".st-key-begin_search").get_by_role("button", name="Search").click()


def trials(page: Page, least: int = 0) -> int:
    """Return how many trials a page says have ended, once it says at least so many."""
    end = time.monotonic() + 60
    while (told := TRIALS.search(page.get_by_text(TRIALS).first.inner_text())) is None or number(told) < least:
        assert time.monotonic() < end
        page.wait_for_timeout(100)
    return number(told)


def number(told: re.Match[str]) -> int:
    """Return the number of trials in a text."""
    return int(told[1].replace(",", ""))


def busy(server: Server, seconds: float = A_MOMENT) -> float:
    """Return how many cores work for a server, on average over so many seconds."""
    before = server.seconds_of_work()
    time.sleep(seconds)
    return (server.seconds_of_work() - before) / seconds


@pytest.mark.slow
def test_a_reload_and_a_second_viewer(visitors: Visitors, dashboard: Server) -> None:
    """A search goes on where it was for whoever reloads the page or comes later; a stop ends it for oneself only."""
    one = visitors.page(ADDRESS)
    begin(one)
    known = trials(one, 2)
    one.reload()
    known = max(known, trials(one, known))
    other = visitors.page(ADDRESS)
    known = max(known, trials(other, known))
    trials(one, known)
    assert busy(dashboard) > IDLE
    stop = {page: page.get_by_role("button", name="Stop searching") for page in (one, other)}
    stop[one].click()
    expect(stop[one]).to_have_count(0)
    expect(one.get_by_text("It goes on, because somebody else looks at it")).to_be_visible()
    trials(other, known + 2)
    begin(one)  # the same one again
    trials(one, known + 2)
    one.close()
    time.sleep(2)  # longer than for a reload
    trials(other, known + 4)
    stop[other].click()
    began = time.monotonic()
    expect(stop[other]).to_have_count(0)
    time.sleep(max(0.0, began + A_MOMENT - time.monotonic()))
    assert busy(dashboard) < IDLE
    expect(other.get_by_text("The search was stopped: its best and the defaults have not met")).to_be_visible()


@pytest.mark.slow
def test_a_map_that_is_stopped_and_one_that_is_left(visitors: Visitors, dashboard: Server) -> None:
    """Within a second of a stop its cores are free, and what is known stays; map and search end with their viewer."""
    page = visitors.page(ADDRESS.replace("seed=31", "seed=32"))
    fill, stop = (page.get_by_role("button", name=each) for each in ("Fill the map", "Stop filling"))
    fill.click()
    expect(page.get_by_text(re.compile(r"([2-9]|\d\d) of 130 cells"))).to_be_visible()
    assert busy(dashboard) > IDLE
    stop.click()
    began = time.monotonic()
    expect(fill).to_be_visible()
    time.sleep(max(0.0, began + A_MOMENT - time.monotonic()))
    assert busy(dashboard) < IDLE
    expect(page.get_by_text(re.compile(r"The map has ([2-9]|\d\d) of 130 cells"))).to_be_visible()
    fill.click()
    expect(stop).to_be_visible()
    begin(page)
    trials(page, 1)
    page.close()
    time.sleep(1.2 + 0.2 + A_MOMENT)  # for a reload, until somebody looks, and to end
    assert busy(dashboard) < IDLE
