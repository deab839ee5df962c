"""Twenty viewers press Train at once: how many fits it takes, who is served, whether the page answers others."""

import asyncio
import statistics
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from itertools import product
from math import inf
from typing import Final

from playwright.sync_api import Error as PlaywrightError

from tests.bench.measure import Fact, spread
from tests.bench.pages import COUNTED_PAGE, NEIGHBOURS, Bench, slider_of_dashboard
from tests.bench.viewers import Viewer
from tests.serving import serve

VIEWERS: Final = 20
EQUAL: Final = (7, 0.1)
"""Depth and learning rate that nobody has trained before."""
DIFFERENT: Final = tuple(product((2, 3, 6, 8, 9), (0.05, 0.15, 0.2, 0.3)))
"""The same for each of them; nobody else's."""
STILL_QUICK: Final = 1.0
"""Seconds up to which an answer doesn't interrupt a train of thought (Nielsen, Response Times, 1993)."""

Settings = tuple[int, float]


def facts(bench: Bench) -> Iterator[Fact]:
    """Let them come, train the same, train different things; somebody else uses the page in a browser meanwhile."""
    with serve(COUNTED_PAGE, env=bench.env) as url, slider_of_dashboard(bench, url) as slider:
        slider.train(NEIGHBOURS[1])
        before = statistics.median(slider.press() for _ in range(8))
        for settings, target in (((EQUAL,) * VIEWERS, 1), (DIFFERENT, VIEWERS)):
            crowd = _Crowd(url, settings)
            during = tuple(crowd.meanwhile(slider.press))
            what = "equal" if target == 1 else "different"
            served = tuple(crowd.seconds)
            yield Fact(f"fits, {VIEWERS} viewers, {what} settings", str(crowd.fits), str(target), crowd.fits == target)
            yield Fact("  viewers served", str(len(served)), str(VIEWERS), len(served) == VIEWERS)
            yield Fact("  click on Train → numbers, s", spread(served, "{:.2f}"), "–", None)
            median = statistics.median(during)
            yield Fact(
                "  slider of another viewer meanwhile, s",
                f"{spread(during, '{:.2f}')}, without them {before:.2f}",
                f"≤ {STILL_QUICK:g}",
                median <= STILL_QUICK,
            )


class _Crowd:
    """Twenty viewers, in a thread of their own."""

    def __init__(self, url: str, settings: tuple[Settings, ...]) -> None:
        self._url = url
        self._settings = settings
        self.seconds: list[float] = []
        self.fits = 0
        self._pressed, self._served = threading.Event(), threading.Event()

    def meanwhile(self, press: Callable[[], float]) -> Iterator[float]:
        """Let them train; yields what somebody else measures from the first click on Train to the last result."""
        with ThreadPoolExecutor(1) as thread:
            crowd = thread.submit(self._run)
            self._pressed.wait()
            while not self._served.is_set():
                try:
                    yield press()
                except PlaywrightError:  # it worked before they came: now it takes longer than anybody waits
                    yield inf
            crowd.result()

    def _run(self) -> None:
        try:
            asyncio.run(self._train())
        finally:
            self._pressed.set()
            self._served.set()

    async def _train(self) -> None:
        async with AsyncExitStack() as doors:
            viewers = [await doors.enter_async_context(Viewer(self._url)) for _ in self._settings]
            pairs = list(zip(viewers, self._settings, strict=True))
            for viewer, settings in pairs:
                await viewer.move_sliders(*settings)
            before = _fits(viewers[-1])
            presses = (viewer.train(f"Results for depth {d}, learning rate {r:g}") for viewer, (d, r) in pairs)
            self._pressed.set()
            outcomes = await asyncio.gather(*presses, return_exceptions=True)
            self._served.set()
            self.seconds = [each for each in outcomes if isinstance(each, float)]
            with suppress(TimeoutError):  # a server that is still overwhelmed: what it said last counts
                await viewers[0].move_sliders(*self._settings[0])
            self.fits = _fits(viewers[0]) - before


def _fits(viewer: Viewer) -> int:
    return int(viewer.text.rpartition(" ")[2])
