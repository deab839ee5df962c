"""A missing value has a name on every page and in every chart, and none of the names that programs give it."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui import tables
from tests.ui.app import alternative_texts, figures, go, read, rendered, settled, unharmed, upload, visit


def with_gaps() -> bytes:
    """Return a CSV with gaps in numbers, categories and columns that are left out: of dates, and without a value."""
    columns = tables.customers(300)
    n = len(columns["Age"])
    columns["Age"] = [None if row % 3 == 0 else age for row, age in enumerate(columns["Age"])]
    columns["Plan"] = [None if row % 7 == 0 else plan for row, plan in enumerate(columns["Plan"])]
    since = [None if row % 5 == 0 else f"2026-01-{1 + row % 28:02}" for row in range(n)]
    return tables.as_csv(
        {"Height": [None if row % 4 == 0 else row % 60 for row in range(n)], "Since": since, **columns}
    )


@pytest.fixture(scope="module")
def app() -> AppTest:
    """Open the dashboard with that table, and put a customer with gaps into the form."""
    at = settled(upload(visit("Data", trees="50"), with_gaps(), "gaps.csv"))
    go(at, "Customer")
    at.session_state["pick"] = True
    at.run().number_input(key="pick_row").set_value(1)
    return at.run()


@pytest.mark.parametrize("page", ["Train", "Customer", "Decide", "Why", "Data"])
def test_no_page_says_nan(app: AppTest, page: str) -> None:
    """Neither a sentence, nor an alternative text, nor what a chart writes or shows on hover."""
    go(app, page)
    if page == "Data":
        boxes = [("rate_column", name) for name in app.selectbox(key="rate_column").options]
    else:
        boxes = (
            [("why_column", name) for name in app.selectbox(key="why_column").options] if page == "Why" else [("", "")]
        )
    for key, name in boxes:
        if key:
            app.selectbox(key=key).set_value(name).run()
        assert unharmed(app)
        drawn = [json.dumps([each.get("y"), each.get("text"), each.get("customdata")]) for each in traces(app)]
        for text in (*map(read, rendered(app)), *alternative_texts(app).values(), *drawn):
            assert not re.search(r"\b(nan|NaN|NaT|None)\b|<NA>", text), text


def traces(at: AppTest) -> list[dict[str, object]]:
    """Return the traces of all charts."""
    return [trace for figure in figures(at).values() for trace in figure["data"]]


def test_a_gap_is_called_unknown_in_a_reason(app: AppTest) -> None:
    """The waterfall names the columns without a value as the sentence does."""
    go(app, "Customer")
    labels = str(figures(app)["waterfall"]["data"][0]["y"])
    assert "Age: unknown" in labels
    assert "Plan: unknown" in labels
