"""The dashboard in a real browser, against the naive app and against a page with nothing but a slider."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from playwright.sync_api import Browser, Locator, Page

import churn
from churn.scores.metrics import Scores
from churn.show import formats
from tests.bench.measure import Ratio, in_turns
from tests.bench.watch import Texts, after_click, after_key, after_opening, settle, wait_for
from tests.serving import ROOT, serve

DASHBOARD: Final = ROOT / "dashboard.py"
EMPTY_PAGE: Final = Path(__file__).with_name("empty_page.py")
COUNTED_PAGE: Final = Path(__file__).with_name("counted_page.py")

AS_IT_COMES: Final = {"runner.postScriptGC": "true"}
"""A yardstick collects garbage after every run, as is Streamlit's default; to do without is part of the dashboard."""

DEPTH: Final = 4
NEIGHBOURS: Final = (DEPTH, DEPTH + 1)
RATES: Final = (0.2, 0.05, 0.3, 0.15, 0.07, 0.4, 0.03, 0.5, 0.04)
"""Learning rates that both apps can be set to; each is trained once."""
SLIDER_PAIRS: Final = 24
OPENINGS: Final = 7


@dataclass(frozen=True)
class Bench:
    """What the measurements share.

    Attributes
    ----------
    browser : Browser
        A real Chromium.
    data : Path
        The table that both apps train on.
    naive : Path or None
        The yardstick, if there is one.
    """

    browser: Browser
    data: Path
    naive: Path | None

    @property
    def env(self) -> Mapping[str, str]:
        """The environment of both apps."""
        return {"CHURN_DATA": str(self.data)}

    @cached_property
    def dataset(self) -> churn.Dataset:
        """The table."""
        return churn.load(self.data)

    def open(self, url: str) -> Page:
        """Open an address as somebody who was never there."""
        page = self.browser.new_context().new_page()
        page.goto(url)
        return page

    def our_texts(self, depth: int, rate: float) -> Texts:
        """Say what the dashboard shows when these settings are trained."""
        test = self.run(depth, rate).scores["test"]
        return [
            ("h2", f"Results for depth {depth}, learning rate {rate:g}"),
            *headline(test),
        ]

    def naive_texts(self, depth: int, rate: float) -> Texts:
        """Say what the naive app shows when these settings are trained."""
        scores = self.run(depth, rate).scores.values()
        numbers = [number for each in scores for number in (each.precision, each.recall)]
        return [
            ("[data-testid=stText]", f"Trained depth {depth} rate {rate:.2f}"),
            *(("td", _as_in_a_table(number)) for number in numbers if number is not None),
        ]

    def run(self, depth: int, rate: float) -> churn.Run:
        """Train here what the dashboard trains."""
        spec = churn.RunSpec(churn.ModelSpec(depth=depth, learning_rate=rate))
        return churn.train(self.dataset, spec)


def headline(test: Scores) -> Texts:
    """Say what the dashboard's two large numbers are."""
    return [
        (".st-key-precision_value p", formats.score(test.precision)),
        (".st-key-recall_value p", formats.score(test.recall)),
    ]


NAIVE_OPEN: Final[Texts] = [("button", "Train")]


def ratios(bench: Bench) -> Iterator[Ratio]:
    """Measure everything that needs a browser; without the naive app, what needs no naive app."""
    with ExitStack() as servers:
        ours = servers.enter_context(serve(DASHBOARD, env=bench.env))
        empty = servers.enter_context(serve(EMPTY_PAGE, options=AS_IT_COMES))
        yield _slide(bench, ours, empty)
        if bench.naive is not None:
            naive = servers.enter_context(serve(bench.naive, env=bench.env, options=AS_IT_COMES))
            yield _train(bench, ours, naive)
            yield _opening(bench, ours, naive)


class Slider:
    """Somebody who moves a slider between two neighbouring values; entering it opens the page, leaving closes it."""

    def __init__(self, bench: Bench, url: str, name: str, texts: Mapping[float, Texts]) -> None:
        self._bench, self._url, self._name, self._texts = bench, url, name, texts

    def __enter__(self) -> Self:
        """Open the page."""
        self._page = self._bench.open(self._url)
        self._slider = slider_named(self._page, self._name)
        self._slider.wait_for()
        settle(self._page)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the page."""
        self._page.context.close()

    @property
    def page(self) -> Page:
        """The open page."""
        return self._page

    def set(self, value: float) -> None:
        """Move to a value, and let the page follow."""
        set_slider(self._slider, value)

    def train(self, value: int) -> None:
        """Set the slider, and press Train, fitted already or not; the numbers are there when this returns."""
        self.set(value)
        train_button(self._page).click()
        wait_for(self._page, self._texts[value])

    def press(self) -> float:
        """Move to the other value; returns the seconds until its texts are there."""
        settle(self._page)
        here = _value(self._slider)
        there = next(value for value in self._texts if value != here)
        return after_key(self._slider, "ArrowRight" if there > here else "ArrowLeft", self._texts[there])


def slider_of_dashboard(bench: Bench, url: str) -> Slider:
    """Let somebody move the dashboard's depth; what the neighbour of the default gives has to be trained first."""
    return Slider(bench, url, "Tree depth", {depth: bench.our_texts(depth, 0.1) for depth in NEIGHBOURS})


