"""A table of 200,000 customers: its map is not begun unasked, and the page says what it would take."""

import re
import time
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_rest, await_results, go
from tests.serving import AS_SHIPPED, server

ROWS: Final = 200_000
TREES: Final = 30


def large(path: Path) -> Path:
    """Write a table of customers who leave the sooner, the more they pay and the shorter they have been here."""
    rng = np.random.default_rng(1)
    months, price = rng.integers(1, 72, ROWS), np.round(rng.gamma(4, 15, ROWS), 2)
    plan = rng.choice(["basic", "silver", "gold"], ROWS)
    left = rng.random(ROWS) < 1 / (1 + np.exp(0.05 * months - 0.02 * price + 1))
    columns = zip(months.tolist(), price.tolist(), plan.tolist(), left.tolist(), strict=True)
    rows = "\n".join(f"{m},{p},{k},{'Yes' if y else 'No'}" for m, p, k, y in columns)
    path.write_text(f"Months,Price,Plan,Churn\n{rows}\n", encoding="utf-8")
    return path


@pytest.mark.slow
def test_it_says_how_long_and_does_not_begin(visitors: Visitors, tmp_path: Path) -> None:
    """Neither before there is a model nor after; the page answers; a click begins it, and a stop ends it at once."""
    with server("dashboard.py", env={"CHURN_DATA": str(large(tmp_path / "customers.csv")), **AS_SHIPPED}) as running:
        page = visitors.page(f"{running.url}/tune?trees={TREES}")
        expect(page.get_by_text("Press Train first: the map begins with the model")).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Train", exact=True).click()
        estimate = page.get_by_text(re.compile(r"1 of 130 cells\. The rest takes about (\d+ min )?\d+ s on all"))
        expect(estimate).to_be_visible(timeout=90_000)
        await_rest(page)
        time.sleep(5)  # what the results of the run still need beside the page
        before = running.seconds_of_work()
        time.sleep(3)
        assert running.seconds_of_work() - before < 0.5
        expect(estimate).to_be_visible()
        expect(page.get_by_role("button", name="Stop filling")).to_have_count(0)
        page.get_by_role("button", name="Fill the map").click()
        expect(page.get_by_role("button", name="Stop filling")).to_be_visible()
        began = time.monotonic()
        page.get_by_role("slider", name="Threshold").press("ArrowRight")
        go(page, "Train", "Results for")
        await_results(page, f"depth 4, learning rate 0.1, {TREES} trees")
        assert time.monotonic() - began < 5
        go(page, "Tune", "Which settings are best")
        page.get_by_role("button", name="Stop filling").click()
        expect(page.get_by_role("button", name="Fill the map")).to_be_visible()
        time.sleep(1)
        before = running.seconds_of_work()
        time.sleep(1)
        assert running.seconds_of_work() - before < 0.3
