"""Dark and light, wide and narrow."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_rest, box_of, metric, move_slider, results, train

PAGES = {
    "Train": ("", "Results for depth 4, learning rate 0.1"),
    "Customer": ("customer", "How likely is this customer to leave?"),
    "Decide": ("decide", "Whom should we contact?"),
    "Why": ("why", "Why do customers leave?"),
    "Data": ("data", "Data"),
}
READABLE = 4.5
"""Contrast that text needs against its background, WCAG 2.2, 1.4.3."""

COLOURS = """element => {
    const canvas = document.createElement('canvas'); const paint = canvas.getContext('2d', {willReadFrequently: true});
    const rgb = colour => {
        paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
        return [...paint.getImageData(0, 0, 1, 1).data];
    };
    const style = getComputedStyle(element);
    const ink = rgb(element.closest('svg') ? style.fill : style.color);
    let at = element, ground = [0, 0, 0, 0];
    while (at && ground[3] === 0) { ground = rgb(getComputedStyle(at).backgroundColor); at = at.parentElement; }
    return [ink, ground];
}"""


def luminance(colour: list[int]) -> float:
    """Return the relative luminance, 0 (black) to 1 (white): WCAG 2.2, definition of relative luminance."""
    channels = [value / 255 for value in colour[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(locator: Locator) -> float:
    """Return the contrast of a text with what is behind it, 1 to 21."""
    ink, ground = locator.evaluate(COLOURS)
    bright, dim = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def settled_page(visitors: Visitors, name: str, **context: object) -> Page:
    """Open a page and wait for all of it."""
    address, heading = PAGES[name]
    page = visitors.page(address, **context)
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator(".main-svg").first).to_be_visible()
    await_rest(page)
    return page


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_text_is_readable(visitors: Visitors, scheme: str) -> None:
    """The page follows the system's theme; its text and that of its charts stand out from the background."""
    page = settled_page(visitors, "Train", color_scheme=scheme)
    _, ground = page.get_by_test_id("stApp").evaluate(COLOURS)
    assert (luminance(ground) < 0.05) == (scheme == "dark")
    texts = [
        page.get_by_role("heading", name="Results for"),
        metric(page, "Precision on test customers"),
        page.get_by_role("cell").first,
        page.get_by_role("slider", name="Tree depth"),
    ]
    assert all(contrast(text) >= READABLE for text in texts[:3])
    chart = page.get_by_role("figure", name="Log loss on train and validation")
    for part in (".gtitle", ".xtitle", ".legendtext"):
        assert contrast(chart.locator(part).first) >= READABLE, part


@pytest.mark.parametrize("name", PAGES)
def test_dark_charts(visitors: Visitors, name: str) -> None:
    """In the dark, no chart is a white box."""
    page = settled_page(visitors, name, color_scheme="dark")
    for chart in page.get_by_test_id("stPlotlyChart").all():
        papers = chart.locator(".main-svg").evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
        assert not {paper.replace(" ", "") for paper in papers} & {"rgb(255,255,255)", "rgba(255,255,255,1)"}


@pytest.mark.parametrize("name", PAGES)
def test_narrow_page(visitors: Visitors, name: str) -> None:
    """On a telephone, 420 px wide, nothing sticks out to the side."""
    page = settled_page(visitors, name, viewport={"width": 420, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
    for chart in page.get_by_test_id("stPlotlyChart").all():
        box = box_of(chart)
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 420


def test_controls_of_a_narrow_page(visitors: Visitors) -> None:
    """On a telephone, the sidebar opens and closes with a button, and trains."""
    page = settled_page(visitors, "Train", viewport={"width": 420, "height": 900})
    slider = page.get_by_test_id("stSlider").filter(has_text="Tree depth")
    expect(slider).not_to_be_in_viewport()
    page.get_by_role("button", name="Expand sidebar").click()
    expect(slider).to_be_in_viewport()
    move_slider(page, "Tree depth", 1)
    train(page)
    expect(results(page, "depth 5, learning rate 0.1")).to_be_attached()
    page.get_by_role("button", name="Collapse sidebar").click()
    expect(slider).not_to_be_in_viewport()
    expect(metric(page, "Precision on test customers")).to_be_in_viewport()


def test_navigation_of_a_narrow_page(visitors: Visitors) -> None:
    """On a telephone, the links to the pages are in the sidebar."""
    page = settled_page(visitors, "Train", viewport={"width": 420, "height": 900})
    page.get_by_role("button", name="Expand sidebar").click()
    for name in ("Customer", "Decide", "Why", "Data"):
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", name=PAGES[name][1])).to_be_attached()
    page.get_by_role("button", name="Collapse sidebar").click()
    expect(page.get_by_role("heading", name="Data")).to_be_in_viewport()


@pytest.mark.parametrize("name", PAGES)
def test_charts_speak(visitors: Visitors, name: str) -> None:
    """Every chart has an alternative text with its numbers or what it is about."""
    page = settled_page(visitors, name)
    charts = page.get_by_test_id("stPlotlyChart").all()
    assert charts
    for chart in charts:
        figure = chart.locator("xpath=ancestor-or-self::*[@role='figure'] | .//*[@role='figure']").first
        assert len(figure.get_attribute("aria-label") or "") > 20
