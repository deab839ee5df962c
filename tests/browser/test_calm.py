"""Nothing moves when a fit begins, runs or ends, and its end is read out."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_end_of_fit, await_rest, await_results, move_slider, train

ALLOWED: Final = 0.05
"""Cumulative layout shift of one move; up to 0.1 is "good" of a whole visit: web.dev/articles/cls."""
WATCH: Final = """() => {
    window.shifted = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => { window.shifted += each.value; }))
        .observe({type: "layout-shift"});
}"""


def shifted(page: Page) -> float:
    """Return how much has moved since the last time, also what moved right after a click."""
    page.wait_for_timeout(1500)  # late texts and charts
    return float(page.evaluate("() => { const before = window.shifted; window.shifted = 0; return before; }"))


def test_nothing_moves(visitors: Visitors) -> None:
    """Neither with a slider, nor with Train, nor with the second run's comparison; a screen reader hears the end."""
    page = visitors.page("?trees=400&seed=77", viewport={"width": 1280, "height": 720})
    await_results(page, "depth 4, learning rate 0.1, 400 trees, seed 77")
    page.wait_for_timeout(2000)
    page.evaluate(WATCH)
    region = page.locator("#announcement")
    expect(region).to_have_attribute("aria-live", "polite")
    move_slider(page, "Tree depth", 2)
    expect(page.locator(".st-key-fit")).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_text(re.compile("Not trained yet: depth 6"))).to_be_visible()
    assert shifted(page) <= ALLOWED
    train(page)
    await_results(page, "depth 6, learning rate 0.1, 400 trees, seed 77")
    await_end_of_fit(page)
    expect(region).to_have_text(
        re.compile(r"^Trained: depth 6, .*\. Precision [01]\.\d{3}, recall [01]\.\d{3} on test")
    )
    assert shifted(page) <= ALLOWED
    move_slider(page, "Threshold", 3)
    assert shifted(page) <= ALLOWED


def test_nothing_moves_when_a_page_is_opened(visitors: Visitors) -> None:
    """On a telephone, no answer pushes away what came before it, even if it has to be trained; nor does the theme."""
    page = visitors.page("data", viewport={"width": 420, "height": 900})
    page.add_init_script(f"({WATCH})()")
    trained_for_it = "?trees=60&seed=79"
    for address, answer in (
        (trained_for_it, ".st-key-hundred"),
        ("decide?trees=61&seed=79", ".st-key-profit .js-plotly-plot"),
        (f"customer{trained_for_it}", ".st-key-waterfall .js-plotly-plot"),
    ):
        page.goto(f"{visitors.url}/{address}")
        expect(page.locator(answer)).to_be_visible()
        await_rest(page)
        assert shifted(page) <= ALLOWED, address
    page.emulate_media(color_scheme="dark")
    assert shifted(page) <= ALLOWED


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (420, 900)])
def test_a_map_fills_in_its_place(visitors: Visitors, width: int, height: int) -> None:
    """Neither the opening of Tune moves anything, nor what is said of the map while it grows, nor its end."""
    page = visitors.page("data", viewport={"width": width, "height": height})
    page.add_init_script(f"({WATCH})()")
    page.goto(f"{visitors.url}/tune?trees=40&seed={width}")
    fill = page.get_by_role("button", name="Fill the map")
    expect(fill).to_be_visible()
    await_end_of_fit(page)
    assert shifted(page) <= ALLOWED
    fill.click()
    expect(page.get_by_text("The map has all 130 cells.")).to_be_visible(timeout=90_000)
    await_rest(page)
    assert shifted(page) <= ALLOWED


def test_a_telephone_has_a_line(visitors: Visitors) -> None:
    """Where the sidebar is closed, a thin line on top tells how far the fit is, and takes no room."""
    page = visitors.page("?trees=5000&depth=9&seed=78", viewport={"width": 420, "height": 900})
    line = page.locator(".fit-line")
    expect(line).to_be_in_viewport()
    expect(line).to_have_attribute("aria-label", re.compile(r"^Training depth 9, .*5,000 trees"))
    for style, value in (("position", "fixed"), ("top", "0px"), ("height", "4px"), ("width", "420px")):
        expect(line).to_have_css(style, value)
