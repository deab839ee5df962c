"""What moves on the page by itself: layout shift of opening Train, of a slider, of a fit and of automatic fits."""

from collections.abc import Iterator
from typing import Final

from playwright.sync_api import Page

from tests.bench.measure import Fact
from tests.bench.pages import DASHBOARD, Bench
from tests.bench.watch import settle
from tests.serving import serve

ALLOWED: Final = 0.05
SCREENS: Final = ((1440, 900), (1280, 720), (420, 900))
MANY: Final = 2000
"""Trees of a fit that takes long enough to be shown."""
HALF: Final = "const page = document.querySelector('[data-testid=stMain]'); page.scrollTop = page.scrollHeight / 2"
WATCH: Final = """
    window.shifts = [];
    new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(each => each.value)))
        .observe({type: "layout-shift", buffered: true});
"""


def facts(bench: Bench) -> Iterator[Fact]:
    """Open the page, move a slider, train, and train by moving, at the top of the page and scrolled half way."""
    with serve(DASHBOARD, env=bench.env) as url:
        for width, height in SCREENS:
            for scrolled in (False, True):
                page = bench.browser.new_context(viewport={"width": width, "height": height}).new_page()
                page.add_init_script(WATCH)
                seen = {"opening Train": _open(page, url)} | _moves(page, half=scrolled, narrow=width < SCREENS[1][0])
                page.context.close()
                where = f"{width} × {height}{', half way down' if scrolled else ''}"
                for name, shift in seen.items():
                    yield Fact(f"layout shift at {where}: {name}", f"{shift:.3f}", f"≤ {ALLOWED}", shift <= ALLOWED)


def _open(page: Page, url: str) -> float:
    page.goto(url)
    page.get_by_role("heading", name="Results for").wait_for()
    return _shifted(page)


def _moves(page: Page, *, half: bool, narrow: bool) -> dict[str, float]:
    if narrow:  # the sidebar is closed
        page.get_by_test_id("stExpandSidebarButton").click()
    if half:
        page.evaluate(HALF)
    _shifted(page)
    seen = {"a slider": _after(page, "Tree depth", 2)}
    page.get_by_role("button", name="Train", exact=True).click()
    seen["a fit"] = _shifted(page)
    seen["the threshold"] = _after(page, "Threshold", 3)
    page.get_by_text("More settings").click()
    page.get_by_role("spinbutton", name="Trees").fill(f"{MANY}")
    page.get_by_role("spinbutton", name="Trees").press("Enter")
    _shifted(page)
    page.get_by_role("button", name="Train", exact=True).click()
    seen[f"a fit of {MANY:,} trees"] = _shifted(page)
    page.get_by_text("Train as I move the sliders").click()
    _shifted(page)
    seen["four automatic fits"] = sum(_after(page, "Tree depth", 1) for _ in range(4))
    return seen


def _after(page: Page, slider: str, steps: int) -> float:
    for _ in range(steps):
        page.get_by_role("slider", name=slider).press("ArrowRight")
    return _shifted(page)


def _shifted(page: Page) -> float:
    """Return how much has moved since the last time, once fits and late texts are there; a click excuses nothing."""
    settle(page)
    page.wait_for_function("document.querySelector('[role=progressbar]') === null")
    page.wait_for_timeout(1500)
    return float(page.evaluate("window.shifts.splice(0).reduce((sum, each) => sum + each, 0)"))
