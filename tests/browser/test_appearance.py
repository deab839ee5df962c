"""Dark and light, wide and narrow."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_rest, box_of, go, metric, move_slider, results, train

PAGES = {
    "Train": ("", "Results for depth 4, learning rate 0.1"),
    "Customer": ("customer", "How likely is this customer to leave?"),
    "Decide": ("decide", "Whom should we contact?"),
    "Why": ("why", "What goes with leaving?"),
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


def walk(visitors: Visitors, **context: object) -> Iterator[tuple[str, Page]]:
    """Go through all pages by the navigation, as loading each by its address would take most of the time."""
    page = settled_page(visitors, "Train", **context)
    yield "Train", page
    for name, (_, heading) in list(PAGES.items())[1:]:
        go(page, name, heading)
        expect(page.locator(".main-svg").first).to_be_visible()
        yield name, page


def text_stands_out(page: Page) -> None:
    """Check the contrast of the Train page's texts and of its chart's."""
    texts = [
        page.get_by_role("heading", name="Results for"),
        metric(page, "Precision on test customers"),
        page.get_by_role("cell").first,
    ]
    assert all(contrast(text) >= READABLE for text in texts)
    chart = page.get_by_role("figure", name="Log loss on train and validation")
    for part in (".gtitle", ".xtitle", ".legendtext"):
        assert contrast(chart.locator(part).first) >= READABLE, part


def charts_speak(page: Page) -> None:
    """Check that every chart has an alternative text with its numbers or what it is about."""
    charts = page.get_by_test_id("stPlotlyChart").all()
    assert charts
    for chart in charts:
        figure = chart.locator("xpath=ancestor-or-self::*[@role='figure'] | .//*[@role='figure']").first
        assert len(figure.get_attribute("aria-label") or "") > 20


def nothing_sticks_out(page: Page) -> None:
    """Check that neither the page nor a chart is wider than 420 px."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
    charts = page.get_by_test_id("stPlotlyChart").all()
    assert charts
    box_of(charts[-1])  # waits until nothing moves
    for chart in charts:
        box = chart.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 420


def test_dark(visitors: Visitors) -> None:
    """The page follows the system's dark theme: its text can be read, and on no page a chart is a white box."""
    for name, page in walk(visitors, color_scheme="dark"):
        assert luminance(page.get_by_test_id("stApp").evaluate(COLOURS)[1]) < 0.05
        if name == "Train":
            text_stands_out(page)
        papers = page.locator(".main-svg").evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
        assert not {paper.replace(" ", "") for paper in papers} & {"rgb(255,255,255)", "rgba(255,255,255,1)"}, name


def test_light(visitors: Visitors) -> None:
    """In the light theme the text can be read, and on every page each chart has an alternative text."""
    for name, page in walk(visitors, color_scheme="light"):
        assert luminance(page.get_by_test_id("stApp").evaluate(COLOURS)[1]) > 0.9
        if name == "Train":
            text_stands_out(page)
        charts_speak(page)


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


def test_pages_of_a_narrow_page(visitors: Visitors) -> None:
    """On a telephone, the links to the pages are in the sidebar, and on no page anything sticks out to the side."""
    page = settled_page(visitors, "Train", viewport={"width": 420, "height": 900})
    nothing_sticks_out(page)
    for name, (_, heading) in list(PAGES.items())[1:]:
        page.get_by_role("button", name="Expand sidebar").click()
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        page.get_by_role("button", name="Collapse sidebar").click()
        expect(page.get_by_role("heading", name=heading)).to_be_in_viewport()
        expect(page.locator(".main-svg").first).to_be_visible()
        await_rest(page)
        nothing_sticks_out(page)
