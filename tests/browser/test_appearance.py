"""Dark and light, wide and narrow."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.contrasts import faint
from tests.browser.steps import await_rest, box_of, go, move_slider, results, train

PAGES = {
    "Train": ("", "Results for depth 4, learning rate 0.1"),
    "Customer": ("customer", "How likely is this customer to leave?"),
    "Decide": ("decide", "Whom should we contact?"),
    "Why": ("why", "What goes with leaving?"),
    "Data": ("data", "Data"),
}
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


def axes_stay_within(page: Page) -> None:
    """Check that no axis of shares goes below 0 or beyond all of them, and no other axis of counts below 0."""
    axes: list[tuple[str, list[float]]] = (
        page.evaluate("""() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(
        plot => ['xaxis', 'yaxis', 'yaxis2'].map(name => plot._fullLayout[name]).filter(Boolean).map(
            axis => [axis.title.text || '', axis.range.map(Number).sort((one, other) => one - other)]))""")
    )
    assert axes
    for title, (low, high) in axes:
        if "(%)" in title or "0 to 1" in title:
            assert low >= 0, title
            assert high <= (100 if "(%)" in title else 1), title


def charts_speak(page: Page) -> None:
    """Check that every chart has an alternative text with its numbers or what it is about."""
    charts = page.get_by_test_id("stPlotlyChart").all()
    assert charts
    for chart in charts:
        figure = chart.locator("xpath=ancestor-or-self::*[@role='figure'] | .//*[@role='figure']").first
        assert len(figure.get_attribute("aria-label") or "") > 20


def intervals_are_whole(page: Page) -> None:
    """Check that no line of a text ends at the dash of an interval."""
    broken: list[str] = page.evaluate("""() => {
        const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const text = texts.currentNode;
            for (const interval of text.textContent.matchAll(/\\d[\\d.,]*%?\\u2060?–\\u2060?\\d[\\d.,]*%?/g)) {
                const range = document.createRange();
                range.setStart(text, interval.index); range.setEnd(text, interval.index + interval[0].length);
                const lines = new Set([...range.getClientRects()].filter(box => box.width).map(box => box.top));
                if (lines.size > 1) found.push(interval[0]);
            }
        }
        return found;
    }""")
    assert broken == []


def nothing_sticks_out(page: Page) -> None:
    """Check that neither the page nor a chart nor a table is wider than 420 px."""
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
    tables_fit(page)


def tables_fit(page: Page) -> None:
    """Check that all columns of all tables are within the screen."""
    edges = page.locator("[data-testid=stTable] table").evaluate_all(
        "(all) => all.map(one => one.getBoundingClientRect().right)"
    )
    assert all(edge <= 420 for edge in edges)


def buttons_stand_free(page: Page) -> None:
    """Check that the buttons that save a chart or a table cover nothing of it."""
    covered = page.locator(".take-away").evaluate_all("""(all) => all.filter(bar => {
        const shown = bar.parentElement.querySelectorAll("canvas, table, svg, img");
        const bottom = Math.max(...[...shown].map(one => one.getBoundingClientRect().bottom));
        return bar.getBoundingClientRect().top < bottom - 1;
    }).map(bar => bar.parentElement.innerText)""")
    assert covered == []


def test_dark(visitors: Visitors) -> None:
    """The page follows the system's dark theme: texts and marks stand out, and on no page a chart is a white box."""
    for name, page in walk(visitors, color_scheme="dark"):
        assert luminance(page.get_by_test_id("stApp").evaluate(COLOURS)[1]) < 0.05
        assert faint(page) == [], name
        papers = page.locator(".main-svg").evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
        assert not {paper.replace(" ", "") for paper in papers} & {"rgb(255,255,255)", "rgba(255,255,255,1)"}, name


def test_light(visitors: Visitors) -> None:
    """In the light theme texts and marks stand out, each chart has an alternative text, axes of shares end at 100%."""
    for name, page in walk(visitors, color_scheme="light"):
        assert luminance(page.get_by_test_id("stApp").evaluate(COLOURS)[1]) > 0.9
        assert faint(page) == [], name
        charts_speak(page)
        axes_stay_within(page)
        buttons_stand_free(page)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sections_of_train(visitors: Visitors, theme: str) -> None:
    """What Train shows when everything is opened stands out as well, in each tab of the curves."""
    opened = "?curves=true&segments=true&baselines=true&profiles=true&stability=true"
    page = visitors.page(opened, color_scheme=theme, viewport={"width": 420, "height": 900})
    expect(page.get_by_text("Scores side by side")).to_be_attached()
    tables_fit(page)
    for tab in ("ROC", "Precision–recall", "Calibration", "Gains"):
        page.get_by_role("tab", name=tab).click()
        await_rest(page)
        expect(page.get_by_test_id("stPlotlyChart").nth(4)).to_be_visible()
        page.wait_for_timeout(500)  # a chart comes in softly
        assert faint(page) == [], tab
        axes_stay_within(page)


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
    expect(page.locator(".st-key-lead")).to_be_in_viewport()


def test_pages_of_a_narrow_page(visitors: Visitors) -> None:
    """On a telephone, the links to the pages are in the sidebar, and on no page anything sticks out to the side."""
    page = settled_page(visitors, "Train", viewport={"width": 420, "height": 900})
    nothing_sticks_out(page)
    intervals_are_whole(page)
    for name, (_, heading) in list(PAGES.items())[1:]:
        page.get_by_role("button", name="Expand sidebar").click()
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        page.get_by_role("button", name="Collapse sidebar").click()
        expect(page.get_by_role("heading", name=heading)).to_be_in_viewport()
        expect(page.locator(".main-svg").first).to_be_visible()
        await_rest(page)
        nothing_sticks_out(page)
        intervals_are_whole(page)
