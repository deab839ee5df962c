"""What somebody sees who has never been here: the answer and its picture at once, and the ways on."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_rest, await_results, set_threshold

PAGES = ("Train", "Customer", "Why", "Decide", "Brief", "Data", "Tune")


def test_the_answer_is_on_a_projector_s_first_screen(visitors: Visitors) -> None:
    """So are its picture and the campaign; the dots move with the threshold."""
    page = visitors.page("?trees=50", viewport={"width": 1280, "height": 720})
    await_results(page, "depth 4, learning rate 0.1, 50 trees")
    dots = page.get_by_role("img", name=re.compile("^Of 100 test customers"))
    for part in (page.locator(".st-key-lead"), dots, page.get_by_role("img", name=re.compile("^With the model"))):
        expect(part).to_be_in_viewport(ratio=1)
    expect(page.get_by_text(re.compile("^(Contact|By the probabilities)")).first).to_be_in_viewport(ratio=1)
    expect(page.locator('[data-testid="stElementContainer"]:has(svg.landing) > .take-away')).to_have_count(2)
    before = dots.get_attribute("aria-label")
    set_threshold(page, "Home")
    expect(dots).not_to_have_attribute("aria-label", before or "")


def test_a_telephone_shows_the_answer_and_the_pages(visitors: Visitors) -> None:
    """Where the navigation is closed, the pages are links on the page, and one leads there with all settings."""
    page = visitors.page("?trees=50&cost=35", viewport={"width": 420, "height": 900})
    await_results(page, "depth 4, learning rate 0.1, 50 trees")
    expect(page.locator(".st-key-lead")).to_be_in_viewport(ratio=1)
    main = page.get_by_test_id("stMain")
    for name in PAGES:
        expect(main.get_by_role("link", name=name, exact=True)).to_be_in_viewport(ratio=1)
    main.get_by_role("link", name="Decide", exact=True).click()
    expect(page.get_by_role("heading", name="Whom should we contact?")).to_be_visible()
    await_rest(page)
    expect(page).to_have_url(re.compile(r"/decide\?(?=.*trees=50)(?=.*cost=35)"))
