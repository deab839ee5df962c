"""A newly started server in a real browser: when its first visitors see something, and how many bytes that takes.

Against the naive app and an empty page, each newly started for every visit, too.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from tests.bench.measure import Fact, Measurement, Ratio, in_turns
from tests.bench.pages import AS_IT_COMES, DASHBOARD, DEPTH, EMPTY_PAGE, NAIVE_OPEN, Bench
from tests.bench.watch import Texts, after_opening, settle
from tests.serving import serve

PAUSE: Final = 3.0
"""Seconds from healthy to the visitor who finds the server warm."""
RATE: Final = 0.1
VISITS: Final = 3
EMPTY_OPEN: Final[Texts] = [("[data-testid=stText]", "Value 4")]
FRAME: Final[Texts] = [("[data-testid=stTopNavLink] *", "Customer"), ("[role=status].skeleton", "")]
"""The navigation and the skeleton; icons are no text."""
MOST: Final = {"Train": ("", 2.3), "Brief": ("brief", 1.0)}
"""By page, its address and the MB that its first load may take."""


def ratios(bench: Bench) -> Iterator[Ratio]:
    """Open each page as the first visitor, three seconds after the server is healthy and at once.

    The first results are there twice: to be read in the page that the server sends, and live.
    """
    results = bench.our_texts(DEPTH, RATE)

    def visit(script: Path, texts: Texts, pause: float) -> Measurement:
        options = {} if script == DASHBOARD else AS_IT_COMES

        def first_visitor() -> float:
            with serve(script, env=bench.env, options=options) as url, bench.browser.new_context() as context:
                time.sleep(pause)
                page = context.new_page()
                seconds = after_opening(page, url, texts)
                settle(page)
            return seconds

        return first_visitor

    ours, empty = (visit(script, texts, PAUSE) for script, texts in ((DASHBOARD, results), (EMPTY_PAGE, EMPTY_OPEN)))
    name = f"first visit {PAUSE:g} s after the start → first results"
    if bench.naive is not None:
        taken = in_turns(ours, visit(bench.naive, NAIVE_OPEN, PAUSE), VISITS)
        yield Ratio(name, "naive app → its Train button", *taken, 0.45)
    yield Ratio(name, "empty page → text", *in_turns(ours, empty, VISITS), 1.15)
    ours = visit(DASHBOARD, [(f"#root {selector}", text) for selector, text in results], PAUSE)
    yield Ratio("  → and they can be worked with", "empty page → text", *in_turns(ours, empty, VISITS), 1.15)
    ours, empty = (visit(script, texts, 0) for script, texts in ((DASHBOARD, FRAME), (EMPTY_PAGE, EMPTY_OPEN)))
    yield Ratio("first visit at once → navigation, skeleton", "empty page → text", *in_turns(ours, empty, VISITS), 1.3)


def facts(bench: Bench) -> Iterator[Fact]:
    """Count the bytes of first loads, as they go over the wire."""
    with serve(DASHBOARD, env=bench.env) as url:
        time.sleep(PAUSE)
        for name, (address, most) in MOST.items():
            with bench.browser.new_context() as context:
                loaded = _megabytes(context.new_page(), f"{url}/{address}")
            yield Fact(f"first load of {name}", f"{loaded:.2f} MB", f"≤ {most:g} MB", loaded <= most)


def _megabytes(page: Page, url: str) -> float:
    sizes: list[float] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url)
    settle(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(3000)  # the code for charts comes last
    return sum(sizes) / 1e6
