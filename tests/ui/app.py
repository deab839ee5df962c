"""The dashboard without a browser: open it, wait for its fit, change pages, read what stands on it."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from churn.ui import shared

SCRIPT: Final = Path(__file__).resolve().parents[2] / "dashboard.py"
PATIENCE: Final = 60.0
"""Seconds that one fit may take here."""


def visit(page: str = "Train", **address: str | list[str]) -> AppTest:
    """Open the dashboard at an address, wait until nothing is being fitted, and go to a page."""
    at = settled(visit_at_once(**address))
    return at if page == "Train" else go(at, page)


def visit_at_once(**address: str | list[str]) -> AppTest:
    """Open the dashboard at an address and take the page as it comes."""
    at = AppTest.from_file(SCRIPT, default_timeout=30)
    at._bidi_component_manager = _components()  # noqa: SLF001 - AppTest would look through all packages every time
    for name, value in address.items():
        at.query_params[name] = value
    return at.run()


@cache
def _components() -> BidiComponentManager:
    """Return the custom components that packages bring: none, which takes a fifth of a second to find out."""
    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager


def settled(at: AppTest) -> AppTest:
    """Wait for the fit that the page waits for; what the browser's timer does, the next run does here."""
    for _ in range(3):
        key = waiting(at)
        if key is None:
            return at
        job = shared.trainer().find(key)
        if job is not None:
            assert job.wait(PATIENCE)
        at.run()
    raise AssertionError("The page starts one fit after the other.")


def waiting(at: AppTest) -> str | None:
    """Return the key of the run that the page waits for."""
    key: str | None = at.session_state.get("waiting")
    return key


def go(at: AppTest, page: str) -> AppTest:
    """Go to a page by its name in the navigation; the public way knows only pages that are files."""
    pages = at._registered_pages.items()  # noqa: SLF001 - as the docstring says
    at._page_hash = next(key for key, info in pages if info["page_name"] == page)  # noqa: SLF001 - as above
    return at.run()


def press(at: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    next(button for button in at.button if button.label == label).click()
    return at.run()


def buttons(at: AppTest) -> list[str]:
    """Return the labels of all buttons."""
    return [button.label for button in at.button]


def answer(at: AppTest, value: str, target: str | None = None) -> AppTest:
    """Say who has left where the page asks for it: which column, and which of its two values means so."""
    if target is not None:
        next(box for box in at.selectbox if box.label == "Outcome column").set_value(target)
        at.run()
    group = next(group for group in at.segmented_control if group.label.startswith("Value that means"))
    group.set_value(value)
    return press(at.run(), "Use this table")


def upload(at: AppTest, data: bytes, name: str = "new.csv") -> AppTest:
    """Give a file to the page Data."""
    at.file_uploader(key="file").set_value((name, data, "application/octet-stream"))
    return at.run()


def edit(at: AppTest, rows: dict[int, dict[str, str]]) -> AppTest:
    """Edit cells of the data editor, as the browser says it; AppTest has no public way."""
    states = at._tree.get_widget_states()  # noqa: SLF001 - as the docstring says
    message = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    states.widgets.add(id=at.data_editor[0].proto.id, string_value=json.dumps(message))
    return at._run(states)  # noqa: SLF001 - as above


def heading(at: AppTest) -> str:
    """Return the line that names the settings of the numbers shown; on other pages than Train, the title."""
    lines = [each.value for each in at.header if each.value.startswith(("Results for ", "No results yet"))]
    return str([*lines, at.title[0].value][0])


def metrics(at: AppTest) -> dict[str, str]:
    """Return the large numbers by their label."""
    texts = [each.value for each in at.markdown]
    labels = [text for text in texts if text.endswith(" on test customers")]
    return {metric.label: metric.value for metric in at.metric} | {
        label: texts[texts.index(label) + 1] for label in labels
    }


def messages(at: AppTest) -> list[str]:
    """Return the error messages as a person reads them."""
    return [plain(error.value) for error in at.error]


def plain(markdown: str) -> str:
    """Undo `churn.show.formats.escape` and `unbroken`: the text as a person reads it."""
    markdown = whole(markdown)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("\u2060", "")


def whole(markdown: str) -> str:
    """Undo `churn.show.formats.unbroken`."""
    return re.sub(r":color\[([^]]+)\]\{foreground='inherit'\}", r"\1", markdown)


def read(markdown: str) -> str:
    """Return Markdown as a person reads it, bold print or not."""
    return plain(re.sub(r"(?<!\\)\*\*", "", markdown))


def scores_table(at: AppTest) -> pd.DataFrame:
    """Return the table of the three splits without the intervals, some of which come a moment later."""
    return table_with_intervals(at).map(lambda cell: cell.partition(" (")[0])


def table_with_intervals(at: AppTest) -> pd.DataFrame:
    """Return the table of the three splits as it stands on the page."""
    table: pd.DataFrame = at.table[0].value
    return table.map(whole)


def figures(at: AppTest) -> dict[str, dict[str, Any]]:
    """Return the plotly charts by key."""
    return {chart.key: json.loads(chart.proto.spec) for chart in at.get("plotly_chart") if chart.key}


def alternative_texts(at: AppTest) -> dict[str, str]:
    """Return what a screen reader says of the plotly charts, by key."""
    return {chart.key: chart.proto.alt for chart in at.get("plotly_chart") if chart.key}


def rendered(at: AppTest) -> list[str]:
    """Return every string on the page that Streamlit renders as Markdown: texts, labels, help, alerts."""
    found = []
    for block in (at.main, at.sidebar):
        for node in block:
            for name in ("body", "label", "help", "text"):
                value = getattr(node.proto, name, None)
                if isinstance(value, str) and value:
                    found.append(whole(value))
    return found


def unharmed(at: AppTest) -> bool:
    """Whether no traceback and no unforeseen error is on the page."""
    return not at.exception
