"""What a trained model answers at once: another threshold, another customer; against a page with nothing to compute."""

from itertools import pairwise
from typing import Final

import pandas as pd
from playwright.sync_api import Page

import churn
from churn.explanation import words as explanation_words
from churn.explanation.customers import values_of
from churn.explanation.reasons import Background, choose_background, explain
from churn.scores.confusion import THRESHOLD
from churn.scores.thresholds import GRID
from churn.show import formats
from tests.bench.measure import Fact, Measurement, Ratio, in_turns
from tests.bench.pages import (
    AS_IT_COMES,
    COUNTED_PAGE,
    DEPTH,
    EMPTY_PAGE,
    NEIGHBOURS,
    SLIDER_PAIRS,
    Bench,
    Slider,
    fits_started,
    headline,
    slider_of_empty_page,
)
from tests.bench.watch import Texts, after_click, settle
from tests.serving import serve

RATE: Final = 0.1
TARGET: Final = 1.5


def results(bench: Bench) -> tuple[list[Ratio], list[Fact]]:
    """Move the threshold and edit a customer, both to and fro."""
    with serve(COUNTED_PAGE, env=bench.env) as ours, serve(EMPTY_PAGE, options=AS_IT_COMES) as empty:
        threshold, fits = _threshold(bench, ours, empty)
        return [threshold, _edit(bench, ours, empty)], [fits]


def _threshold(bench: Bench, ours: str, empty: str) -> tuple[Ratio, Fact]:
    evaluation = bench.run(DEPTH, RATE).evaluation
    texts = {value: headline(evaluation.scores(value)["test"]) for value in GRID}
    low, high = _nearest(texts)
    moved = Slider(bench, ours, "Threshold", {value: texts[value] for value in (low, high)})
    with moved as threshold, slider_of_empty_page(bench, empty) as value:
        threshold.set(low)
        before = fits_started(threshold.page)
        taken = in_turns(threshold.press, value.press, SLIDER_PAIRS)
        fits = fits_started(threshold.page) - before
    return (
        Ratio("threshold slider → numbers", "slider of the empty page → text", *taken, TARGET),
        Fact("fits that the threshold slider started", str(fits), "0", fits == 0),
    )


def _nearest(texts: dict[float, Texts]) -> tuple[float, float]:
    """Return the two neighbouring thresholds nearest to the usual one between which both large numbers change."""
    changing = [
        (low, high)
        for low, high in pairwise(texts)
        if all(old != new for old, new in zip(texts[low], texts[high], strict=True))
    ]
    return min(changing, key=lambda pair: abs(pair[0] - THRESHOLD))


def _edit(bench: Bench, ours: str, empty: str) -> Ratio:
    name, answers = _neighbours(bench)
    our_page, empty_page = bench.open(f"{ours}/customer?c.{name}={min(answers)}"), bench.open(empty)
    numbers: dict[int, Texts] = {value: [("[data-testid=stText]", f"Number {value}")] for value in NEIGHBOURS}
    taken = in_turns(_stepper(our_page, name, answers), _stepper(empty_page, "Number", numbers), SLIDER_PAIRS)
    for page in (our_page, empty_page):
        page.context.close()
    return Ratio(
        "edit of a customer → probability and reasons",
        "click on a number field of the empty page → text",
        *taken,
        TARGET,
    )


def _neighbours(bench: Bench) -> tuple[str, dict[int, Texts]]:
    """Return a whole number of the form, and what the page says at two neighbouring values that differ in it.

    Raises
    ------
    LookupError
        If no step of any number changes the probability of the form's first customer.
    """
    run = bench.run(DEPTH, RATE)
    compared = choose_background(run.model, bench.dataset.frame)
    columns = bench.dataset.schema.features
    usual = {column.name: column.most_common if column.kind == "category" else column.median for column in columns}
    for column in columns:
        if not column.integer:
            continue
        middle = round(column.median or 0)
        here, there = (
            _answer(run, compared, pd.DataFrame([usual | {column.name: value}])) for value in (middle, middle + 1)
        )
        if all(old != new for old, new in zip(here, there, strict=True)):
            return column.name, {middle: here, middle + 1: there}
    raise LookupError("No step of a number changes the customer of the form.")


def _answer(run: churn.Run, compared: Background, customer: pd.DataFrame) -> Texts:
    checked = run.model.schema.check(customer)
    reasons = explain(run.model, checked, compared)
    return [
        ("[data-testid=stMetricValue]", formats.percent(float(reasons.p[0]))),
        ("p", explanation_words.reason_sentence(reasons, values_of(checked)).plain()),
    ]


def _stepper(page: Page, name: str, texts: dict[int, Texts]) -> Measurement:
    """Click plus and minus of a number field in turns; each click takes the seconds until its texts are there."""
    number = page.get_by_role("spinbutton", name=name)
    field = page.get_by_test_id("stNumberInput").filter(has=number)
    number.wait_for()
    low, high = sorted(texts)

    def step() -> float:
        settle(page)
        up = number.input_value() == f"{low}"
        button = field.get_by_test_id(f"stNumberInputStep{'Up' if up else 'Down'}")
        return after_click(button, texts[high if up else low])

    return step
