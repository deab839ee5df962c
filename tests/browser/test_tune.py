"""The map of the two sliders, in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_rest, box_of, fit_was_seen, go, results, watch_for_fits


def test_a_cell_is_chosen_by_a_click_and_by_the_keyboard(visitors: Visitors) -> None:
    """The map fills while the page is live; a click on it sets both sliders, and Train has the numbers at once."""
    page = visitors.page("tune?trees=4&seed=6")
    page.get_by_role("button", name="Fill the map").click()
    expect(page.get_by_text("The map has all 130 cells.")).to_be_visible(timeout=90_000)
    await_rest(page)
    figure = page.get_by_role("figure", name=re.compile("Map of log loss.*all 130 cells known"))
    table, save = box_of(page.get_by_test_id("stDataFrame")), page.locator(".st-key-score_table .take-away")
    assert box_of(save)["y"] >= table["y"] + table["height"]
    depth, rate = page.get_by_role("slider", name="Tree depth"), page.get_by_role("slider", name="Learning rate")
    grid = page.get_by_test_id("stDataFrame").first.locator("canvas").first
    grid.focus()
    for key in ("ArrowDown", "ArrowDown", "Shift+Space"):
        page.keyboard.press(key)
        page.wait_for_timeout(100)  # nobody's hand is faster
    line = page.locator("[role=row][aria-rowindex='4'] [role=gridcell]").all_text_contents()
    assert line[:2] != ["4", "0.1"]  # where they stood
    expect(depth).to_have_attribute("aria-valuetext", line[0])
    expect(rate).to_have_attribute("aria-valuetext", line[1])
    await_rest(page)
    plot = box_of(figure.locator(".plot .heatmaplayer, .heatmaplayer").first)
    page.mouse.click(plot["x"] + plot["width"] * 12.5 / 13, plot["y"] + plot["height"] * 0.5 / 10)
    expect(depth).to_have_attribute("aria-valuetext", "10")
    expect(rate).to_have_attribute("aria-valuetext", "0.5")
    best = page.get_by_role("button", name=re.compile(r"^Use .* \((best|simplest of the equally good)\)$")).first
    label = best.inner_text()
    best.focus()
    page.keyboard.press("Enter")
    chosen = re.match(r"Use depth (\d+), learning rate ([\d.]+) ", label)
    assert chosen is not None
    expect(depth).to_have_attribute("aria-valuetext", chosen[1])
    expect(rate).to_have_attribute("aria-valuetext", chosen[2])
    watch_for_fits(page)
    go(page, "Train", "Who is about to leave, and how sure are we?")
    expect(results(page, f"depth {chosen[1]}, learning rate {chosen[2]}, 4 trees, seed 6")).to_be_visible()
    assert not fit_was_seen(page)
