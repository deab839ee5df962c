"""What people do on the dashboard, in the words of its labels."""

import re
from typing import Final

from playwright.sync_api import FilePayload, FloatRect, Locator, Page, expect

SCORE: Final = re.compile(r"^[01]\.\d{3}$")
PERCENT: Final = re.compile(r"^\d{1,3}\.\d%$")


def results(page: Page, settings: str) -> Locator:
    """Return the heading that names the settings of the numbers shown."""
    return page.get_by_role("heading", name=f"Results for {settings}", exact=True)


def await_results(page: Page, settings: str = "depth 4, learning rate 0.1") -> None:
    """Wait until the results of these settings are on the page."""
    expect(results(page, settings)).to_be_visible(timeout=90_000)  # a long fit on a busy machine
    await_rest(page)


def await_rest(page: Page) -> None:
    """Wait until the script has run to its end."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def await_end_of_fit(page: Page) -> None:
    """Wait until nothing is being trained: the end of a fit draws the page anew, also what somebody is typing into."""
    await_rest(page)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    await_rest(page)


def move_slider(page: Page, label: str, steps: int) -> None:
    """Move a slider with the keyboard; to the left if the steps are negative."""
    slider = page.get_by_role("slider", name=label)
    for _ in range(abs(steps)):
        slider.press("ArrowRight" if steps > 0 else "ArrowLeft")
    await_rest(page)


def set_threshold(page: Page, key: str) -> None:
    """Move the threshold to the end of its slider: with Home to 0.01, with End to 0.99."""
    page.get_by_role("slider", name="Threshold").press(key)
    await_rest(page)


def set_trees(page: Page, trees: int) -> None:
    """Open More settings and set the number of trees."""
    page.get_by_text("More settings").click()
    set_number(page, "Trees", trees)


def train(page: Page) -> None:
    """Press Train."""
    page.get_by_role("button", name="Train", exact=True).click()


def stop_button(page: Page) -> Locator:
    """Return the button that is there while a fit runs, in the sidebar; the one in the header ends a script."""
    return page.get_by_test_id("stSidebar").get_by_role("button", name="Stop", exact=True)


def watch_for_fits(page: Page) -> None:
    """Remember from here on whether a fit is ever announced."""
    page.evaluate("""() => {
        window.progressSeen = false;
        new MutationObserver(() => { window.progressSeen ||= !!document.querySelector('[role=progressbar]') })
            .observe(document.body, {childList: true, subtree: true});
    }""")


def fit_was_seen(page: Page) -> bool:
    """Whether a fit was announced since `watch_for_fits`."""
    return bool(page.evaluate("window.progressSeen"))


def set_number(page: Page, label: str, value: float) -> None:
    """Type a number and leave the field."""
    field = page.get_by_role("spinbutton", name=label)
    field.fill(f"{value:g}")
    field.press("Enter")
    await_rest(page)


def metric(page: Page, label: str) -> Locator:
    """Return the value of a large number."""
    if label == "Churn probability":
        return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")
    return page.locator(f".st-key-{label.split(maxsplit=1)[0].lower()}_value").get_by_role("paragraph")


def go(page: Page, name: str, heading: str) -> None:
    """Change the page by the navigation."""
    page.get_by_test_id("stHeader").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    await_rest(page)


def upload(page: Page, name: str, data: bytes) -> None:
    """Give a file to the page Data or Decide."""
    place = page.locator("input[type=file]")
    expect(place).to_have_count(1)  # while a page changes, the one of the last page is there as well
    place.set_input_files(FilePayload(name=name, mimeType="text/csv", buffer=data))


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a drop-down list by typing; an option that is not on the list is added where that is allowed."""
    box = page.get_by_role("combobox", name=label)
    box.click(delay=80)  # milliseconds, as of a hand: a shorter press does not always open the list
    page.wait_for_timeout(300)
    if box.get_attribute("aria-expanded") == "false":  # the form was drawn anew at that moment, which closes the list
        box.click(delay=80)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.fill(option)
    expect(box).to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("Enter")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.wait_for_timeout(500)  # nobody's hand is faster; by then the script has begun, and rest means that it is over
    await_rest(page)


def box_of(locator: Locator) -> FloatRect:
    """Return where something is on the page, once what comes in above it no longer moves it."""
    box, before = locator.bounding_box(), None
    while box is None or box != before:
        locator.page.wait_for_timeout(300)
        box, before = locator.bounding_box(), box
    return box
