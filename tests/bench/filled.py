"""The page while the server fits the positions of the sliders by itself, and when it has fitted all of them.

A yardstick has the computer to itself: while it is measured, a server that would fit something is stopped. To that
server its fits seem to take longer, so the one that has to fill the map is never stopped.
"""

import signal
from collections.abc import Iterator
from itertools import count, islice
from typing import Final, NamedTuple

import numpy as np
from playwright.sync_api import Page

import churn
from churn.tuning.cells import cells_around
from tests.bench.measure import Fact, Measurement, Ratio, in_turns
from tests.bench.pages import (
    AS_IT_COMES,
    COUNTED_PAGE,
    EMPTY_PAGE,
    NEIGHBOURS,
    SLIDER_PAIRS,
    Bench,
    close,
    fits_started,
    headline,
    set_slider,
    slider_named,
    slider_of_dashboard,
    slider_of_empty_page,
    train_button,
)
from tests.bench.process import wait_until_quiet
from tests.bench.watch import Texts, after_click, after_key, settle
from tests.serving import AS_SHIPPED, Server, serve, server

CLICKS: Final = 10
LIVE_PAIRS: Final = 8
BETWEEN: Final = 1.0
"""Seconds before a click in which the server goes on with what nobody has asked for."""
CELLS: Final = cells_around(churn.RunSpec())

Results = tuple[list[Ratio], list[Fact]]


class Move(NamedTuple):
    """One step of one slider.

    Attributes
    ----------
    start, end : ModelSpec
        The positions before and after it.
    texts : list
        What the page says after it.
    """

    start: churn.ModelSpec
    end: churn.ModelSpec
    texts: Texts


def results(bench: Bench) -> Results:
    """Train something else while the server fills the map; then let it fill all of it, and go to random positions."""
    seeds, moves = _seeds(bench), _moves(bench)
    shipped = {**bench.env, **AS_SHIPPED}
    with server(COUNTED_PAGE, env=shipped) as filling, serve(COUNTED_PAGE, env=bench.env) as idle:
        trained, fitted = _train(bench, filling, idle, seeds)
    with server(COUNTED_PAGE, env=shipped) as filling, serve(EMPTY_PAGE, options=AS_IT_COMES) as empty:
        live, meanwhile = _slide_meanwhile(bench, filling, empty)
    with server(COUNTED_PAGE, env=shipped) as filled, serve(EMPTY_PAGE, options=AS_IT_COMES) as empty:
        moved, begun = _slide(bench, filled, empty, moves)
    return [trained, live, *moved], [*fitted, meanwhile, *begun]


def _train(bench: Bench, filling: Server, idle: str, seeds: dict[int, Texts]) -> tuple[Ratio, list[Fact]]:
    """Type a seed and press Train at once, on a server that fills its map and on one that fits nothing unasked."""
    pages = [bench.open(url) for url in (filling.url, idle)]
    ours, theirs = _typing(pages[0], seeds, BETWEEN), _typing(pages[1], seeds)
    before = _fits(*pages)
    taken = in_turns(ours, _without(filling, theirs), CLICKS)
    asked, on_idle, unasked = (now - then for now, then in zip(_fits(*pages), before, strict=True))
    close(*pages)
    n = len(taken[0])
    return Ratio("click on Train while the map fills → numbers", "the same on an idle server", *taken, 1.3), [
        Fact("fits of these clicks, filling and idle", f"{asked}, {on_idle}", f"{n}", asked == on_idle == n),
        Fact("fits that nobody asked for between these clicks", f"{unasked}", f"≥ {n}", unasked >= n),
    ]


def _typing(page: Page, seeds: dict[int, Texts], between: float = 0.0) -> Measurement:
    """Open the settings; each measurement types the next seed, and takes the seconds from the click to the numbers."""
    page.get_by_text("More settings").click()
    field = page.get_by_role("spinbutton", name="Seed")
    field.wait_for()
    left = iter(seeds.items())

    def click() -> float:
        seed, texts = next(left)
        page.bring_to_front()
        settle(page)
        page.wait_for_timeout(1000 * between)
        field.fill(f"{seed}")  # the click takes the seed along: before it, nobody knows what is going to be asked for
        return after_click(train_button(page), texts)

    return click


