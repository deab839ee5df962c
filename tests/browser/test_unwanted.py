"""Nobody waits for what nobody wants: moves that are superseded, and tabs that are closed, in a real browser."""

import re
import time
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_end_of_fit, await_rest, await_results
from tests.serving import server

TREES: Final = 3000
HALF_A_CORE: Final = 0.5


@pytest.mark.slow
def test_only_the_last_of_six_moves_is_fitted_to_its_end(visitors: Visitors) -> None:
    """Whoever trains by moving gets the position where the slider rests: the five before cost less than one fit."""
    page = visitors.page(f"?trees={TREES}&seed=81&auto=true")
    await_results(page, f"depth 4, learning rate 0.1, {TREES:,} trees, seed 81")
    await_end_of_fit(page)
    rate = page.get_by_role("slider", name="Learning rate")
    began = time.monotonic()
    rate.press("ArrowRight")
    await_results(page, f"depth 4, learning rate 0.15, {TREES:,} trees, seed 81")
    one = time.monotonic() - began
    await_end_of_fit(page)
    for _ in range(6):
        rate.press("ArrowLeft")
        page.wait_for_timeout(400)  # longer than the front end waits for the next key
    rests = rate.get_attribute("aria-valuetext")
    began = time.monotonic()
    await_results(page, f"depth 4, learning rate {rests}, {TREES:,} trees, seed 81")
    assert time.monotonic() - began < 2 * one  # not six
    expect(page.get_by_role("progressbar")).to_have_count(0)


@pytest.mark.slow
def test_closed_tabs_free_the_cores(visitors: Visitors) -> None:
    """Two fits of 5,000 deep trees whose viewers have closed their tabs end, and the next visitor need not wait."""
    with server("dashboard.py") as own:
        tabs = [visitors.page(f"{own.url}/?trees=5000&depth={depth}") for depth in (9, 10)]
        for tab in tabs:
            expect(tab.get_by_text(re.compile(r"[1-9][\d,]* of 5,000 trees"))).to_be_visible(timeout=60_000)
        for tab in tabs:
            tab.close()
        time.sleep(3)  # 1.2 of them are for whoever reloads the page
        worked = own.seconds_of_work()
        time.sleep(1)
        assert own.seconds_of_work() - worked < HALF_A_CORE
        page = visitors.page(f"{own.url}/?trees=60")
        await_results(page, "depth 4, learning rate 0.1, 60 trees")
        await_rest(page)