def slider_of_empty_page(bench: Bench, url: str) -> Slider:
    """Let somebody move the only slider of the yardstick."""
    return Slider(bench, url, "Value", {value: [("[data-testid=stText]", f"Value {value}")] for value in NEIGHBOURS})


def _slide(bench: Bench, ours: str, empty: str) -> Ratio:
    """Go back and forth between two depths that were trained, and between two values of the empty page."""
    with slider_of_dashboard(bench, ours) as depth, slider_of_empty_page(bench, empty) as value:
        depth.train(NEIGHBOURS[1])
        taken = in_turns(depth.press, value.press, SLIDER_PAIRS)
    return Ratio("slider to trained settings → numbers", "slider of an empty page → text", *taken, 1.5)


def _train(bench: Bench, ours: str, naive: str) -> Ratio:
    """Press Train for settings of which nothing was fitted before, the same ones in both apps."""
    our_page, naive_page = bench.open(ours), bench.open(naive)
    our_rates, naive_rates = iter(RATES), iter(RATES)
    for page in (our_page, naive_page):
        slider_named(page, "Learning rate").wait_for()
        settle(page)

    def train_ours() -> float:
        rate = next(our_rates)
        texts = bench.our_texts(DEPTH, rate)
        set_slider(slider_named(our_page, "Learning rate"), rate)
        return after_click(train_button(our_page), texts)

    def train_naive() -> float:
        rate = next(naive_rates)
        texts = bench.naive_texts(DEPTH, rate)
        set_slider(slider_named(naive_page, "Learning rate"), rate)
        return after_click(train_button(naive_page), texts)

    taken = in_turns(train_ours, train_naive, len(RATES))
    close(our_page, naive_page)
    return Ratio("click on Train, with no head start → numbers", "naive app, the same settings", *taken, 0.75)


def _opening(bench: Bench, ours: str, naive: str) -> Ratio:
    """Open both pages, each time as a new viewer of a server that others have visited."""
    results = bench.our_texts(DEPTH, 0.1)

    def open_ours() -> float:
        return _new_viewer(bench, ours, results)

    def open_naive() -> float:
        return _new_viewer(bench, naive, NAIVE_OPEN)

    open_ours()
    open_naive()
    taken = in_turns(open_ours, open_naive, OPENINGS)
    return Ratio("opening the page → first results", "naive app → its Train button", *taken, 1.0)


def _as_in_a_table(number: float) -> str:
    """Round as the browser does, half up: 0.78125 is 0.7813 there and 0.7812 in Python."""
    return str(Decimal(number).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def _new_viewer(bench: Bench, url: str, texts: Texts) -> float:
    with bench.browser.new_context() as context:
        page = context.new_page()
        seconds = after_opening(page, url, texts)
        settle(page)
    return seconds


def fits_started(page: Page, *, unasked: bool = False) -> int:
    """Read on the counted page how many fits the server has started that somebody, or nobody, has asked for."""
    text = "Fits that nobody asked for: " if unasked else "Fits started: "
    return int(page.get_by_text(text).inner_text().rpartition(" ")[2])


def train_button(page: Page) -> Locator:
    """Find the button Train."""
    return page.get_by_role("button", name="Train", exact=True)


def slider_named(page: Page, name: str) -> Locator:
    """Find a slider by its name."""
    return page.get_by_role("slider", name=name)


def _value(slider: Locator) -> float:
    text = slider.get_attribute("aria-valuetext") or "nan"
    return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def set_slider(slider: Locator, wanted: float) -> None:
    """Move a slider by its keys until it says what is wanted, and let the page follow."""
    slider.page.bring_to_front()
    while (value := _value(slider)) != wanted:
        slider.press("ArrowRight" if value < wanted else "ArrowLeft")
    settle(slider.page)


def close(*pages: Page) -> None:
    """Let viewers leave."""
    for page in pages:
        page.context.close()