def _without(other: Server, measurement: Measurement) -> Measurement:
    """Measure while another server stands still."""

    def alone() -> float:
        other.process.send_signal(signal.SIGSTOP)
        try:
            return measurement()
        finally:
            other.process.send_signal(signal.SIGCONT)

    return alone


def _fits(filling: Page, idle: Page) -> tuple[int, int, int]:
    """Return the fits asked for on both servers, and the others of the first."""
    for page in (filling, idle):
        settle(page)
    return fits_started(filling), fits_started(idle), fits_started(filling, unasked=True)


def _seeds(bench: Bench) -> dict[int, Texts]:
    """Return as many seeds as there are clicks, and what the page says when they are trained; no two in a row alike."""

    def told_apart() -> Iterator[tuple[int, Texts]]:
        before: Texts = []
        for seed in count(1):
            spec = churn.RunSpec(churn.ModelSpec(seed=seed), churn.SplitSpec(seed=seed))
            texts = headline(churn.train(bench.dataset, spec).scores["test"])
            if texts != before:
                yield seed, texts
            before = texts

    return dict(islice(told_apart(), CLICKS))


def _slide_meanwhile(bench: Bench, ours: Server, empty: str) -> tuple[Ratio, Fact]:
    """Go back and forth between two depths that were trained, while the map fills."""
    with slider_of_dashboard(bench, ours.url) as depth, slider_of_empty_page(bench, empty) as value:
        depth.train(NEIGHBOURS[1])
        settle(depth.page)
        before = fits_started(depth.page, unasked=True)
        taken = in_turns(depth.press, _without(ours, value.press), LIVE_PAIRS)
        settle(depth.page)
        begun = fits_started(depth.page, unasked=True) - before
    return (
        Ratio("slider while the map fills → numbers", "slider of an empty page → text", *taken, None),
        Fact("fits that nobody asked for while that slider moved", f"{begun}", "> 0", begun > 0),
    )


def _slide(bench: Bench, ours: Server, empty: str, moves: list[Move]) -> Results:
    """Wait until the server has fitted every position, and go to random ones."""
    page = bench.open(ours.url)
    wait_until_quiet(ours.process.pid)
    page.reload()
    settle(page)
    before, filled = fits_started(page), fits_started(page, unasked=True)
    every = len(CELLS) - len(NEIGHBOURS)  # these were asked for
    facts = [Fact("positions that the server fitted by itself", f"{filled}", f"≥ {every}", filled >= every)]
    if filled < every:  # a computer on which a fit takes too long to be made unasked
        return [], facts
    left = iter(moves)

    def move() -> float:
        start, end, texts = next(left)
        set_slider(slider_named(page, "Tree depth"), start.depth)
        set_slider(slider_named(page, "Learning rate"), start.learning_rate)
        slider = slider_named(page, "Tree depth" if start.depth != end.depth else "Learning rate")
        up = (end.depth, end.learning_rate) > (start.depth, start.learning_rate)
        return after_key(slider, "ArrowRight" if up else "ArrowLeft", texts)

    with slider_of_empty_page(bench, empty) as value:
        taken = in_turns(move, value.press, len(moves))
    settle(page)
    begun = fits_started(page) - before + fits_started(page, unasked=True) - filled
    close(page)
    facts.append(Fact("fits that moves between these positions started", f"{begun}", "0", begun == 0))
    name = "slider to any position of the filled map → numbers"
    return [Ratio(name, "slider of an empty page → text", *taken, 1.25)], facts


def _moves(bench: Bench) -> list[Move]:
    """Return steps between random neighbouring positions."""
    random = np.random.default_rng(0)

    def steps() -> Iterator[Move]:
        while True:
            end = CELLS.specs[random.integers(len(CELLS))]
            around = [each for each in CELLS.neighbours(end) if _one_step(each.model, end.model)]
            start = around[random.integers(len(around))]
            yield Move(start.model, end.model, bench.our_texts(end.model.depth, end.model.learning_rate))

    return list(islice(steps(), SLIDER_PAIRS))


def _one_step(one: churn.ModelSpec, other: churn.ModelSpec) -> bool:
    return one.depth == other.depth or one.learning_rate == other.learning_rate
